"""A place that somebody proposed becomes an entry: what is there first, what the words say typed already, an answer."""

import pytest
from django.core import mail

from organizations.models import Location, Organization
from services.models import Change, Report, Service
from services.reports.actions import close_report, send_report
from services.reports.proposals import said_in
from tests.factories import AssetFactory, OrganizationFactory, PlaceNameFactory, ServiceFactory
from tests.organizations.staff import answers, as_, make_staff, only
from tests.services.test_keeping import sent

WORDS = (
    "In via Milano 12, dietro la chiesa. Tel. 030 123456 o 333-1234567, info@orto.example, www.orto.example. "
    "Aperto lun-ven 9-12; sab 10.30-12.\nSi coltiva insieme."
)
NEW = "/redazione/nuova-organizzazione/"


@pytest.fixture
def staff(db):
    staff = make_staff()
    staff.report = send_report(
        entry=None, topic="new", suggestion="Orto di via Milano", words=WORDS, email="rosa@example.org", mark="x"
    )
    mail.outbox.clear()
    return staff


def address(staff, page=NEW):
    return f"{page}?segnalazione={staff.report.code}"


def chooser(staff, **asked):
    return as_(staff, "coordinator").get(f"/redazione/segnalazioni/{staff.report.code}/aggiungi/", asked)


def save(staff, page=NEW, who="coordinator", **typed):
    client = as_(staff, who)
    return client.post(page, sent(client.get(address(staff, page))) | carried(staff) | typed)


def carried(staff):
    """What the form holds of the report it was opened from."""
    return {"proposal": staff.report.code, "settles": "1"}


def settled(staff):
    staff.report.refresh_from_db()
    return staff.report.state, staff.report.answer


def test_words_are_read_as_far_as_they_can_be(staff):
    said = said_in(staff.report)

    assert said._asdict() == {
        "name": "Orto di via Milano",
        "words": WORDS,
        "phones": [{"number": "030 123456", "description": ""}, {"number": "333-1234567", "description": ""}],
        "email": "info@orto.example",
        "site": "https://www.orto.example",
        "address": "via Milano 12",
        "week": dict.fromkeys(["MO", "TU", "WE", "TH", "FR"], "9-12") | {"SA": "10.30-12"},
    }


@pytest.mark.parametrize(
    "words", ["", "Un posto bello, ci va tanta gente. Il martedì si mangia.", "Nato nel 2019, 120 soci, ogni giorno"]
)
def test_words_that_say_nothing_of_the_kind_fill_in_nothing(words):
    said = said_in(Report(topic="new", suggestion="Orto", words=words))

    assert (said.phones, said.email, said.site, said.address, said.week) == ([], "", "", "", {})


def test_queue_leads_to_what_may_be_it_already(staff):
    there = OrganizationFactory(name="Orto di Via Milano", slug="orto")
    service = ServiceFactory(name="ORTO DI VIA MILANO", slug="orto-servizio")
    asset = AssetFactory(name="Orto di via Milano", slug="orto-risorsa")
    OrganizationFactory(name="Banca del tempo")

    queue = as_(staff, "coordinator").get("/redazione/segnalazioni/")
    page = chooser(staff)

    assert f'href="/redazione/segnalazioni/{staff.report.code}/aggiungi/"' in queue.text
    assert [each for each, _why, _answer in page.context["alike"]] == [there, service, asset]


def test_who_finds_it_there_answers_with_where_it_is(staff):
    OrganizationFactory(name="Orto di Via Milano", slug="orto")
    answer = chooser(staff).context["alike"][0][2]

    decide = f"/redazione/segnalazioni/{staff.report.code}/"
    as_(staff, "coordinator").post(decide, {"decision": "refuse", "reason": answer})

    assert settled(staff) == ("refused", "C’è già: «Orto di Via Milano», http://127.0.0.1:8000/organizzazioni/orto/")


@pytest.mark.parametrize("kind", ["servizio", "luogo", "risorsa"])
def test_belonging_of_an_organisation_is_chosen_first(staff, kind):
    column = {"servizio": "service", "luogo": "location", "risorsa": "asset"}[kind]
    words = {"servizio": "nuovo-servizio", "luogo": "nuovo-luogo", "risorsa": "nuova-risorsa"}[kind]

    page = chooser(staff, di="emporio", cosa=column)

    assert page.url == f"/organizzazioni/emporio/{words}/?segnalazione={staff.report.code}"


def test_organisation_out_of_reach_is_not_offered(staff):
    OrganizationFactory(name="Lontana", slug="lontana")

    page = chooser(staff, di="lontana", cosa="service")

    assert (page.status_code, list(page.context["form"].errors)) == (422, ["di"])


def test_form_shows_what_the_words_say_as_if_typed(staff):
    form = as_(staff, "coordinator").get(address(staff, "/organizzazioni/emporio/nuovo-servizio/")).context["form"]

    assert [form[name].value() for name in ("name", "description", "email", "url")] == [
        "Orto di via Milano",
        WORDS,
        "info@orto.example",
        "https://www.orto.example",
    ]
    assert [day.value() for day in form.hours.days()] == ["9-12"] * 5 + ["10.30-12", None]


def test_what_is_published_settles_the_report_and_answers(staff, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        page = save(staff)

    made = Organization.objects.get(name="Orto di via Milano")
    assert (made.phones[1]["number"], made.website, made.description) == (
        "333-1234567",
        "https://www.orto.example",
        WORDS,
    )
    said = "Adesso si trova qui: http://127.0.0.1:8000/organizzazioni/orto-di-via-milano/"
    assert settled(staff) == ("applied", said)
    assert [(letter.to, said in letter.body) for letter in mail.outbox] == [(["rosa@example.org"], True)]
    assert page.url == f"/organizzazioni/orto-di-via-milano/nuovo-luogo/?segnalazione={staff.report.code}"


def test_place_of_a_proposed_organisation_is_filled_in_after_it(staff):
    PlaceNameFactory(name="via Milano", municipality=staff.city)
    following = save(staff, who="direction").url
    client = as_(staff, "direction")

    page = client.get(following)
    client.post(following.partition("?")[0], sent(page) | {"proposal": staff.report.code, "another": "1"})

    place = Location.objects.get(organization__name="Orto di via Milano")
    assert (place.address, place.phones[0]["number"]) == ("via Milano 12", "030 123456")
    assert [sorted(each.byday) for each in place.opening_hours.schedules.all()] == [
        ["FR", "MO", "TH", "TU", "WE"],
        ["SA"],
    ]


def test_report_that_somebody_settled_meanwhile_is_told_and_nothing_is_made_until_said_again(staff):
    client = as_(staff, "coordinator")
    typed = sent(client.get(address(staff))) | carried(staff)
    close_report(report=Report.objects.get(), state="refused", answer="C’è già.", by=staff.people["direction"])

    page = client.post(NEW, typed)
    none_yet = Organization.objects.filter(name="Orto di via Milano").count()
    client.post(NEW, sent(page))

    assert (page.status_code, none_yet) == (409, 0)
    assert page.context["form"].non_field_errors() == [
        "La segnalazione l’ha già chiusa Elena Bonomi: C’è già. Se la scheda serve ancora, salva di nuovo."
    ]
    assert Organization.objects.filter(name="Orto di via Milano").count() == 1


def test_draft_keeps_whose_proposal_it_is(staff):
    client = as_(staff, "coordinator")
    typed = sent(client.get(address(staff))) | {"proposal": staff.report.code, "draft": "1"}

    resumed = client.get(client.post(NEW, typed).url)

    assert (resumed.context["proposal"], Change.objects.count()) == (staff.report, 1)


def test_who_only_writes_for_an_organisation_makes_nothing_of_a_report(staff):
    page = "/organizzazioni/emporio/nuovo-servizio/"

    shown = as_(staff, "owner").get(address(staff, page))
    save(staff, page, who="owner", name="Altro", status="active")

    assert (shown.context["proposal"], shown.context["form"]["name"].value()) == (None, None)
    assert (settled(staff)[0], Service.objects.count()) == ("received", 0)


def test_way_to_an_entry_opens_to_who_coordinates_or_directs(staff):
    allowed = ("coordinator", "coordinator_elsewhere", "direction", "direction_elsewhere")

    found = answers(staff, "get", f"/redazione/segnalazioni/{staff.report.code}/aggiungi/")

    assert found == only(200, *allowed)
