"""Who may not write in the community of a city for a time, and whom a person wants nothing to do with."""

import datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from network.models import Network

from .moderation import ModerationDecision

LONGEST = datetime.timedelta(days=366)


class SuspensionQuerySet(models.QuerySet):
    def now(self):
        return self.filter(period__contains=timezone.now())


class Suspension(models.Model):
    """Decided with a report; reading stays, and so do the ways out (see `community.safety.standing`)."""

    person = models.ForeignKey(User, models.CASCADE, related_name="suspensions")
    network = models.ForeignKey(Network, models.PROTECT, related_name="suspensions")
    decision = models.OneToOneField(ModerationDecision, models.CASCADE, related_name="suspension")
    period = DateTimeRangeField(_("da quando a quando"))

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        ordering = ["-period", "id"]
        verbose_name = _("pausa")
        verbose_name_plural = _("pause")
        constraints = [
            ExclusionConstraint(
                name="person_is_suspended_once_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("network", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(
                    period__startswith__isnull=False,
                    period__endswith__isnull=False,
                    period__endswith__lte=F("period__startswith") + LONGEST,
                ),
                name="suspension_ends_within_a_year",
            ),
        ]

    def __str__(self):
        return f"{self.network} {timezone.localtime(self.period.upper):%d/%m/%Y}"

    @property
    def until(self):
        return self.period.upper


class BlockQuerySet(models.QuerySet):
    def between(self, one, other):
        """Whichever of the two wanted it."""
        return self.filter(Q(person=one, blocked=other) | Q(person=other, blocked=one))

    def apart(self, one, other) -> bool:
        return self.between(one, other).exists()

    def people_apart_from(self, person):
        """Keys of whom the person blocked and of who blocked them, for an exclude; no query of its own."""
        theirs, of_them = self.filter(person=person).values("blocked"), self.filter(blocked=person).values("person")
        return User.objects.filter(Q(pk__in=theirs) | Q(pk__in=of_them)).order_by().values("pk")


class Block(models.Model):
    """No message or answer of one reaches the other; the other is not told."""

    person = models.ForeignKey(User, models.CASCADE, related_name="blocks")
    blocked = models.ForeignKey(User, models.CASCADE, related_name="+")
    thing = models.CharField(max_length=120)  # what of theirs the person was looking at: all they know of them
    since = models.DateTimeField(default=timezone.now, editable=False)

    objects = BlockQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "-id"]
        verbose_name = _("blocco")
        verbose_name_plural = _("blocchi")
        constraints = [
            models.UniqueConstraint(fields=["person", "blocked"], name="person_blocks_another_once"),
            models.CheckConstraint(condition=~Q(person=F("blocked")), name="nobody_blocks_themselves"),
        ]

    def __str__(self):
        return self.thing
