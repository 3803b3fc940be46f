import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.access import Role
from community.models import HoursEntry, Pact, PactSignature, Side
from helpdesk.moves import pairs
from tests.factories import MandateFactory, MemberFactory, MunicipalityFactory, QuarterFactory, UserFactory
from tests.network.factories import network_of

from .calls_factories import ApplicationFactory
from .pacts_factories import (
    HoursFactory,
    PactFactory,
    coordinator,
    days_ago,
    mandated,
    of_call,
    signed,
    social,
    social_worker,
    to_sign,
    verified,
    with_hours,
)

pytestmark = pytest.mark.django_db


def changed(row, what):
    done(f"UPDATE {row._meta.db_table} SET {what} WHERE id = {row.pk}")


def done(statement):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def another_city():
    return network_of(MunicipalityFactory(name="Bergamo", istat_code="016024"))


DRAFT = {
    "name = 'x'": "pact_names_its_participant_in_one_way",
    "participant_id = NULL": "pact_that_is_open_is_of_somebody",
    "hours_due = 0": "pact_is_of_some_hours",
    "hours_due = 2001": "pact_is_of_some_hours",
    "ends_on = starts_on - 1": "pact_ends_within_three_years",
    "ends_on = starts_on + 1100": "pact_ends_within_three_years",
    "words = '', state = 'signing'": "pact_to_sign_says_what_is_done",
    "kind = 'call'": "pact_of_a_call_is_in_a_quarter",
    "assessed_on = current_date - 1": "only_a_social_pact_is_assessed",
    "ended_on = current_date": "pact_that_is_over_says_since_when",
    "state = 'withdrawn'": "pact_that_is_over_says_since_when",
    "end_reason = 'Basta'": "pact_ends_early_for_a_reason",
    "code = 'AAAA'": "certificate_is_of_a_pact_that_is_over",
    "state = 'active'": "does not become",
}
ACTIVE = {
    "hours_due = 39": "does not change",
    "words = 'Altro'": "does not change",
    "kind = 'call'": "does not change",
    "starts_on = starts_on - 1": "does not change",
    "state = 'ended_early', ended_on = current_date": "pact_ends_early_for_a_reason",
    "state = 'completed', ended_on = current_date": "completed when its hours are done",
    "state = 'signing'": "does not become",
}


@pytest.mark.parametrize(("what", "why"), DRAFT.items())
def test_database_refuses_of_a_draft(what, why):
    with pytest.raises(IntegrityError, match=why):
        changed(PactFactory(), what)


@pytest.mark.parametrize(("what", "why"), ACTIVE.items())
def test_database_refuses_of_an_active_pact(what, why):
    with pytest.raises(IntegrityError, match=why):
        changed(signed(PactFactory()), what)


def test_database_refuses_another_participant_of_a_signed_pact():
    pact, other = to_sign(PactFactory()), UserFactory()

    with pytest.raises(IntegrityError, match="does not change"):
        changed(pact, f"participant_id = {other.pk}")


def test_database_refuses_a_quarter_of_another_city():
    quarter = QuarterFactory(municipality=another_city())

    with pytest.raises(IntegrityError, match="The quarter of a pact is in its city"):
        changed(PactFactory(), f"quarter_id = {quarter.pk}")


def test_database_refuses_a_call_whose_host_has_no_place_in_the_quarter():
    pact = of_call()
    elsewhere = QuarterFactory(name="Sanpolino", slug="sanpolino", zone=pact.quarter.zone)

    with pytest.raises(IntegrityError, match="has a place in its quarter"):
        changed(pact, f"quarter_id = {elsewhere.pk}")


def test_database_refuses_two_pacts_of_one_application_and_one_of_another_kind():
    application = ApplicationFactory()
    pact, other = of_call(application=application), of_call()

    with pytest.raises(IntegrityError, match="application_id"):
        changed(other, f"application_id = {application.pk}")
    with pytest.raises(IntegrityError, match="only_a_pact_of_a_call_has_an_application"):  # a voluntary one
        changed(pact, "kind = 'voluntary'")


def test_database_refuses_a_pact_that_two_have_signed():
    pact = to_sign(PactFactory())
    PactSignature.objects.create(pact=pact, side=Side.PARTICIPANT, signed_by=pact.participant)
    PactSignature.objects.create(pact=pact, side=Side.HOST, is_on_paper=True)

    with pytest.raises(IntegrityError, match="signed by three"):
        changed(pact, "state = 'active'")


def test_database_refuses_that_a_signature_goes_without_its_pact():
    pact = signed(PactFactory())

    with pytest.raises(IntegrityError, match="signed by three"):
        done("DELETE FROM community_pactsignature WHERE side = 'host'")
    pact.delete()

    assert PactSignature.objects.count() == 0


def signs(pact, side, who=None, **more):
    with transaction.atomic():
        return PactSignature.objects.create(pact=pact, side=side, signed_by=who, **more)


def test_database_refuses_who_signs_for_another_side():
    pact = to_sign(PactFactory())
    host = MemberFactory(organization=pact.host).user
    citizen, elsewhere = UserFactory(), mandated(another_city())
    worker = social_worker(pact.network)

    wrong = [(Side.PARTICIPANT, host), (Side.HOST, citizen), (Side.HOST, pact.participant)]
    wrong += [(Side.MUNICIPALITY, each) for each in (host, citizen, elsewhere, worker)]
    for side, who in wrong:
        with pytest.raises(IntegrityError, match="signs for another side"):
            signs(pact, side, who)
    with pytest.raises(IntegrityError, match="signs for another side"):
        signs(pact, Side.PARTICIPANT, is_on_paper=True)

    assert [signs(pact, Side.HOST, host).side, signs(pact, Side.MUNICIPALITY, coordinator(pact.network)).side] == [
        "host",
        "municipality",
    ]


def test_database_refuses_a_coordinator_who_signs_a_social_pact():
    pact = to_sign(social())

    with pytest.raises(IntegrityError, match="signs for another side"):
        signs(pact, Side.MUNICIPALITY, coordinator(pact.network))

    assert signs(pact, Side.MUNICIPALITY, social_worker(pact.network)).pk


def test_database_refuses_one_person_for_two_sides_and_a_side_twice():
    pact = to_sign(PactFactory())
    both = MemberFactory(organization=pact.host).user
    MandateFactory(user=both, community_point=None, municipality=pact.network, role=Role.DIRECTION)
    signs(pact, Side.HOST, both)

    with pytest.raises(IntegrityError, match="person_signs_a_pact_for_one_side"):
        signs(pact, Side.MUNICIPALITY, both)
    with pytest.raises(IntegrityError, match="side_signs_a_pact_once"):
        signs(pact, Side.HOST, is_on_paper=True)


def test_database_refuses_who_writes_down_a_signature_on_paper_and_signs():
    pact = to_sign(PactFactory())
    direction = mandated(pact.network)
    on_paper = signs(pact, Side.HOST, is_on_paper=True, recorded_by=direction)

    with pytest.raises(IntegrityError, match="on paper does not sign"):
        signs(pact, Side.MUNICIPALITY, direction)
    with pytest.raises(IntegrityError, match="signature_on_paper_is_of_who_has_no_account"):
        changed(on_paper, "side = 'municipality'")


def test_database_refuses_a_signature_before_and_after_its_time():
    for pact in (PactFactory(), signed(PactFactory())):
        with pytest.raises(IntegrityError, match="not the moment to sign"):
            signs(pact, Side.PARTICIPANT, pact.participant)


def test_database_refuses_a_social_pact_that_no_social_worker_assessed():
    pact, day = social(), timezone.localdate()
    worker = social_worker(pact.network)
    direction, elsewhere = mandated(pact.network), social_worker(another_city())

    for who in (direction, elsewhere):
        with pytest.raises(IntegrityError, match="a social worker of the city"):
            changed(pact, f"assessed_on = '{day}', assessed_by_id = {who.pk}")
    with pytest.raises(IntegrityError, match="not to come"):
        changed(pact, "assessed_on = current_date + 2")
    of_who_assesses = f"participant_id = {worker.pk}, name = '', assessed_by_id = {worker.pk}"
    with pytest.raises(IntegrityError, match="who_gives_hours_is_assessed_by_another"):
        changed(pact, f"{of_who_assesses}, assessed_on = '{day}'")
    to_sign(pact)
    signs(pact, Side.PARTICIPANT, is_on_paper=True)
    signs(pact, Side.HOST, is_on_paper=True)
    signs(pact, Side.MUNICIPALITY, direction)
    with pytest.raises(IntegrityError, match="social_pact_begins_after_its_assessment"):
        changed(pact, "state = 'active'")
    with pytest.raises(IntegrityError, match="once a social worker has assessed it"):
        changed(pact, f"state = 'active', assessed_on = '{day}'")


HOURS = {
    "ends = starts": "do not change|hours_end_after_they_begin",
    "day = day - 1": "do not change",
    "side = 'host'": "do not change",
    "state = 'verified'": "hours_that_are_decided_say_by_which_side",
    "decided_side = 'host'": "hours_that_are_decided_say_by_which_side",
    "state = 'verified', decided_at = now(), decided_side = 'participant'": "hours_are_decided_by_another_side",
    "state = 'rejected', decided_at = now(), decided_side = 'host'": "hours_are_rejected_with_a_reason",
    "state = 'verified', decided_at = now(), decided_side = 'host', verified_by_id = submitted_by_id": (
        "hours_are_decided_by_another_person"
    ),
}


@pytest.mark.parametrize(("what", "why"), HOURS.items())
def test_database_refuses_of_hours(what, why):
    with pytest.raises(IntegrityError, match=why):
        changed(HoursFactory(), what)


def worked(pact, day, start, end, **more):
    with transaction.atomic():
        told = {"day": day, "starts": datetime.time(start), "ends": datetime.time(end)}
        return HoursFactory(pact=pact, **told | more)


def test_database_refuses_hours_out_of_their_pact_or_to_come():
    pact = signed(PactFactory(ends_on=days_ago(-1)))

    for day in (pact.starts_on - datetime.timedelta(days=1), days_ago(-2)):
        with pytest.raises(IntegrityError, match="in the period of their pact"):
            worked(pact, day, 15, 18)
    with pytest.raises(IntegrityError, match="over when they are written down"):
        worked(pact, days_ago(-1), 15, 18)
    with pytest.raises(IntegrityError, match="hours_end_after_they_begin|hours_last_a_while|range"):
        worked(pact, days_ago(1), 18, 15)
    for other in (PactFactory(), to_sign(PactFactory())):
        with pytest.raises(IntegrityError, match="a pact that is active"):
            worked(other, days_ago(1), 15, 18)


def test_database_refuses_hours_that_overlap_under_whichever_pact():
    pact = signed(PactFactory())
    other = signed(PactFactory(network=pact.network, participant=pact.participant))
    worked(pact, days_ago(1), 15, 18)

    for each in (pact, other):
        with pytest.raises(IntegrityError, match="do_not_overlap"):
            worked(each, days_ago(1), 17, 19)

    worked(other, days_ago(1), 18, 19)
    assert set(HoursEntry.objects.values_list("participant", flat=True)) == {pact.participant_id}


def test_database_refuses_hours_that_overlap_of_who_has_no_account():
    pact = signed(social())
    worked(pact, days_ago(1), 15, 18, submitted_by=None)

    with pytest.raises(IntegrityError, match="hours_of_a_pact_do_not_overlap"):
        worked(pact, days_ago(1), 17, 19, submitted_by=None)


def test_database_refuses_more_than_twelve_hours_a_day_under_all_pacts():
    pact = signed(PactFactory())
    other = signed(PactFactory(network=pact.network, participant=pact.participant))
    worked(pact, days_ago(1), 6, 14)
    worked(other, days_ago(1), 14, 18)

    with pytest.raises(IntegrityError, match="more than twelve hours"):
        worked(pact, days_ago(1), 18, 19)

    assert worked(pact, days_ago(2), 6, 18).minutes == 720


def test_hours_that_were_rejected_are_in_nobodys_way():
    entry = HoursFactory()
    changed(entry, "state = 'rejected', decided_at = now(), decided_side = 'host', reason = 'Non c’eri'")

    assert worked(entry.pact, entry.day, 15, 18).pk


def test_database_refuses_to_decide_hours_of_a_pact_that_is_over():
    entry = HoursFactory()
    changed(entry.pact, "state = 'ended_early', ended_on = current_date, end_reason = 'Trasloco'")

    with pytest.raises(IntegrityError, match="a pact that is active"):
        verified(entry)


def test_pact_is_completed_by_its_hours():
    pact = with_hours(signed(PactFactory()), 40)

    changed(pact, "state = 'completed', ended_on = current_date")

    assert Pact.objects.with_minutes().get().minutes_done == 2400


@pytest.mark.parametrize("model", [Pact, HoursEntry])
def test_trigger_allows_the_moves_of_the_model(model):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgargs FROM pg_trigger WHERE tgname = %s", [f"{model._meta.db_table}_moves"])
        (arguments,) = cursor.fetchone()

    assert sorted(bytes(arguments).decode().strip("\0").split("\0")) == pairs(model.MOVES)
