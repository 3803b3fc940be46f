"""What the database refuses of initiatives, however it is asked."""

import pytest
from django.db import IntegrityError, connection, transaction

from community.models import Commitment, Initiative, InitiativeTask, Partnering
from helpdesk.moves import pairs
from tests.factories import MunicipalityFactory, OrganizationFactory, QuarterFactory, UserFactory
from tests.network.factories import network_of

from .factories import NeedThemeFactory
from .initiatives_factories import (
    CommitmentFactory,
    InitiativeFactory,
    OutcomeFactory,
    PartnerFactory,
    ReachFactory,
    TaskFactory,
    active,
    completed,
)

pytestmark = pytest.mark.django_db


def changed(row, what):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {row._meta.db_table} SET {what} WHERE id = %s", [row.pk])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def another_city():
    return network_of(MunicipalityFactory(name="Bergamo", istat_code="016024"))


PLANNED = {
    "over_at = now()": "initiative_that_is_over_says_when",
    "state = 'stopped', over_at = now()": "initiative_that_stopped_says_why",
    "stopped_reason = 'Pioveva'": "initiative_that_stopped_says_why",
    "state = 'active'": "initiative_that_is_on_is_public_and_has_begun",
    "state = 'active', starts_on = now(), published_at = NULL": "initiative_that_is_on_is_public_and_has_begun",
    "starts_on = '2026-02-02', ends_on = '2026-02-01'": "initiative_ends_after_it_starts",
    "people_target = 0": "initiative_wants_to_reach_somebody",
    "state = 'completed', starts_on = now(), over_at = now()": "does not become",
}
OF_ROWS = {
    "task": (TaskFactory, "state = '3_done', person_id = {user}, organization_id = '{organization}'", "taken_by_one"),
    "open task": (TaskFactory, "person_id = {user}", "open_task_is_of_nobody"),
    "commitment": (CommitmentFactory, "organization_id = '{organization}'", "of_a_person_or_an_organization"),
    "settled": (CommitmentFactory, "state = 'kept'", "commitment_is_settled_on_a_day"),
    "not settled": (CommitmentFactory, "settled_at = now()", "commitment_is_settled_on_a_day"),
    "reach": (ReachFactory, "people = 0", "reach_is_of_somebody"),
    "partner": (PartnerFactory, "confirmed_at = NULL, confirmed_by_id = {user}", "partner_is_confirmed_on_a_day"),
}


@pytest.mark.parametrize(("what", "why"), PLANNED.items())
def test_database_refuses_of_an_initiative(what, why):
    with pytest.raises(IntegrityError, match=why):
        changed(InitiativeFactory(), what)


@pytest.mark.parametrize("name", OF_ROWS)
def test_database_refuses_of_what_is_done_in_it(name):
    factory, what, why = OF_ROWS[name]
    row, user, organization = factory(), UserFactory(), OrganizationFactory()

    with pytest.raises(IntegrityError, match=why):
        changed(row, what.format(user=user.pk, organization=organization.pk))


def test_database_refuses_a_completed_initiative_without_its_outcome():
    with pytest.raises(IntegrityError, match="once it is completed"):
        changed(active(), "state = 'completed', over_at = now()")


def settled(attempt):
    with transaction.atomic(), connection.cursor() as cursor:
        attempt()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_database_refuses_an_outcome_of_what_goes_on_and_to_lose_that_of_what_is_done():
    going, done = active(), completed()

    with pytest.raises(IntegrityError, match="once it is completed"):
        settled(lambda: OutcomeFactory(initiative=going))
    with pytest.raises(IntegrityError, match="once it is completed"):
        settled(done.outcome.delete)


def test_completed_initiative_goes_with_its_outcome():
    initiative = completed()

    settled(initiative.delete)

    assert not Initiative.objects.exists()


@pytest.mark.parametrize("column", ["who_may_use", "cared_by"])
def test_database_refuses_a_common_good_that_nobody_may_use_or_cares_for(column):
    with pytest.raises(IntegrityError, match="outcome_says_who"):
        changed(completed().outcome, f"{column} = ''")


def test_database_refuses_a_quarter_and_a_theme_of_another_city():
    initiative, elsewhere = InitiativeFactory(), another_city()
    quarter, theme = QuarterFactory(municipality=elsewhere), NeedThemeFactory(network=elsewhere)

    with pytest.raises(IntegrityError, match="quarter of an initiative"):
        changed(initiative, f"quarter_id = {quarter.pk}")
    with pytest.raises(IntegrityError, match="initiative_comes_of_a_theme_of_its_city"):
        changed(initiative, f"need_theme_id = {theme.pk}")


def test_database_refuses_people_reached_where_the_initiative_is_not():
    reach = ReachFactory()

    with pytest.raises(IntegrityError, match="reach_is_where_its_initiative_is"):
        changed(reach, f"municipality_id = {another_city().pk}")


def test_database_refuses_two_that_lead_and_one_twice():
    first = PartnerFactory(role=Partnering.LEAD)

    with pytest.raises(IntegrityError, match="one_organization_leads_an_initiative"), transaction.atomic():
        PartnerFactory(initiative=first.initiative, role=Partnering.LEAD)
    with pytest.raises(IntegrityError, match="organization_is_a_partner_once"), transaction.atomic():
        PartnerFactory(initiative=first.initiative, organization=first.organization)


def test_database_refuses_a_commitment_of_nobody_but_keeps_it_when_the_person_goes():
    commitment = CommitmentFactory()

    with pytest.raises(IntegrityError, match="made by a person or an organisation"), transaction.atomic():
        CommitmentFactory(initiative=commitment.initiative, person=None)
    commitment.person.delete()
    assert [*Commitment.objects.values_list("person", "words")] == [(None, "Porto la terra")]


@pytest.mark.parametrize("model", [Initiative, InitiativeTask, Commitment])
def test_trigger_allows_the_moves_of_the_model(model):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgargs FROM pg_trigger WHERE tgname = %s", [f"{model._meta.db_table}_moves"])
        (arguments,) = cursor.fetchone()

    assert sorted(bytes(arguments).decode().strip("\0").split("\0")) == pairs(model.MOVES)
