"""Reports of needs, and what was decided of them."""

import datetime

import factory
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from community.models import ModerationAppeal, ModerationDecision, ModerationReport, Suspension
from community.safety import actions
from community.safety.registry import kinds
from puntocomunita.encryption import encrypt
from tests.factories import UserFactory
from tests.network.factories import network_of

from .factories import NeedFactory


class ReportFactory(factory.django.DjangoModelFactory):
    """Of a need of somebody, by a person with an account."""

    class Meta:
        model = ModerationReport

    class Params:
        need = factory.SubFactory(NeedFactory, said_by=factory.SubFactory(UserFactory))

    network = factory.SelfAttribute("need.network")
    kind = "need"
    thing = factory.LazyAttribute(lambda report: str(report.need.pk))
    about = factory.SelfAttribute("need.said_by")
    reporter = factory.SubFactory(UserFactory)
    reason = "spam"
    sealed_text = factory.LazyAttribute(lambda report: encrypt(str(report.need)))


class DecisionFactory(factory.django.DjangoModelFactory):
    """To hide the need of somebody, by somebody else."""

    class Meta:
        model = ModerationDecision

    class Params:
        need = factory.SubFactory(NeedFactory, said_by=factory.SubFactory(UserFactory))

    network = factory.SelfAttribute("need.network")
    kind = "need"
    thing = factory.LazyAttribute(lambda decision: str(decision.need.pk))
    about = factory.SelfAttribute("need.said_by")
    outcome = "upheld"
    reason = "È pubblicità"
    answer = "L’abbiamo nascosto"
    decided_by = factory.SubFactory(UserFactory)


def suspended(person, network=None, days=7, **more):
    """From an hour ago on."""
    network = network or network_of()
    decision = DecisionFactory(need=NeedFactory(network=network, said_by=person), measure="suspension", **more)
    start = timezone.now() - datetime.timedelta(hours=1)
    period = DateTimeTZRange(start, start + datetime.timedelta(days=days))
    return Suspension.objects.create(person=person, network=network, decision=decision, period=period)


class AppealFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ModerationAppeal

    decision = factory.SubFactory(DecisionFactory)


def hidden_by_the_city(kind, thing):
    """Reported by somebody, and found not to be all right by somebody else; the decision."""
    told = {"network": network_of(), "what": kinds()[kind], "thing": thing, "reason": "harassment"}
    report = actions.report(by=UserFactory(), **told)
    said = {"outcome": "upheld", "answer": "L’abbiamo nascosto.", "reason": "Offende"}
    return actions.decide(by=UserFactory(), report=report, **said)
