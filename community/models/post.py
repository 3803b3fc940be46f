"""What people of a group write on its board, and what the others answer.

Who reads it sees the name its author has in the group; of who has left or is gone, nothing.
"""

import datetime

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from puntocomunita.encryption import EncryptedTextField, decrypt, encrypt

from .appealed import Appealed, AppealedQuerySet, another_than
from .group import Group, GroupMembership
from .standing import Block

LONGEST = datetime.timedelta(days=90)
HIDDEN = Q(hidden_at__isnull=False) & ~Q(hidden_reason="")


def name_of(person):
    """The name that somebody has in the group of a post, as long as they are in it."""
    inside = GroupMembership.objects.inside().filter(group=OuterRef("group"), user=OuterRef(person))
    return Subquery(inside.values("nickname"))


class PostQuerySet(AppealedQuerySet):
    def on_the_board(self):
        """What one may still answer, or go to."""
        return self.filter(state__in=Post.LIVE, expires_on__gte=timezone.localdate())

    def current(self):
        """On the board, or taken off it by a caretaker."""
        live = Q(state__in=Post.LIVE, expires_on__gte=timezone.localdate())
        return self.filter(live | Q(state=Post.State.HIDDEN))

    def asked_for(self, wishes):
        """Narrowed by `q`, in any of its words, and `kind`; with `passati` also what is over."""
        rows = self.filter(kind=wishes["kind"]) if wishes.get("kind") else self
        if words := wishes.get("q"):
            rows = rows.filter(Q(title__icontains=words) | Q(words__icontains=words))
        return rows if wishes.get("passati") else rows.current()

    def to_expire(self, day=None):
        return self.filter(state__in=Post.LIVE, expires_on__lt=day or timezone.localdate())

    def seen_by(self, membership):
        """Outside what a public group has for everybody; inside all but what is hidden, and one's own.

        Who keeps another away, and the other, read of each other only what is for everybody, or settled by them.
        """
        shown = ~Q(state=Post.State.HIDDEN)
        if membership is None or not membership.is_inside:
            open_to_all = {"kind__in": Post.FOR_EVERYBODY, "group__visibility": Group.Visibility.PUBLIC}
            return self.filter(shown, **open_to_all)
        if membership.is_caretaker:
            return self
        kept_away = Q(kind__in=Post.ANSWERED_BY_ONE, author__in=Block.objects.people_apart_from(membership.user_id))
        seen = self.filter(shown | Q(author=membership.user_id))
        return seen.exclude(kept_away & ~Q(matched_with=membership.user_id))

    def for_reading(self):
        """`by` and `with_whom`: names of people who are still there, else None."""
        named = self.annotate(by=name_of("author"), with_whom=name_of("matched_with"))
        return named.select_related("group__network")

    def latest_first(self):
        return self.order_by("-posted_at", "-id")


class Post(Appealed):
    class Kind(models.TextChoices):
        REQUEST = "request", _("cerco")
        OFFER = "offer", _("offro")
        ACTIVITY = "activity", _("facciamo")
        ANNOUNCEMENT = "announcement", _("avviso")

    class State(models.TextChoices):
        OPEN = "open", _("in bacheca")
        MATCHED = "matched", _("qualcuno ci pensa")
        FULFILLED = "fulfilled", _("fatto")
        EXPIRED = "expired", _("scaduto")
        WITHDRAWN = "withdrawn", _("ritirato")
        HIDDEN = "hidden", _("nascosto")

    MOVES = {
        "": {State.OPEN},
        State.OPEN: {State.MATCHED, State.EXPIRED, State.WITHDRAWN, State.HIDDEN},
        State.MATCHED: {State.OPEN, State.FULFILLED, State.EXPIRED, State.WITHDRAWN, State.HIDDEN},
        State.FULFILLED: {State.HIDDEN},
        State.EXPIRED: {State.OPEN, State.HIDDEN},
        State.HIDDEN: {State.OPEN, State.MATCHED, State.FULFILLED, State.EXPIRED},
    }
    LIVE = [State.OPEN, State.MATCHED]
    FOR_EVERYBODY = [Kind.ACTIVITY, Kind.ANNOUNCEMENT]
    ANSWERED_BY_ONE = [Kind.REQUEST, Kind.OFFER]
    DECIDED_FIRST = ("hidden_by", "author")

    group = models.ForeignKey(Group, models.CASCADE, related_name="posts")
    author = models.ForeignKey(User, models.SET_NULL, null=True, related_name="group_posts")
    kind = models.CharField(_("che cos’è"), max_length=12, choices=Kind, default=Kind.REQUEST)
    title = models.CharField(_("in poche parole"), max_length=120)
    words = models.CharField(_("racconta meglio"), max_length=1500, blank=True)
    happens_at = models.DateTimeField(_("quando"), null=True, blank=True)
    place = models.CharField(_("dove"), max_length=120, blank=True)
    posted_at = models.DateTimeField(default=timezone.now, editable=False)
    since = models.DateField(default=timezone.localdate, editable=False)  # the day it was put up, or put up again
    expires_on = models.DateField(_("resta in bacheca fino al"))
    reminded_at = models.DateTimeField(null=True, editable=False)  # that it leaves the board
    state = models.CharField(_("a che punto è"), max_length=9, choices=State, default=State.OPEN)
    matched_with = models.ForeignKey(User, models.SET_NULL, null=True, related_name="group_posts_taken")
    matched_at = models.DateTimeField(null=True, editable=False)
    fulfilled_at = models.DateTimeField(null=True, editable=False)
    hidden_at = models.DateTimeField(null=True, editable=False)
    hidden_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    hidden_reason = models.CharField(_("perché non si vede"), max_length=300, blank=True)
    hidden_from = models.CharField(max_length=9, choices=State, blank=True, editable=False)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["-posted_at", "-id"]
        verbose_name = _("messaggio in bacheca")
        verbose_name_plural = _("messaggi in bacheca")
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="post_says_what"),
            models.CheckConstraint(
                condition=Q(expires_on__gte=F("since"), expires_on__lte=F("since") + LONGEST),
                name="post_expires_within_ninety_days",
            ),
            models.CheckConstraint(
                condition=Q(kind="activity", happens_at__isnull=False) & ~Q(place="")
                | ~Q(kind="activity") & Q(happens_at=None, place=""),
                name="activity_alone_has_a_day_and_a_place",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["matched", "fulfilled"], kind__in=["request", "offer"], matched_at__isnull=False)
                | Q(state="hidden")
                | Q(state__in=["open", "expired", "withdrawn"], matched_with=None, matched_at=None),
                name="request_or_offer_is_matched_with_somebody",
            ),
            models.CheckConstraint(condition=~Q(matched_with=F("author")), name="post_is_matched_with_another"),
            models.CheckConstraint(
                condition=Q(state="fulfilled", fulfilled_at__isnull=False)
                | Q(state="hidden")
                | ~Q(state="fulfilled") & Q(fulfilled_at=None),
                name="post_is_fulfilled_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state="hidden", hidden_from__in=["open", "matched", "fulfilled", "expired"]) & HIDDEN
                | ~Q(state="hidden") & Q(hidden_at=None, hidden_reason="", hidden_from=""),
                name="post_that_is_hidden_says_why",
            ),
            models.CheckConstraint(
                condition=Q(appealed_at=None, appeal="", decided_at=None, decision="")
                | Q(appealed_at__isnull=False, state="hidden", decided_at=None, decision="") & ~Q(appeal="")
                | Q(appealed_at__isnull=False, decided_at__isnull=False) & ~Q(appeal="") & ~Q(decision=""),
                name="post_is_appealed_and_answered_once",
            ),
            models.CheckConstraint(
                condition=another_than("hidden_by", "author"), name="post_is_answered_by_another_than_who_hid_it"
            ),
        ]
        indexes = [
            models.Index(fields=["group", "state", "-posted_at"], name="post_by_state"),
            models.Index(fields=["group", "kind", "-posted_at"], name="post_by_kind"),
            models.Index(fields=["expires_on"], condition=Q(state__in=["open", "matched"]), name="post_by_last_day"),
            models.Index(
                fields=["group", "appealed_at"],
                condition=Q(appealed_at__isnull=False, decided_at=None),
                name="post_by_appeal",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("community:post_detail", args=[*self.group.address, self.pk])

    @property
    def is_live(self):
        return self.state in self.LIVE

    @property
    def is_hidden(self):
        return self.state == self.State.HIDDEN

    @property
    def is_for_one(self):
        """Whether somebody takes care of it, rather than everybody coming."""
        return self.kind in self.ANSWERED_BY_ONE

    @property
    def may_be_taken(self):
        return self.state == self.State.OPEN and self.is_for_one

    @property
    def may_be_appealed(self):
        return self.is_hidden and self.appealed_at is None


class ReplyQuerySet(AppealedQuerySet):
    def seen_by(self, user, is_caretaker=False):
        """What two write to each other only those two, and nothing where one keeps the other away.

        A caretaker reads whatever is written to all.
        """
        kept_away = Q(author__in=Block.objects.people_apart_from(user))
        shown = self.filter(Q(is_private=False) | Q(author=user) | Q(to=user))
        if is_caretaker:
            return shown.exclude(kept_away, is_private=True)
        return shown.filter(Q(hidden_at=None) | Q(author=user)).exclude(kept_away)

    def for_reading(self):
        """`by` and `to_whom`: names of people who are still there, else None."""
        inside = GroupMembership.objects.inside().filter(group=OuterRef("post__group"))
        names = {name: inside.filter(user=OuterRef(of)).values("nickname") for name, of in NAMED.items()}
        return self.annotate(**{name: Subquery(rows) for name, rows in names.items()})


NAMED = {"by": "author", "to_whom": "to"}


class Reply(Appealed):
    """To all of the group, or to one person; what is for one is kept encrypted."""

    DECIDED_FIRST = Post.DECIDED_FIRST

    post = models.ForeignKey(Post, models.CASCADE, related_name="replies")
    author = models.ForeignKey(User, models.SET_NULL, null=True, related_name="group_replies")
    is_private = models.BooleanField(default=False)
    to = models.ForeignKey(User, models.SET_NULL, null=True, related_name="group_replies_received")
    kept = EncryptedTextField(editable=False, where=Q(is_private=True))  # as `text` writes it
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    hidden_at = models.DateTimeField(null=True, editable=False)
    hidden_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    hidden_reason = models.CharField(_("perché non si vede"), max_length=300, blank=True)

    objects = ReplyQuerySet.as_manager()

    class Meta:
        ordering = ["written_at", "id"]
        verbose_name = _("risposta")
        verbose_name_plural = _("risposte")
        constraints = [
            models.CheckConstraint(condition=~Q(kept=""), name="reply_says_something"),
            models.CheckConstraint(condition=Q(is_private=True) | Q(to=None), name="reply_to_one_is_private"),
            models.CheckConstraint(
                condition=Q(hidden_at=None, hidden_reason="") | HIDDEN, name="reply_that_is_hidden_says_why"
            ),
            models.CheckConstraint(
                condition=Q(appealed_at=None, appeal="", decided_at=None, decision="")
                | Q(appealed_at__isnull=False, hidden_at__isnull=False, decided_at=None, decision="") & ~Q(appeal="")
                | Q(appealed_at__isnull=False, decided_at__isnull=False) & ~Q(appeal="") & ~Q(decision=""),
                name="reply_is_appealed_and_answered_once",
            ),
            models.CheckConstraint(
                condition=another_than("hidden_by", "author"), name="reply_is_answered_by_another_than_who_hid_it"
            ),
        ]
        indexes = [
            models.Index(
                fields=["appealed_at"],
                condition=Q(appealed_at__isnull=False, decided_at=None),
                name="reply_by_appeal",
            ),
        ]

    def __str__(self):
        return f"{self.post} {self.written_at:%d/%m/%Y}"

    @property
    def may_be_appealed(self):
        return self.hidden_at is not None and self.appealed_at is None

    @property
    def text(self):
        return decrypt(self.kept) if self.is_private else self.kept

    @text.setter
    def text(self, words):
        """`is_private` is said before."""
        self.kept = encrypt(words) if self.is_private else words
