"""The directory to be taken away whole: a table, points, HSDS, and the catalogue that says what they are.

Each is written as it is read, in batches of rows in the order of their UUIDs: memory does not grow with the
directory, and a row that is rewritten meanwhile comes once.
"""

import datetime
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
BATCH = 2_000


class File(NamedTuple):
    """One file to download: `name` is of its URL too; `kind` is a code of the EU's file types."""

    name: str
    extension: str
    kind: str
    media_type: str
    title: str
    description: str

    @property
    def path(self):
        return reverse(f"services:open_data_{self.name}")

    @property
    def url(self):
        return settings.SITE_URL + self.path

    def filename(self, changed_at: datetime.datetime):
        """With the day of the last change of the directory."""
        return f"{self.name}-{timezone.localdate(changed_at)}.{self.extension}"


SERVICES = File(
    "servizi",
    "csv",
    "CSV",
    "text/csv; charset=utf-8",
    _("I servizi, in una tabella"),
    _("Una riga per ogni servizio in ogni luogo dove si dà; si apre con Excel e LibreOffice."),
)
PLACES = File(
    "luoghi",
    "geojson",
    "GEOJSON",
    "application/geo+json",
    _("I luoghi, sulla mappa"),
    _("Servizi, risorse e Punti Comunità che hanno un luogo, come punti GeoJSON in WGS 84."),
)
DIRECTORY = File(
    "hsds",
    "json",
    "JSON",
    "application/json",
    _("Tutto l’elenco, in HSDS 3.0"),
    _("Organizzazioni, luoghi, servizi, orari, risorse e temi, nel formato internazionale HSDS 3.0."),
)
FILES = [SERVICES, PLACES, DIRECTORY]


def batches(listings, columns):
    """Rows as tuples of these columns, read by key."""
    last = None
    while True:
        later = listings if last is None else listings.filter(uuid__gt=last)
        rows = list(later.order_by("uuid").values_list("uuid", *columns)[:BATCH])
        if not rows:
            return
        yield from rows
        last = rows[-1][0]


def page_of(path, slug):
    return f"{settings.SITE_URL}/{path}/{slug}/"
