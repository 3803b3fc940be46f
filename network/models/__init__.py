from .bulletin import BulletinEntry, BulletinIssue, BulletinItem
from .delivery import Delivery, Subscription
from .meetings import AgendaItem, Attendance, Meeting, MeetingInvitation, Stand
from .membership import Network, NetworkMembership
from .minutes import ActionItem, Decision, Minutes
from .suggestion import DismissedSuggestion

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
    "Meeting",
    "MeetingInvitation",
    "Minutes",
    "Network",
    "NetworkMembership",
    "Stand",
    "Subscription",
]
