"""What people write in groups as it may be reported, privately too; see `community.safety.registry`."""

from contextlib import suppress

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from community.models import Group, GroupMembership, Post, Reply
from community.safety.registry import Moderated

from . import board


def groups_of(user):
    return GroupMembership.objects.inside().filter(user=user).values("group") if user.is_authenticated else []


def posts_seen_by(user, network):
    open_to_all = Q(group__visibility=Group.Visibility.PUBLIC, kind__in=Post.FOR_EVERYBODY)
    rows = Post.objects.filter(open_to_all | Q(group__in=groups_of(user)), group__network=network)
    return rows.exclude(state=Post.State.HIDDEN).select_related("group__network", "author")


def replies_seen_by(user, network):
    rows = Reply.objects.filter(post__group__in=groups_of(user), post__group__network=network)
    rows = rows.seen_by(user) if user.is_authenticated else rows.none()
    return rows.exclude(post__state=Post.State.HIDDEN).select_related("post__group__network", "author")


def hide_post(thing, *, by, reason):
    with suppress(board.Moved):
        board.hide(by=by, post=thing, reason=reason, by_city=True)


def show_post(thing, *, by):
    with suppress(board.Moved):
        board.show_again(post=thing)


def hide_reply(thing, *, by, reason):
    with suppress(board.Moved):
        board.hide_answer(by=by, reply=thing, reason=reason, by_city=True)


def show_reply(thing, *, by):
    with suppress(board.Moved):
        board.show_answer_again(reply=thing)


MODERATED = [
    Moderated(
        kind=board.POST,
        label=_("messaggio in un gruppo"),
        model=Post,
        title=str,
        text=lambda post: post.words,
        author=lambda post: post.author,
        url=Post.get_absolute_url,
        hide=hide_post,
        show=show_post,
        seen_by=posts_seen_by,
        is_met=True,
    ),
    Moderated(
        kind=board.REPLY,
        label=_("risposta in un gruppo"),
        model=Reply,
        title=lambda reply: reply.post.title,
        text=lambda reply: reply.text,
        author=lambda reply: reply.author,
        url=lambda reply: reply.post.get_absolute_url(),
        hide=hide_reply,
        show=show_reply,
        seen_by=replies_seen_by,
        is_met=True,
    ),
]
