"""Pages to be read: where to begin, how to take part, privacy, accessibility."""

import datetime
from typing import NamedTuple

from django.db.models import Count
from django.http import QueryDict
from django.views.generic import TemplateView

from accounts.access import PUBLIC, access
from accounts.retention import all_kept
from organizations import hours
from organizations.doors import door_of_point, looked_at
from organizations.models import CommunityPoint, Organization
from organizations.views import asked_place, next_door
from services import tokens
from services.doors import with_states
from services.models import Asset, Listing, Taxonomy, TaxonomyTerm
from services.search import ListingSearch
from territory.models import Quarter

MANY = 60  # listings looked at for the soonest to open
A_FEW = 6  # listings shown before the link to all of them


def found(**wishes):
    """The first few listings of a search, each with its state."""
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in wishes.items() if value})
    return ListingSearch(query).page(1, A_FEW, facets=False).listings


@access(PUBLIC)
class AssetListView(TemplateView):
    """The kinds of asset, each with how many there are."""

    template_name = "services/asset_list.html"

    def get_context_data(self, **kwargs):
        kinds = TaxonomyTerm.objects.filter(taxonomy__slug=Taxonomy.Own.ASSET_KIND).annotate(own=Count("assets"))
        kinds = kinds.order_by("position", "name")
        branches = [branch_of(kind, kinds) for kind in kinds if not kind.parent_id]
        return super().get_context_data(branches=[branch for branch in branches if branch.total], **kwargs)


class Branch(NamedTuple):
    """A kind of asset with those under it that have any; `own` of a kind is how many are of just that kind."""

    kind: TaxonomyTerm
    under: list[TaxonomyTerm]

    @property
    def total(self):
        return self.kind.own + sum(term.own for term in self.under)


def branch_of(kind, kinds):
    return Branch(kind, [term for term in kinds if term.parent_id == kind.id])


def to_walk_into(place, now):
    """A few services one enters softly, at a door: the nearest to a place, else those open now or soonest."""
    soft = tokens.any_of([tokens.ease("soft_entry")]) & tokens.any_of([tokens.kind(Listing.Kind.SERVICE)])
    doors = Listing.objects.holding(soft).located()
    if place:
        return with_states(doors.nearest(place.latitude, place.longitude)[:A_FEW], now)
    return sorted(with_states(doors.order_by("name_key", "id")[:MANY], now), key=waiting)[:A_FEW]


def waiting(listing):
    """Open first, then by when they open, those that nobody knows last."""
    state = listing.state or hours.UNKNOWN
    return state.state != "open", state.opens is None, state.opens or datetime.datetime.max


@access(PUBLIC)
class StartView(TemplateView):
    """For who does not know where to begin: what one enters softly, then a person, then a telephone."""

    template_name = "services/start.html"

    def get_context_data(self, **kwargs):
        near = self.request.GET.get("near", "")
        place, options, problem = asked_place(near)
        now, points = hours.local_now(), CommunityPoint.objects.with_places_and_hours()
        doors = looked_at([door_of_point(point) for point in points], now, place and (place.latitude, place.longitude))
        return super().get_context_data(
            near=near,
            place=place,
            options=options,
            problem=problem,
            services=to_walk_into(place, now),
            door=next_door(doors),
            phone_doors=[door for door in doors if door.phones][:3],
            quarters=Quarter.objects.values_list("name", flat=True),
            **kwargs,
        )


@access(PUBLIC)
class TakePartView(TemplateView):
    template_name = "services/take_part.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            volunteering=found(kind="service", need="fare-volontariato"),
            points=CommunityPoint.objects.building_together().select_related("location__quarter"),
            organization_count=Organization.objects.count(),
            skill_count=Asset.objects.filter(offered_by_resident=True).count(),
            **kwargs,
        )


@access(PUBLIC)
class PrivacyView(TemplateView):
    template_name = "services/privacy.html"
    extra_context = {"all_kept": all_kept}


@access(PUBLIC)
class AccessibilityView(TemplateView):
    template_name = "services/accessibility.html"
