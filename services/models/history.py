"""What happened to the directory: acts, and in each the rows that changed. Written by triggers, never changed."""

import datetime

from django.db import models
from django.db.models import F, Func, Q
from django.db.models.expressions import RawSQL
from django.db.models.fields.json import KT
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User

KEPT_OF_PEOPLE = datetime.timedelta(days=731)  # who was given which role; the database refuses to forget it earlier

KEPT_IN_TRASH = datetime.timedelta(days=30)  # as long as what went can come back (migration 0013)
FORGOTTEN = "forgotten"  # in what is kept of a row, that it was more
OF_ENTRIES = [
    *("organization", "location", "service", "asset", "community_point"),
    *("service_at_location", "service_area"),
]
MAY_BE_FORGOTTEN = "services_may_be_forgotten(services_rowchange)"


class Act(models.Model):
    """What one request, command or transaction changed together: who, when and how.

    The person is a number only, which says nothing once the account is gone. `how` is `page`, `api`, `admin`,
    `sql`, or what a command calls itself; `undoes` the act that this one put back.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(User, models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="acts")
    how = models.CharField(max_length=200)
    undoes = models.UUIDField(null=True)

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("modifica")
        verbose_name_plural = _("modifiche")
        indexes = [
            models.Index(fields=["-at", "-id"], name="act_by_moment"),
            models.Index(fields=["by", "-at"], name="act_by_person"),
        ]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.how}"


class RowChangeQuerySet(models.QuerySet):
    def past_keeping(self):
        """What says who had which role, longer ago than it may be known."""
        old = Act.objects.filter(at__lt=timezone.now() - KEPT_OF_PEOPLE)
        return self.filter(kind__in=["member", "mandate"], act__in=old)

    def past_the_trash(self):
        """What still tells what an entry said that went thirty days ago or earlier, and did not come back."""
        before = Act.objects.filter(at__lt=timezone.now() - KEPT_IN_TRASH)
        gone = self.filter(kind__in=OF_ENTRIES, verb="delete", act__in=before, before__isnull=False)
        gone = gone.exclude(before__has_key=FORGOTTEN)
        mine = Q(key__in=gone.values("key")) | Q(parent__in=gone.values("key"))
        told = self.filter(mine, Q(before__isnull=False) | Q(after__isnull=False), kind__in=OF_ENTRIES)
        return told.exclude(before__has_key=FORGOTTEN).filter(RawSQL(MAY_BE_FORGOTTEN, (), models.BooleanField()))

    def organizations_gone_lately(self):
        """Keys, as text, of those that an act of the last thirty days took away."""
        lately = Act.objects.filter(at__gte=timezone.now() - KEPT_IN_TRASH)
        return self.filter(kind="organization", verb="delete", act__in=lately).values("key")

    def hours_let_go_lately(self):
        """Keys, as text, of the opening hours that an act of the last thirty days parted from their owner."""
        lately = Act.objects.filter(at__gte=timezone.now() - KEPT_IN_TRASH)
        parted = self.filter(act__in=lately, verb__in=["update", "delete"]).annotate(
            hours=KT("before__opening_hours_id")
        )
        return parted.filter(hours__isnull=False).values("hours")

    def forget(self):
        """Leaves what each was called and where it belonged; the database refuses it of what may come back."""
        stays = {name: Func(F(name), function="services_what_stays") for name in ("before", "after")}
        return self.update(**stays)


class RowChange(models.Model):
    """One row that an act made, changed or took away.

    `kind` is a name of `services.history.kinds.KINDS`, `key` the row's primary key, `parent` that of what it hangs
    on. A change keeps the columns that differ, before and after; a deletion the whole row; an insertion nothing,
    because the row is there, or its deletion has kept it. Neither holds what concerns persons.
    """

    class Verb(models.TextChoices):
        INSERT = "insert", _("aggiunto")
        UPDATE = "update", _("cambiato")
        DELETE = "delete", _("tolto")

    act = models.ForeignKey(Act, models.DO_NOTHING, db_constraint=False, related_name="changes")
    kind = models.CharField(max_length=20)
    verb = models.CharField(max_length=6, choices=Verb)
    key = models.CharField(max_length=36)
    parent = models.CharField(max_length=36, null=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    objects = RowChangeQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["key"], name="row_change_by_row"),
            models.Index(fields=["parent"], name="row_change_by_parent", condition=models.Q(parent__isnull=False)),
        ]

    def __str__(self):
        return f"{self.verb} {self.kind} {self.key}"

    @property
    def tells(self):
        """Whether it keeps what the row said before, all of it that changed."""
        return self.before is not None and FORGOTTEN not in self.before
