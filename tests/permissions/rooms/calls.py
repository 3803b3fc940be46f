"""A call that is open, with an application of a citizen; and one whose ranking is out."""

from django.utils import timezone

from puntocomunita.encryption import encrypt
from tests.community.calls_factories import CallFactory, admitted, evaluated, opened, sent

from .addresses import of_network

OPEN = "call_detail call_update call_move call_check call_apply call_apply_quarter call_apply_send own_application"
OPEN += " application_record application_list"
ONE = "application_detail application_decide application_pact applicant_open application_assess"


def of_application(world):
    return of_network("call")(world) | {"code": world.call_application.code}


def of_paid(world):
    return of_network("ranked_call")(world) | {"code": world.ranked_application.code}


def of_paper(world):
    return of_network("call")(world) | {"code": world.paper_application.code}


BY_NAME = {f"community:{name}": of_network("call") for name in OPEN.split()}
BY_NAME |= {f"community:{name}": of_application for name in ONE.split()}
BY_NAME["community:benefit_payments"] = of_paid
BY_NAME |= {f"community:{name}": of_paper for name in ("applicant_tell", "application_letter")}
BY_NAME |= {f"community:{name}": of_network("ranked_call") for name in ("call_ranking", "call_ranking_download")}
SENT = {"community:application_assess": lambda world: {"on": timezone.localdate().isoformat()}}
OWN = {"community:own_application": "citizen"}


def add(world):
    of = {"network": world.network}
    world.call = opened(CallFactory(**of, needs_assessment=True))
    world.call_application = sent(world.call, person=world.visitors["citizen"])
    told = {"name": encrypt("Ada Bassi"), "to_tell": "sent", "to_tell_since": timezone.now()}
    world.paper_application = sent(world.call, person=None, **told)
    world.ranked_call = opened(CallFactory(**of))
    other = sent(world.ranked_call)
    admitted(evaluated(world.ranked_call) and other)
    other.state, other.position = "awarded", 1
    other.save()
    world.ranked_application = other
    world.ranked_call.state = "awarded"
    world.ranked_call.save()
