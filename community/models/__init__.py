from .codesign import CoDesign, CoDesignMeeting, Phase
from .group import Group, GroupInvitation, GroupMembership
from .initiative import Initiative, InitiativeMunicipality, InitiativePartner, Participation, Partnering, Reach
from .initiative_work import Commitment, InitiativeTask, Outcome, Story
from .need import Endorsement, Need, NeedTheme
from .notice import How, Notice, NoticeWish, Topic, how_unless_wished
from .post import Post, Reply
from .proposal import Contribution, Proposal, ProposalDecision, ProposalEndorsement, ProposalStep, ProposalText
from .space import Booking, Occupation, Space

__all__ = [
    "Booking",
    "CoDesign",
    "CoDesignMeeting",
    "Commitment",
    "Contribution",
    "Endorsement",
    "Group",
    "GroupInvitation",
    "GroupMembership",
    "How",
    "Initiative",
    "InitiativeMunicipality",
    "InitiativePartner",
    "InitiativeTask",
    "Need",
    "NeedTheme",
    "Notice",
    "NoticeWish",
    "Occupation",
    "Outcome",
    "Participation",
    "Partnering",
    "Phase",
    "Post",
    "Proposal",
    "ProposalDecision",
    "ProposalEndorsement",
    "ProposalStep",
    "ProposalText",
    "Reach",
    "Reply",
    "Space",
    "Story",
    "Topic",
    "how_unless_wished",
]
