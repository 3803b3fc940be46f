from .group import Group, GroupInvitation, GroupMembership
from .initiative import Initiative, InitiativeMunicipality, InitiativePartner, Participation, Partnering, Reach
from .initiative_work import Commitment, InitiativeTask, Outcome, Story
from .need import Endorsement, Need, NeedTheme
from .post import Post, Reply
from .space import Booking, Occupation, Space

__all__ = [
    "Booking",
    "Commitment",
    "Endorsement",
    "Group",
    "GroupInvitation",
    "GroupMembership",
    "Initiative",
    "InitiativeMunicipality",
    "InitiativePartner",
    "InitiativeTask",
    "Need",
    "NeedTheme",
    "Occupation",
    "Outcome",
    "Participation",
    "Partnering",
    "Post",
    "Reach",
    "Reply",
    "Space",
    "Story",
]
