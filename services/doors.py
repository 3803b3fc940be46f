"""The doors of services and assets, and whether what is listed is open."""

from organizations import hours
from organizations.doors import Door


def doors_of_service(service):
    """One door for each location, or one without a location; its own hours go before the service's."""
    places = service.service_at_locations.all()
    return [door_at(place, service) for place in places] or [Door(service, None, service.opening_hours)]


def door_at(place, service):
    phones = place.phones + place.location.phones
    return Door(service, place.location, place.opening_hours or service.opening_hours, phones)


def door_of_asset(asset):
    place = asset.location
    return Door(asset, place, asset.opening_hours or (place and place.opening_hours), place.phones if place else [])


def with_states(listings, now):
    """The listings as a list, each with its `state`; one query for all."""
    listings = list(listings)
    states = hours.states({listing.timetable_id for listing in listings if listing.timetable_id}, now)
    for listing in listings:
        listing.state = states.get(listing.timetable_id, hours.UNKNOWN)
    return listings
