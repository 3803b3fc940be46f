"""What the network holds of who takes part in a coaching programme, and for how long."""

import datetime
import io

import pytest
from django.core.management import call_command

from accounts.actions import erase_person
from accounts.personal_data import everything_held
from network.models import CoachingProgramme, CoachingSession, Stakeholder
from services.merging.moving import RELATIONS
from tests.factories import MemberFactory, OrganizationFactory, UserFactory

from .coaching_factories import (
    CoachingProgrammeFactory,
    CoachingSessionFactory,
    StakeholderFactory,
    add_people,
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
    assert {str(each) for each in recent.team.all()} == {"Emporio – Anna", "Persona 1", "Persona 2"}
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
