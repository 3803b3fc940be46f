from .bulletin import BulletinEntry, BulletinIssue, BulletinItem
from .coaching import CoachingProgramme, Stakeholder
from .coaching_work import CoachingGoal, CoachingPhase, CoachingPresence, CoachingSession
from .delivery import Delivery, Subscription
from .exchange import ExchangeMatch, ExchangeMessage, ExchangeNotice
from .governance import Seat, SeatPresence, SteeringBody
from .meetings import AgendaItem, Attendance, Meeting, MeetingCalendar, MeetingInvitation, Stand
from .membership import CoordinatorsTold, Network, NetworkMembership
from .minutes import ActionItem, Decision, Minutes
from .practice import PracticeResource
from .suggestion import DismissedSuggestion
from .support import AssistanceRequest
from .training import Enrolment, Training, TrainingDay, TrainingSession
from .vision import Goal, Measurement, Vision

__all__ = [
    "ActionItem",
    "AgendaItem",
    "AssistanceRequest",
    "Attendance",
    "BulletinEntry",
    "BulletinIssue",
    "BulletinItem",
    "CoachingGoal",
    "CoachingPhase",
    "CoachingPresence",
    "CoachingProgramme",
    "CoachingSession",
    "CoordinatorsTold",
    "Decision",
    "Delivery",
    "Enrolment",
    "DismissedSuggestion",
    "ExchangeMatch",
    "ExchangeMessage",
    "ExchangeNotice",
    "Goal",
    "Measurement",
    "Meeting",
    "MeetingCalendar",
    "MeetingInvitation",
    "Minutes",
    "Network",
    "NetworkMembership",
    "Seat",
    "SeatPresence",
    "PracticeResource",
    "Stakeholder",
    "Stand",
    "SteeringBody",
    "Subscription",
    "Vision",
    "Training",
    "TrainingDay",
    "TrainingSession",
]
