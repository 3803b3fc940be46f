"""Groups with who is in them; each has the caretaker that an active one needs."""

import datetime

import factory
from django.utils import timezone

from community.groups import actions
from community.models import Group, GroupMembership, Post, Reply
from tests.factories import PlaceNameFactory, UserFactory
from tests.network.factories import network_of

Role, State = GroupMembership.Role, GroupMembership.State


class GroupFactory(factory.django.DjangoModelFactory):
    """Of a street, public, proposed; `active_group` has somebody in it."""

    class Meta:
        model = Group

    network = factory.LazyFunction(network_of)
    name = factory.Sequence("Vicini di via {}".format)
    slug = factory.Sequence("vicini-{}".format)
    words = "Ci diamo una mano"
    agreement = "Ci parliamo con rispetto"
    street = factory.SubFactory(
        PlaceNameFactory, municipality=factory.SelfAttribute("..network"), name=factory.Sequence("via {}".format)
    )


class PersonFactory(factory.django.DjangoModelFactory):
    """Somebody in a group."""

    class Meta:
        model = GroupMembership

    group = factory.SubFactory(GroupFactory)
    user = factory.SubFactory(UserFactory)
    nickname = factory.Sequence("Vicina {}".format)
    state = State.MEMBER
    accepted_version = factory.SelfAttribute("group.agreement_version")
    joined_at = factory.LazyFunction(timezone.now)


def active_group(caretaker=None, **told):
    group = GroupFactory(**told)
    PersonFactory(group=group, role=Role.CARETAKER, **({"user": caretaker} if caretaker else {}))
    group.state, group.opened_at = Group.State.ACTIVE, timezone.now()
    group.save()
    return group


def private_group(caretaker=None, **told):
    return active_group(caretaker, visibility="members", joining="invitation", **told)


def removed_from(group, **told):
    """Somebody whom its caretaker has taken out, or not let in."""
    person, by = PersonFactory(group=group, **told), group.memberships.caretakers().first().user
    actions.turn_away(by=by, group=group, person=person, reason="Non abita qui")
    person.refresh_from_db()
    return person


class PostFactory(factory.django.DjangoModelFactory):
    """A request of somebody of the group, for two weeks."""

    class Meta:
        model = Post

    group = factory.LazyFunction(active_group)
    author = factory.LazyAttribute(lambda post: PersonFactory(group=post.group).user)
    title = factory.Sequence("Cerco una scala {}".format)
    expires_on = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=14))


def activity(group, **told):
    when = timezone.now() + datetime.timedelta(days=3)
    said = {"kind": "activity", "title": "Merenda in cortile", "happens_at": when, "place": "In cortile"}
    return PostFactory(group=group, **said | told)


class ReplyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Reply

    post = factory.SubFactory(PostFactory)
    author = factory.LazyAttribute(lambda reply: PersonFactory(group=reply.post.group).user)
    kept = "Ce l’ho io"
