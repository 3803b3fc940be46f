import uuid

from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Role
from territory.distances import LocatedQuerySet
from territory.models import Located, Municipality, Quarter

from .opening_hours import OpeningHours


class HowVerified(models.TextChoices):
    """How somebody checked that what is written is true."""

    VISIT = "visit", _("di persona")
    PHONE = "phone", _("al telefono")
    OWNER = "owner", _("dall’organizzazione")
    WEB = "web", _("sul sito")


class Verified(models.Model):
    """Something that says who checked it, when and how; empty means nobody has."""

    verified_on = models.DateField(_("controllato il"), null=True, blank=True)
    verified_how = models.CharField(_("controllato come"), max_length=5, choices=HowVerified, blank=True)

    class Meta:
        abstract = True


class Described(models.Model):
    """What HSDS hangs on an organization, a location and a service alike, as lists of HSDS objects.

    Each list holds HSDS 3.0 objects without their links back (`docs/adr/0003`): `phones` (id,
    number, extension, type, description, languages), `contacts` (id, name, title, department, email,
    phones), `attributes` and `metadata` as they came.
    """

    phones = models.JSONField(_("telefoni"), default=list, blank=True)
    contacts = models.JSONField(_("persone da cercare"), default=list, blank=True)
    attributes = models.JSONField(default=list, blank=True)
    metadata = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_modified = models.DateTimeField()

    class Meta:
        abstract = True


class OrganizationQuerySet(models.QuerySet):
    def named(self, words):
        """Those whose name or other name holds every word, accents and capitals aside."""
        for word in words.split():
            self = self.filter(Q(name__unaccent__icontains=word) | Q(alternate_name__unaccent__icontains=word))
        return self

    def of_sector(self, sector):
        return self.filter(sector=sector)

    def with_a_place_in(self, quarter):
        """`quarter` is a slug."""
        places = Location.objects.filter(quarter__slug=quarter, organization=OuterRef("pk"))
        return self.filter(Exists(places))

    def asked_for(self, wishes):
        """Narrowed by `q`, `sector` and `quarter`, each of which may be missing or empty."""
        if wishes.get("sector"):
            self = self.of_sector(wishes["sector"])
        if wishes.get("quarter"):
            self = self.with_a_place_in(wishes["quarter"])
        return self.named(wishes.get("q", ""))

    def directed_by(self, user):
        """Those with a place in the cities that the user directs, or with none in any city: `roles_of`, for many."""
        located = Location.objects.filter(municipality__isnull=False, organization=OuterRef("pk"))
        if not user.cities_directed:
            return self.none()
        return self.filter(Exists(located.filter(municipality__in=user.cities_directed)) | ~Exists(located))

    def with_quarters(self):
        return self.prefetch_related(Prefetch("locations", Location.objects.select_related("quarter")))

    def in_alphabetical_order(self):
        return self.order_by(Lower("name__unaccent"), "id")


class Organization(Described, Verified):
    """An organisation in HSDS terms; informal groups are welcome."""

    class Sector(models.TextChoices):
        PUBLIC = "public", _("ente pubblico")
        PRIVATE = "private", _("impresa")
        THIRD_SECTOR = "third_sector", _("terzo settore")
        CITIZENS = "citizens", _("gruppo di cittadini")

    class Level(models.TextChoices):
        NEIGHBOURHOOD = "neighbourhood", _("del quartiere")
        CITY = "city", _("della città")
        BEYOND = "beyond", _("oltre la città")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(_("indirizzo nel portale"), max_length=160, unique=True)
    name = models.CharField(_("nome"), max_length=300)
    alternate_name = models.CharField(_("altro nome"), max_length=300, blank=True)
    description = models.TextField(_("cosa fa"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    website = models.URLField(_("sito"), max_length=500, blank=True)
    legal_status = models.CharField(_("forma giuridica"), max_length=120, blank=True)
    tax_code = models.CharField(_("codice fiscale"), max_length=32, blank=True)
    year_incorporated = models.PositiveSmallIntegerField(_("anno di nascita"), null=True, blank=True)
    sector = models.CharField(_("settore"), max_length=12, choices=Sector, default=Sector.THIRD_SECTOR)
    level = models.CharField(_("dove opera"), max_length=13, choices=Level, default=Level.CITY)
    offers = models.CharField(_("che cosa può offrire alle altre"), max_length=500, blank=True)
    looks_for = models.CharField(_("che cosa cerca"), max_length=500, blank=True)
    logo = models.URLField(max_length=500, blank=True)
    uri = models.URLField(max_length=500, blank=True)
    parent_organization = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="child_organizations",
        verbose_name=_("fa parte di"),
    )
    programs = models.JSONField(default=list, blank=True)
    funding = models.JSONField(default=list, blank=True)
    organization_identifiers = models.JSONField(default=list, blank=True)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("organizzazione")
        verbose_name_plural = _("organizzazioni")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="organization_has_a_name"),
            models.CheckConstraint(
                condition=Q(parent_organization__isnull=True) | ~Q(parent_organization=F("id")),
                name="organization_is_not_its_own_parent",
            ),
        ]
        indexes = [models.Index(fields=["name", "id"], name="organization_by_name")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("organizations:organization_detail", args=[self.slug])

    def roles_of(self, user):
        """As one of its people, or as who coordinates or directs where its places are; two queries at most.

        An organisation that is nowhere yet is kept by every direction.
        """
        held = {each.role for each in user.current_memberships if each.organization_id == self.id}
        if user.cities_directed and not self.locations.filter(municipality__isnull=False).exists():
            held.add(Role.DIRECTION)
        return held | self.locations.all().roles_around(user)


class LocationQuerySet(LocatedQuerySet):
    def directed_by(self, user):
        return self.filter(
            Q(municipality__in=user.cities_directed) | Q(organization__in=Organization.objects.directed_by(user))
        )

    def roles_around(self, user) -> set:
        """What a person is by coordinating or directing where one of these is; a query for each, where they do."""
        held, points, cities = set(), user.points_coordinated, user.cities_directed
        if points and self.filter(quarter__community_points__in=points).exists():
            held.add(Role.COORDINATOR)
        if cities and self.filter(municipality__in=cities).exists():
            held.add(Role.DIRECTION)
        return held


class Location(Described, Located, Verified):
    """A place in HSDS terms, with one address; the quarter is known or empty, never guessed."""

    class LocationType(models.TextChoices):
        PHYSICAL = "physical", _("luogo")
        POSTAL = "postal", _("recapito postale")
        VIRTUAL = "virtual", _("telefono o Internet")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(
        Organization, models.CASCADE, null=True, blank=True, related_name="locations", verbose_name=_("organizzazione")
    )
    location_type = models.CharField(_("che cosa è"), max_length=8, choices=LocationType, default=LocationType.PHYSICAL)
    name = models.CharField(_("nome"), max_length=300, blank=True)
    alternate_name = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True)
    url = models.URLField(max_length=500, blank=True)
    transportation = models.TextField(_("come arrivare"), blank=True)
    address = models.CharField(_("via e numero"), max_length=300, blank=True)
    address_detail = models.CharField(_("scala, piano, citofono"), max_length=300, blank=True)
    city = models.CharField(_("città"), max_length=120, blank=True)
    region = models.CharField(max_length=120, blank=True)
    state_province = models.CharField(_("provincia"), max_length=60, blank=True)
    postal_code = models.CharField(_("CAP"), max_length=12, blank=True)
    country = models.CharField(max_length=2, default="IT", blank=True)
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, related_name="locations", verbose_name=_("comune")
    )
    quarter = models.ForeignKey(
        Quarter, models.PROTECT, null=True, blank=True, related_name="locations", verbose_name=_("quartiere")
    )
    wheelchair = models.BooleanField(_("si entra in sedia a rotelle"), null=True, blank=True)
    accessibility = models.JSONField(default=list, blank=True)
    languages = models.JSONField(default=list, blank=True)
    external_identifier = models.CharField(max_length=120, blank=True)
    external_identifier_type = models.CharField(max_length=120, blank=True)
    addresses = models.JSONField(default=list, blank=True)  # HSDS addresses beyond the first
    opening_hours = models.OneToOneField(OpeningHours, models.SET_NULL, null=True, blank=True, related_name="location")

    objects = LocationQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("luogo")
        verbose_name_plural = _("luoghi")
        constraints = [Located.located_constraint("location_has_both_coordinates_or_neither")]

    def __str__(self):
        return self.name or self.address or self.get_location_type_display()

    def roles_of(self, user):
        """As of its organisation, or as who coordinates or directs where it is."""
        held = self.organization.roles_of(user) if self.organization else set()
        return held | type(self).objects.filter(pk=self.pk).roles_around(user)


class CommunityPointQuerySet(models.QuerySet):
    def with_places_and_hours(self):
        """With all that a row of the list says: five queries, however many there are."""
        return self.select_related(
            "location__quarter__zone", "lead_organization", "opening_hours__timetable"
        ).prefetch_related("quarters", "opening_hours__closures", "opening_hours__schedules")

    def directed_by(self, user):
        return self.filter(location__municipality__in=user.cities_directed)

    def serving(self, quarters):
        return self.filter(quarters__in=quarters).distinct()

    def building_together(self):
        """Those that are more than a desk: a network of organisations, or people who build community."""
        return self.filter(Q(is_network=True) | Q(is_community=True))

    def of_organization(self, organization):
        return self.filter(Q(lead_organization=organization) | Q(partners=organization)).distinct()


class CommunityPoint(Described, Verified):
    """A Punto Comunità: where it is, whom it serves, when its desk is open."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(_("indirizzo nel portale"), max_length=160, unique=True)
    name = models.CharField(_("nome"), max_length=200)
    description = models.TextField(_("che aiuto dà"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    lead_organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="led_points", verbose_name=_("chi lo gestisce")
    )
    partners = models.ManyToManyField(
        Organization, blank=True, related_name="partnered_points", verbose_name=_("con chi lavora")
    )
    location = models.ForeignKey(Location, models.PROTECT, related_name="community_points", verbose_name=_("luogo"))
    quarters = models.ManyToManyField(Quarter, related_name="community_points", verbose_name=_("quartieri"))
    is_hub = models.BooleanField(_("sportello"), default=True)
    is_network = models.BooleanField(_("rete di organizzazioni"), default=False)
    is_community = models.BooleanField(_("comunità"), default=False)
    opening_hours = models.OneToOneField(
        OpeningHours, models.SET_NULL, null=True, blank=True, related_name="community_point"
    )

    objects = CommunityPointQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("Punto Comunità")
        verbose_name_plural = _("Punti Comunità")
        constraints = [
            models.CheckConstraint(
                condition=Q(is_hub=True) | Q(is_network=True) | Q(is_community=True),
                name="community_point_practises_a_model",
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("organizations:community_point_detail", args=[self.slug])

    def roles_of(self, user):
        """By a mandate here, or as direction of its city; one query at most."""
        held = {each.role for each in user.current_mandates if each.community_point_id == self.id}
        if self.location.municipality_id in user.cities_directed:
            held.add(Role.DIRECTION)
        return held
