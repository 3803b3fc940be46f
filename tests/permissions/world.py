"""A city with one of everything, and the people who come to its pages."""

import datetime
import json
from types import SimpleNamespace

from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from cryptography.hazmat.primitives.asymmetric import ec
from django.contrib.auth.models import AnonymousUser
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

from accounts.access import Role, Scope
from accounts.models import ApiToken
from helpdesk.models import Enquiry, PublishedCell, Referral
from network.members.collaborating import record_collaboration
from network.models import Network, NetworkMembership, TrainingSession
from organizations.models import Claim, House, Invitation
from services.models import Change, LinkCheck, MappingCampaign, Report, RowChange, Service
from territory.models import Holiday
from tests.factories import (
    AssetFactory,
    CommunityPointFactory,
    LocationFactory,
    MandateFactory,
    MemberFactory,
    MunicipalityFactory,
    OpeningHoursFactory,
    OrganizationFactory,
    PlaceNameFactory,
    PostalCodeFactory,
    QualificationFactory,
    QuarterFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
    UserFactory,
    ZoneFactory,
)
from tests.helpdesk.factories import CallBackRequestFactory, ClientFactory, ShiftFactory, VolunteerApplicationFactory
from tests.network.bulletin_factories import ItemFactory, make_issue
from tests.network.coaching_factories import (
    CoachingGoalFactory,
    CoachingPhaseFactory,
    CoachingSessionFactory,
    active_programme,
)
from tests.network.exchange_factories import AssistanceRequestFactory, MatchFactory, NoticeFactory
from tests.network.factories import MembershipFactory
from tests.network.governance_factories import MeasurementFactory, SeatFactory, SteeringBodyFactory, body_meeting
from tests.network.meeting_factories import (
    ActionItemFactory,
    AgendaItemFactory,
    DecisionFactory,
    MeetingFactory,
    MeetingInvitationFactory,
    StandFactory,
    approved_minutes,
)
from tests.network.training_factories import EnrolmentFactory, PracticeFactory, SessionFactory

from .rooms import ROOMS

# What each is called in the table; the names are the attributes of `World.visitors`.
VISITORS = {
    "anyone": "chiunque, senza accesso",
    "citizen": "cittadina con un accesso",
    "editor": "chi scrive per l’organizzazione",
    "owner": "responsabile dell’organizzazione",
    "owner_elsewhere": "responsabile di un’altra organizzazione",
    "volunteer": "volontario del Punto Comunità",
    "volunteer_before": "volontario fino a ieri",
    "unlearned": "volontario senza la formazione sui dati",
    "coordinator": "chi coordina il Punto Comunità",
    "coordinator_elsewhere": "chi coordina un altro Punto Comunità",
    "social_worker": "assistente sociale della città",
    "direction": "direzione della città",
    "direction_elsewhere": "direzione di un’altra città",
    "technician": "chi tiene in piedi il portale",
    "without_factor": "chi coordina, senza il secondo passo che serve",
}
NEEDS_A_FACTOR = {"without_factor"}  # for these REQUIRE_MFA is on
ENDED = DateRange(datetime.date(2020, 1, 1), datetime.date(2021, 1, 1))


def make_world():
    world = SimpleNamespace()
    city, elsewhere = MunicipalityFactory(), MunicipalityFactory(name="Bergamo", istat_code="016024", province="BG")
    quarter = QuarterFactory(zone=ZoneFactory(municipality=city))
    far = QuarterFactory(zone=ZoneFactory(municipality=city, name="Est"), name="Sanpolino")
    world.city = city
    world.organization = OrganizationFactory(name="Emporio", slug="emporio")
    place = LocationFactory(organization=world.organization, quarter=quarter)
    world.point = CommunityPointFactory(slug="punto", location=place, lead_organization=world.organization)
    world.point.quarters.add(quarter)
    world.point_elsewhere = CommunityPointFactory(slug="altro", location=LocationFactory(quarter=far))
    world.point_elsewhere.quarters.add(far)
    world.service = ServiceFactory(slug="servizio", organization=world.organization)
    ServiceAtLocationFactory(service=world.service, location=place)
    world.twin = ServiceFactory(slug="doppione", organization=world.organization)
    world.asset = AssetFactory(slug="risorsa", location=place, organization=world.organization)
    world.place = place
    world.visitors = visitors(world, elsewhere)
    add_belongings(world)
    add_upkeep(world)
    add_desk(world)
    add_network(world)
    for room in ROOMS:
        room.add(world)
    world.rows = rows(world)
    return world


def add_belongings(world):
    """What people have and have been sent."""
    citizen, owner = world.visitors["citizen"], world.visitors["owner"]
    world.passkey = Authenticator.objects.create(
        user=citizen, type=Authenticator.Type.WEBAUTHN, data={"name": "Telefono", "credential": passkey()}
    )
    TOTP.activate(citizen, generate_totp_secret())
    RecoveryCodes.activate(citizen)
    year = timezone.now() + datetime.timedelta(days=90)
    world.token, _secret = ApiToken.objects.issue(user=citizen, name="Prova", scopes=[Scope.ACCOUNT], expires_at=year)
    address = EmailAddress.objects.create(user=citizen, email="nuova@example.org")
    world.confirmation_key = EmailConfirmationHMAC(address).key
    week = timezone.now() + datetime.timedelta(days=7)
    offered = {"invited_by": owner, "email": "invitata@example.org", "expires_at": week}
    world.invitations = {
        "organization": Invitation.objects.create(
            organization=world.organization, role=Role.EDITOR, digest="a", **offered
        ),
        "point": Invitation.objects.create(community_point=world.point, role=Role.VOLUNTEER, digest="b", **offered),
        "city": Invitation.objects.create(municipality=world.city, role=Role.SOCIAL_WORKER, digest="c", **offered),
    }


def passkey():
    """What a browser sends when a passkey is made, as django-allauth keeps it."""
    key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    made = AttestedCredentialData.create(bytes(16), b"passkey", key)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT
    data = AuthenticatorData.create(sha256(b"testserver"), flags, 0, made)
    said = {"type": "webauthn.create", "challenge": websafe_encode(b"challenge"), "origin": "https://testserver"}
    return {
        "id": websafe_encode(b"passkey"),
        "rawId": websafe_encode(b"passkey"),
        "type": "public-key",
        "clientExtensionResults": {},
        "response": {
            "clientDataJSON": websafe_encode(json.dumps(said).encode()),
            "attestationObject": websafe_encode(bytes(AttestationObject.create("none", data, {}))),
        },
    }


def add_upkeep(world):
    """What was said of the service, and what is being done about it."""
    of_service = {"kind": "service", "service": world.service, "wanted": {"name": "Altro"}}
    owner = world.visitors["owner"]
    world.change = Change.objects.create(author=owner, state=Change.State.WAITING, **of_service)
    world.draft = Change.objects.create(author=owner, state=Change.State.DRAFT, **of_service)
    site = {"url": "https://morto.example/", "failures": 3, "failing_since": datetime.date(2026, 1, 1)}
    world.dead_site = LinkCheck.objects.create(reason=LinkCheck.Reason.GONE, **site)
    Service.objects.filter(pk=world.service.pk).update(url=world.dead_site.url)
    world.report = Report.objects.create(service=world.service, topic=Report.Topic.OTHER, words="Prova")
    world.proposal = Report.objects.create(topic=Report.Topic.NEW, suggestion="Orto di via Milano")
    world.act = RowChange.objects.filter(kind="service", key=str(world.service.pk)).latest("pk").act
    asking = world.visitors["citizen"]
    world.claim = Claim.objects.create(organization=world.organization, claimant=asking, words="La tengo io")
    period = DateRange(datetime.date(2020, 1, 1), datetime.date(2100, 1, 1))
    world.campaign = MappingCampaign.objects.create(name="Giro", community_point=world.point, period=period)
    volunteer = world.visitors["volunteer"]
    world.campaign.agents.add(volunteer, world.visitors["unlearned"])
    world.visit = world.campaign.visits.create(position=1, service=world.service, agent=volunteer)


def add_desk(world):
    """What is written down at the desk of the point, and published of it."""
    year, of_point = DateRange(datetime.date(2025, 1, 1), datetime.date(2026, 1, 1)), {"desk": world.point.slug}
    PublishedCell.objects.create(
        municipality=world.city, period=year, measure="enquiries", dimensions=of_point, value=20
    )
    logged_by = world.visitors["volunteer"]
    world.enquiry = Enquiry.objects.create(community_point=world.point, logged_by=logged_by)
    shown = {"kind": Referral.Kind.SIGNPOST, "target_kind": Referral.TargetKind.EXTERNAL, "target_name": "Patronato"}
    sent = {"state": Referral.State.SENT, "sent_at": timezone.now(), "reference": "AAAAA-AAAAA"}
    world.referral = Referral.objects.create(enquiry=world.enquiry, **shown, **sent)
    world.call_back = CallBackRequestFactory(community_point=world.point)
    world.client = ClientFactory(community_point=world.point)
    world.shift = ShiftFactory(community_point=world.point)
    world.application = VolunteerApplicationFactory(community_point=world.point)


def add_network(world):
    """The network of the city, of which the organisation is a member."""
    world.network = Network.objects.get(pk=world.city.pk)
    membership = MembershipFactory(network=world.network, organization=world.organization)
    world.membership = membership
    world.applicant = MembershipFactory(network=world.network, state=NetworkMembership.State.APPLIED, admitted_at=None)
    world.colleague = MembershipFactory(network=world.network, organization__slug="collega").organization
    world.house = House.objects.create(location=world.place, slug="casa", name="Casa")
    world.house.organizations.add(world.colleague)
    friend = MembershipFactory(network=world.network).organization
    world.collaboration = record_collaboration(
        by=None, network=world.network, mine=friend, other=world.organization, words="La festa"
    )
    world.bulletin_item, world.bulletin = ItemFactory(membership=membership), make_issue(world.network)
    world.meeting = MeetingFactory(network=world.network, showcase=True)
    asked = {"meeting": world.meeting, "email": ""}
    MeetingInvitationFactory(organization=world.organization, **asked)
    for each in ("coordinator", "coordinator_elsewhere", "direction", "without_factor"):
        MeetingInvitationFactory(organization=None, user=world.visitors[each], **asked)
    world.agenda_item = AgendaItemFactory(meeting=world.meeting)
    world.stand = StandFactory(meeting=world.meeting)
    approved_minutes(meeting=world.meeting)
    world.decision = DecisionFactory(meeting=world.meeting)
    world.training_session = SessionFactory(training__network=world.network)
    world.training = world.training_session.training
    world.practice = PracticeFactory(network=world.network, approved=True)
    over = EnrolmentFactory(session__training=world.training, state="attended", code="ABCD-EFGH-JKLM-NPQR")
    TrainingSession.objects.filter(pk=over.session_id).update(concluded_at=timezone.now())
    world.certificate = over
    world.action_item = ActionItemFactory(network=world.network, owner=None, owner_organization=world.organization)
    world.exchange_notice = NoticeFactory(membership=membership)
    world.exchange_of_another = NoticeFactory(membership__network=world.network)
    world.exchange = MatchFactory(offer=world.exchange_notice)
    world.assistance = AssistanceRequestFactory(membership=membership)
    world.programme = active_programme(network=world.network)
    world.parts = {
        "stakeholder": world.programme.team.first(),
        "phase": CoachingPhaseFactory(programme=world.programme),
        "goal": CoachingGoalFactory(programme=world.programme),
        "session": CoachingSessionFactory(programme=world.programme),
    }
    add_governance(world)


def add_governance(world):
    """Who guides the network, and where it wants to go."""
    world.steering_body = SteeringBodyFactory(network=world.network)
    world.seat = SeatFactory(body=world.steering_body)
    world.body_meeting = body_meeting(world.steering_body, is_public=True)
    world.measurement = MeasurementFactory(goal__vision__network=world.network)
    world.goal = world.measurement.goal
    world.vision = world.goal.vision


def rows(world):
    """One row of each table of the admin, all in the city."""
    quarter, kind = world.place.quarter, world.asset.kind
    world.place.opening_hours = OpeningHoursFactory(municipality=world.city)
    world.place.save()
    made = [
        world.city,
        quarter.zone,
        quarter,
        PostalCodeFactory(municipality=world.city),
        PlaceNameFactory(municipality=world.city),
        Holiday.objects.create(date=datetime.date(2030, 1, 2), name="Prova"),
        kind.taxonomy,
        kind,
        world.organization,
        world.place,
        world.place.opening_hours,
        world.point,
        world.service,
        world.asset,
        world.visitors["citizen"],
        world.visitors["volunteer"].mandates.get(),
        world.visitors["editor"].memberships.get(),
    ]
    return {type(row): row for row in made}


def visitors(world, elsewhere):
    at_point = {"community_point": world.point}
    for_city = {"community_point": None, "municipality": world.city}
    people = {
        "anyone": AnonymousUser(),
        "citizen": UserFactory(),
        "editor": MemberFactory(organization=world.organization).user,
        "owner": MemberFactory(organization=world.organization, role=Role.OWNER).user,
        "owner_elsewhere": MemberFactory(role=Role.OWNER).user,
        "volunteer": MandateFactory(**at_point).user,
        "volunteer_before": MandateFactory(**at_point, term=ENDED).user,
        "unlearned": MandateFactory(**at_point).user,
        "coordinator": MandateFactory(**at_point, role=Role.COORDINATOR).user,
        "coordinator_elsewhere": MandateFactory(community_point=world.point_elsewhere, role=Role.COORDINATOR).user,
        "social_worker": MandateFactory(**for_city, role=Role.SOCIAL_WORKER).user,
        "direction": MandateFactory(**for_city, role=Role.DIRECTION).user,
        "direction_elsewhere": MandateFactory(community_point=None, municipality=elsewhere, role=Role.DIRECTION).user,
        "technician": UserFactory(is_technician=True),
        "without_factor": MandateFactory(**at_point, role=Role.COORDINATOR).user,
    }
    for learned in ("volunteer", "coordinator", "coordinator_elsewhere", "without_factor"):
        QualificationFactory(user=people[learned])
    assert list(people) == list(VISITORS)
    return people
