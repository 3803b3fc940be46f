"""Who changed what in the directory, kept by the database itself; shown, and put back (docs/adr/0009-history.md)."""

from .keeping import not_kept, told

__all__ = ["not_kept", "told"]
