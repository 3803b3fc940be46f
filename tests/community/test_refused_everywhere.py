"""What the database refuses that the tests of no room try."""

import pytest
from django.db import IntegrityError, connection, transaction

from community.models import CoDesignMeeting, Notice, NoticeWish, Phase, ProposalText, SurveyTaken
from tests.factories import MunicipalityFactory, OrganizationFactory, ServiceFactory, UserFactory
from tests.network.factories import network_of
from tests.network.meeting_factories import DecisionFactory

from .calls_factories import CallFactory, Criterion
from .concierge_factories import AdviceSlotFactory
from .events_factories import EventFactory, fundraising_of, house_in, project_of
from .factories import BookingFactory, SpaceFactory
from .groups_factories import PersonFactory, ReplyFactory
from .initiatives_factories import CommitmentFactory, InitiativeFactory, completed
from .pacts_factories import HoursFactory, days_ago
from .proposals_factories import (
    AgreementFactory,
    ContributionFactory,
    ProposalFactory,
    SurveyFactory,
    decided,
    in_phase,
    talked_over,
)

pytestmark = pytest.mark.django_db


def refusals(row, attempts) -> dict:
    """Each of `attempts` to change a row with the rule that refused it."""
    return {what: refusal(row, what) for what in attempts}


def refusal(row, what) -> str:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {row._meta.db_table} SET {what} WHERE id = %s", [row.pk])
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except IntegrityError as error:
        return error.__cause__.diag.constraint_name
    return ""


def notice():
    return Notice.objects.create(person=UserFactory(), topic="needs", key="k", subject="s", words="w", how="daily")


def notice_wish():
    return NoticeWish.objects.create(person=UserFactory(), topic="needs", how="daily")


def decision():
    return decided(ProposalFactory()).decision


def earlier_text():
    return ProposalText.objects.create(proposal=ProposalFactory(), number=1, title="t", words="w", why="y")


def meeting():
    return CoDesignMeeting.objects.create(codesign=in_phase(""), at="2030-01-01T10:00Z", place="Biblioteca")


def phase():
    return Phase.objects.get(codesign=in_phase("propose"))


def criterion():
    return Criterion.objects.create(call=CallFactory(), number=1, words="w", points=5)


def booking_of_advice():
    return AdviceSlotFactory().bookings.create(person=UserFactory())


CHECKS = [
    (
        notice,
        {
            "topic = 'x'": "notice_is_of_a_topic",
            "how = 'x'": "notice_is_of_a_way",
            "must = true": "notice_of_a_must_leaves_at_once",
            "how = 'never', sent_at = now()": "notice_nobody_wants_by_mail_is_not_sent",
            "tries = 1": "notice_that_did_not_leave_says_when_again",
        },
    ),
    (notice_wish, {"topic = 'x'": "notice_wish_is_of_a_topic", "how = 'x'": "notice_wish_is_of_a_way"}),
    (
        ContributionFactory,
        {
            "words = ''": "contribution_says_something",
            "hidden_at = now()": "contribution_that_is_hidden_says_why",
        },
    ),
    (decision, {"outcome = 'x'": "decision_is_yes_or_no", "why = ''": "decision_says_who_and_why"}),
    (
        ProposalFactory,
        {"state = 'merged', answer = 'a', merged_into_id = id": "proposal_is_not_merged_into_itself"},
    ),
    (earlier_text, {"why = ''": "rewriting_says_why"}),
    (lambda: in_phase(""), {"words = ''": "codesign_says_what_it_looks_for"}),
    (meeting, {"place = ''": "codesign_meeting_is_somewhere"}),
    (phase, {"kind = 'x'": "phase_is_of_a_kind"}),
    (
        SurveyFactory,
        {
            "period = 'empty'": "survey_begins_and_ends",
            "title = ''": "survey_has_a_title",
            "wave = 'x'": "survey_is_before_or_after",
        },
    ),
    (criterion, {"points = 0": "criterion_gives_points"}),
    (
        lambda: completed().outcome,
        {"who_may_use = ''": "outcome_says_who_may_use_it", "cared_by = ''": "outcome_says_who_cares_for_it"},
    ),
    (booking_of_advice, {"name = 'x'": "advice_is_of_an_account_or_name"}),
    (EventFactory, {"hidden_at = now()": "event_that_is_hidden_says_why"}),
    (lambda: fundraising_of(house_in_a_city()), {"hidden_at = now()": "fundraising_that_is_hidden_says_why"}),
    (
        lambda: project_of(house_in_a_city(), house_in_a_city()),
        {"hidden_at = now()": "houseproject_that_is_hidden_says_why"},
    ),
]


def house_in_a_city():
    return house_in(InitiativeFactory().network)


@pytest.mark.parametrize(("make", "refused"), CHECKS)
def test_database_refuses_what_a_row_may_not_say(make, refused):
    assert refusals(make(), refused) == refused


def test_database_refuses_of_who_is_in_a_group_and_of_who_promises():
    caretaker = PersonFactory(role="caretaker")
    commitment, organization = CommitmentFactory(), OrganizationFactory()
    source = fundraising_of(house_in_a_city()).sources.create(kind="people", amount=1, received_on=days_ago(0))
    named = f"organization_id = '{organization.pk}'"

    assert [
        refusals(caretaker, ["state = 'left', ended_at = now()"]),
        refusals(commitment, [named]),
        refusals(source, [named]),
    ] == [
        {"state = 'left', ended_at = now()": "caretaker_of_a_group_is_in_it"},
        {named: "commitment_is_of_a_person_or_an_organization"},
        {named: "fundraising_source_names_an_organization_that_agrees"},
    ]


def test_database_refuses_what_an_agreement_may_not_say():
    agreement = AgreementFactory()
    signature = agreement.signatures.create(side="citizens", person=UserFactory())
    of_service = f"service_id = '{ServiceFactory().pk}'"

    assert [refusals(agreement, [of_service]), refusal(signature, "side = 'x'")] == [
        {of_service: "service_is_born_of_a_signed_agreement"},
        "signature_is_for_a_side",
    ]


def test_database_refuses_a_decision_of_another_city():
    row, elsewhere = decision(), network_of(MunicipalityFactory(name="Bergamo", istat_code="016024"))
    taken = f"decision_id = {DecisionFactory(meeting__network=elsewhere).pk}"

    assert refusals(row, [taken]) == {taken: "proposal_is_decided_in_its_city"}


def test_row_stays_with_what_it_was_written_for():
    """What is asked of it when it is written is not asked again: it is not moved to where it would be refused."""
    booked, reply, contribution = booking_of_advice(), ReplyFactory(), ContributionFactory()
    taken = SurveyTaken.objects.create(survey=SurveyFactory(), digest="d")
    commitment, hours = CommitmentFactory(), HoursFactory()
    signature = hours.pact.signatures.get(side="participant")
    moved = {
        booked: f"slot_id = {AdviceSlotFactory(cancelled_at='2026-01-01T10:00Z', reason='r').pk}",
        reply: "is_private = true",
        contribution: f"proposal_id = {talked_over(codesign=contribution.proposal.codesign).pk}",
        taken: f"survey_id = {SurveyFactory(network=taken.survey.network).pk}",
        commitment: f"initiative_id = {InitiativeFactory(network=commitment.initiative.network).pk}",
        hours: f"participant_id = {UserFactory().pk}",
        signature: f"signed_by_id = {UserFactory().pk}",
    }

    refused = {row: refusal(row, what) for row, what in moved.items()}

    assert refused == {row: f"{row._meta.db_table}_stays_where_it_was_written" for row in moved}
    assert [refusal(hours, "participant_id = NULL"), refusal(signature, "signed_by_id = NULL")] == ["", ""]


def test_booking_fits_its_space_later_too():
    space = SpaceFactory(capacity=30)
    booking, closed = BookingFactory(space=space), SpaceFactory(is_open=False)

    tried = refusals(booking, ["people = 31", f"space_id = {closed.pk}", "people = 30"])

    assert list(tried.values()) == ["booking_fits_its_space", "booking_fits_its_space", ""]
