"""What is there for the people of one desk alone."""

from django.db import models

from accounts.access import Role

AT_A_DESK = [Role.VOLUNTEER, Role.COORDINATOR]


def desks_of(user) -> set:
    """Ids of the Punti Comunità at whose desk the user works; no query of its own."""
    return {each.community_point_id for each in user.current_mandates if each.role in AT_A_DESK}


class OfADeskQuerySet(models.QuerySet):
    """Rows with a `community_point`."""

    def at_desks_of(self, user):
        return self.filter(community_point__in=desks_of(user))
