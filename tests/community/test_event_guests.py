"""Who comes to an event: places, those who wait, what each is told, what the organiser counts, what is kept."""

import datetime

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.access import Role
from community import own_data
from community.events import actions, coming
from community.events.reminding import remind_of_events
from community.houses.figures import figures_of
from community.models import Event, EventGuest, Notice
from community.spaces import actions as spaces
from tests.factories import CommunityPointFactory, MandateFactory, MemberFactory, QuarterFactory, UserFactory
from tests.network.factories import network_of

from .events_factories import EventFactory, event_in_room, guest_of, house_in
from .factories import SpaceFactory, in_days
from .safety_factories import suspended

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
OWN_EVENTS = 7


@pytest.fixture
def network():
    return network_of()


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def organiser_of(event):
    return MemberFactory(organization=event.organization, role=Role.OWNER).user


def come(client, event, people=1, date=None):
    date = date or event.dates.first()
    return client.post(f"{event.get_absolute_url()}vengo/", {"date": date.pk, "people": people}, follow=True)


def told(person):
    return sorted(person.notices.values_list("subject", flat=True))


def states(event):
    return list(EventGuest.objects.filter(date__event=event).order_by("pk").values_list("people", "state"))


def test_places_are_given_those_who_come_late_wait_and_are_called_in_order(network):
    event = EventFactory(network=network, capacity=3, title="Cena")
    people = [UserFactory() for _ in range(4)]
    clients = [signed_in(each) for each in people]

    said = [come(client, event, n).content.decode() for client, n in zip(clients, (2, 2, 1, 1), strict=True)]
    before = states(event)
    full = clients[0].get(event.get_absolute_url()).content.decode()
    clients[0].post(f"{event.get_absolute_url()}vengo/", {"no_more": event.dates.get().pk})

    assert ["sei in lista" in each for each in said] == [False, True, False, True]
    assert before == [(2, "coming"), (2, "waiting"), (1, "coming"), (1, "waiting")]
    assert ["Per 2 non c’è posto" in said[1], "I posti sono finiti" in said[3]] == [True, True]
    assert ["i posti sono finiti" in full, "Cambia quanti siete" in full] == [True, True]
    assert states(event) == [(2, "coming"), (1, "coming"), (1, "waiting")]
    assert [told(each) for each in people] == [[], ["C’è posto anche per te"], [], []]


@pytest.mark.parametrize(
    ("capacity", "words"), [(3, "Va bene: il posto va a chi aspetta."), (None, "Va bene: non ti aspettano più.")]
)
def test_who_comes_no_more_gives_a_place_back_where_they_are_counted(network, capacity, words):
    guest = guest_of(EventFactory(network=network, capacity=capacity).dates.get())
    page = f"{guest.date.event.get_absolute_url()}vengo/"

    said = signed_in(guest.person).post(page, {"no_more": guest.date_id}, follow=True)

    assert ([str(each) for each in said.context["messages"]], EventGuest.objects.count()) == ([words], 0)


def test_with_more_people_there_may_be_no_place_and_with_fewer_one_for_others(network):
    event = EventFactory(network=network, capacity=4)
    one, third, other = UserFactory(), UserFactory(), UserFactory()
    for person, people in ((one, 2), (third, 1), (other, 2)):
        come(signed_in(person), event, people)

    page = signed_in(one).get(event.get_absolute_url())
    refused = come(signed_in(one), event, 4)
    come(signed_in(one), event, 1)
    wrong = [come(signed_in(one), event, people) for people in (7, 5)]

    assert (page.context["come_form"].initial["people"], "Cambia quanti siete" in page.content.decode()) == (2, True)
    assert (refused.status_code, list(refused.context["come_form"].errors)) == (409, ["people"])
    assert ([each.status_code for each in wrong], states(event)) == ([422, 422], [(n, "coming") for n in (1, 1, 2)])
    assert wrong[1].context["come_form"].errors == {"people": ["In tutto ci sono 4 posti."]}


def test_form_offers_the_first_day_that_one_has_not_said_yet(network):
    event = EventFactory(network=network, days=[in_days(2, 18), in_days(9, 18), in_days(16, 18)])
    first, second, third = event.dates.order_by("starts_at")
    person, offered = UserFactory(), []
    client = signed_in(person)

    for date in (first, third, second):
        offered.append(client.get(event.get_absolute_url()).context["come_form"].initial["date"])
        guest_of(date, person=person, people=3)

    assert offered == [first.pk, second.pk, second.pk]
    assert client.get(event.get_absolute_url()).context["come_form"].all_said


def test_page_tells_who_has_no_account_whom_to_call(client, network):
    event = EventFactory(network=network, capacity=1)
    event.organization.phones = [{"number": "030 123456", "type": "voice"}]
    event.organization.save()
    guest_of(event.dates.get())

    page = client.get(event.get_absolute_url()).content.decode()
    refused = client.post(f"{event.get_absolute_url()}vengo/", {"date": event.dates.get().pk, "people": 1})

    assert ["tel:030123456" in page, "Entra e di’ che vieni" in page, "i posti sono finiti" in page] == [True] * 3
    assert (refused.status_code, "accedi" in refused.url) == (302, True)


def test_nobody_comes_to_what_is_over_off_or_called_off(network):
    event = EventFactory(network=network, days=[in_days(-2, 18), in_days(1, 18), in_days(8, 18)])
    over, off, on = event.dates.all()
    user = UserFactory()
    guest_of(off, person=user)
    actions.call_off(by=organiser_of(event), date=off)
    person = signed_in(user)

    answers = [come(person, event, date=date).status_code for date in (over, off, on)]
    comes = [each.date for each in person.get(event.get_absolute_url()).context["guests"]]
    actions.cancel(by=organiser_of(event), event=event, reason="Piove")
    late = come(person, event, 2, date=on)

    assert (answers, comes, states(event)) == ([422, 422, 200], [on], [(1, "coming")] * 2)
    assert "Nel frattempo è cambiato qualcosa" in late.content.decode()
    assert "Non vengo più" not in late.content.decode()


def test_who_comes_is_told_of_the_day_before_of_a_move_and_of_what_is_off(network):
    event = EventFactory(network=network, title="Festa", days=[in_days(3, 18), in_days(10, 18)], capacity=1)
    first, second = event.dates.all()
    one, waits, other = guest_of(first), guest_of(first), guest_of(second)
    owner = organiser_of(event)

    with time_machine.travel(in_days(1, 9)):
        early = remind_of_events()
    with time_machine.travel(in_days(2, 9)):
        reminded = [remind_of_events(), remind_of_events()]
        call_command("remind_of_events", verbosity=0)
    signed_in(owner).post(
        f"{event.get_absolute_url()}modifica/", {"title": "Festa", "address": "Parco", "capacity": 1, "revision": 0}
    )
    event.refresh_from_db()
    actions.call_off(by=owner, date=event.dates.get(pk=first.pk))
    actions.cancel(by=owner, event=event, reason="Piove: 100% di pioggia")

    assert (early, reminded) == (0, [1, 0])
    assert told(one.person) == ["Domani c’è un evento a cui vieni", *told(waits.person)]
    assert told(waits.person) == ["Un giorno a cui vieni non si fa", "È cambiato dove ci si vede"]
    assert told(other.person) == ["Un evento a cui vieni è annullato", "È cambiato dove ci si vede"]
    assert "Piove: 100% di pioggia" in other.person.notices.get(subject__startswith="Un evento").words
    assert not Notice.objects.filter(must=False).exists()


def test_who_comes_hears_that_the_room_is_gone_and_once(network):
    event = event_in_room(SpaceFactory(house=house_in(network)), title="Festa")
    guest = guest_of(event.dates.get())

    spaces.cancel(by=UserFactory(), booking=event.dates.get().booking, reason="Perde il tetto")
    actions.cancel(by=UserFactory(), event=event, reason="Non c’è dove")

    assert [each.partition(",")[0] for each in guest.person.notices.values_list("words", flat=True)] == ["«Festa»"]
    assert told(guest.person) == ["Un giorno a cui vieni non si fa"]


def test_who_comes_hears_what_it_costs_now(network):
    event = EventFactory(network=network, title="Festa")
    guest = guest_of(event.dates.get())
    said = {"title": "Festa", "address": "Piazza Loggia", "price": "5 euro", "revision": 0}

    signed_in(organiser_of(event)).post(f"{event.get_absolute_url()}modifica/", said)

    assert told(guest.person) == ["È cambiato quanto costa"]


def test_reminder_is_promised_where_it_will_surely_leave(network):
    event = EventFactory(network=network, days=[in_days(1, 18), in_days(2, 18)])
    person = signed_in(UserFactory())

    pages = [come(person, event, date=date) for date in event.dates.order_by("starts_at")]

    said = [[str(each) for each in page.context["messages"]] for page in pages]
    assert said == [["Ti aspettano."], ["Ti aspettano. Il giorno prima te lo ricordiamo."]]


def test_organiser_alone_reads_who_comes_keeps_places_and_counts_who_came(network):
    event = EventFactory(network=network, capacity=4)
    guest = guest_of(event.dates.get(), people=3)
    page = f"{event.get_absolute_url()}chi-viene/{guest.date_id}/"
    direction = MandateFactory(community_point=None, municipality_id=network.pk, role=Role.DIRECTION).user
    keeps = signed_in(organiser_of(event))

    answers = [signed_in(each).get(page).status_code for each in (UserFactory(), direction, guest.person)]
    read = keeps.get(page).content.decode()
    kept = [keeps.post(page, {"keep": "1", "places": places}).status_code for places in ("2", "", "1")]
    early = keeps.post(page, {"count": "1", "came": "9"})
    with time_machine.travel(in_days(1, 19)):
        keeps.force_login(organiser_of(event))
        counted = keeps.post(page, {"count": "1", "came": "9"})

    date = event.dates.get()
    assert (answers, guest.person.name in read) == ([403, 403, 403], True)
    assert (kept, early.url, counted.url) == ([409, 422, 302], event.get_absolute_url(), page)
    assert (date.kept_places, date.came) == (1, 9)
    assert keeps.get(f"{event.get_absolute_url()}chi-viene/999999/").status_code == 404


def test_numbers_of_the_house_have_how_many_came_and_nothing_of_what_is_hidden(network):
    space = SpaceFactory(house=house_in(network))
    for came, hidden in ((12, False), (5, True)):
        event = event_in_room(space, start=in_days(-2 - came, 10))
        event.dates.update(came=came, counted_at=timezone.now())
        if hidden:
            type(event).objects.filter(pk=event.pk).update(hidden_at=timezone.now(), hidden_reason="Offende")

    rows, together, _months = figures_of(network)

    assert [(each.events, each.came) for each in (*rows, together)] == [(1, 12), (1, 12)]


def test_two_who_change_an_event_see_what_the_other_wrote(network):
    event = EventFactory(network=network, title="Festa", capacity=3)
    guest_of(event.dates.get(), people=2)
    keeps, page = signed_in(organiser_of(event)), f"{event.get_absolute_url()}modifica/"
    said = {"title": "Festa", "address": "Piazza Loggia", "capacity": 3, "revision": 0}

    first = keeps.post(page, said | {"title": "Festa di via Milano"})
    second = keeps.post(page, said | {"title": "Festa grande", "capacity": 2})
    seen = second.context["form"]["revision"].value()
    third = keeps.post(page, said | {"title": "Festa grande", "capacity": 2, "revision": seen})
    too_few = keeps.post(page, said | {"title": "Festa grande", "capacity": 1, "revision": 2})
    unsaid = keeps.post(page, said | {"revision": ""})

    event.refresh_from_db()
    assert (first.status_code, third.status_code, unsaid.status_code) == (302, 302, 422)
    assert (second.status_code, second.context["as_it_is"]) == (
        409,
        [("Titolo", "Festa di via Milano"), ("Quanti posti ci sono", "3")],
    )
    assert (too_few.status_code, list(too_few.context["form"].errors)) == (422, ["capacity"])
    assert (event.title, event.capacity) == ("Festa grande", 2)


def test_coordinator_of_the_quarter_and_direction_change_what_another_invites_to(network):
    quarter, elsewhere = (QuarterFactory(municipality=network, name=name) for name in ("Lamarmora", "Urago"))
    author = UserFactory()
    event = EventFactory(network=network, quarter=quarter, written_by=author)
    draft = EventFactory(network=network, quarter=quarter, state="draft")
    people = {
        "direction": MandateFactory(community_point=None, municipality_id=network.pk, role=Role.DIRECTION).user,
        "coordinator": coordinator_of(quarter),
        "of another quarter": coordinator_of(elsewhere),
        "stranger": UserFactory(),
    }

    answers = {
        name: [signed_in(who).get(f"{each.get_absolute_url()}cura/").status_code for each in (event, draft)]
        for name, who in people.items()
    }
    signed_in(people["coordinator"]).post(
        f"{event.get_absolute_url()}cura/", {"cancel": "1", "reason": "Il parco è chiuso"}
    )

    assert answers == {
        "direction": [200, 404],
        "coordinator": [200, 404],
        "of another quarter": [403, 404],
        "stranger": [403, 404],
    }
    assert told(author) == ["Un tuo evento è annullato"]


def coordinator_of(quarter):
    point = CommunityPointFactory(location__municipality=quarter.municipality, location__quarter=quarter)
    point.quarters.add(quarter)
    return MandateFactory(role=Role.COORDINATOR, community_point=point).user


def test_what_is_kept_of_who_comes_goes_with_them_and_after_a_month(network):
    event = EventFactory(network=network, capacity=1, title="Cena")
    goes, waits = guest_of(event.dates.get()), guest_of(event.dates.get())
    (held,) = own_data.held(goes.person)["Eventi a cui hai detto che vieni"]

    own_data.forget(goes.person)
    left = list(EventGuest.objects.values_list("person", "state"))
    with time_machine.travel(in_days(1, 21) + 29 * DAY):
        call_command("erase_expired", verbosity=0)
        still = EventGuest.objects.count()
    with time_machine.travel(in_days(1, 21) + 31 * DAY):
        call_command("erase_expired", verbosity=0)

    assert held == {"che cosa": "Cena", "quando": goes.date.starts_at, "in quanti": 1}
    assert left == [(waits.person_id, "coming")]
    assert (still, EventGuest.objects.count()) == (1, 0)


def test_who_wrote_an_event_is_forgotten_two_years_after_it_changed(network):
    moments = [timezone.now() - days * DAY for days in (732, 730)]
    _old, new = (EventFactory(network=network, written_by=UserFactory(), changed_at=each) for each in moments)

    call_command("erase_expired", verbosity=0)

    assert (Event.objects.count(), list(Event.objects.exclude(written_by=None))) == (2, [new])


def test_who_is_suspended_gives_back_their_place_and_takes_none(network):
    event = EventFactory(network=network, days=[in_days(1, 18), in_days(8, 18)])
    person = UserFactory()
    guest_of(event.dates.first(), person=person)
    suspended(person, network)
    client = signed_in(person)

    refused = come(client, event, date=event.dates.last()).status_code
    client.post(f"{event.get_absolute_url()}vengo/", {"no_more": event.dates.first().pk})

    assert (refused, EventGuest.objects.count()) == (403, 0)


def test_place_that_is_gone_is_no_place(network):
    date = EventFactory(network=network).dates.get()
    actions.cancel(by=UserFactory(), event=date.event, reason="Piove")

    with pytest.raises(coming.NotOn):
        coming.come(by=UserFactory(), date=date, people=1)


@pytest.mark.parametrize("rows", [1, 3])
def test_own_events_say_where_one_comes_and_cost_the_same(network, rows, django_assert_num_queries):
    person = UserFactory()
    client = signed_in(person)
    for number in range(rows):
        guest_of(EventFactory(network=network, days=[in_days(1 + number, 18)]).dates.get(), person=person, people=2)
    over = EventFactory(network=network)
    guest_of(over.dates.get(), person=person)
    actions.cancel(by=person, event=over, reason="Piove")
    client.get(f"/comunita/{network.slug}/eventi/miei/")  # warms what is kept between requests

    with django_assert_num_queries(OWN_EVENTS):
        page = client.get(f"/comunita/{network.slug}/eventi/miei/")

    words = page.content.decode()
    assert (len(page.context["guests"]), words.count("in 2"), over.title in words) == (rows, rows, False)
