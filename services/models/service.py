import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from organizations.models import Location, OpeningHours, Organization
from organizations.models.organization import Described, Verified
from territory.models import Municipality, Quarter, Zone

from .taxonomy import TaxonomyTerm


class ServiceQuerySet(models.QuerySet):
    def directed_by(self, user):
        """Of the organisations, or at a place in the cities, that the user directs: `roles_of`, for many."""
        given_there = ServiceAtLocation.objects.filter(
            service=models.OuterRef("pk"), location__municipality__in=user.cities_directed
        )
        return self.filter(Q(organization__in=Organization.objects.directed_by(user)) | models.Exists(given_there))

    def with_the_whole_page(self):
        """With all that its page says; the queries do not grow with its places."""
        return self.select_related("organization", "opening_hours__timetable").prefetch_related(
            "opening_hours__closures",
            "opening_hours__schedules",
            models.Prefetch("terms", TaxonomyTerm.objects.select_related("taxonomy", "parent")),
            models.Prefetch("service_at_locations", ServiceAtLocation.objects.with_places_and_hours()),
            models.Prefetch("service_areas", ServiceArea.objects.select_related("municipality", "zone", "quarter")),
        )


class Service(Described, Verified):
    """What an organisation does for people: HSDS, in the order of the Italian "scheda servizio"."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("attivo")
        INACTIVE = "inactive", _("non attivo")
        DEFUNCT = "defunct", _("chiuso per sempre")
        TEMPORARILY_CLOSED = "temporarily closed", _("sospeso")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(_("indirizzo nel portale"), max_length=160, unique=True)
    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="services", verbose_name=_("organizzazione")
    )
    program_id = models.UUIDField(null=True, blank=True)
    name = models.CharField(_("nome"), max_length=300)
    alternate_name = models.CharField(_("altro nome"), max_length=300, blank=True)
    description = models.TextField(_("in breve"), blank=True)
    status = models.CharField(_("stato"), max_length=18, choices=Status, default=Status.ACTIVE)
    alert = models.CharField(_("avviso"), max_length=500, blank=True)
    eligibility_description = models.TextField(_("per chi è"), blank=True)
    minimum_age = models.PositiveSmallIntegerField(_("età minima"), null=True, blank=True)
    maximum_age = models.PositiveSmallIntegerField(_("età massima"), null=True, blank=True)
    application_process = models.TextField(_("come si fa"), blank=True)
    required_documents = models.JSONField(_("cosa portare"), default=list, blank=True)
    outcome = models.TextField(_("cosa si ottiene"), blank=True)
    wait_time = models.TextField(_("tempi"), blank=True)
    fees_description = models.TextField(_("quanto costa"), blank=True)
    fees = models.TextField(blank=True)
    cost_options = models.JSONField(default=list, blank=True)
    special_cases = models.TextField(_("casi particolari"), blank=True)
    interpretation_services = models.TextField(_("aiuto con la lingua"), blank=True)
    languages = models.JSONField(_("lingue"), default=list, blank=True)
    accreditations = models.TextField(blank=True)
    licenses = models.TextField(blank=True)
    funding = models.JSONField(default=list, blank=True)
    url = models.URLField(_("sito"), max_length=500, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    assurer_email = models.EmailField(blank=True)

    free = models.BooleanField(_("gratis"), null=True, blank=True)
    no_appointment = models.BooleanField(_("senza appuntamento"), default=False)
    anonymous = models.BooleanField(_("senza dire il nome"), default=False)
    place_to_sit = models.BooleanField(_("c’è dove sedersi"), default=False)
    phone_or_internet = models.BooleanField(_("c’è un telefono o Internet"), default=False)
    play_area = models.BooleanField(_("c’è uno spazio per giocare"), default=False)

    comes_home = models.BooleanField(_("viene a casa"), default=False)
    by_phone = models.BooleanField(_("risponde al telefono"), default=False)
    online = models.BooleanField(_("si fa in Internet"), default=False)

    terms = models.ManyToManyField(TaxonomyTerm, blank=True, related_name="services", verbose_name=_("termini"))
    opening_hours = models.OneToOneField(OpeningHours, models.SET_NULL, null=True, blank=True, related_name="service")

    objects = ServiceQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("servizio")
        verbose_name_plural = _("servizi")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="service_has_a_name"),
            models.CheckConstraint(
                condition=Q(minimum_age__isnull=True)
                | Q(maximum_age__isnull=True)
                | Q(maximum_age__gte=F("minimum_age")),
                name="service_ages_are_in_order",
            ),
        ]
        indexes = [
            models.Index(fields=["last_modified", "id"], name="service_by_last_modified"),
            models.Index(fields=["status"], name="service_by_status"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("services:service_detail", args=[self.slug])

    def roles_of(self, user):
        """As of its organisation, or as who coordinates or directs where it is given."""
        places = Location.objects.filter(service_at_locations__service=self)
        return self.organization.roles_of(user) | places.roles_around(user)

    @property
    def soft_entry(self):
        """One may walk in, without a name and without paying."""
        return self.no_appointment and self.anonymous and bool(self.free)

    @property
    def discreet(self):
        """Whether looking for it should leave no trace."""
        return any(term.discreet or (term.parent and term.parent.discreet) for term in self.terms.all())

    @property
    def gone(self):
        return self.status in (self.Status.INACTIVE, self.Status.DEFUNCT)

    def terms_of(self, taxonomy):
        """Its terms of one taxonomy, in order; asks nothing after `with_the_whole_page`."""
        return [term for term in self.terms.all() if term.taxonomy.slug == taxonomy]


class ServiceArea(models.Model):
    """Where a service without a door can be had (HSDS service_area): a place of ours, or a text only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, models.CASCADE, related_name="service_areas")
    name = models.CharField(_("nome"), max_length=300, blank=True)
    description = models.TextField(blank=True)
    extent = models.TextField(blank=True)
    extent_type = models.CharField(max_length=60, blank=True)
    uri = models.CharField(max_length=500, blank=True)
    attributes = models.JSONField(default=list, blank=True)
    metadata = models.JSONField(default=list, blank=True)
    everywhere = models.BooleanField(_("ovunque"), default=False)
    municipality = models.ForeignKey(
        Municipality, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("comune")
    )
    zone = models.ForeignKey(Zone, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("zona"))
    quarter = models.ForeignKey(
        Quarter, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("quartiere")
    )
    postal_code = models.CharField(_("CAP"), max_length=5, blank=True)

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("dove arriva")
        verbose_name_plural = _("dove arriva")

    def __str__(self):
        place = self.quarter or self.zone or self.municipality
        return self.name or self.extent or (str(place) if place else self.postal_code)


class ServiceAtLocationQuerySet(models.QuerySet):
    def with_places_and_hours(self):
        return self.select_related(
            "location__quarter__zone", "location__municipality", "opening_hours__timetable"
        ).prefetch_related("opening_hours__closures", "opening_hours__schedules")


class ServiceAtLocation(models.Model):
    """A service where it is given; its own hours go before those of the service."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, models.CASCADE, related_name="service_at_locations")
    location = models.ForeignKey(Location, models.CASCADE, related_name="service_at_locations", verbose_name=_("luogo"))
    description = models.TextField(_("note"), blank=True)
    phones = models.JSONField(default=list, blank=True)
    contacts = models.JSONField(default=list, blank=True)
    attributes = models.JSONField(default=list, blank=True)
    metadata = models.JSONField(default=list, blank=True)
    opening_hours = models.OneToOneField(
        OpeningHours, models.SET_NULL, null=True, blank=True, related_name="service_at_location"
    )

    objects = ServiceAtLocationQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("dove si fa")
        verbose_name_plural = _("dove si fa")
        constraints = [models.UniqueConstraint(fields=["service", "location"], name="a_service_is_once_at_a_location")]

    def __str__(self):
        return f"{self.service} · {self.location}"


class AssetQuerySet(models.QuerySet):
    def directed_by(self, user):
        cities = user.cities_directed
        return self.filter(
            Q(organization__in=Organization.objects.directed_by(user))
            | Q(location__municipality__in=cities)
            | Q(location=None, quarter__municipality__in=cities)
        )

    def with_the_whole_page(self):
        return self.select_related(
            "kind",
            "organization",
            "quarter__zone",
            "location__quarter__zone",
            "opening_hours__timetable",
            "location__opening_hours__timetable",
        ).prefetch_related("opening_hours__closures", "opening_hours__schedules")


class Asset(Described, Verified):
    """A resource of the quarter that is not a service: a park, a hall, a business, a skill someone offers."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(_("indirizzo nel portale"), max_length=160, unique=True)
    kind = models.ForeignKey(TaxonomyTerm, models.PROTECT, related_name="assets", verbose_name=_("tipo"))
    name = models.CharField(_("nome"), max_length=300)
    description = models.TextField(_("cosa c’è"), blank=True)
    organization = models.ForeignKey(
        Organization, models.SET_NULL, null=True, blank=True, related_name="assets", verbose_name=_("organizzazione")
    )
    location = models.ForeignKey(
        Location, models.PROTECT, null=True, blank=True, related_name="assets", verbose_name=_("luogo")
    )
    quarter = models.ForeignKey(
        Quarter, models.PROTECT, null=True, blank=True, related_name="assets", verbose_name=_("quartiere")
    )
    offered_by_resident = models.BooleanField(_("lo offre chi abita qui"), default=False)
    url = models.URLField(_("sito"), max_length=500, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    free = models.BooleanField(_("gratis"), null=True, blank=True)
    terms = models.ManyToManyField(TaxonomyTerm, blank=True, related_name="assets_about", verbose_name=_("termini"))
    opening_hours = models.OneToOneField(OpeningHours, models.SET_NULL, null=True, blank=True, related_name="asset")

    objects = AssetQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("risorsa")
        verbose_name_plural = _("risorse")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="asset_has_a_name"),
            models.CheckConstraint(
                condition=Q(offered_by_resident=False) | Q(location__isnull=True, quarter__isnull=False),
                name="asset_of_a_resident_shows_the_quarter_only",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("services:asset_detail", args=[self.slug])

    def roles_of(self, user):
        """As of its organisation, if it has one, or as who coordinates or directs where it is."""
        held = self.organization.roles_of(user) if self.organization else set()
        if self.location:
            return held | Location.objects.filter(pk=self.location_id).roles_around(user)
        return held | (self.quarter.roles_of(user) if self.quarter else set())
