from django.db import models
from django.db.models import Case, Count, F, Q, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from puntocomunita.revisions import revision_of

from .organization import Location, Organization


class HouseQuerySet(models.QuerySet):
    def in_city(self, municipality):
        return self.filter(location__municipality=municipality)

    def with_how_many(self):
        """`how_many` are there, whoever keeps the place too."""
        others = Count("organizations", filter=~Q(organizations=F("location__organization")))
        keeper = Case(When(location__organization__isnull=False, then=1), default=0)
        return self.annotate(how_many=others + keeper).order_by("name", "id")

    def hosting(self, organization):
        """Where it has its place among others; whoever keeps the place is there too."""
        return self.filter(Q(organizations=organization) | Q(location__organization=organization)).distinct()


class House(models.Model):
    """A Casa delle Associazioni: a place that several organisations share."""

    location = models.OneToOneField(Location, models.PROTECT, related_name="house", verbose_name=_("luogo"))
    slug = models.SlugField(_("indirizzo nel portale"), max_length=160, unique=True)
    name = models.CharField(_("nome"), max_length=200)
    words = models.TextField(_("che cosa ci si fa"), max_length=2000, blank=True)
    organizations = models.ManyToManyField(
        Organization, blank=True, related_name="houses", verbose_name=_("chi ospita")
    )

    objects = HouseQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("casa delle associazioni")
        verbose_name_plural = _("case delle associazioni")
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="house_has_a_name")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("network:house_detail", args=[self.location.municipality.slug, self.slug])

    @property
    def revision(self):
        return revision_of(self.name, self.words)

    def hosted(self):
        """Whoever is there, whoever keeps the place too, in alphabetical order."""
        there = Q(houses=self) | Q(pk=self.location.organization_id)
        return Organization.objects.filter(there).distinct().in_alphabetical_order()
