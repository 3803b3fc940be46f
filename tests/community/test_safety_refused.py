import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from community.models import Block, ModerationAppeal, ModerationReport
from helpdesk.moves import pairs
from tests.factories import MunicipalityFactory, UserFactory
from tests.network.factories import network_of

from .safety_factories import DecisionFactory, ReportFactory, suspended

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


def changed(row, what, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {row._meta.db_table} SET {what} WHERE id = %s", [*values, row.pk])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


OF_A_REPORT = {
    "state = 'upheld'": "moderation_report_that_is_settled_forgets_its_sender",
    "state = 'looking'": "moderation_report_says_since_when_it_is_looked_at",
    "looking_since = now()": "moderation_report_says_since_when_it_is_looked_at",
    "sender_mark = 'x'": "moderation_report_of_an_account_has_no_other_sender",
    "sealed_contact = 'x'": "moderation_report_of_an_account_has_no_other_sender",
    "due_at = made_at + interval '8 days'": "moderation_report_is_due_in_its_time",
    "reason = 'harassment', due_at = made_at + interval '49 hours'": "moderation_report_is_due_in_its_time",
    "reason = 'minors', due_at = made_at + interval '25 hours'": "moderation_report_is_due_in_its_time",
    "reason = 'nothing'": "moderation_report_is_due_in_its_time",
}


@pytest.mark.parametrize(("what", "why"), OF_A_REPORT.items())
def test_database_refuses_of_a_report(what, why):
    with pytest.raises(IntegrityError, match=why):
        changed(ReportFactory(), what)


def test_database_refuses_that_a_settled_report_changes():
    report, decision = ReportFactory(), DecisionFactory()
    kept = {"kind": decision.kind, "thing": decision.thing, "decision": decision}
    ModerationReport.objects.filter(pk=report.pk).update(state="upheld", **kept)

    with pytest.raises(IntegrityError, match="does not become"):
        changed(report, "state = 'dismissed'")


@pytest.mark.parametrize("wrong", ["network_id", "thing", "state"])
def test_database_refuses_a_decision_of_another_thing(wrong):
    report = ReportFactory()
    decision = DecisionFactory(need=None, network=report.network, thing=report.thing, about=report.about)
    other = {"network_id": network_of(MunicipalityFactory(name="Bergamo", istat_code="016024")).pk, "thing": "0"}
    values = {"network_id": report.network_id, "thing": report.thing, "state": "upheld"}
    values[wrong] = other.get(wrong, "dismissed")

    with pytest.raises(IntegrityError, match="moderation_report_is_settled_by_a_decision_of_its_thing"):
        changed(report, "decision_id = %s, network_id = %s, thing = %s, state = %s", decision.pk, *values.values())


def test_database_refuses_a_second_open_report_by_the_same():
    report = ReportFactory()
    anonymous = ReportFactory(reporter=None, sender_mark="a")
    same = {"network": report.network, "need": None}

    with pytest.raises(IntegrityError, match="person_reports_a_thing_once"), transaction.atomic():
        ReportFactory(thing=report.thing, about=None, reporter=report.reporter, **same)
    with pytest.raises(IntegrityError, match="sender_reports_a_thing_once"), transaction.atomic():
        ReportFactory(thing=anonymous.thing, about=None, reporter=None, sender_mark="a", **same)
    assert ReportFactory(thing=report.thing, about=None, **same).pk


OF_A_DECISION = {
    "answer = ''": "moderation_decision_has_an_answer",
    "reason = ''": "moderation_decision_tells_the_author_why",
    "outcome = 'dismissed'": "moderation_decision_tells_the_author_why",
    "outcome = 'dismissed', reason = '', measure = 'warning'": "moderation_decision_tells_the_author_why",
    "decided_by_id = about_id": "nobody_decides_of_their_own_words",
}


@pytest.mark.parametrize(("what", "why"), OF_A_DECISION.items())
def test_database_refuses_of_a_decision(what, why):
    with pytest.raises(IntegrityError, match=why):
        changed(DecisionFactory(), what)


def test_database_refuses_of_an_appeal():
    decision, dismissed = DecisionFactory(), DecisionFactory(outcome="dismissed", reason="")
    late = timezone.now() + 15 * DAY

    for told, why in [
        ({"decision": dismissed}, "against a decision to hide"),
        ({"decision": decision, "made_at": late}, "within 14 days"),
        ({"decision": decision, "state": "granted"}, "moderation_appeal_that_is_decided|does not become"),
    ]:
        with pytest.raises(IntegrityError, match=why), transaction.atomic():
            ModerationAppeal.objects.create(**told)
    appeal = ModerationAppeal.objects.create(decision=decision)
    with pytest.raises(IntegrityError, match="decision_id"), transaction.atomic():
        ModerationAppeal.objects.create(decision=decision)
    with pytest.raises(IntegrityError, match="moderation_appeal_that_is_decided_has_an_answer"):
        changed(appeal, "state = 'granted'")
    for who in (decision.decided_by_id, decision.about_id):
        with pytest.raises(IntegrityError, match="read by somebody else"):
            changed(appeal, "state = 'granted', answer = 'Sì', decided_at = now(), decided_by_id = %s", who)


def test_database_refuses_of_a_suspension():
    one = suspended(UserFactory())

    with pytest.raises(IntegrityError, match="person_is_suspended_once_at_a_time"), transaction.atomic():
        suspended(one.person, one.network)
    for what in ("tstzrange(now(), now() + interval '2 years')", "tstzrange(now(), NULL)"):
        with pytest.raises(IntegrityError, match="suspension_ends_within_a_year"):
            changed(one, f"period = {what}")
    with pytest.raises(IntegrityError, match="suspension_is_of_whom_the_decision_is_about"):
        changed(one, "person_id = %s", UserFactory().pk)


def test_database_refuses_of_a_block():
    one, other = UserFactory(), UserFactory()
    Block.objects.create(person=one, blocked=other, thing="Panchina")

    for blocked, why in [(other, "person_blocks_another_once"), (one, "nobody_blocks_themselves")]:
        with pytest.raises(IntegrityError, match=why), transaction.atomic():
            Block.objects.create(person=one, blocked=blocked, thing="Panchina")


@pytest.mark.parametrize("model", [ModerationReport, ModerationAppeal])
def test_moves_of_the_database_are_those_of_the_model(model):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT encode(tgargs, 'escape') FROM pg_trigger WHERE tgname = %s", [f"{model._meta.db_table}_moves"]
        )
        (arguments,) = cursor.fetchone()

    assert arguments.split("\\000")[:-1] == pairs(model.MOVES)
