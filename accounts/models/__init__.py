from .access_log import AccessLog
from .api_token import ApiToken
from .qualification import Qualification
from .secret_calendar import SecretCalendar
from .user import User

__all__ = ["AccessLog", "ApiToken", "Qualification", "SecretCalendar", "User"]
