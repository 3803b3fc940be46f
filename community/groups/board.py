"""What is written on the board of a group: put up, answered, taken by one, said to be done, hidden with a reason."""

import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from community.models import Block, GroupMembership, Post, Reply
from community.once import written_before
from community.safety.decided import decision_on

from . import telling

POST, REPLY = "group_post", "group_reply"  # kinds of what may be reported
State = Post.State
A_MOMENT = datetime.timedelta(minutes=2)
TO_HIDE = [State.OPEN, State.MATCHED, State.FULFILLED, State.EXPIRED]


class Moved(Exception):
    """Somebody was quicker, or it is not on the board any more."""


def locked(post, *states) -> Post:
    rows = Post.objects.select_for_update(of=["self"]).select_related("group__network", "author")
    row = rows.get(pk=post.pk)
    if row.state not in states:
        raise Moved
    return row


@transaction.atomic
def put_up(*, by, post) -> Post:
    told = {name: getattr(post, name) for name in ("kind", "title", "words", "happens_at", "place", "expires_on")}
    if before := written_before(by, post.group.posts.on_the_board(), author=by, **told):
        return before
    post.author = by
    try:
        with transaction.atomic():
            post.save()
    except IntegrityError:
        raise Moved from None  # out of the group in the meantime, or the group is closed
    telling.of_a_new_post(post)
    return post


@transaction.atomic
def answer(*, by, post, words, is_private=False, to=None) -> Reply:
    """To all of the group; or, private, to who wrote it, who answers privately `to` somebody."""
    row = locked(post, *State)
    to = (to if row.author_id == by.pk else row.author) if is_private else None
    just_now = {"author": by, "to": to, "is_private": is_private, "written_at__gt": timezone.now() - A_MOMENT}
    if before := next((each for each in row.replies.filter(**just_now) if each.text == words), None):
        return before
    reply = Reply(post=row, author=by, is_private=is_private, to=to)
    reply.text = words
    try:
        with transaction.atomic():
            reply.save()
    except IntegrityError:
        raise Moved from None
    telling.of_an_answer(reply)
    return reply


@transaction.atomic
def take(*, by, post, person):
    """The first takes care of it: by themselves, or chosen by its author. Nobody takes care of their own."""
    row = locked(post, State.OPEN)
    if not row.is_for_one or person is None or person.pk == row.author_id:
        raise Moved
    if row.author and Block.objects.apart(person, row.author):
        raise Moved
    row.state, row.matched_with, row.matched_at = State.MATCHED, person, timezone.now()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Moved from None
    telling.that_it_is_taken(row, by)


@transaction.atomic
def open_again(*, by, post):
    """It came to nothing: others may take it."""
    row = locked(post, State.MATCHED)
    other = row.matched_with if by.pk == row.author_id else row.author
    set_free(row)
    row.state = State.OPEN
    row.save()
    telling.that_it_is_free_again(row, other)


def set_free(row):
    row.matched_with, row.matched_at = None, None


@transaction.atomic
def fulfil(*, by, post):
    """Also where it was settled away from the board, with nobody of the group."""
    row = locked(post, State.OPEN, State.MATCHED)
    if not row.is_for_one:
        raise Moved
    if row.state == State.OPEN:
        row.state, row.matched_at = State.MATCHED, timezone.now()
        row.save()
    row.state, row.fulfilled_at = State.FULFILLED, timezone.now()
    row.save()
    telling.that_it_is_done(row)


@transaction.atomic
def take_down(*, post, state):
    """Withdrawn by its author, or expired."""
    row = locked(post, *Post.LIVE)
    set_free(row)
    row.state = state
    row.save()
    return row


def withdraw(*, by, post):
    take_down(post=post, state=State.WITHDRAWN)


@transaction.atomic
def keep_up(*, by, post, until):
    """Longer, from today on; what had expired is on the board again."""
    row = locked(post, *Post.LIVE, State.EXPIRED)
    row.since, row.expires_on, row.reminded_at = timezone.localdate(), until, None
    row.state = State.OPEN if row.state == State.EXPIRED else row.state
    row.save()


@transaction.atomic
def hide(*, by, post, reason, by_city=False):
    """For all but its author and who keeps the group alive; its author reads why, and may appeal once.

    What the city decided of a report it tells itself.
    """
    row = locked(post, *TO_HIDE)
    row.hidden_from, row.state = row.state, State.HIDDEN
    row.hidden_at, row.hidden_by, row.hidden_reason = timezone.now(), by, reason
    row.save()
    telling.nothing_more_of(row)
    if not by_city:
        telling.that_it_is_hidden(row)


@transaction.atomic
def show_again(*, post):
    """As it was; an appeal that nobody has answered is answered by it. Not what was hidden after a report."""
    row = locked(post, State.HIDDEN)
    leave_to_the_city(POST, row)
    if row.appealed_at and row.decided_at is None:
        row.decided_at, row.decision = timezone.now(), telling.seen_again()
    back(row)
    row.save()


def leave_to_the_city(kind, thing):
    """What was hidden after a report is shown, and appealed, where that was decided."""
    if decision_on(kind, thing.pk):
        raise Moved


def back(row):
    row.state, row.hidden_from = row.hidden_from, ""
    row.hidden_at, row.hidden_by, row.hidden_reason = None, None, ""


@transaction.atomic
def appeal(*, by, post, words):
    row = locked(post, State.HIDDEN)
    leave_to_the_city(POST, row)
    if row.appealed_at or row.author_id != by.pk:
        raise Moved
    row.appeal, row.appealed_at = words, timezone.now()
    row.save()
    telling.of_an_appeal(row)


@transaction.atomic
def decide(*, by, post, words, stays_hidden):
    row = locked(post, State.HIDDEN)
    if row.appealed_at is None or row.decided_at or not row.may_be_answered_by(by):
        raise Moved
    row.decision, row.decided_at, row.decided_by = words, timezone.now(), by
    if not stays_hidden:
        leave_to_the_city(POST, row)
        back(row)
    row.save()
    telling.of_the_decision(row)


@transaction.atomic
def hide_answer(*, by, reply, reason, by_city=False):
    hidden = {"hidden_at": timezone.now(), "hidden_by": by, "hidden_reason": reason}
    if not Reply.objects.filter(pk=reply.pk, hidden_at=None).update(**hidden):
        raise Moved
    if not by_city:
        telling.that_the_answer_is_hidden(reply, reason)


def hidden_answer(reply) -> Reply:
    row = Reply.objects.select_for_update(of=["self"]).select_related("post__group__network", "author").get(pk=reply.pk)
    if row.hidden_at is None:
        raise Moved
    return row


@transaction.atomic
def show_answer_again(*, reply):
    """An appeal that nobody has answered is answered by it. Not what was hidden after a report."""
    row = hidden_answer(reply)
    leave_to_the_city(REPLY, row)
    if row.appealed_at and row.decided_at is None:
        row.decided_at, row.decision = timezone.now(), telling.seen_again()
    row.hidden_at, row.hidden_by, row.hidden_reason = None, None, ""
    row.save()


@transaction.atomic
def appeal_answer(*, by, reply, words):
    row = hidden_answer(reply)
    leave_to_the_city(REPLY, row)
    if row.appealed_at or row.author_id != by.pk:
        raise Moved
    row.appeal, row.appealed_at = words, timezone.now()
    row.save()
    telling.of_an_appeal(row.post, row)


@transaction.atomic
def decide_answer(*, by, reply, words, stays_hidden):
    row = hidden_answer(reply)
    if row.appealed_at is None or row.decided_at or not row.may_be_answered_by(by):
        raise Moved
    row.decision, row.decided_at, row.decided_by = words, timezone.now(), by
    if not stays_hidden:
        leave_to_the_city(REPLY, row)
        row.hidden_at, row.hidden_by, row.hidden_reason = None, None, ""
    row.save()
    telling.of_the_decision_on_an_answer(row)


def let_go_of(person: GroupMembership):
    """Somebody leaves: nothing of theirs waits for an answer; what they took care of is said to be free."""
    in_group = Post.objects.filter(group=person.group_id)
    free = {"matched_with": None, "matched_at": None}
    in_group.filter(author=person.user_id, state__in=Post.LIVE).update(state=State.WITHDRAWN, **free)
    taken = in_group.filter(matched_with=person.user_id, state=State.MATCHED).select_related("group__network", "author")
    for post in taken:
        telling.that_it_is_free_again(post, post.author)
    taken.update(state=State.OPEN, **free)
