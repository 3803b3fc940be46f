from .need import Endorsement, Need, NeedTheme
from .space import Booking, Occupation, Space

__all__ = ["Booking", "Endorsement", "Need", "NeedTheme", "Occupation", "Space"]
