from .opening_hours import Closure, OnHolidays, OpeningHours, Schedule, Timetable
from .organization import CommunityPoint, HowVerified, Location, Organization

__all__ = [
    "Closure",
    "CommunityPoint",
    "HowVerified",
    "Location",
    "OnHolidays",
    "OpeningHours",
    "Organization",
    "Schedule",
    "Timetable",
]
