"""A group on its way, and who is in it. Races are decided by the lock on its row, which the database takes too."""

import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.text import slugify

from accounts.models.api_token import digest_of
from community.events.coming import come_no_more
from community.models import EventDate, Group, GroupInvitation, GroupMembership
from community.models.group import LINK_LASTS
from community.once import all_of, written_before
from community.revising import as_read
from helpdesk.moves import Settled, held
from network.models import Network

from . import listings, telling
from .board import let_go_of

State, Role = GroupMembership.State, GroupMembership.Role
# Words of the addresses of the room: no group is called like one.
TAKEN = frozenset({"mappa", "nuovo", "tuoi", "da-leggere", "come-nasce", "invito", "ricorsi"})


class NobodyElse(Exception):
    """An active group would have nobody who keeps it alive."""


@transaction.atomic
def propose(*, by, group, nickname) -> Group:
    """Whoever starts it keeps it alive; it is there for the others once it is published."""
    theirs = Group.objects.filter(memberships__in=GroupMembership.objects.of(by).filter(nickname=nickname))
    if before := written_before(by, theirs, **all_of(group, "slug", "proposed_at")):
        return before
    Network.objects.select_for_update(no_key=True).get(pk=group.network_id)  # two of one name take turns
    group.slug = free_slug(group)
    group.save()
    enter(GroupMembership(group=group, user=by, nickname=nickname, role=Role.CARETAKER), State.MEMBER)
    telling.to_who_publishes(group)
    return group


def free_slug(group) -> str:
    """Of its name; where others may not know that it is there, their own of that name would tell them."""
    if not group.is_public:
        return get_random_string(12, "abcdefghijkmnpqrstuvwxyz23456789")
    slug = slugify(group.name)[:80] or group.kind
    used = set(Group.objects.filter(network=group.network, slug__startswith=slug).values_list("slug", flat=True))
    names = (slug, *(f"{slug}-{number}" for number in range(2, len(used) + 4)))
    return next(each for each in names if each not in used | TAKEN)


@transaction.atomic
def publish(*, by, group):
    row = held(group, Group.State.PROPOSED)
    row.state, row.opened_at = Group.State.ACTIVE, timezone.now()
    row.save()
    telling.that_it_is_open(row)
    listings.refresh(row)


@transaction.atomic
def close(*, by, group, words):
    """What was written stays readable to who was in it."""
    row = held(group, Group.State.PROPOSED, Group.State.ACTIVE)
    row.state, row.closed_at, row.closing_words = Group.State.CLOSED, timezone.now(), words
    row.save()
    telling.that_it_is_closed(row)
    listings.refresh(row)


@transaction.atomic
def mend(*, by, group, revision, **told):
    """An agreement that changes takes its next number: who is in the group accepts it again, and who mends it has."""
    row = as_read(held(group, Group.State.PROPOSED, Group.State.ACTIVE), revision)
    changes = told.get("agreement", row.agreement) != row.agreement
    for name, value in told.items():
        setattr(row, name, value)
    row.agreement_version += changes
    row.save()
    if changes:
        accept(by=by, group=row)
        telling.that_the_agreement_changes(row, by)
    listings.refresh(row)


@transaction.atomic
def join(*, by, group, nickname, words="", invitation=None) -> GroupMembership:
    """At once where whoever wants comes in, or by a living link; else it waits for a caretaker's yes."""
    row = held(group, Group.State.ACTIVE)
    person = row.memberships.filter(user=by).first() or GroupMembership(group=row, user=by)
    invited = invitation is not None and row.invitations.living().filter(pk=invitation.pk).exists()
    if person.state in GroupMembership.HERE and not (invited and person.state == State.ASKED):
        return person
    if person.state == State.REMOVED or not invited and row.joining == Group.Joining.INVITATION:
        raise Settled
    person.group, person.nickname, person.words = row, nickname, words
    enter(person, State.MEMBER if invited or row.joining == Group.Joining.OPEN else State.ASKED)
    if person.state == State.ASKED:
        telling.that_somebody_asks(person)
    return person


def enter(person, state):
    now = timezone.now()
    person.accepted_version, person.accepted_at = person.group.agreement_version, now
    person.state, person.asked_at, person.ended_at = state, now, None
    person.joined_at = now if state == State.MEMBER else None
    person.save()


@transaction.atomic
def stay(*, by, group, nickname):
    """By the name they want from now on, and by the agreement as it is now."""
    row = held(group, Group.State.PROPOSED, Group.State.ACTIVE)
    if not accept(by=by, group=row, nickname=nickname):
        raise Settled


def accept(*, by, group, **more):
    """The agreement as it is now."""
    now = {"accepted_version": group.agreement_version, "accepted_at": timezone.now()}
    return GroupMembership.objects.of(by).filter(group=group).update(**now, **more)


def there(group, person, *states) -> GroupMembership:
    """A person of the group, as they are now."""
    row = group.memberships.select_related("user").filter(pk=person.pk, state__in=states).first()
    if row is None:
        raise Settled
    return row


@transaction.atomic
def let_in(*, by, group, person):
    """Who asks, or who had been removed: by what they accepted when they asked."""
    row = there(held(group, Group.State.ACTIVE), person, State.ASKED, State.REMOVED)
    come_back(row)
    telling.that_they_are_in(row)


def come_back(person):
    """Why they were out, and what they said to it, is over."""
    person.state, person.joined_at, person.ended_at = State.MEMBER, timezone.now(), None
    person.reason, person.removed_by = "", None
    person.appeal, person.appealed_at = "", None
    person.save()


@transaction.atomic
def turn_away(*, by, group, person, reason):
    """Who asks is not let in, who is inside goes out; they read why. A caretaker steps down first."""
    row = there(held(group, Group.State.PROPOSED, Group.State.ACTIVE), person, *GroupMembership.HERE)
    if row.is_caretaker:
        raise Settled
    row.removed_by = by
    end(row, State.REMOVED, reason)
    telling.that_they_are_out(row)


@transaction.atomic
def appeal(*, by, person, words):
    """Once, by who was not let in or was taken out of a group that goes on."""
    row = there(held(person.group, Group.State.ACTIVE), person, State.REMOVED)
    if row.user_id != by.pk or not row.may_appeal:
        raise Settled
    row.appeal, row.appealed_at = words, timezone.now()
    row.save()
    telling.of_an_appeal_of_who_is_out(row)


@transaction.atomic
def decide(*, by, person, words, comes_back):
    """By another than who decided first; the group learns what comes of it."""
    row = there(held(person.group, Group.State.ACTIVE), person, State.REMOVED)
    if row.appealed_at is None or row.decided_at or not row.may_be_answered_by(by):
        raise Settled
    if comes_back:
        come_back(row)
    else:
        row.decision, row.decided_at, row.decided_by = words, timezone.now(), by
        row.save()
    telling.of_the_decision_on_who_is_out(row, words)


@transaction.atomic
def leave(*, by, group):
    """The last who keeps an active group alive hands it over first, or closes it."""
    row = Group.objects.select_for_update().get(pk=group.pk)
    person = row.memberships.filter(user=by, state__in=GroupMembership.HERE).first()
    if person is None:
        raise Settled
    if person.is_caretaker and row.is_active:
        others_than(person)
    end(person, State.LEFT)


@transaction.atomic
def hand_on(*, by, group):
    """Who coordinates asks it of who has been there longest and may write, beside who keeps it alive so far."""
    row = held(group, Group.State.ACTIVE)
    others = row.memberships.inside().filter(role=Role.MEMBER).who_may_write().select_related("user")
    if (heir := others.longest_there_first().first()) is None:
        raise NobodyElse
    heir.role = Role.CARETAKER
    heir.save()
    telling.that_they_are_asked_to_keep_it_alive(heir)


def others_than(person):
    others = person.group.memberships.caretakers().exclude(pk=person.pk)
    if not others.exists():
        raise NobodyElse
    return others


def end(person, state, reason=""):
    let_go_of(person)
    person.role, person.state = Role.MEMBER, state
    person.ended_at, person.reason = timezone.now(), reason
    person.save()
    telling.nothing_more(person)
    if not person.group.is_public:
        give_back_places(person)


def give_back_places(person):
    """At what the group does together: who is out does not read of it any more."""
    days = EventDate.objects.happening().coming().filter(event__group=person.group, guests__person=person.user)
    for day in days.order_by("pk"):
        come_no_more(by=person.user, date=day)


@transaction.atomic
def make_caretaker(*, by, group, person):
    row = there(held(group, Group.State.ACTIVE), person, State.MEMBER)
    row.role = Role.CARETAKER
    row.save()
    telling.that_they_keep_it_alive(row)


@transaction.atomic
def step_down(*, by, group, person):
    row = there(held(group, Group.State.ACTIVE), person, State.MEMBER)
    others_than(row)
    row.role = Role.MEMBER
    row.save()


@transaction.atomic
def invite(*, by, group) -> str:
    """The secret of a new link, shown now and known to nobody after."""
    row, secret, now = held(group, Group.State.ACTIVE), secrets.token_urlsafe(32), timezone.now()
    told = {"made_by": by, "made_at": now, "expires_at": now + LINK_LASTS}
    GroupInvitation.objects.create(group=row, digest=digest_of(secret), **told)
    return secret


def invited_by(secret):
    """The living invitation to an active group that a link stands for, or None."""
    rows = GroupInvitation.objects.living().filter(digest=digest_of(secret), group__state=Group.State.ACTIVE)
    return rows.select_related("group__network").first()


@transaction.atomic
def hand_over(*, person):
    """Whoever keeps a group alive is erased: the one who has been there longest does; where nobody is, it closes."""
    row = Group.objects.select_for_update().get(pk=person.group_id)
    others = row.memberships.inside().exclude(pk=person.pk)
    if not row.is_active or others.filter(role=Role.CARETAKER).exists():
        return
    if heir := others.select_related("user").longest_there_first().first():
        GroupMembership.objects.filter(pk=heir.pk).update(role=Role.CARETAKER)
        telling.that_they_keep_it_alive(heir)
    else:
        told = {"closed_at": timezone.now(), "closing_words": telling.nobody_is_left()}
        Group.objects.filter(pk=row.pk).update(state=Group.State.CLOSED, **told)
        listings.refresh(row)
