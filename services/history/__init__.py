"""Who changed what in the directory, kept by the database itself; shown, and put back (docs/adr/0009-history.md)."""

from .keeping import erase_past_keeping, not_kept, told

__all__ = ["erase_past_keeping", "not_kept", "told"]
