"""What one can go to: who invites, where, and on which days.

An event is written as its days, each a row: a day that is called off is a row that changes, and a day in a room of a
house holds the booking of that room, so that two events never meet in it.
"""

import datetime

from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Role
from accounts.models import User
from network.models import Network
from organizations.models import CommunityPoint, House, Location, Organization
from services.models import TaxonomyTerm
from territory.models import Quarter

from .group import Group, GroupMembership
from .hideable import Hideable
from .house_project import HouseProject, houses_kept_by
from .initiative import Initiative
from .space import Booking, Space

LONGEST = datetime.timedelta(hours=24)
ORGANISERS = ["organization", "house", "community_point", "initiative", "group"]
PLACES = ["location", "space"]


def only(name, names):
    """One of some foreign keys, and none of the others."""
    return Q(**{f"{each}__isnull": each != name for each in names})


def kept_by(user):
    """Whose events a person writes: they speak for it, work there, keep the house, or lead."""
    points = [each.community_point_id for each in user.current_mandates if each.community_point_id]
    return (
        Q(organization__in=[each.organization_id for each in user.current_memberships])
        | Q(house__in=houses_kept_by(user))
        | Q(community_point__in=points)
        | Q(initiative__in=Initiative.objects.led_by(user))
        | Q(group__in=GroupMembership.objects.caretakers().filter(user=user).values("group"))
    )


def who_invites_and_where(to=""):
    """Asked apart: joined all at once, PostgreSQL takes ten times as long to plan for them as to find them."""
    return [
        *(f"{to}{name}" for name in ["organization", "location", "quarter"]),
        Prefetch(f"{to}house", House.objects.select_related("location__municipality", "location__organization")),
        Prefetch(f"{to}community_point", CommunityPoint.objects.select_related("location")),
        Prefetch(f"{to}initiative", Initiative.objects.select_related("network")),
        Prefetch(f"{to}group", Group.objects.select_related("network")),
        Prefetch(f"{to}space", Space.objects.select_related("house__location__municipality")),
    ]


class EventQuerySet(models.QuerySet):
    def published(self):
        return self.shown().filter(state=Event.State.PUBLISHED)

    def shown(self):
        """Also what was cancelled: whoever has the address learns that. Of who is hidden nothing is."""
        return self.public().filter(hidden_at=None).exclude(initiative__hidden_at__isnull=False)

    def public(self):
        """Also what is hidden after a report: who decides of that still reads it."""
        return self.exclude(state=Event.State.DRAFT).exclude(group__visibility=Group.Visibility.MEMBERS)

    def kept_by(self, user):
        return self.filter(kept_by(user)) if user.is_authenticated else self.none()

    def seen_by(self, user, moderates=False):
        """What leads to it: shown, or one's own; for who decides on reports also what is hidden."""
        shown = self.model.objects.public() if moderates else self.model.objects.shown()
        if not user.is_authenticated:
            return self.filter(pk__in=shown.values("pk"))
        mine = self.model.objects.kept_by(user).values("pk")
        ours = self.model.objects.of_groups_of(user).values("pk")
        return self.filter(Q(pk__in=shown.values("pk")) | Q(pk__in=mine) | Q(pk__in=ours))

    def of_groups_of(self, user):
        """What groups do that a person is in, also where nobody else may know of it."""
        inside = GroupMembership.objects.inside().filter(user=user).values("group")
        return self.filter(group__in=inside, hidden_at=None).exclude(state=Event.State.DRAFT)

    def with_next_day(self):
        """`next_at` is when it is next, nothing where it is over; what comes is first."""
        coming = EventDate.objects.standing().coming().filter(event=OuterRef("pk")).order_by("starts_at")
        rows = self.annotate(next_at=Subquery(coming.values("starts_at")[:1]))
        return rows.order_by(F("next_at").asc(nulls_last=True), "-id")

    def for_reading(self):
        apart = [*who_invites_and_where(), "topics", "targets"]
        return self.select_related("network", "project__network").prefetch_related(*apart)


class Event(Hideable):
    class State(models.TextChoices):
        DRAFT = "draft", _("bozza")
        PUBLISHED = "published", _("pubblicato")
        CANCELLED = "cancelled", _("annullato")

    MOVES = {"": {State.DRAFT, State.PUBLISHED}, State.DRAFT: {State.PUBLISHED}, State.PUBLISHED: {State.CANCELLED}}

    network = models.ForeignKey(Network, models.PROTECT, related_name="events", verbose_name=_("città"))
    organization = models.ForeignKey(
        Organization, models.CASCADE, null=True, blank=True, related_name="events", verbose_name=_("organizzazione")
    )
    house = models.ForeignKey(
        House, models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("casa")
    )
    community_point = models.ForeignKey(
        CommunityPoint, models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("Punto Comunità")
    )
    initiative = models.ForeignKey(
        Initiative, models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("iniziativa")
    )
    group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("gruppo di strada")
    )
    project = models.ForeignKey(
        HouseProject, models.SET_NULL, null=True, blank=True, related_name="events", verbose_name=_("progetto")
    )
    title = models.CharField(_("titolo"), max_length=120)
    words = models.CharField(_("che cosa succede"), max_length=1200, blank=True)
    topics = models.ManyToManyField(
        TaxonomyTerm, blank=True, related_name="events", verbose_name=_("di che cosa parla")
    )
    targets = models.ManyToManyField(TaxonomyTerm, blank=True, related_name="events_for", verbose_name=_("per chi"))
    is_free = models.BooleanField(_("è gratis"), default=True)
    price = models.CharField(_("quanto costa"), max_length=80, blank=True)
    location = models.ForeignKey(
        Location, models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("luogo")
    )
    space = models.ForeignKey(
        Space, models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("stanza di una casa")
    )
    address = models.CharField(_("indirizzo"), max_length=200, blank=True)
    quarter = models.ForeignKey(
        Quarter, models.SET_NULL, null=True, blank=True, related_name="events", verbose_name=_("quartiere")
    )
    capacity = models.PositiveSmallIntegerField(_("quanti posti ci sono"), null=True, blank=True)
    online_link = models.URLField(_("indirizzo per seguirlo da casa"), blank=True)
    state = models.CharField(_("a che punto è"), max_length=9, choices=State, default=State.DRAFT)
    written_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="events_written")
    published_at = models.DateTimeField(_("pubblicato il"), null=True, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)
    sequence = models.PositiveIntegerField(default=0)  # of RFC 5545: how often it changed since it was published
    reason = models.CharField(_("perché è annullato"), max_length=300, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("evento")
        verbose_name_plural = _("eventi")
        constraints = [
            *Hideable.Meta.constraints,
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(capacity__gt=0),
                name="event_has_a_place_or_more",
                violation_error_message=_("Scrivi quanti posti ci sono, o lascia vuoto se c’è posto per tutti."),
            ),
            models.CheckConstraint(
                condition=Q(*(only(name, ORGANISERS) for name in ORGANISERS), _connector=Q.OR),
                name="event_has_one_organiser",
            ),
            models.CheckConstraint(
                condition=Q(only("location", PLACES), address="")
                | Q(only("space", PLACES), address="")
                | Q(only("", PLACES)) & (~Q(address="") | ~Q(online_link="")),
                name="event_says_where",
                violation_error_message=_("Scrivi dove: un luogo, una stanza, un indirizzo, o come seguirlo da casa."),
            ),
            models.CheckConstraint(
                condition=Q(is_free=True, price="") | Q(is_free=False) & ~Q(price=""),
                name="event_says_its_price",
                violation_error_message=_("Scrivi quanto costa, oppure di’ che è gratis."),
            ),
            models.CheckConstraint(
                condition=Q(state="draft", published_at=None) | ~Q(state="draft") & Q(published_at__isnull=False),
                name="event_is_published_at_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(state="cancelled") & ~Q(reason="") | ~Q(state="cancelled") & Q(reason=""),
                name="event_is_cancelled_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["network", "state"], name="event_by_state"),
            models.Index(fields=["network", "quarter"], name="event_by_quarter"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("community:event_detail", args=[self.network.slug, self.pk])

    @property
    def organiser(self):
        return next(row for name in ORGANISERS if (row := getattr(self, name)) is not None)

    @property
    def organiser_url(self):
        return self.organiser.get_absolute_url()

    def roles_of(self, user):
        """Of who invites; once it is published, also as who coordinates or directs where it is."""
        held = {Role.LEADER} if type(self).objects.kept_by(user).filter(pk=self.pk).exists() else set()
        return held if self.is_draft else held | self.roles_around(user)

    def roles_around(self, user):
        held, points = set(), user.points_coordinated
        if self.network_id in user.cities_directed:
            held.add(Role.DIRECTION)
        if points and self.quarters_around().filter(community_points__in=points).exists():
            held.add(Role.COORDINATOR)
        return held

    def quarters_around(self):
        """Where it is, and where the organisation that invites has its places."""
        ours = Q(locations__organization=self.organization_id) if self.organization_id else Q()
        return Quarter.objects.filter(Q(pk=self.quarter_id) | ours)

    @property
    def where(self) -> str:
        """As one would say it; "" where it is only followed from home."""
        if self.space:
            return f"{self.space}, {self.space.house}, {self.space.house.location.address}"
        if self.location:
            return ", ".join(filter(None, [self.location.name, self.location.address]))
        return self.address

    @property
    def spot(self):
        """The place on the map, or None."""
        return self.space.house.location if self.space else self.location

    @property
    def revision(self):
        """What tells one version of it from the next."""
        return self.sequence

    @property
    def is_on(self):
        return self.state == self.State.PUBLISHED and self.hidden_at is None

    @property
    def goes_with_a_hidden_initiative(self):
        """Of which who comes was told already, and hears again."""
        return self.initiative is not None and self.initiative.hidden_at is not None

    @property
    def is_draft(self):
        return self.state == self.State.DRAFT

    @property
    def is_cancelled(self):
        return self.state == self.State.CANCELLED


class EventDateQuerySet(models.QuerySet):
    def standing(self):
        """Not called off, and in a room only once who keeps it has said yes: asked of each, as rooms hold far more."""
        sure = Booking.objects.filter(pk=OuterRef("booking"), state__in=[Booking.State.CONFIRMED, Booking.State.DONE])
        return self.filter(Q(booking=None) | Exists(sure), called_off_at=None)

    def happening(self):
        """Also where only the people of a group read of it."""
        shown = self.filter(event__hidden_at=None).exclude(event__initiative__hidden_at__isnull=False)
        return shown.standing().filter(event__state=Event.State.PUBLISHED)

    def taking_place(self):
        """As everybody reads."""
        return self.happening().exclude(event__group__visibility=Group.Visibility.MEMBERS)

    def coming(self):
        return self.not_over(timezone.now())

    def not_over(self, moment):
        """By the index of when they begin, as none lasts longer."""
        return self.filter(ends_at__gt=moment, starts_at__gt=moment - LONGEST)

    def between(self, start, end):
        """Either may be None."""
        self = self.not_over(start) if start else self
        return self.filter(starts_at__lt=end) if end else self

    def of_house(self, house):
        """That it invites to, or that are in its rooms."""
        return self.filter(Q(event__house=house) | Q(event__space__house=house))

    def with_places(self):
        """`coming`: how many said so, with those who called."""
        sure = Sum("guests__people", filter=Q(guests__state="coming"))
        return self.annotate(coming=Coalesce(sure, Value(0)) + F("kept_places"))

    def for_reading(self):
        return self.select_related("event__network", "booking").prefetch_related(*who_invites_and_where("event__"))

    def soonest_first(self):
        return self.order_by("starts_at", "id")


class EventDate(models.Model):
    """A day of an event, in a room of a house with its booking."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="dates")
    starts_at = models.DateTimeField(_("dalle"))
    ends_at = models.DateTimeField(_("alle"))
    booking = models.OneToOneField(Booking, models.CASCADE, null=True, blank=True, related_name="event_date")
    called_off_at = models.DateTimeField(null=True, blank=True)
    kept_places = models.PositiveSmallIntegerField(_("posti tenuti per chi ha chiamato"), default=0)
    came = models.PositiveIntegerField(_("in quanti sono venuti"), null=True, blank=True)
    counted_at = models.DateTimeField(null=True, blank=True)  # once it had begun

    objects = EventDateQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "id"]
        verbose_name = _("giorno di un evento")
        verbose_name_plural = _("giorni di un evento")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at"), ends_at__lte=F("starts_at") + LONGEST),
                name="event_date_ends_within_a_day",
            ),
            models.UniqueConstraint(fields=["event", "starts_at"], name="event_begins_once_at_a_time"),
            models.CheckConstraint(
                condition=Q(came=None, counted_at=None)
                | Q(came__isnull=False, counted_at__isnull=False, counted_at__gte=F("starts_at"), called_off_at=None),
                name="who_came_is_counted_once_it_has_begun",
            ),
        ]
        indexes = [models.Index(fields=["starts_at"], name="event_date_by_time")]

    def __str__(self):
        return f"{self.event}, {timezone.localtime(self.starts_at):%d/%m/%Y %H:%M}"

    @property
    def is_over(self):
        return self.ends_at <= timezone.now()

    @property
    def is_off(self):
        """Called off, or its room was taken back."""
        lost = [Booking.State.REJECTED, Booking.State.CANCELLED, Booking.State.NO_SHOW]
        return self.called_off_at is not None or self.booking is not None and self.booking.state in lost

    @property
    def has_begun(self):
        return self.starts_at <= timezone.now()

    @property
    def takes_guests(self):
        """Whether one may say that one comes; of a published event."""
        return not (self.is_over or self.is_off or self.waits_for_its_room)

    @property
    def places_left(self):
        """None where everybody has one; of `with_places()`."""
        return None if self.event.capacity is None else max(self.event.capacity - self.coming, 0)

    @property
    def waits_for_its_room(self):
        return not self.is_off and self.booking is not None and self.booking.state == Booking.State.REQUESTED
