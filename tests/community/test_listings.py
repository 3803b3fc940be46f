"""What people do together in the one search: found as anything else is, and never once somebody hid it."""

import datetime

import pytest
import time_machine
from django.core.management import call_command
from django.http import QueryDict
from django.utils import timezone

from community.events import actions as events
from community.events.moderated import hide, show
from community.groups import actions as groups
from community.initiatives import actions as initiatives
from community.initiatives.moderated import hide_initiative, show_initiative
from community.models import Event, Group, Initiative
from community.spaces import actions as spaces
from network.members import housing
from organizations.models import House, Organization
from services import figures, quality
from services.keeping.trash import remove_entry, version_of
from services.listings import refresh_around, refresh_together, store_counts
from services.models import Listing, Word
from services.open_data import points
from services.search import ListingSearch, facets, listing_search, matching
from services.words.spelling import corrections
from services.words.vocabulary import current_vocabulary
from tests.factories import LocationFactory, OrganizationFactory, QuarterFactory, ServiceAtLocationFactory, UserFactory
from tests.network.factories import network_of
from tests.services.conftest import look_for, names

from .events_factories import EventFactory, event_in_room
from .factories import HouseFactory, SpaceFactory, in_days
from .groups_factories import GroupFactory, PlaceNameFactory, active_group, private_group
from .initiatives_factories import InitiativeFactory, PartnerFactory

pytestmark = pytest.mark.django_db
TOGETHER = ["event", "group", "house", "initiative"]
WORD = "ginestra"  # of everything here


@pytest.fixture
def quarter():
    return QuarterFactory()


@pytest.fixture
def network(quarter):
    return network_of(quarter.municipality)


@pytest.fixture
def house(network):
    place = LocationFactory(organization=OrganizationFactory(), municipality=network)
    return HouseFactory(location=place, name="Casa Ginestra", words="Una casa aperta")


@pytest.fixture
def group(network, quarter):
    street = PlaceNameFactory(municipality=network, name="via Ginestra", quarter=quarter)
    return active_group(network=network, name="Vicini di via Ginestra", street=street)


@pytest.fixture
def initiative(network, quarter):
    return InitiativeFactory(network=network, quarter=quarter, title="L’orto della ginestra")


@pytest.fixture
def event(network, house):
    place = house.location
    return EventFactory(network=network, organization=place.organization, location=place, address="", title="Ginestra")


@pytest.fixture
def found(house, group, initiative, event):
    """One of each kind, drawn."""
    refresh_together()


def kinds(**asked):
    return sorted(listing.kind for listing in look_for(**asked).page().listings)


def kinds_of_api(client, **asked):
    return sorted(each["kind"] for each in client.get("/api/listings", asked).json()["contents"])


def counted(search):
    return {value.value: value.count for value in search.page().facets["kind"].values}


def test_listing_of_each_kind_is_found_by_word_kind_quarter_and_nearness(found, client):
    by_kind = {kind: kinds(kind=kind) for kind in TOGETHER}
    near = kinds(near="Fiumicello", radius=1_000)
    features = client.get("/api/listings.geojson", {"kind": TOGETHER, "zoom": 18}).json()["features"]

    assert (kinds(search=WORD), kinds(quarter="fiumicello"), near) == (TOGETHER, TOGETHER, TOGETHER)
    assert by_kind == {kind: [kind] for kind in TOGETHER}
    assert kinds_of_api(client, search="ginestre") == TOGETHER
    assert counted(look_for(search=WORD)) == dict.fromkeys(TOGETHER, 1) == counted(look_for(kind="event"))
    assert sum(each["properties"]["count"] for each in features) == 3  # an initiative has no point


def test_api_says_where_each_is_and_when_an_event_is(found, client, group, event):
    contents = client.get("/api/listings", {"search": WORD}).json()["contents"]
    said = {each["kind"]: each for each in contents}
    date = event.dates.get()

    assert {kind: each["url"] for kind, each in said.items()} == {
        "house": "/rete/brescia/case/" + House.objects.get().slug + "/",
        "event": f"/comunita/brescia/eventi/{event.pk}/",
        "group": f"/comunita/brescia/gruppi/{group.slug}/",
        "initiative": f"/comunita/brescia/iniziative/{Initiative.objects.get().pk}/",
    }
    assert said["group"]["address"] == "via Ginestra"
    assert (said["event"]["starts_at"], said["event"]["happens_until"]) == tuple(
        f"{moment:%Y-%m-%dT%H:%M:%SZ}" for moment in (date.starts_at, date.ends_at)
    )
    assert client.get("/api/services").json()["contents"] == []


def test_page_says_what_it_is_when_and_leads_there(found, client, event):
    page = client.get("/servizi/", {"q": WORD, "kind": "event"}).content.decode()

    assert "<h1>1 evento per «ginestra»</h1>" in page
    assert f'href="{event.get_absolute_url()}"' in page
    assert f"Evento · {event.organization.name} · Fiumicello" in page
    assert ", alle 18:00</strong>" in page
    assert ("telefona prima" in page, "nessuno l’ha ancora controllato" in page) == (False, False)


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ({}, "4 risultati per «ginestra»"),
        ({"kind": ["house", "event"]}, "2 risultati per «ginestra»"),
        ({"kind": ["house", "service"]}, "1 posto per «ginestra»"),
    ],
)
def test_title_says_places_only_where_all_that_is_found_is_one(found, client, asked, title):
    page = client.get("/servizi/", {"q": WORD} | asked)

    assert page.context["title"] == title


@pytest.mark.parametrize("how_many", [1, 3])
def test_page_asks_as_much_for_three_as_for_one(client, django_assert_num_queries, network, how_many):
    for _ in range(how_many):
        EventFactory(network=network, title="Ginestra")
        InitiativeFactory(network=network, title="Ginestra")
    refresh_together()
    client.get("/servizi/", {"q": WORD})

    with django_assert_num_queries(6):
        client.get("/servizi/", {"q": WORD})


def test_service_comes_first_where_the_words_fit_as_well(found):
    place = ServiceAtLocationFactory(service__name="Sportello Ginestra")
    refresh_around(organizations=[place.service.organization_id])

    assert [each.kind for each in look_for(search=WORD).page().listings] == [
        *("service", "house", "event", "group", "initiative")
    ]


def directory_now():
    today = timezone.localdate()
    return {
        "quality": quality.checks(today).rows,
        "quarters": figures.quarters(today),
        "points": b"".join(points.pieces(None)),
        "frame": names(ListingSearch(QueryDict(f"search={WORD}"), of_directory=True)),
    }


def test_readers_of_the_directory_go_on_reading_the_directory(network, house, group, initiative, event):
    ServiceAtLocationFactory(service__name="Sportello Ginestra", location=house.location)
    refresh_around(locations=[house.location_id])
    Listing.objects.exclude(kind="service").delete()
    before = directory_now()

    refresh_together()

    assert (directory_now(), Listing.objects.count()) == (before, 5)
    assert before["frame"] == ["Sportello Ginestra"]


def nothing_is_told_of(client, word):
    answers = [
        client.get("/api/listings", {"search": word}).json()["contents"],
        client.get("/api/listings.geojson", {"search": word}).json()["features"],
        client.get("/api/places", {"search": word}).json()["contents"],
    ]
    page = client.get("/servizi/", {"q": word[:-1] + "o"}).content.decode()
    return answers == [[], [], []] and word not in page and not Word.objects.filter(word=word).exists()


def test_group_that_hides_takes_its_events_along_and_no_word_of_it_is_left(client, network):
    group = active_group(network=network, name="Quelli del glicinese")
    event = EventFactory(network=network, organization=None, group=group, title="Pranzo glicinese")
    refresh_together()
    shown = kinds(search="glicinese"), corrections(["glicinesi"], current_vocabulary().lexicon)

    groups.mend(by=None, group=group, revision=group.revision, visibility="members", joining="invitation")

    assert shown == (["event", "group"], {})
    assert nothing_is_told_of(client, "glicinese")
    assert Event.objects.published().filter(pk=event.pk).exists() is False


def test_group_is_found_from_its_publication_to_its_end(network):
    group = GroupFactory(network=network, name="Ginestra")
    active_group(network=network, name="Altri")
    private_group(network=network, name="Ginestra nascosta")
    refresh_together()
    steps = [kinds(search=WORD)]

    groups.propose(
        by=UserFactory(),
        group=Group(network=network, kind="theme", name="Ginestra", words="x", agreement="y"),
        nickname="Ada",
    )
    steps.append(kinds(search=WORD))
    mine = Group.objects.exclude(pk=group.pk).get(name="Ginestra")
    groups.publish(by=None, group=mine)
    steps.append(kinds(search=WORD))
    groups.close(by=None, group=mine, words="Ci siamo trasferiti")
    steps.append(kinds(search=WORD))

    assert steps == [[], [], ["group"], []]


def test_initiative_is_found_while_it_is_public_and_goes_on(client, network):
    initiative = InitiativeFactory(network=network, title="Glicinese", published_at=None)
    initiatives.mend(initiative=initiative, topics=[])
    steps = [kinds(search="glicinese")]
    initiatives.publish(by=None, initiative=initiative)
    event = EventFactory(
        network=network, organization=None, initiative=initiative, title="Pranzo", days=[in_days(1, 9)]
    )
    refresh_together()
    steps.append(kinds(search="glicinese"))
    hide_initiative(initiative, by=None, reason="")
    steps.append(nothing_is_told_of(client, "glicinese"))
    show_initiative(initiative, by=None)
    steps.append(kinds(search="glicinese"))
    initiatives.start(initiative=initiative, starts_on=timezone.localdate())
    initiatives.stop(initiative=initiative, reason="Basta")
    steps.append(kinds(search="glicinese"))

    assert steps == [[], ["event", "initiative"], True, ["event", "initiative"], ["event"]]
    assert event.title in names(look_for(kind="event"))


def test_partner_is_read_only_once_it_said_yes(network):
    initiative = InitiativeFactory(network=network)
    partner = PartnerFactory(
        initiative=initiative, organization__name="Coop Ginestra", confirmed_at=None, role="1_lead"
    )
    refresh_together()
    before = kinds(search=WORD)

    initiatives.answer_for_partner(by=UserFactory(), partner=partner, agreed=True)
    agreed = kinds(search=WORD)
    initiatives.answer_for_partner(by=None, partner=partner, agreed=False)

    assert (before, agreed, kinds(search=WORD)) == ([], ["initiative"], [])


def test_event_is_found_with_its_next_day_until_the_last_is_over(network):
    event = EventFactory(network=network, title="Ginestra", days=[in_days(1, 18), in_days(8, 18)])
    refresh_together()
    first, last = event.dates.all()

    def now_at(moment):
        with time_machine.travel(moment, tick=False):
            return [each.starts_at for each in look_for(search=WORD).page().listings]

    hour = datetime.timedelta(hours=1)
    assert (now_at(first.starts_at), now_at(first.ends_at + hour), now_at(last.ends_at)) == (
        *([first.starts_at], [last.starts_at]),
        [],
    )


@pytest.mark.parametrize("asked", [{}, {"near": "Fiumicello"}, {"near": "Fiumicello", "ordering": "distance"}])
def test_of_two_events_in_one_place_the_sooner_comes_first(network, house, asked):
    told = {"network": network, "location": house.location, "address": ""}
    EventFactory(title="Fra una settimana", days=[in_days(7, 18)], **told)
    EventFactory(title="Domani", days=[in_days(1, 18)], **told)
    refresh_together()

    assert names(look_for(kind="event", **asked)) == ["Domani", "Fra una settimana"]


def test_event_that_is_over_is_not_counted_among_many_either(network, monkeypatch):
    for module in (matching, listing_search, facets):
        monkeypatch.setattr(module, "BOUND", 0)
    for start in (in_days(1, 18), in_days(8, 18)):
        EventFactory(network=network, title="Ginestra", days=[start])
    refresh_together()
    store_counts()

    with time_machine.travel(in_days(2, 18), tick=False):
        pages = [look_for().page(), look_for(search=WORD).page(), look_for(kind="event").page()]

    assert [(page.total, len(page.listings)) for page in pages] == [(1, 1)] * 3


def test_event_is_found_from_its_publication_until_it_is_called_off(network):
    by, told = UserFactory(), {"topics": [], "targets": []}
    event = Event(network=network, organization=OrganizationFactory(), title="Ginestra", address="In piazza")
    days = [(in_days(day, 18), in_days(day, 20)) for day in (1, 2)]
    events.write(by=by, event=event, days=days, **told)
    steps = [names(look_for(kind="event"))]
    events.publish(event=event)
    steps.append(names(look_for(kind="event")))
    hide(event, by=None, reason="Non è vero")
    steps.append(names(look_for(kind="event")))
    show(event, by=None)
    event.refresh_from_db()
    event.title = "Glicine"
    events.mend(by=by, event=event, revision=event.revision, **told)
    steps.append(names(look_for(kind="event")))
    events.call_off(by=by, date=event.dates.first())
    steps.append([len(Listing.objects.get().happens)])
    events.cancel(by=by, event=event, reason="Piove")
    steps.append(names(look_for(kind="event")))

    assert steps == [[], ["Ginestra"], [], ["Glicine"], [2], []]


def test_event_in_a_room_is_found_once_the_house_says_yes(house):
    event = event_in_room(SpaceFactory(house=house), state="requested")
    booking = event.dates.get().booking
    refresh_together()
    steps = [kinds(kind="event")]
    spaces.confirm(by=None, booking=booking)
    steps.append(kinds(kind="event"))
    spaces.cancel(by=None, booking=booking)
    steps.append(kinds(kind="event"))

    assert steps == [[], ["event"], []]


def test_house_is_found_by_its_rooms_until_it_is_one_no_more(network):
    place = LocationFactory(organization=OrganizationFactory(name="Coop Ginestra"), municipality=network)
    house = housing.open_house(by=None, location=place, name="Casa Aperta", words="")
    steps = [kinds(search=WORD), kinds(search="glicinese")]
    housing.host(by=None, house=house, organization=OrganizationFactory(name="Glicinese"))
    steps.append(kinds(search="glicinese"))
    housing.close_house(by=None, house=house)
    steps.append(kinds(search=WORD))

    assert steps == [["house"], [], ["house"], []]


def test_organization_that_is_taken_away_leaves_the_initiative_and_takes_its_event(network):
    organization = OrganizationFactory(name="Coop Ginestra")
    PartnerFactory(initiative__network=network, initiative__title="Orto", organization=organization, role="1_lead")
    EventFactory(network=network, organization=organization, title="Festa")
    refresh_together()
    before = sorted(Listing.objects.values_list("name", "organization_name"))

    remove_entry(thing=organization, seen=version_of(organization), reason="Non c’è più", by=UserFactory())

    assert before == [("Festa", "Coop Ginestra"), ("Orto", "Coop Ginestra")]
    assert list(Listing.objects.values_list("name", "organization_name")) == [("Orto", "")]


def test_new_name_of_an_organization_reaches_what_it_does(found, house, initiative):
    organization = house.location.organization
    PartnerFactory(initiative=initiative, organization=organization, role="1_lead")
    Organization.objects.filter(pk=organization.pk).update(name="Coop Glicine")

    refresh_around(organizations=[organization.pk])

    assert kinds(search="glicine") == ["event", "house", "initiative"]


def test_thing_gone_behind_our_back_goes_with_the_next_night(initiative, group):
    refresh_together()
    Initiative.objects.all().delete()

    call_command("refresh_listings", marked=True)

    assert list(Listing.objects.values_list("kind", flat=True)) == ["group"]
