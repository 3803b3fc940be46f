"""What people did together stays readable when one of them is erased: word for word, without their name."""

import re

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags

from accounts.personal_data import forget
from community.models import Exchange, Post
from tests.factories import UserFactory
from tests.network.factories import network_of

from .concierge_factories import ExchangeFactory, answered
from .events_factories import EventFactory, guest_of, project_of
from .factories import HouseFactory
from .groups_factories import PersonFactory, PostFactory, ReplyFactory, active_group
from .initiatives_factories import StoryFactory, active

pytestmark = pytest.mark.django_db
NAME, GONE = "Ada Bruni", "una persona che non c’è più"


def words_of(reader, address):
    """What the page says, without what may be done there."""
    main = reader.get(address).content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(strip_tags(re.sub(r"<(script|style|form).*?</\1>", "", main, flags=re.S)).split())


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def in_group(person):
    """A request of theirs that was done, an answer of theirs, and somebody else's that they took."""
    group = active_group()
    neighbour = group.memberships.get().user
    PersonFactory(group=group, user=person, nickname=NAME)
    now = timezone.now()
    done = {"state": Post.State.MATCHED, "matched_at": now}
    mine, theirs = PostFactory(group=group, author=person), PostFactory(group=group, author=neighbour)
    for post, other in ((mine, neighbour), (theirs, person)):
        Post.objects.filter(pk=post.pk).update(**done, matched_with=other)
        Post.objects.filter(pk=post.pk).update(state=Post.State.FULFILLED, fulfilled_at=now)
        ReplyFactory(post=post, author=person, kept="Ce l’ho io")
    return signed_in(neighbour), [mine.get_absolute_url(), theirs.get_absolute_url()], GONE


def in_exchange(person):
    """What two did for each other is theirs and goes with one of them; that it was done stays with the concierge."""
    exchange = ExchangeFactory(author__person=person)
    answered(exchange, agreed=True)
    now = timezone.now()
    told = {"state": "done", "settled_on": timezone.localdate(), "done_minutes": 60}
    told |= {"author_confirmed_at": now, "other_confirmed_at": now}
    Exchange.objects.filter(pk=exchange.pk).update(**told)
    return signed_in(exchange.other.person), [exchange.concierge.get_absolute_url()], ""


def in_story(person):
    initiative = active(lead_person=UserFactory())
    story = StoryFactory(initiative=initiative, told_by=person, signature=NAME)
    return Client(), [story.get_absolute_url(), initiative.get_absolute_url()], ""


def in_event(person):
    event = EventFactory(written_by=person, capacity=9)
    guest_of(event.dates.get(), person=UserFactory())
    houses = [HouseFactory(location__municipality=network_of()) for _ in range(2)]
    project = project_of(*houses, written_by=person)
    return Client(), [event.get_absolute_url(), project.get_absolute_url()], ""


@pytest.mark.parametrize("room", [in_group, in_exchange, in_story, in_event])
def test_history_is_read_without_who_is_erased(room):
    person = UserFactory(name=NAME)
    reader, pages, instead = room(person)
    before = [words_of(reader, page) for page in pages]

    forget(person)
    person.delete()

    after = [words_of(reader, page) for page in pages]
    assert NAME not in "".join(after)
    assert [without(page, NAME) for page in before] == [without(page, instead) for page in after]


def without(words, name):
    """What stands for the person and what joins it to the rest (« · Ada», «Con Ada.») taken out."""
    return " ".join(re.sub(rf"(· |Con )?{re.escape(name)}\.?", " ", words).split()) if name else words
