"""What was reported, what was decided of it, and what somebody may report: a need of nobody who visits."""

from tests.community.factories import NeedFactory
from tests.community.safety_factories import AppealFactory, DecisionFactory, ReportFactory
from tests.factories import UserFactory

from .addresses import of_network


def of_thing(world):
    return {"slug": world.city.slug, "kind": "need", "pk": world.reported_need.pk}


def of_met(world):
    return {"slug": world.city.slug, "kind": "group_post", "pk": world.activity_of_another.pk}


BY_NAME = {"community:report_create": of_thing, "community:block_create": of_met}
BY_NAME |= {f"community:{name}": of_network("moderation_report") for name in ("moderation_report", "moderation_look")}
BY_NAME["community:moderation_decision"] = of_network("moderation_decision")
BY_NAME["community:moderation_appeal"] = of_network("moderation_appeal")
OWN = {"community:moderation_decision": "citizen"}


def add(world):
    world.reported_need = NeedFactory(network=world.network, said_by=UserFactory())
    world.moderation_report = ReportFactory(need=world.reported_need)
    theirs = NeedFactory(network=world.network, said_by=world.visitors["citizen"])
    world.moderation_decision = DecisionFactory(need=theirs)
    world.moderation_appeal = AppealFactory(decision=DecisionFactory(need=NeedFactory(network=world.network)))
