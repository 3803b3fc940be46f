from .claim import Claim
from .opening_hours import Closure, OnHolidays, OpeningHours, Schedule, Timetable
from .organization import CommunityPoint, HowVerified, Location, Organization
from .people import Invitation, Mandate, OrganizationMember

__all__ = [
    "Claim",
    "Closure",
    "CommunityPoint",
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
