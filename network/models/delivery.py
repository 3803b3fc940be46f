"""Who reads the bulletin by mail, without an account, and what has left for them."""

import uuid

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from puntocomunita.encryption import EncryptedTextField
from services.models import TaxonomyTerm
from territory.models import Quarter

from .bulletin import BulletinIssue
from .membership import Network

HAS_ADDRESS = ["pending", "active"]


class SubscriptionQuerySet(models.QuerySet):
    def active(self):
        return self.filter(state=Subscription.State.ACTIVE)

    def reading(self, rhythm):
        return self.active().filter(rhythm=rhythm)

    def with_wishes(self):
        """`wished_themes` and `wished_quarters`: the keys of what each wants to read of, nothing for everything."""
        return self.annotate(
            wished_themes=keys(Subscription.themes.through, "taxonomyterm_id", "pk"),
            wished_quarters=keys(Subscription.quarters.through, "quarter_id", "pk"),
        )


def keys(through, column, outer):
    """The chosen keys as one column, so that a row tells its wishes without a query of its own."""
    rows = through.objects.filter(subscription=OuterRef(outer)).order_by(column)
    return ArraySubquery(rows.values(column))


class Subscription(models.Model):
    """A mailbox that asked for the bulletin of a network.

    The address is encrypted and `digest` finds it. Who leaves is forgotten; of a mailbox that refuses mail, or whose
    reader called it spam, only the digest stays, so that nothing is sent there again.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("da confermare")
        ACTIVE = "active", _("attiva")
        LEFT = "left", _("finita")
        BOUNCED = "bounced", _("la casella non riceve")
        COMPLAINED = "complained", _("segnalata come indesiderata")

    class Rhythm(models.TextChoices):
        DAILY = "daily", _("ogni giorno che c’è qualcosa di nuovo")
        WEEKLY = "weekly", _("una volta alla settimana, il lunedì")
        NONE = "none", _("per ora niente")

    MOVES = {
        "": {"pending"},
        "pending": {"active", "left", "bounced", "complained"},
        "active": {"left", "bounced", "complained"},
        "bounced": {"pending"},  # a mailbox may work again: its reader confirms once more
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, models.PROTECT, related_name="subscriptions")
    email = EncryptedTextField(blank=True)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    rhythm = models.CharField(_("quando"), max_length=6, choices=Rhythm, default=Rhythm.DAILY)
    themes = models.ManyToManyField(TaxonomyTerm, blank=True, related_name="+", verbose_name=_("argomenti"))
    quarters = models.ManyToManyField(Quarter, blank=True, related_name="+", verbose_name=_("quartieri"))
    state = models.CharField(_("stato"), max_length=10, choices=State, default=State.PENDING)
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "id"]
        verbose_name = _("iscrizione al bollettino")
        verbose_name_plural = _("iscrizioni al bollettino")
        constraints = [
            models.UniqueConstraint(
                fields=["network", "digest"], condition=~Q(digest=""), name="mailbox_reads_a_bulletin_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=HAS_ADDRESS) & ~Q(email="") & ~Q(digest="")
                | Q(state="left", email="", digest="")
                | Q(state__in=["bounced", "complained"], email="") & ~Q(digest=""),
                name="ended_subscription_keeps_no_address",
            ),
            models.CheckConstraint(
                condition=Q(state__in=HAS_ADDRESS, ended_at__isnull=True)
                | ~Q(state__in=HAS_ADDRESS) & Q(ended_at__isnull=False),
                name="subscription_ends_at_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="active") | Q(confirmed_at__isnull=False),
                name="subscription_is_active_once_confirmed",
            ),
        ]
        indexes = [
            models.Index(fields=["network", "rhythm"], name="subscription_active", condition=Q(state="active")),
        ]

    def __str__(self):
        return str(self.pk)

    @property
    def is_paused(self):
        return self.rhythm == self.Rhythm.NONE

    @property
    def is_on(self):
        return self.state in HAS_ADDRESS


class DeliveryQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=Delivery.State.WAITING)

    def due(self, moment):
        return self.waiting().filter(next_at__lte=moment)

    def with_wishes(self):
        """As of a Subscription."""
        return self.annotate(
            wished_themes=keys(Subscription.themes.through, "taxonomyterm_id", "subscription"),
            wished_quarters=keys(Subscription.quarters.through, "quarter_id", "subscription"),
        )


class Delivery(models.Model):
    """One mail to one reader: of the issue or, in a weekly one, of all the issues from `first_day` to it.

    A sender holds the row's lock while it speaks with the mail server: that is the claim, and the database takes it
    back when the sender dies. `id` is in the Message-ID, so that what goes twice is known as the same.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("da mandare")
        SENT = "sent", _("mandato")
        FAILED = "failed", _("non si può consegnare")
        DROPPED = "dropped", _("non serve più")

    MOVES = {"": {"waiting"}, "waiting": {"sent", "failed", "dropped"}}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    issue = models.ForeignKey(BulletinIssue, models.CASCADE, related_name="deliveries")
    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="deliveries")
    first_day = models.DateField()
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["next_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["issue", "subscription"], name="bulletin_goes_to_each_reader_once"),
            models.CheckConstraint(
                condition=Q(state="waiting", settled_at__isnull=True)
                | ~Q(state="waiting") & Q(settled_at__isnull=False),
                name="delivery_is_settled_at_a_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["next_at", "id"], name="delivery_due", condition=Q(state="waiting")),
            models.Index(fields=["settled_at"], name="delivery_settled"),
        ]

    def __str__(self):
        return str(self.pk)

    @property
    def is_weekly(self):
        return self.first_day < self.issue.day
