from .claim import Claim
from .collaboration import Collaboration
from .confirmation import ConfirmationRequest
from .contact import ReservedContact
from .house import House
from .opening_hours import Closure, OnHolidays, OpeningHours, Schedule, Timetable
from .organization import CommunityPoint, HowVerified, Location, Organization
from .people import Invitation, Mandate, OrganizationMember

__all__ = [
    "Claim",
    "Closure",
    "Collaboration",
    "CommunityPoint",
    "ConfirmationRequest",
    "House",
    "HowVerified",
    "Invitation",
    "Location",
    "Mandate",
    "OnHolidays",
    "OpeningHours",
    "Organization",
    "OrganizationMember",
    "ReservedContact",
    "Schedule",
    "Timetable",
]
