from .advice import AdviceBooking, AdviceSlot
from .agreement import AgreementSignature, ManagementAgreement
from .application import Applicant, Application, Reason, Score
from .call import Call, Criterion
from .codesign import CoDesign, CoDesignMeeting, Phase
from .concierge import Concierge, ConciergeMembership, Vetting
from .event import Event, EventDate
from .event_guest import EventGuest
from .exchange import Exchange
from .fundraising import Fundraising, FundraisingSource, FundraisingUse
from .group import Group, GroupInvitation, GroupMembership
from .hours import HoursEntry
from .house_project import HouseProject, ProjectHouse
from .initiative import Initiative, InitiativeMunicipality, InitiativePartner, Participation, Partnering, Reach
from .initiative_work import Commitment, InitiativeTask, Outcome, Story
from .moderation import ModerationAppeal, ModerationDecision, ModerationReport
from .need import Endorsement, Need, NeedTheme
from .notice import How, Notice, NoticeWish, Topic, how_unless_wished
from .pact import Pact, PactSignature, Side
from .payment import BenefitPayment
from .post import Post, Reply
from .proposal import Contribution, Proposal, ProposalDecision, ProposalEndorsement, ProposalStep, ProposalText
from .space import Booking, Occupation, Space
from .standing import Block, Suspension
from .survey import CommunitySurvey, Dimension, SurveyAnswer, SurveyTaken

__all__ = [
    "AdviceBooking",
    "AdviceSlot",
    "AgreementSignature",
    "Applicant",
    "Application",
    "BenefitPayment",
    "Block",
    "Booking",
    "Call",
    "CoDesign",
    "CoDesignMeeting",
    "Commitment",
    "CommunitySurvey",
    "Concierge",
    "ConciergeMembership",
    "Contribution",
    "Criterion",
    "Dimension",
    "Endorsement",
    "Event",
    "EventDate",
    "EventGuest",
    "Exchange",
    "Fundraising",
    "FundraisingSource",
    "FundraisingUse",
    "Group",
    "GroupInvitation",
    "GroupMembership",
    "HoursEntry",
    "HouseProject",
    "How",
    "Initiative",
    "InitiativeMunicipality",
    "InitiativePartner",
    "InitiativeTask",
    "ManagementAgreement",
    "ModerationAppeal",
    "ModerationDecision",
    "ModerationReport",
    "Need",
    "NeedTheme",
    "Notice",
    "NoticeWish",
    "Occupation",
    "Outcome",
    "Pact",
    "PactSignature",
    "Participation",
    "Partnering",
    "Phase",
    "Post",
    "ProjectHouse",
    "Proposal",
    "ProposalDecision",
    "ProposalEndorsement",
    "ProposalStep",
    "ProposalText",
    "Reach",
    "Reason",
    "Reply",
    "Score",
    "Side",
    "Space",
    "Story",
    "SurveyAnswer",
    "SurveyTaken",
    "Suspension",
    "Topic",
    "Vetting",
    "how_unless_wished",
]
