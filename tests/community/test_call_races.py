"""What two do at once to a call: the database decides, and nobody waits for who waits."""

import datetime
import io
import threading

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection
from django.utils import timezone

from community.calls import actions, paying
from community.models import Application, Call, Notice
from tests.factories import UserFactory
from tests.racing import at_once

from .calls_factories import CallFactory, admitted, evaluated, opened, sent
from .pacts_factories import PactFactory, coordinator, days_ago, with_hours
from .pacts_factories import signed as in_force
from .proposals_factories import AgreementFactory, signed

DAY = datetime.timedelta(days=1)
pytestmark = pytest.mark.django_db(transaction=True)


def in_reserve(call, many):
    rows = [sent(call) for _ in range(many)]
    evaluated(call)
    for position, each in enumerate(rows, 1):
        admitted(each)
        Application.objects.filter(pk=each.pk).update(state="reserve", position=position)
    return rows


def test_last_benefit_is_awarded_once_and_who_withdraw_at_once_leave_it_to_two():
    call = opened(CallFactory(benefits=1))
    rows = in_reserve(call, 4)
    refused, lock = [], threading.Lock()

    def award(row):
        try:
            Application.objects.filter(pk=row.pk).update(state="awarded")
        except IntegrityError as error:
            with lock:
                refused.append(error.__cause__.diag.constraint_name)

    at_once(*(lambda row=row: award(row) for row in rows[:2] * 3))
    first = Application.objects.filter(state="awarded")

    assert [each.position for each in first] == [1]
    assert set(refused) <= {"awards_are_no_more_than_benefits", "awards_follow_the_ranking"}

    Call.objects.filter(pk=call.pk).update(benefits=2)
    Application.objects.filter(pk=rows[1].pk).update(state="awarded")
    Call.objects.filter(pk=call.pk).update(state="awarded")
    at_once(*(lambda row=row: actions.withdraw(application=row) for row in rows[:2]))

    states = list(Application.objects.order_by("position").values_list("state", flat=True))
    assert states == ["withdrawn", "withdrawn", "awarded", "awarded"]


def test_who_pay_at_once_pay_no_more_than_was_awarded():
    call, by, refused = opened(CallFactory(amount=100)), UserFactory(), []
    (row,) = in_reserve(call, 1)
    Application.objects.update(state="awarded")
    Call.objects.update(state="awarded")

    def pay():
        try:
            paying.pay(by=by, application=row, paid_on=timezone.localdate(), amount=40)
        except paying.Refused as error:
            refused.append(error.why)

    at_once(*[pay] * 4)

    assert ([each.amount for each in row.payments.all()], set(refused)) == (
        [40, 40],
        {"payments_are_no_more_than_the_benefit"},
    )


def test_who_sends_at_once_has_each_a_number_and_one_household_one_application():
    call, people, refused = opened(CallFactory()), [UserFactory() for _ in range(6)], []
    told = {"household": "couple", "residence": "here"}
    drafts = [actions.save_draft(by=each, call=call, person=each, **told) for each in people]

    def send(number):
        code = f"CODICE{number // 2}"  # two of them say that they live with each other
        try:
            actions.send(by=people[number], application=drafts[number], phone="030 111111", fiscal_codes=[code])
        except actions.AskedTwice:
            refused.append(number)

    at_once(*(lambda number=number: send(number) for number in range(6)))

    protocols = call.applications.sent().order_by("protocol").values_list("protocol", flat=True)
    assert (list(protocols), len(refused)) == ([1, 2, 3], 3)
    assert connection.is_usable()


def test_two_nights_at_once_open_close_and_end_each_thing_once():
    today = timezone.localdate()
    ready = CallFactory(opens_on=today, is_ready=True)
    call = opened(CallFactory(opens_on=today - 9 * DAY, closes_on=today - DAY))
    coordinator(call.network)
    given = with_hours(in_force(PactFactory(hours_due=8, starts_on=days_ago(60), ends_on=days_ago(1))), 8)
    missed = in_force(PactFactory(starts_on=days_ago(60), ends_on=days_ago(9)))
    agreement = signed(AgreementFactory(starts_on=days_ago(365), ends_on=days_ago(1)))
    said = [io.StringIO() for _ in range(3)]

    at_once(*(lambda out=out: call_command("expire_calls_and_pacts", stdout=out) for out in said))

    rows = [ready, call, given, missed, agreement]
    for row in rows:
        row.refresh_from_db()
    assert [row.state for row in rows] == ["open", "closed", "completed", "ended_early", "ended"]
    opened_by = [line for out in said for line in out.getvalue().splitlines() if line == "Bandi aperti: 1"]
    assert len(opened_by) == 1
    ended = [int(line.rpartition(": ")[2]) for out in said for line in out.getvalue().splitlines() if " finiti" in line]
    assert sum(ended) == 3
    keys = list(Notice.objects.values_list("person", "key"))
    assert len(keys) == len(set(keys))
