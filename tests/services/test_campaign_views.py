"""The pages of mapping campaigns: who may, a call and what it writes, how far one is."""

import datetime

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse
from django.utils import timezone

from organizations.models import Location
from services.campaigns.actions import take
from services.models import Asset, CampaignVisit, Change, MappingCampaign, Report, Service, Verification
from tests.factories import CommunityPointFactory, ScheduleFactory, ServiceAtLocationFactory, TermFactory

from .campaign_world import PHONE, TODAY, make_world, start

NEW_PHONE = [{"number": "030 999999", "description": "segreteria"}]


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *args: TODAY)


@pytest.fixture
def world(db):
    return make_world()


@pytest.fixture
def campaign(world):
    return start(world)


@pytest.fixture
def visit(world, campaign):
    """The service, in the hands of the agent."""
    return take(by=world.people["agent"], campaign=campaign, visit=campaign.visits.get(service=world.service).pk)


def address(name, *args):
    return reverse(f"services:{name}", args=args)


def of_visit(visit):
    return address("visit", visit.campaign_id, visit.pk)


def answer(client, world, visit, who="agent", **said):
    """Opens the page as somebody, answers and saves."""
    client.force_login(world.people[who])
    form = client.get(of_visit(visit)).context["form"]
    sent = {"signed": form["signed"].value(), "how": "phone", "end": "done"}
    return client.post(of_visit(visit), sent | {name.replace("__", "-"): value for name, value in said.items()})


ALL_RIGHT = {
    "location__address": "yes",
    "service__phones": "yes",
    "service__no_appointment": "yes",
    "service__free": "yes",
}
NOBODY_MAY = {"citizen": 403, "owner": 403, "coordinator elsewhere": 403}
MAY = {
    "campaign_detail": {"agent": 200, "volunteer": 200, "coordinator": 200, "direction": 200} | NOBODY_MAY,
    "campaign_summary": {"agent": 403, "volunteer": 403, "coordinator": 200, "direction": 200} | NOBODY_MAY,
    "campaign_update": {"agent": 403, "volunteer": 403, "coordinator": 200, "direction": 200} | NOBODY_MAY,
    "campaign_csv": {"agent": 403, "volunteer": 403, "coordinator": 200, "direction": 200} | NOBODY_MAY,
    "campaign_asset": {"agent": 200, "volunteer": 403, "coordinator": 200, "direction": 200} | NOBODY_MAY,
    "visit": {"agent": 200, "other agent": 403, "volunteer": 403, "coordinator": 200, "direction": 200} | NOBODY_MAY,
}


@pytest.mark.parametrize("name", MAY)
def test_page_opens_to_those_of_its_punto_comunita(client, world, campaign, visit, name):
    args = [campaign.pk, visit.pk] if name == "visit" else [campaign.pk]
    met = {"nobody": client.get(address(name, *args)).status_code}

    for who in MAY[name]:
        client.force_login(world.people[who])
        met[who] = client.get(address(name, *args)).status_code

    assert met == MAY[name] | {"nobody": 302}


def test_writing_is_refused_to_who_may_not(client, world, campaign, visit):
    asked = {
        "volunteer": ["visit_take", "campaign_fill", "campaign_deal"],
        "agent": ["campaign_fill", "campaign_deal"],
        "coordinator elsewhere": ["visit_take", "campaign_fill", "campaign_deal"],
    }
    met = set()

    for who, names in asked.items():
        client.force_login(world.people[who])
        met |= {client.post(address(name, campaign.pk)).status_code for name in names}
    client.force_login(world.people["other agent"])
    met.add(client.post(of_visit(visit), {"end": "gone"}).status_code)
    met.add(client.post(address("visit_leave", campaign.pk, visit.pk)).status_code)

    assert met == {403}
    visit.refresh_from_db()
    assert (visit.state, visit.agent) == ("to_do", world.people["agent"])


def test_list_shows_the_campaigns_of_ones_own_punto_comunita(client, world, campaign):
    seen = {}

    for who in ("agent", "coordinator", "direction", "coordinator elsewhere"):
        client.force_login(world.people[who])
        seen[who] = [str(each) for each in client.get(address("campaign_list")).context["object_list"]]

    named = ["Giro di Fiumicello"]
    assert seen == {"agent": named, "coordinator": named, "direction": named, "coordinator elsewhere": []}


def test_starting_says_how_many_calls_that_is_before_it_saves(client, world):
    client.force_login(world.people["coordinator"])
    page = client.get(address("campaign_point"), follow=True)
    form = page.context["form"]
    agents = [world.people["agent"].pk, world.people["other agent"].pk]
    sent = {"name": "Giro", "quarters": [world.quarter.pk], "first": TODAY, "last": TODAY, "agents": agents}

    counted = client.post(address("campaign_create", "punto"), sent)
    started = [MappingCampaign.objects.count()]
    client.post(address("campaign_create", "punto"), sent | {"counted": "3"})

    assert form["first"].value() == TODAY
    assert (counted.context["form"].entries, counted.context["form"].each) == (3, 2)
    assert "3 voci da controllare" in counted.content.decode()
    assert started == [0]
    made = MappingCampaign.objects.get()
    assert (made.name, made.last_day, made.visits.count()) == ("Giro", TODAY, 3)
    assert set(made.agents.all()) == {world.people["agent"], world.people["other agent"]}


def test_starting_needs_a_period_and_people_who_have_a_mandate_there(client, world):
    client.force_login(world.people["coordinator"])
    strangers = [world.people["citizen"].pk]
    sent = {"name": "G", "quarters": [world.far.pk], "first": TODAY, "last": "2026-11-01", "agents": strangers}

    page = client.post(address("campaign_create", "punto"), sent)

    assert (page.status_code, set(page.context["form"].errors)) == (422, {"quarters", "agents", "last"})


def test_campaign_cannot_be_started_for_another_punto_comunita(client, world):
    CommunityPointFactory(slug="altrove")
    client.force_login(world.people["coordinator"])

    assert client.get(address("campaign_create", "altrove")).status_code == 403


def test_call_asks_what_we_have_a_line_a_question(client, world, visit):
    world.service.opening_hours = ScheduleFactory().opening_hours
    world.service.save()
    afternoon = {"opens_at": datetime.time(14), "closes_at": datetime.time(18)}
    ScheduleFactory(opening_hours=world.service.opening_hours, **afternoon)
    client.force_login(world.people["agent"])

    page = client.get(of_visit(visit))

    assert [question.label for question, _right in page.context["form"].lines()] == [
        "Siete ancora in via Milano 55?",
        "Il numero giusto è 030 123456?",
        "Siete aperti il lunedì 9:00–12:00 e 14:00–18:00?",
        "Serve l’appuntamento?",
        "È gratis?",
        "Si entra in sedia a rotelle?",
    ]
    assert 'href="tel:030123456"' in page.content.decode()


def test_all_right_is_checked_field_by_field_and_as_a_whole(client, world, visit):
    Service.objects.update(free=True)

    page = answer(client, world, visit, **ALL_RIGHT)

    assert page.url == f"{address('campaign_detail', visit.campaign_id)}?fatta={visit.pk}"
    visit.refresh_from_db()
    assert visit.state == CampaignVisit.State.CONFIRMED
    checks = Verification.objects.values_list("location__address", "service__name", "field", "how", "right")
    assert set(checks) == {
        ("via Milano 55", None, "address", "phone", True),
        (None, "Compiti", "phones", "phone", True),
        (None, "Compiti", "no_appointment", "phone", True),
        (None, "Compiti", "free", "phone", True),
        (None, "Compiti", "", "phone", True),
    }
    world.service.refresh_from_db()
    assert (world.service.verified_on, world.service.verified_how) == (TODAY, "phone")
    assert not Change.objects.exists()


def test_entry_is_not_checked_as_a_whole_while_its_phone_is_not(client, world, visit):
    answer(client, world, visit, location__address="yes", service__phones="unknown")

    world.service.refresh_from_db()
    assert world.service.verified_on is None
    assert list(Verification.objects.values_list("field", flat=True)) == ["address"]


def test_correction_of_a_volunteer_waits_for_who_coordinates(client, world, visit):
    right = {"service__phones-right": "030 999999 segreteria"}

    answer(client, world, visit, location__address="yes", service__phones="no", **right, service__free="no")

    change = Change.objects.get()
    assert (change.state, change.author, change.service) == ("waiting", world.people["agent"], world.service)
    assert change.wanted == {"phones": NEW_PHONE, "free": False}
    world.service.refresh_from_db()
    assert (world.service.phones, world.service.verified_on) == (PHONE, None)
    assert set(Verification.objects.values_list("field", "right")) == {
        ("address", True),
        ("phones", False),
        ("free", False),
    }
    visit.refresh_from_db()
    assert visit.state == CampaignVisit.State.CORRECTED


def test_correction_of_who_coordinates_is_there_at_once(client, world, visit):
    right = {"service__phones-right": "030 999999 segreteria", "location__address-right": "via Milano 57"}

    answer(client, world, visit, "coordinator", service__phones="no", location__address="no", **right)

    world.service.refresh_from_db()
    told = [{key: each[key] for key in ("number", "description")} for each in world.service.phones]
    assert (told, world.service.verified_on) == (NEW_PHONE, TODAY)
    place = Location.objects.get(pk=world.place.pk)
    assert (place.address, place.latitude, place.quarter) == ("via Milano 57", 45.5410, world.quarter)
    assert not Change.objects.exists()


def test_number_is_asked_of_the_organization_where_the_service_has_none(client, world, visit):
    Service.objects.update(phones=[])
    world.organization.phones = PHONE
    world.organization.save()

    right = {"organization__phones-right": "030 999999 segreteria"}
    answer(client, world, visit, "coordinator", organization__phones="no", location__address="yes", **right)

    world.organization.refresh_from_db()
    assert world.organization.phones[0]["number"] == "030 999999"
    checks = Verification.objects.values_list("organization__name", "service__name", "field")
    assert set(checks) == {("Emporio", None, "phones"), (None, None, "address"), (None, "Compiti", "")}


def test_hours_are_said_in_words(client, world, visit):
    right = {"service__opening_hours-right": "lun-mer 9-12"}

    answer(client, world, visit, "coordinator", service__opening_hours="no", **right)

    schedule = Service.objects.get(pk=world.service.pk).opening_hours.schedules.get()
    assert (schedule.byday, schedule.opens_at) == (["MO", "TU", "WE"], datetime.time(9))


def test_address_that_nobody_knows_goes_to_the_review_desk(client, world, visit):
    answer(client, world, visit, "coordinator", location__address="no", **{"location__address-right": "vicolo Ignoto"})

    report = Report.objects.get()
    assert (report.location, report.topic, report.suggestion) == (world.place, Report.Topic.ADDRESS, "vicolo Ignoto")
    assert Location.objects.get(pk=world.place.pk).address == "via Milano 55"


@pytest.mark.parametrize(
    ("said", "errors"),
    [
        ({}, {"__all__"}),
        ({"service__phones": "unknown"}, {"__all__"}),
        ({"service__phones": "no"}, {"service-phones-right"}),
        ({"service__opening_hours": "no", "service__opening_hours-right": "boh"}, {"service-opening_hours-right"}),
    ],
)
def test_answer_that_says_nothing_is_asked_again(client, world, visit, said, errors):
    page = answer(client, world, visit, **said)

    assert (page.status_code, set(page.context["form"].errors)) == (422, errors)
    visit.refresh_from_db()
    assert not visit.is_done


def test_what_another_changed_meanwhile_is_shown_and_nothing_is_lost(client, world, visit):
    client.force_login(world.people["coordinator"])
    form = client.get(of_visit(visit)).context["form"]
    Service.objects.update(phones=[{"number": "030 555555", "description": ""}])
    sent = {"signed": form["signed"].value(), "how": "phone", "end": "done"}
    sent |= {"service-phones": "no", "service-phones-right": "030 999999 segreteria"}

    page = client.post(of_visit(visit), sent)

    assert page.status_code == 409
    assert "Il numero giusto è 030 555555?" in page.content.decode()
    assert page.context["form"]["service-phones-right"].value() == "030 999999 segreteria"
    again = client.post(of_visit(visit), sent | {"signed": page.context["form"]["signed"].value()})
    assert again.status_code == 302
    assert Service.objects.get(pk=world.service.pk).phones[0]["number"] == "030 999999"


def test_saving_twice_writes_once(client, world, visit):
    answer(client, world, visit, **ALL_RIGHT)

    again = client.post(of_visit(visit), {"how": "phone", "end": "done", "service-phones": "yes"})

    assert again.status_code == 302
    assert Verification.objects.filter(field="phones").count() == 1


def test_after_a_call_comes_the_next_in_hand(client, world, campaign, visit):
    following = take(by=world.people["agent"], campaign=campaign)

    page = answer(client, world, visit, end="nobody")

    assert page.url == f"{of_visit(following)}?fatta={visit.pk}"
    visit.refresh_from_db()
    assert (visit.state, visit.attempts) == ("call_again", 1)


def test_lead_adds_and_deals(client, world, campaign):
    client.force_login(world.people["coordinator"])
    ServiceAtLocationFactory(service__name="Nuovo", location=world.place)

    page = client.get(address("campaign_detail", campaign.pk))
    client.post(address("campaign_fill", campaign.pk))
    sara = world.people["other agent"]
    client.post(address("campaign_deal", campaign.pk), {"agent": sara.pk, "where": "via Milano"})

    assert "C’è 1 voce nuova in questi quartieri." in page.content.decode()
    assert sorted(str(each.entry) for each in sara.visits.all()) == ["Compiti", "Emporio", "Nuovo"]


def test_who_no_longer_goes_leaves_what_was_still_to_do(client, world, campaign, visit):
    client.force_login(world.people["coordinator"])
    sara = world.people["other agent"]
    sent = {"name": "Giro lungo", "last": "2026-12-31", "agents": [sara.pk]}

    client.post(address("campaign_update", campaign.pk), sent)

    campaign.refresh_from_db()
    visit.refresh_from_db()
    assert (campaign.name, campaign.last_day, list(campaign.agents.all())) == (
        "Giro lungo",
        datetime.date(2026, 12, 31),
        [sara],
    )
    assert visit.agent is None


def test_campaign_cannot_end_before_it_began(client, world, campaign):
    client.force_login(world.people["coordinator"])

    page = client.post(address("campaign_update", campaign.pk), {"name": "G", "last": "2026-11-01"})

    assert (page.status_code, set(page.context["form"].errors)) == (422, {"last", "agents"})


def test_progress_is_a_sentence_and_numbers(client, world, visit):
    answer(client, world, visit, **ALL_RIGHT)

    progress = client.get(address("campaign_detail", visit.campaign_id)).context["progress"]

    assert progress.sentence == "1 voce su 3, mancano 21 giorni."
    assert progress.found() == [("corretto", 1)]
    assert progress.by_quarter() == [("Fiumicello", 1, 3)]
    assert progress.by_agent() == [("Luca", 1, 1), ("di nessuno", 0, 2)]
    assert sorted(dot.done for dot in progress.drawing().dots) == ["none", "part"]


def test_csv_tells_what_came_of_each(client, world, visit):
    answer(client, world, visit, end="gone")
    after_midnight = datetime.datetime(2026, 11, 23, 23, 30, tzinfo=datetime.UTC)
    CampaignVisit.objects.filter(pk=visit.pk).update(done_at=after_midnight)
    client.force_login(world.people["coordinator"])

    page = client.get(address("campaign_csv", visit.campaign_id))

    lines = page.content.decode().removeprefix("\ufeff").splitlines()
    assert lines[0] == "Voce;Indirizzo;Quartiere;Di chi;Esito;Chiamate;Quando;Nota"
    assert "Compiti;via Milano 55;Fiumicello;Luca;non c’è più;0;2026-11-24;" in lines
    assert len(lines) == 4


QUERIES = {"campaign_detail": 15, "campaign_summary": 10, "campaign_csv": 7}


@pytest.mark.parametrize("name", QUERIES)
@pytest.mark.parametrize("more", [0, 300])
def test_pages_ask_as_much_with_many_entries(client, world, django_assert_num_queries, name, more):
    for number in range(more):
        ServiceAtLocationFactory(service__name=f"S{number}", location=world.place)
    campaign = start(world)
    client.force_login(world.people["coordinator"])

    with django_assert_num_queries(QUERIES[name]):
        client.get(address(name, campaign.pk))


def new_asset(client, world, campaign, who="agent", **said):
    client.force_login(world.people[who])
    park = TermFactory(taxonomy__slug="asset_kind", name="Parchi e giardini")
    sent = {"kind": park.pk, "name": "Giardino dei Gelsi", "where": "via Milano 57", "quarter": world.quarter.pk}
    return client.post(address("campaign_asset", campaign.pk), sent | {"description": "Panchine e ombra."} | said)


def test_new_asset_of_who_coordinates_is_there_at_once(client, world, campaign):
    new_asset(client, world, campaign, "coordinator")

    made = Asset.objects.get(name="Giardino dei Gelsi")
    assert (made.location.address, made.location.quarter, made.description) == (
        "via Milano 57",
        world.quarter,
        "Panchine e ombra.",
    )


def test_new_asset_of_a_volunteer_waits(client, world, campaign):
    new_asset(client, world, campaign)

    change = Change.objects.get()
    assert (change.kind, change.state, change.wanted["name"]) == ("asset", "waiting", "Giardino dei Gelsi")
    assert not Asset.objects.filter(name="Giardino dei Gelsi").exists()


def test_progress_counts_what_is_new_there_or_waits(client, world, campaign):
    is_on = DateRange(TODAY, timezone.localtime().date() + datetime.timedelta(days=2))
    MappingCampaign.objects.filter(pk=campaign.pk).update(period=is_on)
    new_asset(client, world, campaign)
    new_asset(client, world, campaign, "coordinator", name="Fontana")

    progress = client.get(address("campaign_detail", campaign.pk)).context["progress"]

    assert progress.found() == [("risorse nuove", 2)]


def test_new_asset_can_be_where_the_phone_is(client, world, campaign):
    new_asset(client, world, campaign, "coordinator", where="45.54501,10.19321")

    made = Asset.objects.get(name="Giardino dei Gelsi").location
    assert (made.latitude, made.longitude, made.quarter) == (45.54501, 10.19321, world.quarter)


def test_what_a_neighbour_can_do_is_written_with_their_yes_and_by_quarter_only(client, world, campaign):
    skills = TermFactory(taxonomy__slug="asset_kind", name="Quello che sanno fare", slug="competenze-degli-abitanti")
    said = {"kind": skills.pk, "name": "Ripara biciclette", "where": "via Milano 57"}

    asked = new_asset(client, world, campaign, "coordinator", **said)
    new_asset(client, world, campaign, "coordinator", **said, agreed="on")

    assert set(asked.context["form"].errors) == {"agreed"}
    made = Asset.objects.get(name="Ripara biciclette")
    assert (made.location, made.quarter, made.offered_by_resident) == (None, world.quarter, True)


def test_asset_that_may_be_there_already_is_shown_first(client, world, campaign):
    said = {"name": "Parco del Mella"}

    asked = new_asset(client, world, campaign, "coordinator", **said)
    told = [str(each) for each in asked.context["form"].likely]
    new_asset(client, world, campaign, "coordinator", **said, another="on")

    assert (asked.status_code, told) == (422, ["Parco Mella"])
    assert Asset.objects.filter(name="Parco del Mella").exists()


@pytest.mark.parametrize("where", ["", "via che non esiste 3", "Fiumicello"])
def test_place_has_an_address_that_is_known(client, world, campaign, where):
    page = new_asset(client, world, campaign, where=where)

    assert (page.status_code, set(page.context["form"].errors)) == (422, {"where"})
