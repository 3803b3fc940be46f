"""What is hidden after a report: of events, fund-raisings and projects nobody reads it but who keeps it and decides."""

import icalendar
import pytest
from django.test import Client
from django.utils import timezone

from accounts.access import Role
from community.models import EventDate, InitiativeTask, ModerationDecision, Notice, Topic
from community.notices.telling import tell
from community.safety import actions as safety
from community.safety.registry import kinds
from tests.factories import MandateFactory, MemberFactory, UserFactory
from tests.network.factories import network_of

from .events_factories import EventFactory, event_in_room, fundraising_of, guest_of, house_in, project_of
from .factories import SpaceFactory, in_days
from .groups_factories import active_group
from .initiatives_factories import active
from .safety_factories import AppealFactory, hidden_by_the_city

pytestmark = pytest.mark.django_db


@pytest.fixture
def network():
    return network_of()


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def page_of(client, thing):
    response = client.get(thing.get_absolute_url())
    return response.content.decode() if response.status_code == 200 else response.status_code


def test_hidden_event_is_nowhere_until_an_appeal_is_granted(client, network):
    space = SpaceFactory(house=house_in(network))
    event, other = event_in_room(space, title="Da nascondere"), EventFactory(network=network)
    author = MemberFactory(organization=space.house.location.organization, role=Role.OWNER).user
    event.written_by = author
    event.save()
    city, feed = f"/comunita/{network.slug}/", f"/comunita/{network.slug}/eventi/calendario.ics"
    pages = [city, f"{city}eventi/", f"{city}eventi/atom/", "/api/events"]
    everywhere = [each for each in pages if "Da nascondere" in client.get(each).content.decode()]

    decision = hidden_by_the_city("event", event)
    event.refresh_from_db()
    left = [each for each in everywhere if "Da nascondere" in client.get(each).content.decode()]
    entries = icalendar.Calendar.from_ical(client.get(feed).content).walk("VEVENT")
    unfound = [client.get(f"{event.get_absolute_url()}{rest}").status_code for rest in ("", "calendario.ics", "vengo/")]
    mine, shown = page_of(signed_in(author), event), [str(entry["summary"]) for entry in entries]
    own = signed_in(author).get(decision.get_absolute_url()).status_code
    safety.answer_appeal(by=UserFactory(), appeal=AppealFactory(decision=decision), granted=True, answer="Hai ragione.")

    assert everywhere == pages
    assert (left, unfound, shown) == ([], [404, 404, 302], [other.title])
    assert ("Offende" in mine, "Segnala" in mine, own) == (True, False, 200)
    assert "Da nascondere" in client.get(f"{city}eventi/").content.decode()


def test_who_moderates_reads_what_is_hidden_and_who_comes_is_not_reminded(network):
    event = EventFactory(network=network, written_by=UserFactory())
    guest_of(event.dates.get())
    coordinator = MandateFactory(role=Role.COORDINATOR, community_point__location__municipality=network).user

    hidden_by_the_city("event", event)

    answers = [page_of(signed_in(each), event) for each in (UserFactory(), coordinator)]
    assert (answers[0], "Offende" in answers[1]) == (404, True)
    assert not EventDate.objects.taking_place().exists()


def test_who_keeps_an_event_appeals_once_its_author_is_gone(client, network):
    house = house_in(network)
    event = EventFactory(network=network, organization=None, house=house, written_by=UserFactory())
    keeper, judge = (MemberFactory(organization=house.location.organization, role=Role.OWNER).user for _ in range(2))
    MandateFactory(user=judge, role=Role.COORDINATOR, community_point__location__municipality=network)
    page = hidden_by_the_city("event", event).get_absolute_url()
    before = [page in page_of(signed_in(keeper), event), signed_in(keeper).get(page).status_code]

    event.written_by.delete()
    answers = [signed_in(each).get(page).status_code for each in (keeper, judge, UserFactory())]
    led = page in page_of(signed_in(keeper), event)
    signed_in(keeper).post(page, {"words": "È una merenda."})
    appeal = ModerationDecision.objects.get().appeal
    signed_in(judge).post(f"/comunita/{network.slug}/ricorsi/{appeal.pk}/", {"granted": "yes", "answer": "È vero."})

    appeal.refresh_from_db()
    assert (before, answers, led) == ([False, 404], [200, 404, 404], True)
    assert (appeal.words, appeal.state, appeal.decided_by) == ("È una merenda.", "granted", judge)
    assert event.title in client.get(f"/comunita/{network.slug}/eventi/").content.decode()


@pytest.mark.parametrize("kind", ["fundraising", "house_project"])
def test_hidden_fundraising_and_project_are_read_by_who_keeps_them_alone(client, network, kind):
    house = house_in(network)
    thing = {"fundraising": fundraising_of, "house_project": project_of}[kind](house, house_in(network))
    lists = [f"/comunita/{network.slug}/raccolte/", f"/comunita/{network.slug}/case/progetti/"]
    before = [thing.title in client.get(each).content.decode() for each in lists]
    reported = [what in page_of(client, thing) for what in (f"segnala/{kind}/{thing.pk}/",)]

    hidden_by_the_city(kind, thing)

    keeper = MemberFactory(organization=house.location.organization, role=Role.OWNER).user
    after = [thing.title in client.get(each).content.decode() for each in lists]
    found = [client.get(thing.get_absolute_url()).status_code, "Offende" in page_of(signed_in(keeper), thing)]
    assert (any(before), any(after), reported, found) == (True, False, [True], [404, True])


def test_what_is_not_published_or_is_of_a_private_group_is_not_there_to_be_reported(network):
    hidden = active_group(network=network, visibility="members", joining="invitation")
    house = house_in(network)
    things = {
        "event": [
            EventFactory(network=network, state="draft"),
            EventFactory(network=network, organization=None, group=hidden),
            EventFactory(network=network, hidden_at=timezone.now(), hidden_reason="Offende", days=[in_days(2, 18)]),
        ],
        "fundraising": [fundraising_of(house, state="planned")],
        "house_project": [project_of(house, house_in(network), agreed=False)],
    }
    stranger = UserFactory()

    found = {
        kind: [kinds()[kind].found_by(stranger, network, thing.pk) for thing in rows] for kind, rows in things.items()
    }

    assert found == {kind: [None] * len(rows) for kind, rows in things.items()}
    assert not ModerationDecision.objects.exists()


def test_hidden_initiative_takes_its_events_and_fundraisings_out_of_sight_and_a_project_its_name(client, network):
    initiative = active(lead_person=UserFactory())
    event = EventFactory(network=network, organization=None, initiative=initiative, title="Merenda")
    raised = fundraising_of(house_in(network), initiative=initiative)
    project = project_of(house_in(network), house_in(network), title="Coro da nascondere")
    of_project = EventFactory(network=network, project=project)
    things = [event, raised]
    before = [client.get(each.get_absolute_url()).status_code for each in things]

    for kind, thing in (("initiative", initiative), ("house_project", project)):
        hidden_by_the_city(kind, thing)

    after = [client.get(each.get_absolute_url()).status_code for each in things]
    listed = client.get(f"/comunita/{network.slug}/eventi/").content.decode()
    assert (before, after) == ([200, 200], [404, 404])
    assert ["Merenda" in listed, of_project.title in listed, project.title in page_of(client, of_project)] == [
        False,
        True,
        False,
    ]


def told(*people):
    rows = Notice.objects.filter(person__in=people).order_by("made_at")
    return [(each.person, each.subject) for each in rows]


def granted(decision):
    safety.answer_appeal(by=UserFactory(), appeal=AppealFactory(decision=decision), granted=True, answer="Hai ragione.")


def test_who_said_that_they_come_hears_once_that_it_is_hidden_and_that_it_is_back(network):
    event = EventFactory(network=network, days=[in_days(2, 18), in_days(9, 18)], written_by=UserFactory())
    guest, reader = UserFactory(), UserFactory()
    for date in event.dates.all():
        guest_of(date, person=guest)
    guest_of(event.dates.first(), person=event.written_by)
    tell([reader], Topic.EVENTS, key="new", subject="C’è", words="", url=event.get_absolute_url())

    decision = hidden_by_the_city("event", event)
    hidden = told(guest, reader)
    granted(decision)

    subject = "Un evento a cui vieni {}è {}in programma"
    assert hidden == [(guest, subject.format("non ", "più "))]
    assert told(guest, reader)[1:] == [(guest, subject.format("", "di nuovo "))]
    assert [each.must and "Offende" not in each.words for each in guest.notices.all()] == [True, True]
    assert [guest_date.person for guest_date in event.dates.last().guests.all()] == [guest]


def test_who_comes_hears_once_of_an_event_that_is_hidden_with_its_initiative_and_by_itself(network):
    initiative, guests = active(lead_person=UserFactory()), [UserFactory(), UserFactory()]
    events = [EventFactory(network=network, organization=None, initiative=initiative) for _each in guests]
    for event, guest in zip(events, guests, strict=True):
        guest_of(event.dates.get(), person=guest)
    whole, *alone = [
        hidden_by_the_city("initiative", initiative),
        *(hidden_by_the_city("event", each) for each in events),
    ]
    hidden = [len(told(guest)) for guest in guests]

    granted(alone[0])
    still = [len(told(guest)) for guest in guests]
    granted(whole)
    back = [len(told(guest)) for guest in guests]
    granted(alone[1])

    assert [hidden, still, back, [len(told(guest)) for guest in guests]] == [[1, 1], [1, 1], [2, 1], [2, 2]]


def test_who_is_in_an_initiative_hears_once_that_it_is_hidden_and_that_it_is_back(network):
    initiative = active(lead_person=UserFactory())
    people = {name: UserFactory() for name in ("takes part", "has a task", "had a task", "comes to its event")}
    initiative.participations.create(person=people["takes part"])
    for name, state in (("takes part", "2_taken"), ("has a task", "2_taken"), ("had a task", "3_done")):
        task = initiative.tasks.create(words="Le sedie")
        InitiativeTask.objects.filter(pk=task.pk).update(state=state, person=people[name])
    event = EventFactory(network=network, organization=None, initiative=initiative)
    guest_of(event.dates.get(), person=people["comes to its event"])

    granted(hidden_by_the_city("initiative", initiative))

    heard = {name: [subject for _person, subject in told(person)] for name, person in people.items()}
    of_it = [f"Un’iniziativa a cui partecipi {seen}" for seen in ("non si vede", "si vede di nuovo")]
    of_its_event = [f"Un evento a cui vieni {seen} in programma" for seen in ("non è più", "è di nuovo")]
    assert heard == {
        "takes part": of_it, "has a task": of_it, "had a task": [], "comes to its event": of_its_event
    }  # fmt: skip
