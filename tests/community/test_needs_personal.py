import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.personal_data import everything_held, forget
from community.demo import needs as demo
from community.models import Endorsement, Need, NeedTheme
from community.needs import actions
from services.demo.people import load_people
from tests.factories import CommunityPointFactory, QuarterFactory, UserFactory
from tests.network.factories import network_of

from .factories import NeedFactory, clustered

pytestmark = pytest.mark.django_db


def said_by(person, title):
    return actions.say(by=person, need=NeedFactory.build(network=network_of(), title=title), topics=[])


def test_person_reads_what_they_said_and_support():
    person = UserFactory()
    need, other = said_by(person, "Ombra"), NeedFactory(title="Panchina")
    actions.support(by=person, need=other)

    held = everything_held(person)

    assert held["Bisogni e desideri che hai detto"] == [{"che cosa": "Ombra", "parole": "", "detto il": need.said_at}]
    assert [each["che cosa"] for each in held["Quello che sostieni"]] == ["Ombra", "Panchina"]


def test_what_nobody_else_says_goes_with_the_person_the_rest_is_said_by_nobody():
    person = UserFactory()
    said_by(person, "Solo mia")
    actions.support(by=UserFactory(), need=said_by(person, "Di molti"))
    clustered(said_by(person, "In un tema"))

    forget(person)
    person.delete()

    assert list(Need.objects.order_by("title").values_list("title", "said_by")) == [
        ("Di molti", None),
        ("In un tema", None),
    ]
    assert Endorsement.objects.count() == 1


def test_who_said_it_is_forgotten_after_two_years():
    person = UserFactory()
    old, new = said_by(person, "Vecchia"), said_by(person, "Nuova")
    Need.objects.filter(pk=old.pk).update(said_at=timezone.now() - datetime.timedelta(days=731))

    call_command("erase_expired", verbosity=0)

    assert list(Need.objects.filter(said_by=person)) == [new]


def test_demo_says_a_year_of_needs_once():
    load_people()
    network = network_of()
    CommunityPointFactory(location__municipality=network).quarters.add(QuarterFactory(municipality=network))

    assert (demo.load(str), demo.load(str)) == (True, False)
    states = [*Need.objects.order_by("state").values_list("state", flat=True).distinct()]
    assert states == ["adopted", "clustered", "collected", "parked"]
    assert all(theme.needs_count for theme in NeedTheme.objects.most_wanted_first())
    assert Endorsement.objects.exists()
