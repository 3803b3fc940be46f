"""Import of HSDS, of any version and shape, into the directory (`docs/import.md`, `docs/adr/0006-imports.md`)."""

from .feed import Feed, import_feed
from .files import NotReadable
from .report import Problem, Report

__all__ = ["Feed", "NotReadable", "Problem", "Report", "import_feed"]
