"""Which desk calls back somebody of a quarter."""

from django.db.models import Exists, F, OuterRef, Q

from helpdesk.models.of_a_desk import AT_A_DESK
from organizations.models import CommunityPoint, Mandate
from territory.distances import FixedPoint, distance_between


def desk_for(quarter):
    """Of the city's desks where somebody works the one that serves the quarter, or the nearest; None without any."""
    of_city = Q(location__municipality=quarter.municipality_id) | Q(quarters=quarter)
    works = Mandate.objects.current().filter(community_point=OuterRef("pk"), role__in=AT_A_DESK)
    serves = CommunityPoint.quarters.through.objects.filter(communitypoint=OuterRef("pk"), quarter=quarter)
    desks = CommunityPoint.objects.filter(of_city, Exists(works), is_hub=True).annotate(serves=Exists(serves))
    return desks.order_by("-serves", *nearest_to(quarter), "name", "pk").first()


def nearest_to(quarter):
    """The order by distance; none where it is not known where the quarter is."""
    if quarter.latitude is None:
        return []
    here = FixedPoint(quarter.latitude, quarter.longitude)
    return [distance_between(F("location__point"), here).asc(nulls_last=True)]
