"""Who may not read a thing any more is not told of it after all, neither by a mail that waits nor on their page."""

import datetime

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from community.events import coming
from community.events.reminding import remind_of_events
from community.groups import actions, board
from community.models import EventGuest, Notice
from community.notices.posting import send_due
from community.safety.actions import block
from tests.community.events_factories import EventFactory
from tests.community.factories import in_days
from tests.community.groups_factories import PersonFactory, PostFactory, active_group, private_group

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


def opened_by(client, person, thing):
    client.force_login(person)
    return client.get(thing.get_absolute_url()).status_code


def mails_of_tomorrow() -> dict:
    with time_machine.travel(timezone.now() + 2 * DAY):
        send_due()
    return {to: f"{letter.subject}\n{letter.body}" for letter in mail.outbox for to in letter.to}


@pytest.mark.parametrize("way", ["leave", "turn_away"])
def test_who_is_out_of_a_group_reads_nothing_more_of_it(client, way):
    group = private_group(name="Vicini segreti")
    keeper = group.memberships.get().user
    inside, out = PersonFactory(group=group), PersonFactory(group=group)
    event = EventFactory(organization=None, group=group, network=group.network, title="Cena segreta")
    board.put_up(by=keeper, post=PostFactory.build(group=group, author=None, title="Un trapano segreto"))
    coming.come(by=out.user, date=event.dates.get(), people=1)
    other = PostFactory(group=active_group(caretaker=out.user))
    board.answer(by=PersonFactory(group=other.group).user, post=other, words="Eccomi")

    if way == "leave":
        actions.leave(by=out.user, group=group)
    else:
        actions.turn_away(by=keeper, group=group, person=out, reason="Non abita qui")

    client.force_login(out.user)
    told = client.get("/comunita/avvisi/").content.decode() + mails_of_tomorrow().get(out.user.email, "")
    assert ("trapano" in told, "Cena" in told, "Non abita qui" in told) == (False, False, way == "turn_away")
    assert "trapano" in mails_of_tomorrow()[inside.user.email]
    assert not EventGuest.objects.filter(person=out.user).exists()


def test_title_that_is_hidden_leaves_in_no_mail(client):
    group = active_group()
    keeper, reader = group.memberships.get().user, PersonFactory(group=group).user
    author = PersonFactory(group=group).user
    for title in ("Un insulto", "Una scala"):
        board.put_up(by=author, post=PostFactory.build(group=group, author=None, title=title))

    board.hide(by=keeper, post=group.posts.get(title="Un insulto"), reason="Offende")

    letters = mails_of_tomorrow()
    assert [("insulto" in letters[each.email], "scala" in letters[each.email]) for each in (reader, author)] == [
        (False, True),
        (True, False),
    ]


def test_who_keeps_another_away_is_not_told_of_what_they_wrote_before():
    group = active_group()
    one, other, third = (PersonFactory(group=group).user for _number in range(3))
    for person in (one, other, third):
        board.put_up(by=person, post=PostFactory.build(group=group, author=None, title=f"Cerco {person.pk}"))

    block(by=one, other=other, thing="Un messaggio")

    waiting = Notice.objects.filter(person__in=[one, other, third]).values_list("person", "words")
    heard = {
        (person, writer.pk) for person, words in waiting for writer in (one, other, third) if f"{writer.pk}»" in words
    }
    assert heard == {(one.pk, third.pk), (other.pk, third.pk), (third.pk, one.pk), (third.pk, other.pk)}


def test_who_comes_to_an_event_of_a_private_group_is_reminded_and_called(client):
    group = private_group()
    first, second = (PersonFactory(group=group).user for _number in range(2))
    event = EventFactory(organization=None, group=group, network=group.network, capacity=1, days=[in_days(3, 10)])
    date = event.dates.get()
    for person in (first, second):
        coming.come(by=person, date=date, people=1)

    actions.leave(by=first, group=group)
    with time_machine.travel(in_days(2, 10)):
        reminded = remind_of_events()

    assert (reminded, [opened_by(client, each, event) for each in (first, second)]) == (1, [404, 200])
    assert list(EventGuest.objects.values_list("person", "state")) == [(second.pk, "coming")]
    assert list(EventGuest.objects.to_days_to_come(group.network)) == [EventGuest.objects.get()]
