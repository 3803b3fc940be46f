"""A social pact of the citizen with the organisation, with hours to confirm; and one that is over, with its code."""

from django.utils import timezone

from community.models import Pact
from tests.community.pacts_factories import HoursFactory, PactFactory, signed, with_hours

from .addresses import of_network

ONE = [f"community:{name}" for name in ["pact_detail", "pact_host", "pact_follow", "pact_update", "hours_create"]]
BY_NAME = {name: of_network("pact") for name in ONE}
BY_NAME["community:hours_entry"] = lambda world: of_network("pact")(world) | {"entry": world.pact_hours.pk}
BY_NAME["community:pact_certificate"] = of_network("pact_over")
BY_NAME["community:pact_certificate_check"] = lambda world: {"code": world.pact_over.code}
THINGS = dict.fromkeys([*ONE, "community:hours_entry"], "pact") | {"community:pact_certificate": "pact_over"}


def add(world):
    of = {"network": world.network, "participant": world.visitors["citizen"], "host": world.organization}
    world.pact = signed(PactFactory(kind=Pact.Kind.SOCIAL, **of), by=world.visitors["direction"])
    world.pact_hours = HoursFactory(pact=world.pact)
    over = signed(PactFactory(kind=Pact.Kind.SOCIAL, hours_due=1, **of), by=world.visitors["direction"])
    with_hours(over, 1)
    over.state, over.ended_on, over.code = Pact.State.COMPLETED, timezone.localdate(), "ABCD-EFGH-JKLM-NPQS"
    over.save()
    world.pact_over = over
