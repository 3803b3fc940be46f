"""Calls and applications, each with the least that it needs; the moves are made as the database wants them."""

import datetime

import factory
from django.utils import timezone

from community.models import Application, Call, Criterion, Score
from puntocomunita.encryption import encrypt
from tests.factories import UserFactory
from tests.network.factories import network_of

WEEK = datetime.timedelta(days=7)
State = Call.State


class CallFactory(factory.django.DjangoModelFactory):
    """A draft for anybody, one benefit."""

    class Meta:
        model = Call

    network = factory.LazyFunction(network_of)
    title = factory.Sequence("Bando {}".format)
    words = "Un aiuto per l’affitto"
    benefits = 1
    of_what = "un contributo per l’affitto"
    appeal_days = 0
    opens_on = factory.LazyFunction(lambda: timezone.localdate() - WEEK)
    closes_on = factory.LazyFunction(lambda: timezone.localdate() + WEEK)


def of_the_young(**more):
    """Mantova’s rules of age, a residence, a permit, a declaration and a criterion."""
    rules = {"single_under": 35, "couple_under": 70, "residence": "coming", "asks_permit": True}
    call = CallFactory(**rules | {"declarations": ["Non ho una casa di proprietà"]} | more)
    Criterion.objects.create(call=call, number=1, words="Vive ancora in famiglia", points=10)
    return call


def opened(call):
    call.state, call.opened_on, call.ages_on = State.OPEN, call.opens_on, call.closes_on
    call.save()
    return call


def closed(call):
    """The day after its period, whichever day it is; who applied before did so in time."""
    call.state, call.closed_on = State.CLOSED, call.closes_on + datetime.timedelta(days=1)
    call.save()
    return call


def evaluated(call):
    call = closed(call)
    call.state = State.EVALUATING
    call.save()
    return call


ELIGIBLE = {"household": "single", "age": 30, "residence": "here", "permit": True, "declared": [True]}


class ApplicationFactory(factory.django.DjangoModelFactory):
    """A draft of somebody with an access."""

    class Meta:
        model = Application

    call = factory.LazyFunction(lambda: opened(CallFactory()))
    person = factory.SubFactory(UserFactory)


def sent(call, **more):
    """An application that is sent, of somebody whom no rule of the call leaves out."""
    told = ELIGIBLE if call.asks_ages else {"household": "single", "residence": "here"}
    application = ApplicationFactory(call=call, phone=encrypt("030 123456"), **told | more)
    application.state = Application.State.SUBMITTED
    application.protocol = call.applications.sent().count() + 1
    application.submitted_at = timezone.now()
    application.save()
    return application


def admitted(application, points=None):
    application.state = Application.State.ADMITTED
    application.save()
    if points is not None:
        scored(application, points)
    return application


def scored(application, points, by=None):
    for criterion in application.call.criteria.all():
        told = {"call": application.call, "criterion": criterion, "points": points}
        Score.objects.create(application=application, evaluator=by or UserFactory(), **told)
