"""Who runs a city, to be told of what waits for them there."""

from django.db.models import Q

from accounts.access import Role
from accounts.models import User
from organizations.models import Mandate


def who_runs(network, *roles):
    """Today: of a coordinator the Punto Comunità is in the city, the others have a mandate for all of it."""
    of_point = Q(role=Role.COORDINATOR, community_point__location__municipality=network)
    held = of_point | Q(municipality=network) & ~Q(role=Role.COORDINATOR)
    mandates = Mandate.objects.current().filter(held, role__in=roles)
    return User.objects.filter(pk__in=mandates.values("user"), is_active=True).order_by("pk")
