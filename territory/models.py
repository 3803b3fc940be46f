from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import Role

from .distances import LocatedQuerySet
from .fields import CubeField, stored_point


class Located(models.Model):
    """Something with a point: WGS84 degrees, both or neither; `point` is kept by the database."""

    latitude = models.FloatField(_("latitudine"), null=True, blank=True)
    longitude = models.FloatField(_("longitudine"), null=True, blank=True)
    point = models.GeneratedField(expression=stored_point(), output_field=CubeField(), db_persist=True)

    objects = LocatedQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def located_constraint(cls, name):
        return models.CheckConstraint(
            condition=Q(latitude__isnull=True, longitude__isnull=True)
            | Q(latitude__isnull=False, longitude__isnull=False)
            & Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
            name=name,
        )


class Municipality(Located):
    """A comune. Everything local hangs on one, so that one instance serves a city or a country."""

    name = models.CharField(_("nome"), max_length=120)
    slug = models.SlugField(_("indirizzo nel portale"), max_length=120, unique=True)
    istat_code = models.CharField(_("codice ISTAT"), max_length=6, unique=True, validators=[RegexValidator(r"^\d{6}$")])
    province = models.CharField(_("sigla della provincia"), max_length=2)
    patron_month = models.PositiveSmallIntegerField(_("mese del patrono"), null=True, blank=True)
    patron_day = models.PositiveSmallIntegerField(_("giorno del patrono"), null=True, blank=True)
    patron_name = models.CharField(_("santo patrono"), max_length=120, blank=True)
    boundary = models.JSONField(null=True, blank=True)  # GeoJSON geometry

    class Meta:
        ordering = ["name"]
        verbose_name = _("comune")
        verbose_name_plural = _("comuni")
        constraints = [
            Located.located_constraint("municipality_has_both_coordinates_or_neither"),
            models.CheckConstraint(
                condition=Q(patron_month__isnull=True, patron_day__isnull=True)
                | Q(patron_month__range=(1, 12), patron_day__range=(1, 31)),
                name="municipality_patron_is_a_day",
            ),
        ]

    def __str__(self):
        return self.name

    def roles_of(self, user):
        """By a mandate for this city; no query of its own."""
        return {each.role for each in user.current_mandates if each.municipality_id == self.id}


class Holiday(models.Model):
    """A public holiday: national without a municipality, else the patron saint's day of one."""

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, null=True, blank=True, related_name="holidays", verbose_name=_("comune")
    )
    date = models.DateField(_("giorno"))
    name = models.CharField(_("nome"), max_length=120)

    class Meta:
        ordering = ["date"]
        verbose_name = _("giorno festivo")
        verbose_name_plural = _("giorni festivi")
        constraints = [
            models.UniqueConstraint(
                fields=["date", "municipality"], nulls_distinct=False, name="one_holiday_for_each_day_and_place"
            )
        ]

    def __str__(self):
        return f"{self.date} {self.name}"


class Zone(models.Model):
    """A part of the city with its territorial social service."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="zones", verbose_name=_("comune"))
    name = models.CharField(_("nome"), max_length=120)
    slug = models.SlugField(_("indirizzo nel portale"), max_length=120)
    phone = models.CharField(_("telefono del servizio sociale"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail del servizio sociale"), blank=True)  # whom the desks hand people over to

    class Meta:
        ordering = ["name"]
        verbose_name = _("zona")
        verbose_name_plural = _("zone")
        constraints = [
            models.UniqueConstraint(fields=["slug", "municipality"], name="one_zone_for_each_slug_in_a_municipality")
        ]

    def __str__(self):
        return self.name


class Quarter(Located):
    """A quartiere. Its point is indicative until a boundary is imported."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="quarters", verbose_name=_("comune"))
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="quarters", verbose_name=_("zona"))
    name = models.CharField(_("nome"), max_length=120)
    slug = models.SlugField(_("indirizzo nel portale"), max_length=120)
    istat_code = models.CharField(_("codice ISTAT"), max_length=12, blank=True)
    boundary = models.JSONField(null=True, blank=True)  # GeoJSON geometry
    neighbours = models.ManyToManyField("self", blank=True, verbose_name=_("quartieri vicini"))

    class Meta:
        ordering = ["name"]
        verbose_name = _("quartiere")
        verbose_name_plural = _("quartieri")
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "municipality"], name="one_quarter_for_each_slug_in_a_municipality"
            ),
            Located.located_constraint("quarter_has_both_coordinates_or_neither"),
        ]
        indexes = [GistIndex(fields=["point"], name="quarter_by_distance")]

    def __str__(self):
        return self.name

    def roles_of(self, user):
        """By coordinating a Punto Comunità that serves it, or directing its city; one query at most."""
        points = user.points_coordinated
        held = {Role.COORDINATOR} if points and self.community_points.filter(pk__in=points).exists() else set()
        return held | ({Role.DIRECTION} if self.municipality_id in user.cities_directed else set())


class PostalCode(Located):
    """A CAP of a municipality; its point is the middle of the addresses known to use it."""

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="postal_codes", verbose_name=_("comune")
    )
    code = models.CharField(_("CAP"), max_length=5, validators=[RegexValidator(r"^\d{5}$")])

    class Meta:
        ordering = ["code"]
        verbose_name = _("CAP")
        verbose_name_plural = _("CAP")
        constraints = [
            models.UniqueConstraint(fields=["code", "municipality"], name="one_postal_code_for_each_municipality"),
            models.CheckConstraint(condition=Q(code__regex=r"^\d{5}$"), name="postal_code_is_five_digits"),
            Located.located_constraint("postal_code_has_both_coordinates_or_neither"),
        ]

    def __str__(self):
        return self.code


class PlaceName(Located):
    """A place people type: a street, a house number, a square, a station; the gazetteer's row.

    `search_name` is the name as `territory.places.normalise` writes it; a house number is its own row.
    """

    class Kind(models.TextChoices):
        STREET = "street", _("via")
        ADDRESS = "address", _("indirizzo")
        LANDMARK = "landmark", _("luogo")

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="place_names", verbose_name=_("comune"))
    kind = models.CharField(_("che cosa è"), max_length=8, choices=Kind)
    name = models.CharField(_("nome"), max_length=200)
    house_number = models.CharField(_("numero civico"), max_length=12, blank=True)
    search_name = models.CharField(max_length=200)
    quarter = models.ForeignKey(
        Quarter, models.SET_NULL, null=True, blank=True, related_name="place_names", verbose_name=_("quartiere")
    )
    postal_code = models.CharField(_("CAP"), max_length=5, blank=True)

    class Meta:
        verbose_name = _("via o luogo")
        verbose_name_plural = _("vie e luoghi")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "search_name", "house_number"], name="one_place_name_for_each_address"
            ),
            models.CheckConstraint(
                condition=Q(latitude__range=(-90, 90), longitude__range=(-180, 180)), name="place_name_has_a_point"
            ),
        ]
        indexes = [
            # of streets and landmarks only: the likeness of names, which house numbers repeat by the hundred
            GinIndex(
                fields=["search_name"],
                opclasses=["gin_trgm_ops"],
                condition=Q(house_number=""),
                name="place_name_by_likeness",
            ),
            models.Index(fields=["search_name", "house_number"], name="place_name_by_name"),
        ]

    def __str__(self):
        return f"{self.name} {self.house_number}".strip()
