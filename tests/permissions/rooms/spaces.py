"""A room of the house, that a citizen booked."""

from tests.community.factories import BookingFactory, SpaceFactory

from .addresses import of_network

THINGS = dict.fromkeys(
    [
        f"community:{name}"
        for name in ("house_update", "space_create", "space_update", "house_booking", "house_bookings")
    ],
    "place",
)
OWN = {"community:booking_detail": "citizen"}


def of_house(row=""):
    """Of a page of the house, about one row of it where `row` names it."""
    return lambda world: {"slug": world.city.slug, "house": "casa"} | ({"pk": getattr(world, row).pk} if row else {})


OF_HOUSE = "space_list house_week house_calendar house_update space_create house_bookings"
BY_NAME = {f"community:{name}": of_house() for name in OF_HOUSE.split()}
BY_NAME |= {
    f"community:{name}": of_house("space") for name in ("space_detail", "space_calendar", "space_update", "space_book")
}
BY_NAME |= {"community:booking_detail": of_network("booking"), "community:house_booking": of_house("booking")}


def add(world):
    world.space = SpaceFactory(house=world.house)
    world.booking = BookingFactory(space=world.space, booked_by=world.visitors["citizen"])
