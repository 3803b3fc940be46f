"""Stands that who coordinates frees, and a showcase that is to become another meeting."""

import pytest
from django.core import mail
from django.test import Client

from accounts.access import Role
from network.meetings import actions
from network.members.actions import leave
from network.models import Meeting, MeetingInvitation, Stand
from tests.factories import CommunityPointFactory, MandateFactory, MemberFactory, OrganizationFactory

from .factories import MembershipFactory
from .governance_factories import SteeringBodyFactory, body_meeting
from .meeting_factories import MeetingFactory, MeetingInvitationFactory, StandFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def network():
    return MembershipFactory(organization__name="Emporio", organization__email="emporio@example.org").network


@pytest.fixture
def emporio(network):
    return network.members().get()


@pytest.fixture
def stand(network, emporio):
    return StandFactory(meeting=MeetingFactory(network=network, showcase=True), number=1, organization=emporio)


@pytest.fixture
def runs(network):
    return client_of(MandateFactory(community_point__location__municipality=network, role=Role.COORDINATOR).user)


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def address(stand):
    return f"{stand.meeting.get_absolute_url()}banchi/"


def free(stand, organization):
    return {"stand": stand.pk, "organization": organization.pk}


def test_who_coordinates_frees_a_stand_and_who_had_it_hears(runs, stand, emporio, django_capture_on_commit_callbacks):
    offered = "Libera il banco, e avvisa" in runs.get(address(stand)).text
    with django_capture_on_commit_callbacks(execute=True):
        answer = runs.post(f"{address(stand)}libera/", free(stand, emporio), follow=True)

    assert (offered, "Fatto: il banco 1 è libero, e a chi lo aveva lo scriviamo." in answer.text) == (True, True)
    assert Stand.objects.get().organization is None
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [
        (["emporio@example.org"], "Il banco 1 non è più vostro: Vetrina")
    ]
    assert "che era di Emporio" in mail.outbox[0].body


def test_stand_that_passed_to_another_meanwhile_is_not_freed(runs, stand, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answer = runs.post(f"{address(stand)}libera/", free(stand, OrganizationFactory()), follow=True)

    assert "Guarda com’è adesso" in answer.text
    assert (Stand.objects.get().organization, mail.outbox) == (stand.organization, [])


def test_who_leaves_the_network_is_asked_to_nothing_more_there_and_leaves_its_stand(network, emporio, stand):
    body = body_meeting(SteeringBodyFactory(network=network), past=False)
    meetings = [MeetingFactory(network=network), MeetingFactory(network=network, past=True), body]
    _ahead, been, guides = (
        MeetingInvitationFactory(meeting=each, organization=emporio, user=None) for each in meetings
    )
    showed = StandFactory(meeting=MeetingFactory(network=network, showcase=True, past=True), organization=emporio)

    leave(by=None, membership=emporio.network_memberships.get(), reason="Chiude")

    assert set(MeetingInvitation.objects.all()) == {been, guides}
    assert list(Stand.objects.exclude(organization=None)) == [showed]


def test_nobody_else_frees_the_stand_of_another(network, stand, emporio):
    other = MemberFactory(organization=MembershipFactory(network=network).organization, role=Role.OWNER).user
    volunteer = MandateFactory(community_point=CommunityPointFactory(location__municipality=network)).user

    tried = [
        client_of(user).post(f"{address(stand)}libera/", free(stand, emporio)).status_code
        for user in (other, volunteer)
    ]

    assert (tried, Stand.objects.get().organization) == ([403, 403], emporio)


def test_showcase_becomes_another_meeting_only_while_no_stand_is_taken(runs, stand):
    StandFactory(meeting=stand.meeting, number=2)
    path, said = f"{stand.meeting.get_absolute_url()}modifica/", {"kind": "monthly", "title": "Riunione"}
    start = stand.meeting.dtstart.date()
    said |= {"day": start, "starts_at": "18:00", "ends_at": "20:00", "place": "Sala civica", "status": "CONFIRMED"}

    taken = runs.post(path, said | {"stands": "2"})
    before = Meeting.objects.get().kind, Stand.objects.count()
    actions.leave_stand(by=None, stand=stand)
    runs.post(path, said | {"stands": "2"})

    assert list(taken.context["form"].errors) == ["kind"]
    assert [before, (Meeting.objects.get().kind, Stand.objects.count())] == [("showcase", 2), ("monthly", 0)]
