from .need import Endorsement, Need, NeedTheme

__all__ = ["Endorsement", "Need", "NeedTheme"]
