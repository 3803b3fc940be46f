"""Sheets of paper, and how many places of a list one holds in large type."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _


class Paper(NamedTuple):
    key: str
    name: str
    holds: int  # places, on one side


A5 = Paper("a5", _("A5, mezzo foglio"), 2)
A4 = Paper("a4", _("A4, foglio intero"), 4)
SIZES = {paper.key: paper for paper in (A5, A4)}


def paper_for(asked, count):
    """The size asked for, else the smallest that holds the list on one side."""
    return SIZES.get(asked) or (A5 if count <= A5.holds else A4)
