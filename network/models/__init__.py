from .meetings import AgendaItem, Attendance, Meeting, MeetingInvitation, Stand
from .membership import Network, NetworkMembership
from .minutes import ActionItem, Decision, Minutes

__all__ = [
    "ActionItem",
    "AgendaItem",
    "Attendance",
    "Decision",
    "Meeting",
    "MeetingInvitation",
    "Minutes",
    "Network",
    "NetworkMembership",
    "Stand",
]
