"""A concierge at the point, of which a citizen is a member with something on the board; advice that they booked."""

from community.models import AdviceBooking
from tests.community.concierge_factories import (
    AdviceSlotFactory,
    ConciergeFactory,
    ConciergeMemberFactory,
    ExchangeFactory,
    advice_of_neighbour,
    member_without_account,
)

from .addresses import of_network

OF_CONCIERGE = "concierge_detail concierge_update concierge_join exchange_create concierge_desk concierge_members "
OF_CONCIERGE += "concierge_member_create advice_at_desk"
ROWS = {
    "concierge_member": "neighbour",
    "concierge_member_card": "neighbour",
    "advice_sheet": "advice_by_telephone",
    "exchange_record": "neighbour",
    "exchange_at_desk": "exchange_among_neighbours",
    "exchange_sheet": "exchange_among_neighbours",
}
KEPT = ["concierge_update", "advice_at_desk", "concierge_desk", "concierge_members", "concierge_member_create", *ROWS]
THINGS = dict.fromkeys([f"community:{name}" for name in KEPT], "concierge")
OWN = {"community:exchange_detail": "citizen", "community:advice_calendar": "citizen"}


def of_concierge(row=""):
    """Of a page of the concierge, about one row of it where `row` names it."""
    return lambda world: (
        {"slug": world.city.slug, "concierge": world.concierge.pk} | ({"pk": getattr(world, row).pk} if row else {})
    )


BY_NAME = {f"community:{name}": of_concierge() for name in OF_CONCIERGE.split()}
BY_NAME |= {f"community:{name}": of_concierge(row) for name, row in ROWS.items()}
BY_NAME |= {"community:exchange_detail": of_network("exchange_among_neighbours")}
BY_NAME |= {f"community:{name}": of_network("advice") for name in ("advice_detail", "advice_calendar")}


def add(world):
    citizen = world.visitors["citizen"]
    world.concierge = ConciergeFactory(network=world.network, community_point=world.point)
    member = ConciergeMemberFactory(concierge=world.concierge, person=citizen)
    world.neighbour = member_without_account(world.concierge)
    world.exchange_among_neighbours = ExchangeFactory(author=member)
    world.advice = AdviceSlotFactory(network=world.network, adviser=None)
    AdviceBooking.objects.create(slot=world.advice, person=citizen)
    world.advice_by_telephone = advice_of_neighbour(world.concierge)
