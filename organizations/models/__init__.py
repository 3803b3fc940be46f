from .claim import Claim
from .confirmation import ConfirmationRequest
from .opening_hours import Closure, OnHolidays, OpeningHours, Schedule, Timetable
from .organization import CommunityPoint, HowVerified, Location, Organization
from .people import Invitation, Mandate, OrganizationMember

__all__ = [
    "Claim",
    "Closure",
    "CommunityPoint",
    "ConfirmationRequest",
    "HowVerified",
    "Invitation",
    "Location",
    "Mandate",
    "OnHolidays",
    "OpeningHours",
    "Organization",
    "OrganizationMember",
    "Schedule",
    "Timetable",
]
