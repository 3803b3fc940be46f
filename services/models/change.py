import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User

from .about import ENTRIES, AboutEntry, AboutEntryQuerySet, exactly_one, none


class ChangeQuerySet(AboutEntryQuerySet):
    def waiting(self):
        return self.filter(state=Change.State.WAITING)

    def of_something_new_for(self, organizations):
        """What is not there yet, and would belong to one of them."""
        return self.filter(none(), wanted__organization__in=[str(each.pk) for each in organizations])

    def drafts_of(self, user):
        return self.filter(state=Change.State.DRAFT, author=user)

    def untouched_drafts(self, since):
        return self.filter(state=Change.State.DRAFT, updated_at__lt=since)


class Change(AboutEntry):
    """What somebody would have an entry say, or a new entry, until it is applied, refused or dropped.

    `seen` are the values (`services.editing`) that the author had before them, `wanted` those they would have.
    The entry itself says what was approved last, all the while.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("in bozza")
        WAITING = "waiting", _("in attesa")
        APPLIED = "applied", _("pubblicata")
        REFUSED = "refused", _("rifiutata")
        WITHDRAWN = "withdrawn", _("ritirata")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=15, choices=[(name, name) for name in ENTRIES])
    seen = models.JSONField(default=dict)
    wanted = models.JSONField(default=dict)
    sent = models.JSONField(default=dict, blank=True)  # of a draft, the form as it was: {name: [values]}
    state = models.CharField(_("stato"), max_length=9, choices=State, default=State.DRAFT)
    author = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="changes")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="decided_changes")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("perché"), max_length=500, blank=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        verbose_name = _("modifica")
        verbose_name_plural = _("modifiche")
        constraints = [
            models.CheckConstraint(condition=exactly_one() | none(), name="change_is_about_one_entry_or_a_new_one"),
            models.CheckConstraint(
                condition=Q(state__in=["applied", "refused"], decided_at__isnull=False)
                | Q(state__in=["draft", "waiting", "withdrawn"], decided_at__isnull=True),
                name="change_is_decided_at_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""), name="change_is_refused_for_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["state", "created_at", "id"], name="change_by_state_and_age")]

    def __str__(self):
        return f"{self.get_state_display()}: {self.entry or self.wanted.get('name', '')}"

    def settle(self, state, *, by, reason="", entry=None):
        """Decide and save; `entry` is the row that a new entry became."""
        self.state, self.decided_by, self.decided_at, self.reason = state, by, timezone.now(), reason
        if entry is not None:
            self.entry = entry
        self.save()
