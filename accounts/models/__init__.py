from .access_log import AccessLog
from .api_token import ApiToken
from .calendar_link import SecretCalendar
from .qualification import Qualification
from .user import User

__all__ = ["AccessLog", "ApiToken", "Qualification", "SecretCalendar", "User"]
