"""Two entries that are one, with everything that may point at an entry."""

import datetime
import uuid

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from accounts.access import Role
from community.models import InitiativeTask, ManagementAgreement, Outcome
from network.models import DismissedSuggestion
from organizations.models import Claim, Collaboration, ConfirmationRequest, House, Invitation, Organization
from services.listings import refresh_all
from services.merging import actions
from services.merging.choosing import Compared
from services.models import CampaignVisit, Change, MappingCampaign, Report, Verification
from territory.models import Municipality
from tests.community.calls_factories import CallFactory
from tests.community.concierge_factories import AdviceSlotFactory
from tests.community.events_factories import EventFactory, fundraising_of
from tests.community.factories import BookingFactory
from tests.community.initiatives_factories import CommitmentFactory, PartnerFactory, TaskFactory, completed
from tests.community.pacts_factories import PactFactory
from tests.community.proposals_factories import AgreementFactory, signed
from tests.factories import (
    AssetFactory,
    CommunityPointFactory,
    LocationFactory,
    MemberFactory,
    MunicipalityFactory,
    OpeningHoursFactory,
    OrganizationFactory,
    ScheduleFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
    TermFactory,
    UserFactory,
)
from tests.helpdesk.factories import ReferralFactory
from tests.network.bulletin_factories import ItemFactory, make_issue
from tests.network.coaching_factories import CoachingProgrammeFactory, StakeholderFactory
from tests.network.exchange_factories import AssistanceRequestFactory, MatchFactory, NoticeFactory, given_to
from tests.network.factories import MembershipFactory, network_of
from tests.network.governance_factories import SeatFactory
from tests.network.meeting_factories import (
    ActionItemFactory,
    AgendaItemFactory,
    AttendanceFactory,
    MeetingFactory,
    MeetingInvitationFactory,
    StandFactory,
)
from tests.network.training_factories import PracticeFactory

PERIOD = DateRange(datetime.date(2026, 1, 1), datetime.date(2100, 1, 1))


def merge(winner, loser, by, **choices):
    return merge_seen(winner, loser, by, Compared(winner, loser).stamp, **choices)


def merge_seen(winner, loser, by, seen, **choices):
    return actions.merge(winner=winner, loser=loser, choices=choices, seen=seen, by=by)


def told_of(entry, column, campaign):
    """One of each thing that people say of an entry."""
    about = {column: entry}
    Report.objects.create(**about, topic=Report.Topic.OTHER, words="Non è giusto")
    Verification.objects.create(**about, how="phone")
    Change.objects.create(**about, kind=column, wanted={"name": "Altro"}, state=Change.State.WAITING)
    if column != "asset":
        ReferralFactory(**about, target_kind=column, target_name=entry.name)
    CampaignVisit.objects.create(**about, campaign=campaign, position=campaign.visits.count() + 1)


def campaign_at(point):
    return MappingCampaign.objects.create(name="Giro", community_point=point, period=PERIOD)


def in_a_network(organization):
    """A member of one of its own, at a meeting there, in the bulletin, in a house and wherever else one takes part."""
    number = Municipality.objects.count()
    city = MunicipalityFactory(name=f"Città {number}", istat_code=f"{90_000 + number:06}")
    membership = MembershipFactory(network=network_of(city), organization=organization)
    meeting = MeetingFactory(network=membership.network, showcase=True)
    for make in (MeetingInvitationFactory, AttendanceFactory, StandFactory, AgendaItemFactory):
        make(meeting=meeting, organization=organization)
    ActionItemFactory(network=membership.network, owner=None, owner_organization=organization)
    make_issue(membership.network, item=ItemFactory(membership=membership, approved=True), organization=organization)
    CoachingProgrammeFactory(network=membership.network, coach_organization=organization)
    StakeholderFactory(programme__network=membership.network, organization=organization)
    SeatFactory(body__network=membership.network, organization=organization)
    PracticeFactory(network=membership.network, organization=organization)
    house = House.objects.create(location=LocationFactory(), name="Casa", slug=f"casa-{number}")
    house.organizations.add(organization)
    with_exchanges(membership)
    in_a_community(organization, membership.network, house)


def in_a_community(organization, network, house):
    """It has a room, invites, takes part, promises, cares for what is left, gives money and advice."""
    BookingFactory(space__house=house, organization=organization)
    EventFactory(network=network, organization=organization)
    PactFactory(network=network, host=organization)
    named = {"kind": "organization", "organization": organization, "agrees": True}
    fundraising_of(house).sources.create(**named, amount=50, received_on=timezone.localdate())
    initiative = completed(network=network)
    Outcome.objects.filter(initiative=initiative).update(organization=organization)
    PartnerFactory(initiative=initiative, organization=organization)
    task = TaskFactory(initiative=initiative)
    InitiativeTask.objects.filter(pk=task.pk).update(state="2_taken", organization=organization)
    CommitmentFactory(initiative=initiative, person=None, organization=organization)
    AgreementFactory(network=network, organization=organization)
    CallFactory(network=network, organization=organization)
    AdviceSlotFactory(network=network, organization=organization)


def with_exchanges(membership):
    """Help asked for and given; a room of its own that another wants, and one of another that it wants."""
    network, organization = membership.network, membership.organization
    AssistanceRequestFactory(membership=membership)
    given_to(AssistanceRequestFactory(membership__network=network), helper_organization=organization)
    MatchFactory(offer=NoticeFactory(membership=membership))
    MatchFactory(offer=NoticeFactory(membership__network=network), taker=organization)


def with_partners(organization):
    """It works with one before it and one after it in the order of keys, and neither is suggested to the other."""
    number = Organization.objects.count()
    for key in (number, 2**128 - number):
        partner = OrganizationFactory(pk=uuid.UUID(int=key))
        one, other = (partner, organization) if key == number else (organization, partner)
        Collaboration.objects.create(one=one, other=other, words="La festa", one_confirmed_at=timezone.now())
        DismissedSuggestion.objects.create(organization=one, other=other)


def organization_with_all(staff, **values):
    """An organisation in the quarter of the staff at which everything points that can."""
    made = OrganizationFactory(**values)
    place = LocationFactory(organization=made, quarter=staff.quarter)
    service = ServiceFactory(organization=made, name=f"Sportello di {made.name}")
    ServiceAtLocationFactory(service=service, location=place)
    AssetFactory(organization=made, location=place)
    CommunityPointFactory(lead_organization=made, location=place)
    CommunityPointFactory(location=place).partners.add(made)
    OrganizationFactory(parent_organization=made)
    MemberFactory(organization=made)
    Claim.objects.create(organization=made, claimant=UserFactory(), words="La tengo io")
    ConfirmationRequest.objects.create(organization=made)
    Invitation.objects.create(
        organization=made, role=Role.EDITOR, email="x@example.org", digest=str(made.pk),
        expires_at=timezone.now() + datetime.timedelta(days=7),
    )  # fmt: skip
    in_a_network(made)
    with_partners(made)
    told_of(made, "organization", campaign_at(staff.point))
    refresh_all()
    return made


def service_with_all(staff, **values):
    made = ServiceFactory(organization=staff.organization, terms=[TermFactory(name="Compiti")], **values)
    hours = OpeningHoursFactory()
    ScheduleFactory(opening_hours=hours, byday=["MO"])
    ServiceAtLocationFactory(service=made, location=LocationFactory(quarter=staff.quarter), opening_hours=hours)
    made.service_areas.create(name=f"Zona {made.slug}")
    kept_by_citizens(made, network_of(staff.city))
    told_of(made, "service", campaign_at(staff.point))
    refresh_all()
    return made


def kept_by_citizens(service, network):
    """Under an agreement that began another one."""
    agreement = signed(AgreementFactory(network=network))
    ManagementAgreement.objects.filter(pk=agreement.pk).update(service=service)
    agreement.service.delete()


def asset_with_all(staff, **values):
    place = staff.organization.locations.get()
    made = AssetFactory(organization=staff.organization, location=place, **values)
    made.terms.add(TermFactory(name="Compiti"))
    told_of(made, "asset", campaign_at(staff.point))
    refresh_all()
    return made


MAKERS = {"organization": organization_with_all, "service": service_with_all, "asset": asset_with_all}
