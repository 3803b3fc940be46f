"""Entries that are likely there twice, and where those went that were."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User

# No foreign keys to the entries: what comes back from the trash finds again what was said of it.


class SuspectedPairQuerySet(models.QuerySet):
    def open(self):
        return self.filter(dismissed_at=None)

    def about(self, *keys):
        return self.filter(Q(first__in=keys) | Q(second__in=keys))

    def between(self, one, other):
        first, second = sorted([one, other])
        return self.filter(first=first, second=second)

    def likeliest_first(self):
        return self.order_by("-weight", "id")


class SuspectedPair(models.Model):
    """Two entries of a kind that share more than chance; once dismissed, back only for something more in common.

    `why` are names of `services.duplicates.Why`, `weight` what they amount to.
    """

    class Kind(models.TextChoices):
        ORGANIZATION = "organization", _("organizzazioni")
        SERVICE = "service", _("servizi")
        ASSET = "asset", _("risorse")

    kind = models.CharField(max_length=12, choices=Kind)
    first = models.UUIDField()
    second = models.UUIDField()
    why = ArrayField(models.CharField(max_length=12))
    weight = models.SmallIntegerField()
    created_at = models.DateTimeField(db_default=Now())
    looked_at = models.DateTimeField(db_default=Now())
    dismissed_at = models.DateTimeField(null=True)
    dismissed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="dismissed_pairs")

    objects = SuspectedPairQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="pair_is_of_two_in_order"),
            models.UniqueConstraint(fields=["first", "second"], name="a_pair_is_suspected_once"),
        ]
        indexes = [
            models.Index(F("weight").desc(), "id", name="pair_by_weight", condition=Q(dismissed_at=None)),
            models.Index(fields=["second"], name="pair_by_second"),
        ]

    def __str__(self):
        return f"{self.kind} {self.first} {self.second}"


class MovedQuerySet(models.QuerySet):
    def of_slug(self, kind, slug):
        return self.filter(kind=kind, old_slug=slug).order_by("-at")


class Moved(models.Model):
    """An entry that was merged into another, by what it was known; never to one that has moved itself."""

    class Kind(models.TextChoices):
        ORGANIZATION = "organization", _("organizzazione")
        SERVICE = "service", _("servizio")
        ASSET = "asset", _("risorsa")
        SERVICE_AT_LOCATION = "service_at_location", _("luogo del servizio")

    old_id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=20, choices=Kind)
    old_slug = models.CharField(max_length=160, blank=True)
    old_name = models.CharField(max_length=300, blank=True)
    new_id = models.UUIDField()
    at = models.DateTimeField(db_default=Now())

    objects = MovedQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(old_id=F("new_id")), name="nothing_moves_to_itself")]
        indexes = [
            models.Index(fields=["kind", "old_slug"], name="moved_by_slug"),
            models.Index(fields=["new_id"], name="moved_by_target"),
        ]

    def __str__(self):
        return f"{self.kind} {self.old_id} → {self.new_id}"
