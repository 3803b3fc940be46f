from .initiative import Initiative, InitiativeMunicipality, InitiativePartner, Participation, Partnering, Reach
from .initiative_work import Commitment, InitiativeTask, Outcome, Story
from .need import Endorsement, Need, NeedTheme
from .space import Booking, Occupation, Space

__all__ = [
    "Booking",
    "Commitment",
    "Endorsement",
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
    "Reach",
    "Space",
    "Story",
]
