"""Half an hour, an hour, with somebody who knows how a small business starts; one person books each."""

import datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from network.models import Network
from organizations.models import Organization
from puntocomunita.encryption import EncryptedTextField

from .concierge import Concierge
from .standing import Block

SHORTEST, LONGEST = datetime.timedelta(minutes=30), datetime.timedelta(minutes=60)


class AdviceSlotQuerySet(models.QuerySet):
    def coming(self):
        return self.filter(starts_at__gt=timezone.now()).order_by("starts_at", "id")

    def free(self):
        """To come, still held, and of nobody."""
        held = AdviceBooking.objects.held().filter(slot=OuterRef("pk"))
        return self.coming().filter(~Exists(held), cancelled_at=None)

    def but_of_people_apart_from(self, user):
        """Who keeps another away, and the other, do not meet."""
        return self.exclude(adviser__in=Block.objects.people_apart_from(user))

    def for_reading(self):
        return self.select_related("network", "organization", "adviser")


class AdviceSlot(models.Model):
    network = models.ForeignKey(Network, models.PROTECT, related_name="advice_slots", verbose_name=_("città"))
    adviser = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="advice_slots")
    organization = models.ForeignKey(
        Organization,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="advice_slots",
        verbose_name=_("per quale organizzazione"),
    )
    topic = models.CharField(_("di che cosa si parla"), max_length=160)
    place = models.CharField(_("dove"), max_length=200)
    starts_at = models.DateTimeField(_("dalle"))
    ends_at = models.DateTimeField(_("alle"))
    cancelled_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("perché"), max_length=300, blank=True)

    objects = AdviceSlotQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "id"]
        verbose_name = _("consulenza")
        verbose_name_plural = _("consulenze")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gte=F("starts_at") + SHORTEST, ends_at__lte=F("starts_at") + LONGEST),
                name="advice_takes_from_half_an_hour_to_one",
                violation_error_message=_("Una consulenza dura da 30 a 60 minuti."),
            ),
            models.CheckConstraint(condition=~Q(topic="") & ~Q(place=""), name="advice_says_what_and_where"),
            models.CheckConstraint(
                condition=Q(cancelled_at=None, reason="") | Q(cancelled_at__isnull=False) & ~Q(reason=""),
                name="advice_that_is_off_says_why",
            ),
            ExclusionConstraint(
                name="adviser_listens_to_one_at_a_time",
                expressions=[
                    ("adviser", RangeOperators.EQUAL),
                    (
                        Func("starts_at", "ends_at", function="tstzrange", output_field=DateTimeRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(cancelled_at=None, adviser__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["network", "starts_at"], name="advice_by_time")]

    def __str__(self):
        return f"{self.topic}, {timezone.localtime(self.starts_at):%d/%m/%Y %H:%M}"

    def get_absolute_url(self):
        return reverse("community:advice_detail", args=[self.network.slug, self.pk])

    @property
    def has_begun(self):
        return self.starts_at <= timezone.now()


class AdviceBookingQuerySet(models.QuerySet):
    def held(self):
        return self.filter(cancelled_at=None)

    def coming(self):
        """The first to begin first; also one that was called off, until its hour."""
        return self.held().filter(slot__starts_at__gt=timezone.now()).order_by("slot__starts_at", "id")


BY_ACCOUNT = Q(person__isnull=False, name="", contact="", concierge=None)
BY_NAME = Q(person=None, concierge__isnull=False) & ~Q(name="") & ~Q(contact="")
FORGOTTEN = Q(person=None, name="", contact="", cancelled_at__isnull=False)


class AdviceBooking(models.Model):
    """Who has a slot; the database gives it to one. Who has no account has it through a concierge, by name."""

    slot = models.ForeignKey(AdviceSlot, models.PROTECT, related_name="bookings")
    person = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="advice_bookings")
    name = EncryptedTextField(blank=True)
    contact = EncryptedTextField(blank=True)
    concierge = models.ForeignKey(
        Concierge, models.PROTECT, null=True, blank=True, related_name="advice_bookings", verbose_name=_("portineria")
    )
    recorded_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    idea = EncryptedTextField(blank=True)  # what they would like to start, for the adviser alone
    booked_at = models.DateTimeField(default=timezone.now)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = AdviceBookingQuerySet.as_manager()

    class Meta:
        ordering = ["booked_at", "id"]
        verbose_name = _("prenotazione di una consulenza")
        verbose_name_plural = _("prenotazioni di consulenze")
        constraints = [
            models.UniqueConstraint(fields=["slot"], condition=Q(cancelled_at=None), name="advice_is_booked_by_one"),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | Q(idea="", name="", contact=""), name="advice_given_back_tells_nothing"
            ),
            models.CheckConstraint(condition=BY_ACCOUNT | BY_NAME | FORGOTTEN, name="advice_is_of_an_account_or_name"),
        ]

    def __str__(self):
        return str(self.slot)
