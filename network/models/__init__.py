from .bulletin import BulletinEntry, BulletinIssue, BulletinItem
from .delivery import Delivery, Subscription
from .governance import Seat, SeatPresence, SteeringBody
from .meetings import AgendaItem, Attendance, Meeting, MeetingInvitation, Stand
from .membership import Network, NetworkMembership
from .minutes import ActionItem, Decision, Minutes
from .suggestion import DismissedSuggestion
from .vision import Goal, Measurement, Vision

__all__ = [
    "ActionItem",
    "AgendaItem",
    "Attendance",
    "BulletinEntry",
    "BulletinIssue",
    "BulletinItem",
    "Decision",
    "Delivery",
    "DismissedSuggestion",
    "Goal",
    "Measurement",
    "Meeting",
    "MeetingInvitation",
    "Minutes",
    "Network",
    "NetworkMembership",
    "Seat",
    "SeatPresence",
    "Stand",
    "SteeringBody",
    "Subscription",
    "Vision",
]
