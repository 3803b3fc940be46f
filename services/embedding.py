"""What another site writes into a page of its own to show the search, a service or a Punto Comunità."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from organizations.models import CommunityPoint

from .models import Listing, Service

SEARCH = "cerca"
THINGS = {"servizi": (Service, Listing.Kind.SERVICE), "punti": (CommunityPoint, Listing.Kind.COMMUNITY_POINT)}
WHAT = {SEARCH: _("La ricerca"), "servizi": _("Un servizio"), "punti": _("Un Punto Comunità")}
TALL = 600  # pixels, where no script tells how tall it is


@dataclass(frozen=True)
class Embedding:
    """`what` is the path under /riquadro/, `page` the page of the portal that shows the same, `query` the presets."""

    what: str
    title: str
    page: str
    query: str = ""

    @property
    def path(self):
        """Of the frame, in the portal."""
        return f"/riquadro/{self.what}/{self._asked}"

    @property
    def script(self):
        """The script that puts the frame where it stands, and what is read where no script runs."""
        filters = f' data-filtri="{escape(self.query)}"' if self.query else ""
        source = settings.SITE_URL + reverse("services:embed_script")
        link = f'<a href="{escape(settings.SITE_URL + self.page + self._asked)}">{escape(self.title)}</a>'
        return (
            f'<script src="{escape(source)}" data-punto="{self.what}"{filters}'
            f' data-titolo="{escape(self.title)}" async></script>\n<noscript>{link}</noscript>'
        )

    @property
    def iframe(self):
        """The frame itself, for who may not write scripts."""
        return (
            f'<iframe src="{escape(settings.SITE_URL + self.path)}" title="{escape(self.title)}"'
            f' width="100%" height="{TALL}" style="border:0" loading="lazy"></iframe>'
        )

    @property
    def _asked(self):
        return f"?{self.query}" if self.query else ""


def of_search(query):
    title = _("Cerca un aiuto vicino: Punto Comunità")
    return Embedding(SEARCH, str(title), reverse("services:listing_list"), query)


def of_thing(kind, thing):
    return Embedding(f"{kind}/{thing.slug}", thing.name, thing.get_absolute_url())
