import csv
import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.access import Role
from community.houses.figures import figures_of
from community.models import Booking, Fundraising, HouseProject, Notice
from tests.factories import MemberFactory, OrganizationFactory, UserFactory
from tests.network.factories import network_of

from .events_factories import EventFactory, event_in_room, fundraising_of, house_in, project_of
from .factories import BookingFactory, SpaceFactory, in_days
from .initiatives_factories import InitiativeFactory
from .pacts_factories import mandated
from .test_events_refused import committed

pytestmark = pytest.mark.django_db
State = HouseProject.State


@pytest.fixture
def network():
    return network_of()


def keeper_of(house):
    return MemberFactory(organization=house.location.organization, role=Role.OWNER).user


def projects(network, rest=""):
    return f"/comunita/{network.slug}/case/progetti/{rest}"


def raised(network, rest=""):
    return f"/comunita/{network.slug}/raccolte/{rest}"


def proposed(*houses):
    told = {"title": "Un coro di tutti", "words": "Si canta.", "starts_on": timezone.localdate().isoformat()}
    return told | {"houses": [each.pk for each in houses]}


def test_two_houses_share_a_project_once_the_other_has_said_yes(client, network):
    one, other = house_in(network), house_in(network)
    mine, theirs = keeper_of(one), keeper_of(other)
    client.force_login(mine)
    client.post(projects(network, "nuovo/"), proposed(one, other))
    project = HouseProject.objects.get()
    asked = list(Notice.objects.values_list("person", "key"))
    client.post(projects(network, f"{project.pk}/decidi/"), {"yes": other.pk})  # not theirs to say
    before = HouseProject.objects.get().state
    client.logout()
    unseen = client.get(project.get_absolute_url()).status_code
    client.force_login(theirs)

    client.post(projects(network, f"{project.pk}/decidi/"), {"yes": other.pk})

    assert asked == [(theirs.pk, f"project-{project.pk}-asked")]
    assert (before, unseen, HouseProject.objects.get().state) == (State.PLANNED, 404, State.ACTIVE)
    client.logout()
    page = client.get(project.get_absolute_url()).content.decode()
    assert [name in page for name in (one.name, other.name)] == [True, True]


def test_house_that_says_no_is_left_out_and_the_others_begin(client, network):
    houses = [house_in(network) for _ in range(3)]
    project = project_of(*houses, agreed=False)
    project.parts.exclude(house=houses[2]).update(agreed_at=timezone.now())
    client.force_login(keeper_of(houses[2]))

    client.post(projects(network, f"{project.pk}/decidi/"), {"no": houses[2].pk})

    project.refresh_from_db()
    assert (project.state, {part.house for part in project.parts.all()}) == (State.ACTIVE, set(houses[:2]))


def test_project_is_proposed_with_one_s_own_house_and_another(client, network):
    own, one, other = (house_in(network) for _ in range(3))
    client.force_login(keeper_of(own))

    errors = [
        list(client.post(projects(network, "nuovo/"), proposed(*houses)).context["form"].errors)
        for houses in ([own], [one, other], [])
    ]

    assert (errors, HouseProject.objects.count()) == ([["houses"]] * 3, 0)


def test_house_that_nobody_keeps_is_asked_through_who_runs_the_city(client, network):
    mine, alone = house_in(network), house_in(network)
    direction = mandated(network)
    client.force_login(keeper_of(mine))

    client.post(projects(network, "nuovo/"), proposed(mine, alone))

    assert list(Notice.objects.values_list("person", "subject")) == [(direction.pk, "Una casa ti propone un progetto")]


def test_project_is_ended_by_who_keeps_a_house_in_it_and_once(client, network):
    one, other = house_in(network), house_in(network)
    project = project_of(one, other)
    page = projects(network, f"{project.pk}/decidi/")
    client.force_login(MemberFactory(role=Role.OWNER).user)
    stranger = client.post(page, {"complete": "1"}).status_code
    client.force_login(keeper_of(other))

    for verb in ("complete", "stop"):
        client.post(page, {verb: "1"})

    assert (stranger, HouseProject.objects.get().state) == (403, State.COMPLETED)


def test_fundraising_goes_from_planned_to_its_accounts(client, network):
    house = house_in(network)
    organization, today = OrganizationFactory(name="Cooperativa Il Filo"), timezone.localdate().isoformat()
    organization.locations.add(house.location)
    client.force_login(keeper_of(house))
    told = {"title": "Un forno", "words": "Il vecchio è rotto.", "how_to_give": "In segreteria.", "goal": "1000"}
    client.post(raised(network, "nuova/"), told | {"ends_on": today, "houses": [house.pk]})
    row = Fundraising.objects.get()
    page = raised(network, f"{row.pk}/cura/")
    named = {"kind": "organization", "organization": organization.pk, "amount": "300", "received_on": today}

    client.post(page, {"state": "open"})
    unsaid = client.post(page, named | {"receive": "1"})
    client.post(page, named | {"receive": "1", "agrees": "on"})
    client.post(page, {"use": "1", "words": "Il forno", "amount": "301", "used_on": today})
    too_much = row.uses.count()
    client.post(page, {"use": "1", "words": "Il forno", "amount": "250", "used_on": today})
    client.post(page, {"wrong_source": row.sources.get().pk})
    client.post(page, {"state": "accounted"})  # not before it is closed
    for state in ("closed", "accounted"):
        client.post(page, {"state": state})

    found = Fundraising.objects.with_sums().get()
    assert (unsaid.status_code, list(unsaid.context["source_form"].errors), too_much) == (422, ["agrees"], 0)
    assert (found.state, found.raised, found.used) == (Fundraising.State.ACCOUNTED, 300, 250)
    client.logout()
    public = client.get(row.get_absolute_url()).content.decode()
    assert [words in public for words in ("Cooperativa Il Filo", "Il forno", "<svg", "In segreteria")] == [
        True,
        True,
        True,
        False,
    ]


def test_who_raises_with_a_house_of_a_project_raises_with_their_own_too(client, network):
    mine, other = house_in(network), house_in(network)
    project_of(mine, other)
    client.force_login(keeper_of(mine))
    told = {"title": "Un forno", "words": "Il vecchio è rotto.", "how_to_give": "In segreteria.", "goal": "1000"}
    told["ends_on"] = timezone.localdate().isoformat()

    alone = client.post(raised(network, "nuova/"), told | {"houses": [other.pk]})
    both = client.post(raised(network, "nuova/"), told | {"houses": [mine.pk, other.pk]}, follow=True)

    assert (alone.status_code, list(alone.context["form"].errors)) == (422, ["houses"])
    assert (both.status_code, both.context["fundraising"]) == (200, Fundraising.objects.get())


@pytest.mark.parametrize("amount", ["0", "-5", "", "abc", "99999999999"])
def test_amount_that_is_none_is_refused(client, network, amount):
    row = fundraising_of(house_in(network))
    client.force_login(keeper_of(row.houses.get()))
    told = {"use": "1", "words": "Il forno", "amount": amount, "used_on": timezone.localdate().isoformat()}

    response = client.post(raised(network, f"{row.pk}/cura/"), told)

    assert (response.status_code, list(response.context["use_form"].errors)) == (422, ["amount"])


def test_three_people_and_a_fundraising_that_is_planned(client, network):
    row = fundraising_of(house_in(network), state="planned")
    house = row.houses.get()
    people = [keeper_of(house), MemberFactory(organization=house.location.organization, role=Role.EDITOR).user]

    found = []
    for user in [*people, UserFactory()]:
        client.force_login(user)
        found.append(
            [client.get(row.get_absolute_url()).status_code, client.get(raised(network, f"{row.pk}/cura/")).status_code]
        )

    assert found == [[200, 200], [200, 200], [404, 404]]


def test_fundraising_that_begins_at_an_initiative_is_of_it(client, network):
    keeper = keeper_of(house_in(network))
    led, of_others = InitiativeFactory(network=network, lead_person=keeper), InitiativeFactory(network=network)
    client.force_login(keeper)

    def chosen(asked):
        form = client.get(raised(network, f"nuova/?initiative={asked}")).context["form"]
        return [str(option.data["value"]) for option in form["initiative"] if option.data["selected"]]

    assert [chosen(asked) for asked in (led.pk, of_others.pk, "ieri", "%00")] == [[str(led.pk)], [], [], []]


def test_who_raises_for_nobody_is_told(client, network):
    client.force_login(UserFactory())
    told = {"title": "Un forno", "words": "–", "how_to_give": "–", "goal": "1", "ends_on": "2099-01-01"}

    response = client.post(raised(network, "nuova/"), told)

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["houses"])


def test_numbers_of_houses_are_of_each_and_of_all_together(client, network):
    one, other = house_in(network, name="=Alfa"), house_in(network, name="Beta")
    space = SpaceFactory(house=one, capacity=30, needs_approval=False)
    SpaceFactory(house=one, capacity=10, whole=space)
    past = BookingFactory(space=space, starts_at=in_days(-3, 18), people=12)
    Booking.objects.filter(pk=past.pk).update(state="confirmed")
    BookingFactory(space=space, starts_at=in_days(3, 18))
    event_in_room(space, start=in_days(-2, 10))
    EventFactory(network=network, organization=None, house=other, days=[in_days(-1, 10), in_days(5, 10)])
    fundraising_of(one, other, raised=[100], used=[40])
    fundraising_of(other, raised=[50])

    rows, together, months = figures_of(network)
    file = client.get(f"/comunita/{network.slug}/case/numeri.csv").content.decode()

    assert [tuple(row) for row in [*rows, together]] == [
        ("=Alfa", 2, 30, 2, 4, 22, 1, 0, 100, 40),
        ("Beta", 0, 0, 0, 0, 0, 1, 0, 150, 40),
        ("", 2, 30, 2, 4, 22, 2, 0, 150, 40),
    ]
    assert (len(months), sum(each.hours for each in months), sum(each.people for each in months)) == (12, 4, 22)
    lines = list(csv.reader(file.removeprefix("\ufeff").splitlines(), delimiter=";"))
    assert [row[0] for row in lines] == ["Casa", "'=Alfa", "Beta", "tutte insieme"]
    assert lines[1][1:] == ["2", "30", "2", "4", "22", "1", "0", "100", "40"]


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_cost_the_same_for_one_as_for_three(client, network, rows):
    house = house_in(network)
    for _ in range(rows):
        other = house_in(network)
        project_of(house, other)
        fundraising_of(house, other, raised=[10])
        event_in_room(SpaceFactory(house=house), start=in_days(2, 18))
    pages = {
        projects(network): 7,
        raised(network): 6,
        f"/comunita/{network.slug}/case/numeri/": 6,
        f"/comunita/{network.slug}/case/{house.slug}/stanze/": 15,
    }
    found = {}

    for page in pages:
        client.get(page)
        with CaptureQueriesContext(connection) as asked:
            client.get(page)
        found[page] = len(asked)

    assert found == pages


def test_last_day_comes_after_the_first(client, network):
    one, other = house_in(network), house_in(network)
    client.force_login(keeper_of(one))
    before = (timezone.localdate() - datetime.timedelta(days=1)).isoformat()

    response = client.post(projects(network, "nuovo/"), proposed(one, other) | {"ends_on": before})

    assert (response.status_code, HouseProject.objects.count()) == (422, 0)


def test_project_is_changed_by_who_is_in_it_and_two_who_change_it_see_each_other(client, network):
    one, other, asked = (house_in(network) for _ in range(3))
    project = committed(project_of, one, other)
    project.parts.create(house=asked)
    page = projects(network, f"{project.pk}/modifica/")
    said = {"title": "Coro", "words": "Si canta.", "starts_on": "2026-11-01", "ends_on": "", "revision": "0"}

    answers = []
    for user in (UserFactory(), keeper_of(asked), keeper_of(one)):
        client.force_login(user)
        answers.append(client.get(page).status_code)
    client.post(page, said)
    meanwhile = client.post(page, said | {"title": "Coro grande"})
    wrong = client.post(page, said | {"ends_on": "2026-10-01", "revision": "1"})
    again = client.post(page, said | {"title": "Coro grande", "ends_on": "2026-12-31", "revision": "1"})

    project.refresh_from_db()
    assert answers == [403, 404, 200]
    assert (meanwhile.status_code, meanwhile.context["as_it_is"]) == (409, [("Titolo", "Coro")])
    assert (wrong.status_code, list(wrong.context["form"].errors), again.status_code) == (422, ["ends_on"], 302)
    assert (project.title, project.ends_on, project.revision) == ("Coro grande", datetime.date(2026, 12, 31), 2)
    HouseProject.objects.filter(pk=project.pk).update(state=State.COMPLETED)
    client.post(page, said | {"revision": "2"})
    assert HouseProject.objects.get().title == "Coro grande"


def test_another_house_is_asked_to_a_project_that_is_on_joins_and_leaves(client, network):
    one, other, third = (house_in(network) for _ in range(3))
    project = committed(project_of, one, other)
    decide = projects(network, f"{project.pk}/decidi/")
    client.force_login(keeper_of(one))
    client.post(projects(network, f"{project.pk}/chiedi/"), {"house": third.pk})
    again = client.post(projects(network, f"{project.pk}/chiedi/"), {"house": third.pk})
    nobody = client.__class__()
    unseen = third.name in nobody.get(project.get_absolute_url()).content.decode()
    client.force_login(keeper_of(third))
    asked_only = client.post(decide, {"stop": "1"}).status_code

    client.post(decide, {"yes": third.pk})
    seen = third.name in nobody.get(project.get_absolute_url()).content.decode()
    client.post(decide, {"leave": third.pk})
    client.force_login(keeper_of(one))
    client.post(decide, {"leave": one.pk})  # two stay

    assert (again.status_code, list(again.context["form"].errors)) == (422, ["house"])
    assert (unseen, asked_only, seen) == (False, 404, True)
    assert HouseProject.objects.get().state == State.ACTIVE
    assert set(project.parts.values_list("house", flat=True)) == {one.pk, other.pk}


def test_project_that_nobody_agreed_to_yet_is_taken_back(client, network):
    one, other = house_in(network), house_in(network)
    project = project_of(one, other, agreed=False)
    project.parts.filter(house=one).update(agreed_at=timezone.now())

    for user in (keeper_of(other), keeper_of(one)):
        client.force_login(user)
        client.post(projects(network, f"{project.pk}/decidi/"), {"take_back": "1"})
        left = HouseProject.objects.count()
        assert left == (1 if user.memberships.get().organization == other.location.organization else 0)


def test_fundraising_is_changed_until_it_is_accounted_for(client, network):
    house, other = house_in(network), house_in(network)
    row = fundraising_of(house, raised=[300], used=[100])
    client.force_login(keeper_of(house))
    page = raised(network, f"{row.pk}/modifica/")
    said = {"title": row.title, "words": row.words, "how_to_give": row.how_to_give, "goal": "1500", "revision": "0"}
    said |= {"ends_on": row.ends_on.isoformat(), "houses": [other.pk]}

    first = client.post(page, said)
    meanwhile = client.post(page, said | {"goal": "2000"})
    wrong = client.post(page, said | {"goal": "0", "revision": "1"})
    named = client.post(page, said | {"words": "Chiama Ada al 333 1234567", "revision": "1"})
    Fundraising.objects.filter(pk=row.pk).update(ends_on=timezone.localdate() - datetime.timedelta(days=3))
    past = (timezone.localdate() - datetime.timedelta(days=3)).isoformat()
    kept_day = client.post(page, said | {"ends_on": past, "goal": "1600", "revision": "1"})
    for state in ("closed", "accounted"):
        Fundraising.objects.filter(pk=row.pk).update(state=state)
    client.post(page, said | {"goal": "1", "ends_on": past, "revision": "2"})

    row.refresh_from_db()
    assert (first.status_code, meanwhile.status_code, kept_day.status_code) == (302, 409, 302)
    assert meanwhile.context["as_it_is"] == [("Quanto serve, in euro", "1500,00")]
    assert [list(each.context["form"].errors) for each in (wrong, named)] == [["goal"], ["words"]]
    assert (row.goal, list(row.houses.all())) == (1600, [house])


def test_fundraising_that_was_never_open_changes_who_raises_or_is_dropped(client, network):
    house, other = house_in(network), house_in(network)
    row = fundraising_of(house, state="planned")
    owner = keeper_of(house)
    MemberFactory(user=owner, organization=other.location.organization, role=Role.OWNER)
    client.force_login(owner)
    said = {"title": row.title, "words": row.words, "how_to_give": row.how_to_give, "goal": "900", "revision": "0"}
    said["ends_on"] = row.ends_on.isoformat()

    nobody = client.post(raised(network, f"{row.pk}/modifica/"), said)
    client.post(raised(network, f"{row.pk}/modifica/"), said | {"houses": [house.pk, other.pk]})
    houses = set(row.houses.all())
    client.post(raised(network, f"{row.pk}/cura/"), {"drop": "1"})
    opened = fundraising_of(house)
    client.post(raised(network, f"{opened.pk}/cura/"), {"drop": "1"})

    assert (nobody.status_code, houses) == (422, {house, other})
    assert list(Fundraising.objects.all()) == [opened]


@pytest.mark.parametrize(
    ("page", "said"), [("raccolte/nuova/", "Per che cosa vuoi raccogliere?"), ("case/progetti/nuovo/", "chi cura una")]
)
def test_who_keeps_no_house_is_led_on_instead_of_a_form_that_cannot_be_sent(client, network, page, said):
    house_in(network)
    client.force_login(UserFactory())

    answer = client.get(f"/comunita/{network.slug}/{page}").content.decode()

    assert (said in answer, 'name="title"' in answer) == (True, False)
