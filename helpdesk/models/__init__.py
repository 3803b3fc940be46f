from .client import CallBackRequest, Client, Notice, Permission
from .enquiry import Enquiry, EnquiryTopic
from .monitoring import PublishedCell
from .of_a_desk import desks_of
from .referral import AnswerLink, FollowUp, Referral, ReturnCode, Step
from .rota import CalendarLink, DeskSchedule, Shift, ShiftAssignment, VolunteerApplication

__all__ = [
    "AnswerLink",
    "CalendarLink",
    "CallBackRequest",
    "Client",
    "DeskSchedule",
    "Enquiry",
    "EnquiryTopic",
    "FollowUp",
    "Notice",
    "Permission",
    "PublishedCell",
    "Referral",
    "ReturnCode",
    "Shift",
    "ShiftAssignment",
    "Step",
    "VolunteerApplication",
    "desks_of",
]
