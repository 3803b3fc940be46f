"""What the pages of people have in common: the place they are about, and who may come."""

from django.shortcuts import get_object_or_404
from django.urls import reverse

from organizations.access import kept_by
from organizations.models import CommunityPoint, Organization
from organizations.models.people import AT_A_POINT, FOR_A_CITY, IN_AN_ORGANIZATION, of_place
from territory.models import Municipality


class AtPlace:
    """A page about what `slug` names; its rule is asked of it before anything else.

    `stem` begins the names of its addresses: those of the people, of an invitation and so on.
    """

    def dispatch(self, request, *args, **kwargs):
        self.place = get_object_or_404(self.places, slug=kwargs["slug"])
        self.access.check(request.user, self.place)
        return super().dispatch(request, *args, **kwargs)

    @property
    def of_place(self):
        return of_place(self.place)

    def kept_roles(self):
        return kept_by(self.request.user, self.place, self.roles)

    def people_url(self):
        return reverse(f"organizations:{self.stem}_people", args=[self.place.slug])

    def get_context_data(self, **kwargs):
        return super().get_context_data(place=self.place, people_url=self.people_url(), names=self.names, **kwargs)

    @property
    def names(self):
        """Names of the addresses that this kind of place has."""
        return {what: f"organizations:{self.stem}_{what}" for what in ("invite", "invitation", "person", "people_csv")}


class AtOrganization(AtPlace):
    places, stem, roles = Organization.objects.all(), "organization", IN_AN_ORGANIZATION


class AtPoint(AtPlace):
    places, stem, roles = CommunityPoint.objects.select_related("location"), "community_point", AT_A_POINT


class ForCity(AtPlace):
    places, stem, roles = Municipality.objects.all(), "municipality", FOR_A_CITY
