import datetime
import time

import pytest
from django.core.management import call_command
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from accounts.access import Role
from accounts.personal_data import everything_held, forget
from community.demo import pacts as demo
from community.models import HoursEntry, Pact, PactSignature
from organizations.models import Mandate
from services.demo.people import load_people, person
from tests.factories import LocationFactory, OrganizationFactory
from tests.network.factories import MembershipFactory, network_of

from .pacts_factories import HoursFactory, PactFactory, days_ago, signed, social, to_sign, verified

pytestmark = pytest.mark.django_db
State = Pact.State


def test_person_reads_their_pacts_and_what_they_signed():
    pact = signed(PactFactory(host__name="Biblioteca viva"))
    entry = HoursFactory(pact=pact, words="Scaffali")

    held = everything_held(pact.participant)

    (told,) = held["Patti in cui dai delle ore"]
    assert (told["con chi"], told["ore dovute"], told["minuti da confermare"]) == ("Biblioteca viva", 40, 180)
    assert held["Ore che hai dato"] == [
        {
            "giorno": entry.day,
            "minuti": 180,
            "che cosa": "Scaffali",
            "a che punto sono": "da confermare",
            "perché no": "",
        }
    ]
    assert [each["come"] for each in held["Patti che hai firmato"]] == ["chi dà le ore"]
    assert held["Ore dei patti che hai scritto o deciso"][0]["scritte"] == 1


def test_of_who_goes_hours_stay_without_a_name_and_a_social_pact_goes_whole():
    pact = signed(PactFactory())
    network, user = pact.network, pact.participant
    kept, waiting = verified(HoursFactory(pact=pact, words="Scaffali")), HoursFactory(pact=pact, day=days_ago(2))
    secret = signed(PactFactory(network=network, participant=user, kind="social"))
    HoursFactory(pact=secret, day=days_ago(5))
    to_sign(PactFactory(network=network, participant=user))

    forget(user)
    user.delete()

    rows = Pact.objects.order_by("pk").values_list("participant", "state", "code")
    assert list(rows) == [(None, State.ENDED_EARLY, ""), (None, State.WITHDRAWN, "")]
    assert list(HoursEntry.objects.values_list("pk", "words", "participant", "submitted_by")) == [
        (kept.pk, "", None, None)
    ]
    assert not HoursEntry.objects.filter(pk=waiting.pk).exists()
    assert PactSignature.objects.filter(pact=pact, side="participant", signed_by=None).count() == 1


def over(pact, days):
    Pact.objects.filter(pk=pact.pk).update(
        state=State.ENDED_EARLY, ended_on=days_ago(days), end_reason="Trasloca", code=f"CODE-{pact.pk}"
    )
    return pact


def test_social_pacts_go_six_months_after_their_end_and_others_after_five_years():
    old = {"starts_on": days_ago(2100), "ends_on": days_ago(1900)}
    kept = [over(signed(social()), 170), over(signed(PactFactory()), 200), to_sign(PactFactory())]
    over(signed(social()), 190)
    signed(social(starts_on=days_ago(600), ends_on=days_ago(200)))
    over(signed(PactFactory(**old)), 1900)
    Pact.objects.filter(pk=PactFactory().pk).update(drafted_at=timezone.now() - datetime.timedelta(days=400))

    call_command("erase_expired", verbosity=0)

    assert list(Pact.objects.order_by("pk")) == kept


def test_demo_has_fifty_pacts_and_their_hours_once_and_soon():
    load_people()
    network, today = network_of(), timezone.localdate()
    term = DateRange(today - datetime.timedelta(days=30), today + datetime.timedelta(days=300))
    Mandate.objects.create(user=person("direzione"), role=Role.DIRECTION, municipality=network, term=term)
    for _ in range(9):
        organization = OrganizationFactory()
        MembershipFactory(network=network, organization=organization)
        LocationFactory(organization=organization, municipality=network)

    started = time.monotonic()
    assert (demo.load(str), demo.load(str)) == (True, False)
    assert time.monotonic() - started < 10
    counts = {state: Pact.objects.filter(state=state).count() for state in State}
    assert counts == {"draft": 0, "signing": 5, "active": 20, "completed": 20, "ended_early": 5, "withdrawn": 0}
    assert HoursEntry.objects.verified().count() > 400
    assert set(Pact.objects.of(person("cittadina")).values_list("state", flat=True)) == {
        "signing",
        "active",
        "completed",
    }
