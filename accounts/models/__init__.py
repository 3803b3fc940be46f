from .access_log import AccessLog
from .api_token import ApiToken
from .user import User

__all__ = ["AccessLog", "ApiToken", "User"]
