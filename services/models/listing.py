"""The one search row: one for each thing at a place, whole enough to be a card on a page."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Case, F, GeneratedField, Lookup, Q, SmallIntegerField, When
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.models import CommunityPoint, HowVerified, Organization, Timetable
from organizations.models.opening_hours import is_in_state
from territory.distances import Around, FixedPoint, LocatedQuerySet, haversine
from territory.models import Located, Municipality, Quarter, Zone

from .service import Asset, Service, ServiceAtLocation


@SearchVectorField.register_lookup
class Hold(Lookup):
    """`tokens__hold="'a' | 'b':*"`: a tsquery literal as it stands, nothing stemmed, by the GIN index."""

    lookup_name = "hold"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        tokens, params = self.process_lhs(compiler, connection)
        return f"{tokens} @@ %s::tsquery", [*params, str(self.rhs)]


class ListingQuerySet(LocatedQuerySet):
    """Questions the one search asks; `services.tokens` writes what `holding` reads."""

    def of_directory(self):
        """What is kept and checked as an entry, apart from what people do together."""
        return self.filter(kind__in=Listing.OF_DIRECTORY)

    def current(self):
        """All but the events that are over."""
        return self.filter(Q(happens_until=None) | Q(happens_until__gt=timezone.now()))

    def over(self):
        return self.filter(happens_until__lte=timezone.now())

    def holding(self, query):
        """Whose tokens meet the query; an empty query asks nothing."""
        return self.filter(tokens__hold=query) if query else self

    def open_at(self, at):
        """Certainly open at a local time."""
        return self.filter(is_in_state(F("timetable"), "open", at))

    def unconfirmed_at(self, at):
        """Whose hours are not known at all, or not for that moment."""
        return self.filter(Q(timetable=None) | Q(is_in_state(F("timetable"), "unknown", at)))

    def open_on(self, day, start, end, today):
        """Open at some time of that slot of the ordinary week; minutes of the day, either may be None."""
        return self.filter(timetable__in=Timetable.objects.open_on(day, start, end, today))

    def for_ages(self, youngest, oldest):
        """For somebody of these ages, either None; what states no age is for all."""
        if oldest is not None:
            self = self.filter(Q(minimum_age=None) | Q(minimum_age__lte=oldest))
        if youngest is not None:
            self = self.filter(Q(maximum_age=None) | Q(maximum_age__gte=youngest))
        return self

    def modified_after(self, moment):
        """Of services changed since then."""
        return self.filter(service__last_modified__gte=moment)

    def verified_since(self, day):
        return self.filter(verified_on__gte=day)

    def in_box(self, west, south, east, north):
        """Inside a rectangle of degrees; the index is asked for the ball around it."""
        latitude, longitude = (south + north) / 2, (west + east) / 2
        radius = max(haversine(latitude, longitude, lat, lng) for lat in (south, north) for lng in (west, east))
        center = FixedPoint(latitude, longitude)
        return self.filter(
            Around(F("point"), center, radius * 1.01 + 1),
            latitude__range=(south, north),
            longitude__range=(west, east),
        )


class Listing(Located):
    """A service at a location, an asset or a Punto Comunità, as the search finds and shows it; and what people do
    together: the houses, events, groups and initiatives that everybody may know of. Of these it points to no row,
    for they stand above: it has the `path` of their page.

    `tokens` holds everything that is asked by equality: words (raw, stem, stem of the lemma), `=word`
    for the words of the name, and the marks that `services.tokens` writes for terms, places, coverage,
    languages and easy entry: one GIN index answers all of them together. `terms` repeats the taxonomy
    terms, ancestors included, as integers, for counting facets.
    """

    class Kind(models.TextChoices):
        SERVICE = "service", _("servizio")
        ASSET = "asset", _("risorsa")
        COMMUNITY_POINT = "community_point", _("Punto Comunità")
        HOUSE = "house", _("casa")
        EVENT = "event", _("evento")
        GROUP = "group", _("gruppo")
        INITIATIVE = "initiative", _("iniziativa")

    OF_DIRECTORY = (Kind.SERVICE, Kind.ASSET, Kind.COMMUNITY_POINT)
    # Where nothing else decides, the first that somebody in need reads.
    IN_ORDER = (Kind.SERVICE, Kind.COMMUNITY_POINT, Kind.ASSET, Kind.HOUSE, Kind.EVENT, Kind.GROUP, Kind.INITIATIVE)

    kind = models.CharField(max_length=15, choices=Kind)
    rank = GeneratedField(
        expression=Case(
            *(When(kind=kind, then=place) for place, kind in enumerate(reversed(IN_ORDER))),
            output_field=SmallIntegerField(),
        ),
        output_field=SmallIntegerField(),
        db_persist=True,
    )  # of `IN_ORDER`, the first highest
    uuid = models.UUIDField(unique=True)  # of the service at location, service, asset or point; else of kind and key
    service = models.ForeignKey(Service, models.CASCADE, null=True, db_index=False, related_name="listings")
    service_at_location = models.OneToOneField(ServiceAtLocation, models.CASCADE, null=True, related_name="listing")
    asset = models.OneToOneField(Asset, models.CASCADE, null=True, related_name="listing")
    community_point = models.OneToOneField(CommunityPoint, models.CASCADE, null=True, related_name="listing")
    organization = models.ForeignKey(Organization, models.CASCADE, null=True, related_name="listings")

    slug = models.CharField(max_length=160, blank=True)
    path = models.CharField(max_length=300, blank=True)
    name = models.CharField(max_length=300)
    name_key = models.CharField(max_length=300)  # lower case, no accents: the order of the alphabet
    organization_name = models.CharField(max_length=300, blank=True)
    summary = models.CharField(max_length=240, blank=True)
    address = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    languages = ArrayField(models.CharField(max_length=8), default=list)

    municipality = models.ForeignKey(Municipality, models.CASCADE, null=True, db_index=False, related_name="+")
    zone = models.ForeignKey(Zone, models.CASCADE, null=True, db_index=False, related_name="+")
    quarter = models.ForeignKey(Quarter, models.CASCADE, null=True, db_index=False, related_name="+")
    postal_code = models.CharField(max_length=12, blank=True)

    terms = ArrayField(models.IntegerField(), default=list)
    tokens = SearchVectorField()
    timetable = models.ForeignKey(Timetable, models.PROTECT, null=True, db_index=False, related_name="+")

    free = models.BooleanField(default=False)
    no_appointment = models.BooleanField(default=False)
    anonymous = models.BooleanField(default=False)
    soft_entry = models.BooleanField(default=False)
    wheelchair = models.BooleanField(default=False)
    comes_home = models.BooleanField(default=False)
    by_phone = models.BooleanField(default=False)
    online = models.BooleanField(default=False)
    minimum_age = models.PositiveSmallIntegerField(null=True)
    maximum_age = models.PositiveSmallIntegerField(null=True)
    verified_on = models.DateField(null=True)
    verified_how = models.CharField(max_length=5, choices=HowVerified, blank=True)

    happens = ArrayField(models.DateTimeField(), default=list)  # when its days begin and end, in turn
    happens_until = models.DateTimeField(null=True)

    objects = ListingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="service", service__isnull=False, asset__isnull=True, community_point__isnull=True)
                | Q(kind="asset", service__isnull=True, asset__isnull=False, community_point__isnull=True)
                | Q(kind="community_point", service__isnull=True, asset__isnull=True, community_point__isnull=False)
                | Q(
                    kind__in=["house", "event", "group", "initiative"],
                    service__isnull=True,
                    asset__isnull=True,
                    community_point__isnull=True,
                ),
                name="listing_is_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["service", "asset", "community_point"], path="") & ~Q(slug="")
                | Q(kind__in=["house", "event", "group", "initiative"], slug="") & ~Q(path=""),
                name="listing_has_one_address",
            ),
            models.CheckConstraint(
                condition=Q(kind="event", happens_until__isnull=False) | ~Q(kind="event") & Q(happens_until=None),
                name="listing_of_an_event_is_over_one_day",
            ),
            Located.located_constraint("listing_has_both_coordinates_or_neither"),
        ]
        indexes = [
            GinIndex(fields=["tokens"], name="listing_by_token", fastupdate=False),
            GistIndex(fields=["point"], name="listing_by_distance"),
            models.Index(fields=["timetable"], name="listing_by_timetable"),
            models.Index(F("verified_on").desc(nulls_last=True), "id", name="listing_by_verified"),
            models.Index(F("rank").desc(), F("verified_on").desc(nulls_last=True), "id", name="listing_by_rank"),
            models.Index(fields=["name_key", "id"], name="listing_by_name"),
            models.Index(fields=["service"], name="listing_by_service"),
            models.Index(fields=["happens_until"], condition=Q(happens_until__isnull=False), name="listing_by_end"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return self.path or reverse(ADDRESSES[self.kind], args=[self.slug])

    @property
    def is_of_directory(self):
        return self.kind in self.OF_DIRECTORY

    @property
    def has_hours(self):
        """Whether one asks of it if it is open, known or not."""
        return self.is_of_directory or self.timetable_id is not None

    @property
    def starts_at(self):
        """When the next of its days begins, or that which is on now; None for what is not an event."""
        now = timezone.now()
        days = zip(self.happens[::2], self.happens[1::2], strict=True)
        return next((start for start, end in days if end > now), None)


ADDRESSES = {
    Listing.Kind.SERVICE: "services:service_detail",
    Listing.Kind.ASSET: "services:asset_detail",
    Listing.Kind.COMMUNITY_POINT: "organizations:community_point_detail",
}


class Word(models.Model):
    """A word the directory or the taxonomy knows, without accents: what a typo is measured against."""

    word = models.CharField(primary_key=True, max_length=60)

    class Meta:
        indexes = [GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="word_by_likeness")]

    def __str__(self):
        return self.word


class FacetCount(models.Model):
    """How many listings in all carry a term or lie in a quarter, for lists too long to be counted live.

    Written by `refresh_listings`; read only when a search matches more than the facets count exactly.
    """

    facet = models.CharField(max_length=20)
    value = models.CharField(max_length=20)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["facet", "value"], name="one_count_for_each_facet_value")]

    def __str__(self):
        return f"{self.facet} {self.value}: {self.count}"


class ListingRefresh(models.Model):
    """A source whose listings wait to be rebuilt, after a change of too many rows to do at once."""

    class Source(models.TextChoices):
        SERVICE = "service"
        ASSET = "asset"
        COMMUNITY_POINT = "community_point"

    source = models.CharField(max_length=15, choices=Source)
    uuid = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "uuid"], name="a_source_waits_once")]

    def __str__(self):
        return f"{self.source} {self.uuid}"


class DirectoryVersion(models.Model):
    """One row that moves on with every change of the directory: the ETag of public pages.

    `terms_version` is moved by a trigger whenever the taxonomy terms change, however they are changed.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    version = models.BigIntegerField(db_default=0)
    terms_version = models.BigIntegerField(db_default=0)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="directory_version_is_one_row")]

    def __str__(self):
        return str(self.version)
