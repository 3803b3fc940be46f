"""The concierge of a neighbourhood: a place that brings together who offers and who asks for small services.

Members are people with an account, or, written down by who keeps the concierge, people without one. Names and ways to
reach them are encrypted (`puntocomunita.encryption`) and read through `community.concierge.people` alone, which writes
down who looked.
"""

import datetime
import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from network.models import Network
from organizations.models import CommunityPoint, House
from puntocomunita.encryption import EncryptedTextField

HIGHEST_FEE, MOST_MONTHS = 100, 36
LONGEST_VETTING = datetime.timedelta(days=731)
SOON, LATELY = datetime.timedelta(days=14), datetime.timedelta(days=60)


class ConciergeQuerySet(models.QuerySet):
    def for_reading(self):
        place = ["community_point__location__municipality", "house__location__municipality", "house__location"]
        return self.select_related("network", *place).order_by("id")

    def with_figures(self):
        """`exchanges_done`, `minutes_done` and `on_the_board` of each."""
        done, open_until = {"state": "done"}, {"state": "open", "expires_on__gte": timezone.localdate()}
        return self.annotate(
            exchanges_done=self.figure(Count("pk"), **done),
            minutes_done=self.figure(Sum("done_minutes"), **done),
            on_the_board=self.figure(Count("pk"), **open_until),
        )

    def figure(self, counted, **which):
        """Asked of the exchanges by themselves: joined, each would carry its concierge and place along."""
        rows = self.model.exchanges.rel.related_model.objects.order_by().filter(concierge=OuterRef("pk"), **which)
        return Coalesce(Subquery(rows.values("concierge").annotate(n=counted).values("n")), 0)


class Concierge(models.Model):
    """At a Punto Comunità or in a house; open when that place is."""

    network = models.ForeignKey(Network, models.PROTECT, related_name="concierges", verbose_name=_("città"))
    community_point = models.OneToOneField(
        CommunityPoint, models.PROTECT, null=True, blank=True, related_name="concierge"
    )
    house = models.OneToOneField(House, models.PROTECT, null=True, blank=True, related_name="concierge")
    words = models.CharField(_("che cosa fa questa portineria"), max_length=1000)
    fee = models.DecimalField(
        _("quota per essere socio, in euro (0 se non c’è)"), max_digits=6, decimal_places=2, default=0
    )
    months = models.PositiveSmallIntegerField(_("per quanti mesi vale"), default=12)
    is_open = models.BooleanField(_("adesso si possono fare scambi"), default=True)
    opened_on = models.DateField(default=timezone.localdate)

    objects = ConciergeQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("portineria di quartiere")
        verbose_name_plural = _("portinerie di quartiere")
        constraints = [
            models.CheckConstraint(
                condition=Q(community_point__isnull=False, house=None) | Q(community_point=None, house__isnull=False),
                name="concierge_is_at_one_place",
                violation_error_message=_("Scegli un Punto Comunità oppure una casa."),
            ),
            models.CheckConstraint(
                condition=Q(fee__gte=0, fee__lte=HIGHEST_FEE),
                name="concierge_has_a_small_fee",
                violation_error_message=_("La quota va da 0 a 100 euro."),
            ),
            models.CheckConstraint(
                condition=Q(months__gte=1, months__lte=MOST_MONTHS),
                name="concierge_membership_lasts_some_months",
                violation_error_message=_("Da 1 a 36 mesi."),
            ),
            models.CheckConstraint(condition=~Q(words=""), name="concierge_says_what_it_does"),
        ]

    def __str__(self):
        return str(self.place)

    @property
    def place(self):
        return self.community_point or self.house

    @property
    def location(self):
        return self.place.location

    @property
    def hours_done(self):
        """Of one `with_figures()`."""
        return round(self.minutes_done / 60)

    def get_absolute_url(self):
        return reverse("community:concierge_detail", args=[self.network.slug, self.pk])

    def roles_of(self, user):
        """Those at its Punto Comunità, or at the place of its house."""
        return self.community_point.roles_of(user) if self.community_point else self.house.location.roles_of(user)


class MembershipQuerySet(models.QuerySet):
    def in_force(self, day=None):
        return self.filter(valid__contains=day or timezone.localdate())

    def current(self, day=None):
        """In force, and paid where there is a fee: these may offer and ask."""
        return self.in_force(day).filter(Q(fee=0) | Q(paid_on__isnull=False))

    def of_people_without_account(self):
        return self.filter(person=None).exclude(name="")

    def of_somebody(self):
        """Who was not forgotten."""
        return self.filter(Q(person__isnull=False) | ~Q(name=""))

    def to_renew(self):
        """It ends in two weeks, or has in the last two months; not of who is back with another one."""
        today = timezone.localdate()
        theirs = ConciergeMembership.objects.filter(concierge=OuterRef("concierge"), person=OuterRef("person"))
        later = theirs.filter(valid__startswith__gte=OuterRef("valid__endswith"))
        ending = self.of_somebody().filter(valid__endswith__lte=today + SOON, valid__endswith__gt=today - LATELY)
        return ending.exclude(Exists(later))

    def trusted_with(self, what_for, day):
        """For each of these, on that day."""
        held = Vetting.objects.in_force(day).filter(membership=OuterRef("pk"))
        return self.filter(*(Exists(held.filter(what_for=each)) for each in what_for))

    def with_vettings(self):
        """`vettings_in_force`, of today."""
        return self.prefetch_related(Prefetch("vettings", Vetting.objects.in_force(), to_attr="vettings_in_force"))

    def for_reading(self):
        places = ["concierge__community_point__location", "concierge__house__location"]
        return self.select_related("person", "concierge__network", *places)


class ConciergeMembership(models.Model):
    """A member of a concierge for some time; once it is forgotten, of nobody."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concierge = models.ForeignKey(Concierge, models.PROTECT, related_name="memberships")
    person = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="concierge_memberships", verbose_name=_("persona")
    )
    name = EncryptedTextField(blank=True)  # the first name of who has no account
    contact = EncryptedTextField(blank=True)  # a telephone number or an address, for who agrees on an exchange
    fee = models.DecimalField(_("quota"), max_digits=6, decimal_places=2, default=0)
    paid_on = models.DateField(_("pagata il"), null=True, blank=True)
    valid = DateRangeField(_("quando vale"))
    recorded_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["-valid", "id"]
        verbose_name = _("socio di una portineria")
        verbose_name_plural = _("soci di una portineria")
        constraints = [
            ExclusionConstraint(
                name="person_is_a_member_once_at_a_time",
                expressions=[
                    ("concierge", RangeOperators.EQUAL),
                    ("person", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=Q(person__isnull=False),
                violation_error_message=_("Sei già in questa portineria."),
            ),
            models.UniqueConstraint(fields=["id", "concierge"], name="member_with_their_concierge"),  # for foreign keys
            models.CheckConstraint(
                condition=Q(person__isnull=False, name="")
                | Q(person=None, name="", contact="")
                | Q(person=None) & ~Q(name="") & ~Q(contact=""),
                name="member_is_a_person_by_account_or_by_name",
            ),
            models.CheckConstraint(condition=Q(fee__gte=0, fee__lte=HIGHEST_FEE), name="member_has_a_small_fee"),
            models.CheckConstraint(condition=~Q(fee=0, paid_on__isnull=False), name="what_is_free_is_not_paid"),
        ]

    def __str__(self):
        return self.reference

    @property
    def reference(self):
        """What they are called on paper and among who keeps the concierge."""
        return str(self.pk)[:8].upper()

    @property
    def is_in_force(self):
        return not self.valid.isempty and timezone.localdate() in self.valid

    @property
    def is_current(self):
        return self.is_in_force and (self.fee == 0 or self.paid_on is not None)

    @property
    def desk_url(self):
        return reverse("community:concierge_member", args=[self.concierge.network.slug, self.concierge_id, self.pk])

    @property
    def last_day(self):
        """None where it was over before it began."""
        return None if self.valid.isempty else self.valid.upper - datetime.timedelta(days=1)


class VettingQuerySet(models.QuerySet):
    def in_force(self, day=None):
        return self.filter(valid__contains=day or timezone.localdate())


class Vetting(models.Model):
    """That who keeps a concierge knows a member well enough for something; the papers were seen and given back."""

    class For(models.TextChoices):
        MINORS = "minors", _("stare con bambini e ragazzi")
        CARE = "care", _("stare con chi è anziano, malato o con disabilità")
        HOMES = "homes", _("entrare nelle case")

    membership = models.ForeignKey(ConciergeMembership, models.CASCADE, related_name="vettings")
    what_for = models.CharField(_("per che cosa"), max_length=6, choices=For)
    valid = DateRangeField(_("fino a quando"))
    seen = models.CharField(_("che cosa hai visto"), max_length=200)
    vetted_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    vetted_at = models.DateTimeField(default=timezone.now)

    objects = VettingQuerySet.as_manager()

    class Meta:
        ordering = ["what_for", "-vetted_at", "id"]
        verbose_name = _("idoneità")
        verbose_name_plural = _("idoneità")
        constraints = [
            ExclusionConstraint(
                name="member_is_vetted_once_at_a_time",
                expressions=[
                    ("membership", RangeOperators.EQUAL),
                    ("what_for", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(condition=~Q(seen=""), name="vetting_says_what_was_seen"),
            models.CheckConstraint(
                condition=Q(valid__isempty=True) | Q(valid__endswith__lte=F("valid__startswith") + LONGEST_VETTING),
                name="vetting_lasts_two_years_at_most",
            ),
        ]

    def __str__(self):
        return f"{self.get_what_for_display()}: {self.membership}"

    @property
    def last_day(self):
        return None if self.valid.isempty else self.valid.upper - datetime.timedelta(days=1)
