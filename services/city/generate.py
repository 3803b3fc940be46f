"""From a number and a seed to a whole directory."""

import random
from contextlib import nullcontext

from django.db import connection
from django.utils import timezone

from organizations.models import Organization
from services import history, listings
from services.models import Listing
from services.taxonomies import load_taxonomies
from territory.holidays import ensure_holidays

from .directory import TownDirectory
from .hours import Patterns, patterns_a_town
from .indexes import lifted
from .places import build_towns
from .prose import Prose
from .sheets import NAMES, Sheets
from .sources import Themes

ANALYZED = ["organizations_timetable", "services_word", "territory_placename", "services_facetcount"]


def generate_city(*, count: int, seed: int, tell=lambda line: None) -> None:
    """Write `count` listings with their sources, all or nothing; `tell` hears of every step.

    The same seed on the same day and an equal directory gives the same rows; added to others, new ones.
    """
    with history.not_kept():
        before = Listing.objects.count()
        first_number = before + Organization.objects.count()
        draw = random.Random(f"{seed} {first_number}")
        load_taxonomies()
        tell("territorio")
        towns = build_towns(count, random.Random(seed))
        ensure_holidays()
        with nullcontext() if before else lifted(NAMES, tell):
            words = _write(towns, count, draw, first_number, tell)
        tell("parole e conteggi")
        listings.remember_words([{"words": words}])
        listings.touch_directory()
        listings.store_counts()
    _analyze(tell)


def _write(towns, count, draw, first_number, tell) -> set[str]:
    """Every town in turn; returns all the words written."""
    now = timezone.now().replace(microsecond=0)
    themes, sheets, paths = Themes(draw), Sheets(count, tell), listings.TermPaths()
    for town, share in towns:
        patterns = Patterns(draw, town, patterns_a_town(count, len(towns)), timezone.localdate(now))
        prose = Prose(draw, themes.by_taxonomy)
        TownDirectory(town, sheets, prose, themes, patterns, paths, now).write(share, first_number)
        first_number += 3 * share + 1_000  # more than the town has used
    sheets.send()
    return sheets.words


def _analyze(tell) -> None:
    """Fresh statistics; where no transaction is open, the rows are marked as visible to all too."""
    tell("statistiche")
    vacuum = "" if connection.in_atomic_block else "VACUUM "
    with connection.cursor() as cursor:
        for table in [*NAMES, *ANALYZED]:
            cursor.execute(f"{vacuum}ANALYZE {table}")
