"""Whom to call to come without an account: the public telephones of who invites, or of where it is."""

from puntocomunita.templatetags.directory import phones


def phones_of(event) -> list:
    """The first that has some, as `phones` shows them; [] where nobody has."""
    point, house, initiative = event.community_point, event.house, event.initiative
    asked = [
        event.organization,
        point and point.location,
        house and house.location,
        house and house.location.organization,
        initiative and initiative.lead_organization,
        event.spot,
    ]
    return next((found for each in asked if each and (found := phones(each.phones))), [])
