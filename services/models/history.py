"""What happened to the directory: acts, and in each the rows that changed. Written by triggers, never changed."""

import datetime

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User

KEPT_OF_PEOPLE = datetime.timedelta(days=731)  # who was given which role; the database refuses to forget it earlier


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
