"""Changing an entry of the directory, at once or after a review, so that two who write at once lose nothing.

An entry is read as values (`read`), which are JSON and so can be kept in a `Change` while it waits; `apply`
writes those that its author changed, unless somebody changed the same ones in between.
"""

from .applying import Conflict, apply, publish, read, refresh
from .kinds import KINDS, kind_of

__all__ = ["KINDS", "Conflict", "apply", "kind_of", "publish", "read", "refresh"]
