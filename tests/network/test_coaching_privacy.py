"""What the network holds of who takes part in a coaching programme, and for how long."""

import datetime
import io

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.management import call_command

from accounts.access import Role
from accounts.actions import erase_person
from accounts.personal_data import everything_held
from network.models import CoachingProgramme, CoachingSession, Stakeholder
from services.merging.moving import RELATIONS
from tests.factories import CommunityPointFactory, MandateFactory, MemberFactory, OrganizationFactory, UserFactory

from .coaching_factories import (
    CoachingProgrammeFactory,
    CoachingSessionFactory,
    StakeholderFactory,
    active_programme,
    add_people,
    completed_programme,
    today,
)

pytestmark = pytest.mark.django_db


def test_names_and_notes_go_two_years_after_the_last_day_and_organizations_stay():
    old = CoachingProgrammeFactory(starts_on=today(-1010))
    recent = CoachingProgrammeFactory(starts_on=today(-990))
    emporio = OrganizationFactory(name="Emporio")
    for programme in (old, recent):
        StakeholderFactory(programme=programme, name="Anna", organization=emporio)
        add_people(programme, 2)
        CoachingSessionFactory(programme=programme, notes="Anna dice che…", written_by=UserFactory(name="Carla"))

    call_command("erase_expired", stdout=io.StringIO())

    assert {str(each) for each in old.team.all()} == {"Emporio", "una persona"}
    assert {str(each) for each in recent.team.all()} == {"Emporio – Anna", "Vicina 1", "Vicina 2"}
    assert old.team.count_by_kind()["citizens"] == 2
    notes = CoachingSession.objects.order_by("programme_id").values_list("notes", "written_by__name")
    assert list(notes) == [("", None), ("Anna dice che…", "Carla")]
    names = CoachingProgramme.objects.order_by("pk").values_list("coach_name", flat=True)
    assert list(names) == ["", "Ada Neri"]


def test_coach_who_leaves_the_portal_leaves_the_programme_without_one():
    anna = MemberFactory(user=UserFactory(name="Anna Bianchi")).user
    programme = CoachingProgrammeFactory(coach=anna, coach_name="", coach_organization=None)
    own = StakeholderFactory(programme=programme, name="Anna Bianchi", organization=anna.memberships.get().organization)
    namesake = StakeholderFactory(programme=programme, name="Anna Bianchi")
    held = everything_held(anna)

    erase_person(anna)

    assert held["Percorsi che accompagni"] == [
        {
            "percorso": programme.title,
            "dal": programme.starts_on,
            "al": programme.starts_on + datetime.timedelta(days=270),
            "a che punto è": "in preparazione",
        }
    ]
    programme.refresh_from_db()
    assert (programme.coach, programme.has_coach) == (None, False)
    assert dict(Stakeholder.objects.values_list("pk", "name")) == {own.pk: "", namesake.pk: "Anna Bianchi"}


def test_entries_that_become_one_are_once_in_a_team_and_were_where_either_was():
    session = CoachingSessionFactory()
    winner, loser = OrganizationFactory(), OrganizationFactory()
    relation = Stakeholder._meta.get_field("organization").remote_field
    kept = StakeholderFactory(programme=session.programme, organization=winner)
    gone = StakeholderFactory(programme=session.programme, organization=loser)
    other = StakeholderFactory(programme=session.programme, organization=loser, name="Anna")
    gone.presences.create(programme=session.programme, session=session)

    RELATIONS["stakeholder.organization"].how(relation, winner, loser)

    assert set(session.programme.team.values_list("pk", "organization")) == {
        (kept.pk, winner.pk),
        (other.pk, winner.pk),
    }
    assert session.presences.get().stakeholder == kept


@pytest.mark.parametrize("over", [False, True])
def test_coach_opens_names_and_notes_only_with_a_second_factor(client, settings, over):
    settings.REQUIRE_MFA = True
    coach = UserFactory(name="Ada Neri")
    make = completed_programme if over else active_programme
    programme = make(coach=coach, coach_name="", coach_organization=None)
    CoachingSessionFactory(programme=programme, notes="Anna dice che…")
    client.force_login(coach)

    def seen():
        """Where its own page leads, and what the public one shows."""
        page = client.get(programme.get_absolute_url()).text
        led = client.get(f"{programme.get_absolute_url()}squadra/")
        return led.status_code, led.headers.get("Location", "")[:24], "Vicina 1" in page, "Anna dice che…" in page

    without = seen()
    TOTP.activate(coach, generate_totp_secret())

    assert without == (302, "/account/secondo-passo/?", False, False)
    assert seen()[2:] == (True, True)


def test_second_factor_is_asked_without_a_query_of_who_opens_personal_data_anyway(django_assert_num_queries):
    coordinator, citizen = MandateFactory(role=Role.COORDINATOR).user, UserFactory()

    with django_assert_num_queries(2):  # mandates and memberships, as for every page
        assert coordinator.opens_personal_data
    with django_assert_num_queries(3):
        assert not citizen.opens_personal_data


def test_coordinator_without_the_second_factor_sees_of_a_public_page_what_anyone_sees(client, settings):
    programme = active_programme()
    point = CommunityPointFactory(location__municipality=programme.network)
    client.force_login(MandateFactory(community_point=point, role=Role.COORDINATOR).user)

    pages = []
    for settings.REQUIRE_MFA in (False, True):
        pages.append("Vicina 1" in client.get(programme.get_absolute_url()).text)

    assert pages == [True, False]
