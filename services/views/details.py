"""Pages of one thing: a service, an asset, an organisation, a Punto Comunità."""

from django.db.models import F
from django.utils.cache import patch_cache_control
from django.views.generic import DetailView

from accounts.access import PUBLIC, access
from organizations import hours
from organizations.doors import desk_near, door_of_point, looked_at, near_of
from organizations.models import CommunityPoint, Organization
from organizations.orientation import orientation
from puntocomunita.templatetags.directory import phones
from services import structured_data, tokens
from services.doors import door_of_asset, doors_of_service, with_states
from services.models import Asset, LinkCheck, Listing, Service, Taxonomy, TaxonomyTerm

A_FEW = 6  # services of a Punto Comunità shown before the link to all of them
MANY = 100  # services of an organisation shown before the link to all of them


def services_in(quarters):
    """What is given in these quarters, what was checked last first."""
    there = tokens.any_of(tokens.inside("q", quarter.id) for quarter in quarters)
    services = tokens.any_of([tokens.kind(Listing.Kind.SERVICE)])
    return Listing.objects.holding(there & services).order_by(F("verified_on").desc(nulls_last=True), "id")


def services_of(organization):
    return organization.listings.filter(kind=Listing.Kind.SERVICE).order_by("name_key", "id")


def terms_of(organization, taxonomy):
    """What its services say of what they are about, or for whom."""
    said = TaxonomyTerm.objects.filter(taxonomy__slug=taxonomy, services__organization=organization, discreet=False)
    return said.distinct().order_by("position", "name")


def phones_of(places):
    return [phone for place in places for phone in place.phones]


@access(PUBLIC)
class ServiceDetailView(DetailView):
    queryset = Service.objects.with_the_whole_page()

    def get_context_data(self, **kwargs):
        service, now = self.object, hours.local_now()
        doors = looked_at(doors_of_service(service), now, near_of(self.request.GET))
        needs = service.terms_of(Taxonomy.Own.NEED)
        numbers = phones(service.phones + phones_of(doors)) or phones(service.organization.phones)
        return super().get_context_data(
            discreet=service.discreet,
            needs=needs,
            path=[term for term in (needs[0].parent, needs[0]) if term] if needs else [],
            doors=doors,
            phones=numbers,
            email=service.email or service.organization.email,
            dead_since=LinkCheck.objects.dead_among(service.url).get(service.url),
            areas=service.service_areas.all(),
            map=orientation([door.location for door in doors]),
            desk=desk_near(doors[0].location),
            structured_data=structured_data.service_data(service, doors, numbers),
            **kwargs,
        )

    def render_to_response(self, context, **kwargs):
        response = super().render_to_response(context, **kwargs)
        if context["discreet"]:  # the browser keeps no copy to go back to
            patch_cache_control(response, no_store=True)
            response.headers["Referrer-Policy"] = "no-referrer"
        return response


@access(PUBLIC)
class AssetDetailView(DetailView):
    queryset = Asset.objects.with_the_whole_page()

    def get_context_data(self, **kwargs):
        asset = self.object
        (door,) = looked_at([door_of_asset(asset)], hours.local_now(), near_of(self.request.GET))
        return super().get_context_data(
            doors=[door],
            map=orientation([asset.location]),
            phones=phones(asset.phones + door.phones),
            dead_since=LinkCheck.objects.dead_among(asset.url).get(asset.url),
            desk=desk_near(asset.location, asset.quarter),
            **kwargs,
        )


@access(PUBLIC)
class OrganizationDetailView(DetailView):
    model = Organization

    def get_context_data(self, **kwargs):
        organization, now = self.object, hours.local_now()
        places = list(organization.locations.select_related("quarter"))
        return super().get_context_data(
            places=places,
            phones=phones(organization.phones + phones_of(places)),
            dead_since=LinkCheck.objects.dead_among(organization.website).get(organization.website),
            services=with_states(services_of(organization)[:MANY], now),
            needs=terms_of(organization, Taxonomy.Own.NEED),
            targets=terms_of(organization, Taxonomy.Own.TARGET),
            most=MANY,
            assets=organization.assets.filter(offered_by_resident=False).select_related("kind", "quarter"),
            points=CommunityPoint.objects.of_organization(organization),
            desk=desk_near(places[0] if places else None),
            structured_data=structured_data.organization_data(organization, phones(organization.phones)),
            **kwargs,
        )


@access(PUBLIC)
class CommunityPointDetailView(DetailView):
    queryset = CommunityPoint.objects.with_places_and_hours().prefetch_related("partners")
    template_name = "organizations/community_point_detail.html"
    context_object_name = "point"

    def get_context_data(self, **kwargs):
        point, now = self.object, hours.local_now()
        (door,) = looked_at([door_of_point(point)], now, near_of(self.request.GET))
        numbers = phones(door.phones) or phones(point.lead_organization.phones)
        return super().get_context_data(
            doors=[door],
            map=orientation([point.location]),
            phones=numbers,
            services=with_states(services_in(point.quarters.all())[:A_FEW], now),
            structured_data=structured_data.point_data(point, numbers),
            **kwargs,
        )
