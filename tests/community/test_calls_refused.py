"""What the database itself refuses of calls and applications."""

import pytest
from django.db import IntegrityError, connection, transaction

from community.models import Applicant, Application, Call, Criterion, Score
from helpdesk.moves import pairs
from tests.factories import MunicipalityFactory, QuarterFactory, UserFactory

from .calls_factories import (
    ELIGIBLE,
    ApplicationFactory,
    CallFactory,
    admitted,
    closed,
    evaluated,
    of_the_young,
    opened,
    scored,
    sent,
)

pytestmark = pytest.mark.django_db


def changed(row, what):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {row._meta.db_table} SET {what} WHERE id = %s", [row.pk])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def refusals(row, attempts):
    """{what was tried: by which constraint it was refused}."""
    return {what: refusal(row, what) for what in attempts}


def refusal(row, what):
    try:
        changed(row, what)
    except IntegrityError as error:
        return error.__cause__.diag.constraint_name
    return ""


OF_A_DRAFT_CALL = {
    "benefits = 0": "call_gives_something",
    "closes_on = opens_on - 1": "call_closes_after_it_opens",
    "hours_due = 10": "call_says_where_hours_are_given",
    "hours_where = 'Nel quartiere'": "call_says_where_hours_are_given",
    "single_under = 35": "call_says_the_age_of_one_and_of_two",
    "state = 'open'": "call_opens_within_its_period",
    "state = 'open', opened_on = opens_on - 1": "call_opens_within_its_period",
    "state = 'open', opened_on = closes_on + 1": "call_opens_within_its_period",
    "state = 'closed', opened_on = opens_on, closed_on = closes_on + 1": "community_call_moves_as_allowed",
    "archived_on = closes_on": "call_that_is_archived_says_since_when",
    "age_from = 100": "call_leaves_some_ages_between",
    "single_under = 18, couple_under = 70": "call_leaves_some_ages_between",
    "single_under = 35, couple_under = 36": "call_leaves_some_ages_between",
    "appeal_days = 61": "call_leaves_days_to_appeal",
    "state = 'open', opened_on = opens_on, ages_on = closes_on, is_ready = true": "call_that_waits_is_a_draft",
    "ages_on = closes_on": "call_that_is_out_says_the_day_of_ages",
    "state = 'open', opened_on = opens_on": "call_that_is_out_says_the_day_of_ages",
}


def test_database_refuses_of_a_draft_call():
    assert refusals(CallFactory(), OF_A_DRAFT_CALL) == OF_A_DRAFT_CALL


OF_AN_OPEN_CALL = {
    "amount = 9": "call_that_is_out_keeps_its_terms",
    "single_under = 30": "call_that_is_out_keeps_its_terms",
    "age_from = 20": "call_that_is_out_keeps_its_terms",
    "appeal_days = 20": "call_that_is_out_keeps_its_terms",
    "ages_on = closes_on + 5": "call_that_is_out_keeps_its_terms",
    "declarations = '{}'": "call_that_is_out_keeps_its_terms",
    "needs_assessment = true": "call_that_is_out_keeps_its_terms",
    "benefits = 1": "call_that_is_out_keeps_its_terms",
    "closes_on = closes_on - 1": "call_that_is_out_keeps_its_terms",
    "state = 'closed'": "call_closes_once_its_period_is_over",
    "state = 'closed', closed_on = closes_on": "call_closes_once_its_period_is_over",
}


def test_database_refuses_of_an_open_call():
    assert refusals(opened(of_the_young(benefits=2)), OF_AN_OPEN_CALL) == OF_AN_OPEN_CALL


def test_open_call_may_give_more_and_stay_open_longer():
    call = opened(of_the_young())

    changed(call, "benefits = 2, closes_on = closes_on + 5, title = 'Casa', words = 'Meglio'")

    call.refresh_from_db()
    assert (call.benefits, call.title) == (2, "Casa")


def test_database_refuses_another_criterion_once_a_call_is_out():
    call = opened(of_the_young())

    with pytest.raises(IntegrityError, match="keeps its criteria"), transaction.atomic():
        Criterion.objects.create(call=call, number=2, words="Altro", points=5)
    with pytest.raises(IntegrityError, match="keeps its criteria"), transaction.atomic():
        call.criteria.all().delete()


SENDING = "state = 'submitted', protocol = 1, submitted_at = now()"
AFTER = "(SELECT closes_on + 1 FROM community_call WHERE id = call_id)::timestamp AT TIME ZONE 'Europe/Rome'"
LATE = f"state = 'submitted', protocol = 1, submitted_at = {AFTER}"
OF_A_DRAFT = {
    "state = 'admitted'": "community_application_moves_as_allowed",
    "state = 'submitted'": "application_that_is_sent_has_a_protocol_number",
    "protocol = 1": "application_that_is_sent_has_a_protocol_number",
    "partner_age = 30": "application_of_one_has_one_age",
    "reasons = '{age}'": "application_is_excluded_for_a_reason",
    "position = 1": "application_in_a_ranking_has_its_place",
    "erased_at = now()": "application_that_is_erased_says_nothing_of_anybody",
    f"{SENDING}, phone = ''": "application_that_is_sent_says_who_asks",
    f"{SENDING}, person_id = NULL": "application_that_is_sent_says_who_asks",
    f"{SENDING} - interval '9 days'": "application_is_sent_while_the_call_is_open",
    f"{SENDING} + interval '9 days'": "application_is_sent_while_the_call_is_open",
    LATE: "application_is_sent_while_the_call_is_open",
    f"{SENDING}, age = 35": "application_meets_the_rules_of_its_call",
    f"{SENDING}, age = NULL": "application_meets_the_rules_of_its_call",
    f"{SENDING}, age = 17": "application_meets_the_rules_of_its_call",
    f"{SENDING}, household = 'couple', age = 17, partner_age = 20": "application_meets_the_rules_of_its_call",
    f"{SENDING}, household = 'couple'": "application_meets_the_rules_of_its_call",
    f"{SENDING}, household = 'couple', age = 36, partner_age = 34": "application_meets_the_rules_of_its_call",
    f"{SENDING}, residence = 'else'": "application_meets_the_rules_of_its_call",
    f"{SENDING}, permit = false": "application_meets_the_rules_of_its_call",
    f"{SENDING}, permit = NULL": "application_meets_the_rules_of_its_call",
    f"{SENDING}, declared = '{{}}'": "application_meets_the_rules_of_its_call",
    f"{SENDING}, declared = '{{false}}'": "application_meets_the_rules_of_its_call",
}


def test_database_refuses_of_an_application_that_is_not_sent():
    draft = ApplicationFactory(call=opened(of_the_young()), phone="sealed", **ELIGIBLE)

    assert refusals(draft, OF_A_DRAFT) == OF_A_DRAFT


def test_database_takes_who_is_within_the_rules_by_a_hair():
    call = opened(of_the_young())

    single = sent(call, age=34, residence="coming")
    couple = sent(call, household="couple", age=50, partner_age=19)

    assert [single.state, couple.state] == ["submitted", "submitted"]


def test_database_takes_what_is_sent_in_the_last_second():
    draft = ApplicationFactory(phone="sealed", household="single", residence="here")

    changed(draft, f"{LATE} - interval '1 second'")

    draft.refresh_from_db()
    assert draft.state == "submitted"


def test_database_refuses_what_is_sent_to_a_call_that_is_closed():
    draft = ApplicationFactory(phone="sealed", household="single", residence="here")
    closed(draft.call)

    with pytest.raises(IntegrityError, match="while_the_call_is_open"):
        changed(draft, SENDING)


def test_database_refuses_a_quarter_of_another_city():
    elsewhere = QuarterFactory(municipality=MunicipalityFactory(name="Bergamo", istat_code="016024"))
    draft = ApplicationFactory(phone="sealed", household="single", residence="here")

    with pytest.raises(IntegrityError, match="quarter_of_the_city"):
        changed(draft, f"{SENDING}, quarter_id = {elsewhere.pk}")


OF_WHAT_IS_SENT = {
    "age = 20": "application_that_is_sent_stays_as_it_is",
    "protocol = 7": "application_that_is_sent_stays_as_it_is",
    "submitted_at = now() - interval '1 day'": "application_that_is_sent_stays_as_it_is",
    "state = 'admitted'": "application_is_decided_while_it_is_evaluated",
    "state = 'excluded', reasons = '{documents}'": "application_is_decided_while_it_is_evaluated",
    "state = 'awarded', position = 1": "community_application_moves_as_allowed",
}


def test_database_refuses_of_an_application_that_is_sent():
    assert refusals(sent(opened(of_the_young())), OF_WHAT_IS_SENT) == OF_WHAT_IS_SENT


def test_database_refuses_who_assesses_or_decides_for_themselves():
    application = sent(opened(CallFactory(needs_assessment=True)))
    by_themselves = f"by_id = {application.person_id}"

    with pytest.raises(IntegrityError, match="applicant_is_assessed_by_another"):
        changed(application, f"assessed_{by_themselves}")
    with pytest.raises(IntegrityError, match="application_is_decided_by_another"):
        changed(application, f"decided_{by_themselves}")


def test_database_refuses_to_admit_who_was_not_assessed():
    application = sent(opened(CallFactory(needs_assessment=True)))
    evaluated(application.call)

    with pytest.raises(IntegrityError, match="applicant_is_assessed_before"):
        changed(application, "state = 'admitted'")
    changed(application, "state = 'admitted', assessed_on = now()")


def test_database_refuses_to_exclude_without_a_reason():
    application = sent(opened(CallFactory()))
    evaluated(application.call)

    with pytest.raises(IntegrityError, match="excluded_for_a_reason"):
        changed(application, "state = 'excluded'")


NOTHING_LEFT = "erased_at = now(), person_id = NULL, phone = '', household = '', age = NULL, residence = ''"
OF_WHO_IS_NOT_ADMITTED = {
    "decided_at = NULL": "application_that_is_excluded_says_since_when",
    "appeal = 'x'": "application_is_appealed_once_and_in_time",
    "appealed_at = now()": "application_says_why_it_should_be_looked_at_again",
    "appeal = 'x', appealed_at = now() + interval '12 days'": "application_is_appealed_once_and_in_time",
    "appeal_closed_at = now()": "application_says_why_it_should_be_looked_at_again",
    f"{NOTHING_LEFT}, reasons = '{{documents}}'": "application_that_is_erased_says_nothing_of_anybody",
    "to_tell = 'excluded'": "who_has_an_access_is_told_by_the_portal",
    "to_tell = 'excluded', to_tell_since = now()": "who_has_an_access_is_told_by_the_portal",
    "state = 'admitted', reasons = '{}', appeal = 'x', appealed_at = now()": "application_is_appealed_once_and_in_time",
}


def test_database_refuses_of_who_is_not_admitted():
    application = sent(opened(CallFactory(appeal_days=10)))
    evaluated(application.call)
    changed(application, "state = 'excluded', reasons = '{documents}', decided_at = now()")

    assert refusals(application, OF_WHO_IS_NOT_ADMITTED) == OF_WHO_IS_NOT_ADMITTED
    assert refusal(application.call, "state = 'awarded'") == "call_is_awarded_once_appeals_are_over"
    changed(application, "appeal = 'x', appealed_at = now()")
    assert refusal(application, "appeal = 'y'") == "application_is_appealed_once_and_in_time"
    assert refusal(application.call, "state = 'awarded'") == "call_is_awarded_once_appeals_are_over"
    changed(application, "appeal_closed_at = now()")
    changed(application.call, "state = 'awarded'")
    changed(application, f"{NOTHING_LEFT}, appeal = '', reasons = '{{}}'")


def test_database_refuses_more_awards_than_benefits_and_those_out_of_order():
    call = opened(CallFactory(benefits=1))
    first, second = sent(call), sent(call)
    evaluated(call)
    for position, each in enumerate([first, second], 1):
        changed(admitted(each), f"state = 'reserve', position = {position}")

    with pytest.raises(IntegrityError, match="awards_follow_the_ranking"):
        changed(second, "state = 'awarded'")
    changed(first, "state = 'awarded'")
    with pytest.raises(IntegrityError, match="awards_are_no_more_than_benefits"):
        changed(second, "state = 'awarded'")
    with pytest.raises(IntegrityError, match="place_in_a_ranking_is_of_one"):
        changed(second, "position = 1")


def test_database_refuses_a_ranking_before_all_is_decided_and_has_points():
    call = opened(of_the_young())
    application = sent(call)
    evaluated(call)

    with pytest.raises(IntegrityError, match="not decided, or has no points"):
        changed(call, "state = 'awarded'")
    changed(admitted(application), "state = 'awarded', position = 1")
    with pytest.raises(IntegrityError, match="not decided, or has no points"):
        changed(call, "state = 'awarded'")


def test_database_refuses_points_that_are_not_fair():
    call = opened(of_the_young())
    application, waiting = sent(call), sent(call)
    evaluated(call)
    admitted(application)
    criterion = call.criteria.get()
    told = {"call": call, "application": application, "criterion": criterion, "evaluator": UserFactory(), "points": 10}
    Score.objects.create(**told)

    for wrong, why in [
        ({}, "evaluator_gives_points_once"),
        ({"points": 11, "evaluator": UserFactory()}, "no_more_than_the_criterion"),
        ({"evaluator": application.person}, "given_to_others_while"),
        ({"application": waiting}, "given_to_others_while"),
        ({"call": opened(CallFactory()), "evaluator": UserFactory()}, "of_the_call_of_the_application|of_the_call"),
    ]:
        with pytest.raises(IntegrityError, match=why):
            written(**told | wrong)


@transaction.atomic
def written(**score):
    Score.objects.create(**score)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_database_refuses_that_somebody_asks_twice_also_within_a_couple():
    call = opened(CallFactory())
    one, other = sent(call), sent(call)
    Applicant.objects.create(call=call, application=one, digest="abc")

    with pytest.raises(IntegrityError, match="nobody_asks_a_call_twice"), transaction.atomic():
        Applicant.objects.create(call=call, application=other, digest="abc")
    with pytest.raises(IntegrityError, match="person_applies_to_a_call_once"), transaction.atomic():
        ApplicationFactory(call=call, person=one.person)


@pytest.mark.parametrize("model", [Call, Application])
def test_trigger_allows_the_moves_of_the_model(model):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgargs FROM pg_trigger WHERE tgname = %s", [f"{model._meta.db_table}_moves"])
        (arguments,) = cursor.fetchone()

    assert sorted(bytes(arguments).decode().strip("\0").split("\0")) == pairs(model.MOVES)


def test_scores_of_two_are_their_mean():
    call = opened(of_the_young())
    application = sent(call)
    evaluated(call)
    for points in (4, 9):
        scored(admitted(application), points)

    assert [each.score for each in Application.objects.with_score()] == [6.5]
