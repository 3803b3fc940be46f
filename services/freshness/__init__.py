"""That what is written is still true: who checked it, whom to ask again, what nobody has confirmed."""

from .checking import checks_of, verify, verify_all

__all__ = ["checks_of", "verify", "verify_all"]
