from .bulletin import BulletinEntry, BulletinIssue, BulletinItem
from .delivery import Delivery, Subscription
from .meetings import AgendaItem, Attendance, Meeting, MeetingInvitation, Stand
from .membership import Network, NetworkMembership
from .minutes import ActionItem, Decision, Minutes

__all__ = [
    "ActionItem",
    "AgendaItem",
    "Attendance",
    "BulletinEntry",
    "BulletinIssue",
    "BulletinItem",
    "Decision",
    "Delivery",
    "Meeting",
    "MeetingInvitation",
    "Minutes",
    "Network",
    "NetworkMembership",
    "Stand",
    "Subscription",
]
