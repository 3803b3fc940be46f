"""An initiative that a citizen leads and told a story of, and to which an organisation said yes."""

from tests.community.initiatives_factories import (
    CommitmentFactory,
    PartnerFactory,
    ReachFactory,
    StoryFactory,
    TaskFactory,
    active,
    completed,
)

from .addresses import of_network

LED = "initiative_update initiative_run initiative_start initiative_stop initiative_complete"
LED += " partner_create task_create reach_create initiative_place_create"
OPEN = "initiative_detail initiative_publish initiative_join commitment_create story_create"
ROWS = {
    "partner_answer": "initiative_partner",
    "task": "initiative_task",
    "commitment": "commitment",
    "reach": "initiative_reach",
}
STORY = ("story_detail", "story_decide")
THINGS = {f"community:{name}": "initiative" for name in LED.split()}
THINGS |= {
    "community:partner_answer": "initiative_partner",
    "community:commitment": "commitment",
    "community:story_decide": "story",
    "community:reach": "initiative",
    "community:outcome_update": "initiative_done",
}
SENT = {"community:partner_answer": lambda world: {"yes": "1"}}


def of_initiative(row):
    return lambda world: of_network("initiative")(world) | {"row": getattr(world, row).pk}


BY_NAME = {f"community:{name}": of_network("initiative") for name in f"{LED} {OPEN}".split()}
BY_NAME |= {f"community:{name}": of_initiative(row) for name, row in ROWS.items()}
BY_NAME |= {f"community:{name}": of_network("story") for name in STORY}
BY_NAME |= {"community:outcome_update": of_network("initiative_done")}


def add(world):
    citizen = world.visitors["citizen"]
    world.initiative = active(network=world.network, lead_person=citizen)
    of_it = {"initiative": world.initiative}
    world.initiative_partner = PartnerFactory(organization=world.organization, **of_it)
    world.initiative_task = TaskFactory(**of_it)
    world.initiative_reach = ReachFactory(**of_it)
    world.initiative_done = completed(network=world.network, lead_person=citizen)
    world.commitment = CommitmentFactory(person=citizen, **of_it)
    world.story = StoryFactory(told_by=citizen, **of_it)
