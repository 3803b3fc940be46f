"""Who guides a network or a Punto Comunità: the seats by sector, who sits in them and until when."""

import datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from organizations.models import CommunityPoint, Organization

from .meetings import Meeting
from .membership import Network

SOON = datetime.timedelta(days=90)
MOST_SEATS = 40  # of a sector
SEATS = {"default": 0, "validators": [MaxValueValidator(MOST_SEATS)]}


class SteeringBodyQuerySet(models.QuerySet):
    def at_work(self):
        return self.filter(closed_on=None)

    def closed(self):
        return self.exclude(closed_on=None)

    def network_first(self):
        return self.select_related("network", "community_point").order_by(
            F("community_point__name").asc(nulls_first=True)
        )


class SteeringBody(models.Model):
    """Of a network, or of the Punto Comunità of it that it names."""

    class Quorum(models.TextChoices):
        MAJORITY = "majority", _("più della metà dei seggi")
        HALF = "half", _("almeno la metà dei seggi")
        THIRD = "third", _("almeno un terzo dei seggi")
        TWO_THIRDS = "two_thirds", _("almeno due terzi dei seggi")

    SHARES = {Quorum.HALF: (1, 2), Quorum.THIRD: (1, 3), Quorum.TWO_THIRDS: (2, 3)}

    network = models.ForeignKey(Network, models.PROTECT, related_name="steering_bodies", verbose_name=_("rete"))
    community_point = models.ForeignKey(
        CommunityPoint,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="steering_bodies",
        verbose_name=_("Punto Comunità"),
    )
    name = models.CharField(_("come si chiama"), max_length=120)
    words = models.TextField(_("che cosa fa"), max_length=1000, blank=True)
    quorum = models.CharField(_("per decidere serve"), max_length=10, choices=Quorum, default=Quorum.MAJORITY)
    public_seats = models.PositiveSmallIntegerField(_("seggi degli enti pubblici"), **SEATS)
    private_seats = models.PositiveSmallIntegerField(_("seggi delle imprese"), **SEATS)
    third_sector_seats = models.PositiveSmallIntegerField(_("seggi del terzo settore"), **SEATS)
    citizens_seats = models.PositiveSmallIntegerField(_("seggi dei cittadini"), **SEATS)
    closed_on = models.DateField(_("ha finito il suo lavoro il"), null=True, blank=True)

    objects = SteeringBodyQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("gruppo di guida")
        verbose_name_plural = _("gruppi di guida")
        constraints = [
            models.UniqueConstraint(fields=["id", "network"], name="steering_body_is_of_one_network"),
            models.UniqueConstraint(
                fields=["network", "name"],
                name="steering_bodies_have_a_name_each",
                violation_error_message=_("C’è già un gruppo con questo nome."),
            ),
            models.CheckConstraint(condition=~Q(name=""), name="steering_body_has_a_name"),
            models.CheckConstraint(
                condition=Q(quorum__in=["majority", "half", "third", "two_thirds"]), name="steering_body_has_a_quorum"
            ),
            models.CheckConstraint(
                condition=Q(public_seats__lte=MOST_SEATS, private_seats__lte=MOST_SEATS)
                & Q(third_sector_seats__lte=MOST_SEATS, citizens_seats__lte=MOST_SEATS),
                name="steering_body_has_forty_seats_a_sector_at_most",
            ),
            models.CheckConstraint(
                condition=Q(public_seats__gt=0)
                | Q(private_seats__gt=0)
                | Q(third_sector_seats__gt=0)
                | Q(citizens_seats__gt=0),
                name="steering_body_has_seats",
                violation_error_message=_("Scrivi quanti seggi ha, almeno per un settore."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("network:steering_body_detail", args=[self.network.slug, self.pk])

    def roles_of(self, user):
        return self.network.roles_of(user)

    @property
    def seats_by_sector(self) -> dict:
        """{sector: how many seats it has}."""
        return {each: getattr(self, f"{each.value}_seats") for each in Organization.Sector}

    def needed_of(self, seats) -> int:
        """How many of so many seats in force have to be there to decide."""
        if self.quorum == self.Quorum.MAJORITY:
            return seats // 2 + 1
        share, of = self.SHARES[self.quorum]
        return max(-(-seats * share // of), 1)


class SeatQuerySet(models.QuerySet):
    def in_force(self, day=None):
        return self.filter(term__contains=day or timezone.localdate())

    def not_over(self):
        """In force, or to begin."""
        return self.filter(Q(term__upper_inf=True) | Q(term__endswith__gt=timezone.localdate()))

    def ending_soon(self, day=None):
        """In force, with an end near, of a body that goes on."""
        day = day or timezone.localdate()
        return self.in_force(day).filter(term__endswith__lte=day + SOON, body__closed_on=None)

    def chair_first(self):
        ranks = [When(role=role, then=Value(rank)) for rank, role in enumerate(Seat.Role.values)]
        return self.select_related("organization", "user").order_by(Case(*ranks), "sector", "term", "id")


class Seat(models.Model):
    """Somebody in a body, for a term: by their access to the portal, or by a written name."""

    class Role(models.TextChoices):
        CHAIR = "chair", _("presiede")
        VICE = "vice", _("fa le veci di chi presiede")
        SECRETARY = "secretary", _("tiene i verbali")
        MEMBER = "member", _("partecipa")

    body = models.ForeignKey(SteeringBody, models.PROTECT, related_name="seats", verbose_name=_("gruppo"))
    user = models.ForeignKey(
        User, models.CASCADE, null=True, blank=True, related_name="seats", verbose_name=_("persona")
    )
    name = models.CharField(_("nome"), max_length=120, blank=True)
    organization = models.ForeignKey(
        Organization, models.SET_NULL, null=True, blank=True, related_name="seats", verbose_name=_("organizzazione")
    )
    sector = models.CharField(_("settore"), max_length=12, choices=Organization.Sector)
    role = models.CharField(_("che cosa fa"), max_length=9, choices=Role, default=Role.MEMBER)
    term = DateRangeField(_("mandato"))  # [first day, the day after the last), no end if open
    reminded_at = models.DateTimeField(null=True, blank=True)  # that the term is near its end

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("seggio")
        verbose_name_plural = _("seggi")
        constraints = [
            models.UniqueConstraint(fields=["id", "body"], name="seat_is_of_one_body"),
            models.CheckConstraint(
                condition=Q(user__isnull=False, name="") | Q(user__isnull=True) & ~Q(name=""),
                name="seat_is_of_a_person",
            ),
            models.CheckConstraint(
                condition=Q(sector__in=["public", "private", "third_sector", "citizens"]), name="seat_is_of_a_sector"
            ),
            models.CheckConstraint(
                condition=Q(term__isempty=False, term__startswith__isnull=False), name="seat_has_a_first_day"
            ),
            ExclusionConstraint(
                name="one_chair_at_a_time",
                expressions=[("body", RangeOperators.EQUAL), ("term", RangeOperators.OVERLAPS)],
                condition=Q(role="chair"),
                violation_error_message=_("In quei giorni c’è già chi presiede: prima si chiude il suo mandato."),
            ),
            ExclusionConstraint(
                name="person_sits_in_a_body_once",
                expressions=[
                    ("body", RangeOperators.EQUAL),
                    ("user", RangeOperators.EQUAL),
                    ("term", RangeOperators.OVERLAPS),
                ],
                condition=Q(user__isnull=False),
                violation_error_message=_("In quei giorni questa persona siede già nel gruppo."),
            ),
            ExclusionConstraint(
                name="name_sits_in_a_body_once",
                expressions=[
                    ("body", RangeOperators.EQUAL),
                    (Lower("name"), RangeOperators.EQUAL),
                    ("term", RangeOperators.OVERLAPS),
                ],
                condition=~Q(name=""),
                violation_error_message=_("In quei giorni questa persona siede già nel gruppo."),
            ),
        ]

    def __str__(self):
        return f"{self.who}, {self.get_role_display()}"

    @property
    def who(self):
        return self.user or self.name

    @property
    def first_day(self):
        return self.term.lower

    @property
    def last_day(self):
        """None for a term without end."""
        return self.term.upper and self.term.upper - datetime.timedelta(days=1)

    @property
    def holds_nothing(self):
        """It was at no meeting yet: it may have been written by mistake."""
        return not self.presences.exists()

    @property
    def ends_soon(self):
        return bool(self.term.upper) and self.term.upper <= timezone.localdate() + SOON

    @property
    def begins_later(self):
        return self.term.lower > timezone.localdate()


class SeatPresence(models.Model):
    """A seat that was there when its body met."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="seats_present")
    seat = models.ForeignKey(Seat, models.CASCADE, related_name="presences")
    body = models.ForeignKey(SteeringBody, models.PROTECT, related_name="+")  # of both

    class Meta:
        ordering = ["id"]
        verbose_name = _("seggio presente")
        verbose_name_plural = _("seggi presenti")
        constraints = [models.UniqueConstraint(fields=["meeting", "seat"], name="seat_is_present_once")]

    def __str__(self):
        return str(self.seat)
