"""What the database itself refuses of exchanges and of requests for help."""

import pytest
from django.db import IntegrityError, connection, transaction

from helpdesk.moves import pairs
from network.models import AssistanceRequest, ExchangeMatch, ExchangeNotice
from tests.factories import MunicipalityFactory, OrganizationFactory, UserFactory

from .exchange_factories import AssistanceRequestFactory, MatchFactory, NoticeFactory, agreed, given_to
from .factories import MembershipFactory, network_of

pytestmark = pytest.mark.django_db
YESTERDAY = "now() - interval '1 day'"
OFF = f"closed_at = now(), reason = 'No', asked_at = {YESTERDAY}"


def written(row, what):
    """By SQL, looked at as at the end of a transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {row._meta.db_table} SET {what} WHERE id = %s", [row.pk])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def refused(row, wrong):
    """The constraints that refused each of these, by name."""
    found = {}
    for constraint, what in wrong.items():
        with pytest.raises(IntegrityError) as error:
            written(row, what)
        found[constraint] = error.value.__cause__.diag.constraint_name
    assert found == {constraint: constraint for constraint in wrong}


@pytest.mark.parametrize(
    ("model", "table"),
    [
        (AssistanceRequest, "network_assistancerequest"),
        (ExchangeNotice, "network_exchangenotice"),
        (ExchangeMatch, "network_exchangematch"),
    ],
)
def test_moves_of_the_model_are_those_of_the_database(model, table):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = %s", [f"{table}_moves"])
        (definition,) = cursor.fetchone()

    assert sorted(part for part in definition.split("'") if ">" in part) == pairs(model.MOVES)


def test_database_refuses_help_that_makes_no_sense():
    request = AssistanceRequestFactory()
    person = UserFactory()
    stranger, fellow = OrganizationFactory(), MembershipFactory(network=request.network).organization
    to_fellow = f"assigned_at = now(), helper_organization_id = '{fellow.pk}'"

    refused(
        request,
        {
            "assistance_request_says_what": "words = ''",
            "network_assistancerequest_moves_as_allowed": "state = 'done', closed_at = now(), outcome = 'Sì'",
            "assistance_is_given_by_one": f"state = 'assigned', {to_fellow}, helper_id = {person.pk}",
            "network_assistancerequest_is_of_members": to_fellow.replace(str(fellow.pk), str(stranger.pk)),
            "assistance_request_goes_forward": f"state = 'assigned', {to_fellow}, asked_at = now() + interval '1 day'",
            "assistance_comes_from_another": to_fellow.replace(str(fellow.pk), str(request.organization_id))
            + ", state = 'assigned'",
        },
    )
    given_to(request, helper_organization=fellow)
    refused(
        request,
        {
            "assistance_request_says_how_it_ended": "state = 'done', closed_at = clock_timestamp()",
            "assistance_is_given_by_one": "helper_organization_id = NULL",
        },
    )
    with pytest.raises(IntegrityError, match="Only members"):
        AssistanceRequestFactory(network=network_of(), organization=stranger)


def test_database_refuses_notices_that_make_no_sense():
    notice = NoticeFactory()

    refused(
        notice,
        {
            "exchange_notice_says_what": "title = ''",
            "exchange_notice_is_over_with_its_days": "first_day = expires_on - 5, last_day = expires_on - 1",
            "exchange_notice_says_when_closed": "state = 'expired'",
            "network_exchangenotice_moves_as_allowed": "state = 'agreed'",
            "exchange_notice_stays_as_it_was_answered": "kind = 'request'",
        },
    )
    MatchFactory(offer=notice)
    refused(
        notice,
        {
            "exchange_notice_stays_as_it_was_answered": "title = 'Un’altra sala'",
            "exchange_stands_with_its_notices": "state = 'agreed'",
        },
    )
    with pytest.raises(IntegrityError, match="Only members"):
        NoticeFactory(network=notice.network, organization=OrganizationFactory())


def test_database_refuses_exchanges_that_make_no_sense():
    match = MatchFactory()
    request = NoticeFactory(membership__network=match.network, kind="request")
    bergamo = network_of(MunicipalityFactory(name="Bergamo", istat_code="016024"))
    far = NoticeFactory(membership__network=bergamo, kind="request")
    agrees = "state = 'agreed', agreed_at = now(), terms = 'Sabato'"

    refused(
        match,
        {
            "exchange_is_between_two": "taker_id = giver_id",
            "exchange_answers_a_notice": "asked_by_giver = true",
            "exchange_agreement_says_what": "state = 'agreed', agreed_at = now()",
            "exchange_says_why_it_is_off": "state = 'declined', closed_at = now()",
            "exchange_says_when_closed": "state = 'declined', reason = 'No'",
            "exchange_is_done_when_both_say_so": "giver_done_at = now()",
            "network_exchangematch_moves_as_allowed": f"state = 'failed', {OFF}",
            "exchange_offer_is_of_the_giver": f"giver_id = '{request.organization_id}'",
            "exchange_request_is_of_the_taker": f"request_id = {request.pk}",
            "exchange_is_of_an_offer_and_a_request": f"request_id = {far.pk}",
            "exchange_stands_with_its_notices": agrees,
        },
    )
    refused(match, {"exchange_is_of_an_offer_and_a_request": f"request_id = {match.offer_id}"})
    with pytest.raises(IntegrityError, match="Only members"):
        MatchFactory(offer=match.offer, taker=OrganizationFactory())


def test_database_refuses_to_agree_twice_on_an_offer_or_on_a_request():
    match = MatchFactory()
    other = MatchFactory(offer=match.offer)
    request = NoticeFactory(membership__network=match.network, kind="request")
    of_request = {"request": request, "taker": request.organization, "asked_by_giver": True, "offer": None}
    first, second = (
        MatchFactory(**of_request, network=match.network, giver=MembershipFactory(network=match.network).organization)
        for _each in range(2)
    )
    agrees = "state = 'agreed', agreed_at = now(), terms = 'Sabato'"
    agreed(match)
    agreed(first)

    refused(other, {"exchange_offer_is_agreed_once": agrees})
    refused(second, {"exchange_request_is_agreed_once": agrees})
    with pytest.raises(IntegrityError, match="exchange_offer_is_asked_for_once"), transaction.atomic():
        MatchFactory(offer=other.offer, taker=other.taker)
    with pytest.raises(IntegrityError, match="exchange_request_is_answered_once"), transaction.atomic():
        MatchFactory(**of_request, network=match.network, giver=second.giver)


def test_database_refuses_an_exchange_that_is_done_for_one_side_only():
    match = agreed(MatchFactory())

    refused(
        match,
        {
            "exchange_is_done_when_both_say_so": "state = 'done', giver_done_at = now(), closed_at = now()",
            "exchange_stands_with_its_notices": "state = 'done', closed_at = now(), "
            "giver_done_at = now(), taker_done_at = now()",
        },
    )
