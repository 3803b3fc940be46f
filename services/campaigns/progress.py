"""How far a campaign is: in numbers, by quarter and by person, and on a drawing."""

from collections import Counter
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organizations.orientation import Frame, names_around
from puntocomunita.charts import bars
from services.models import Asset, CampaignVisit, Change

State = CampaignVisit.State
FOUND = [State.CONFIRMED, State.CORRECTED, State.GONE, State.NOT_FOUND]


class Share(NamedTuple):
    name: str
    done: int
    entries: int

    @property
    def of_100(self):
        return round(100 * self.done / self.entries)


class Dot(NamedTuple):
    """A place with its entries: `done` is all, part or none."""

    x: float
    y: float
    done: str


class Drawing(NamedTuple):
    width: int
    height: int
    dots: list
    names: list


class Progress:
    """Of a campaign and its visits as `located` gives them; asks for the names on the drawing and what is new."""

    def __init__(self, campaign, visits):
        self.campaign, self.visits = campaign, visits
        self.entries = len(visits)
        self.done = sum(visit.is_done for visit in visits)

    @property
    def sentence(self):
        if not self.entries:
            return _("In questi quartieri non c’è ancora niente da controllare.")
        said = ngettext("%(done)s voce su %(entries)s", "%(done)s voci su %(entries)s", self.done)
        return f"{said}, {self.left}." % {"done": self.done, "entries": self.entries}

    @property
    def left(self):
        days = self.campaign.days_left
        if not days:
            return _("il giro è finito")
        return ngettext("manca %(days)s giorno", "mancano %(days)s giorni", days) % {"days": days}

    def found(self):
        """[(what, how many)] of what came of the calls, and of what was written down beside them. Two queries."""
        counted = Counter(visit.state for visit in self.visits)
        found = [(state.label, counted[state]) for state in FOUND]
        found.append((_("risorse nuove"), new_assets(self.campaign)))
        return [(what, count) for what, count in found if count]

    def by_quarter(self):
        return self.shares(lambda visit: visit.quarter.name if visit.quarter else _("senza quartiere"))

    def by_agent(self):
        return self.shares(lambda visit: visit.agent.name if visit.agent else _("di nessuno"))

    def shares(self, name_of):
        entries = Counter(map(name_of, self.visits))
        done = Counter(name_of(visit) for visit in self.visits if visit.is_done)
        return [Share(name, done[name], entries[name]) for name in sorted(entries)]

    def quarters_chart(self):
        return bars([(share.name, share.of_100) for share in self.by_quarter()], most=100)

    def agents_chart(self):
        return bars([(share.name, share.done) for share in self.by_agent()])

    def drawing(self, width=400, height=260, margin=300):
        """Where is done and where is still to do; None where nothing has a point. One query."""
        done = {}
        for visit in self.visits:
            if visit.place and visit.place.latitude is not None:
                done.setdefault(visit.place, []).append(visit.is_done)
        if not done:
            return None
        frame = Frame(done, width, height, margin)
        dots = [Dot(*frame.spot(place.latitude, place.longitude, "")[:2], how_far(of)) for place, of in done.items()]
        names = names_around(frame, [], {place.municipality_id for place in done})
        return Drawing(width, height, dots, names)


def new_assets(campaign):
    """Those in its quarters since it was started, and those its agents wrote that wait for a review."""
    since = {"created_at__gt": campaign.created_at, "created_at__date__lt": campaign.period.upper}
    there = Asset.objects.filter(quarter__in=campaign.quarters.all(), **since).count()
    waiting = Change.objects.waiting().filter(kind="asset", asset=None, **since)
    return there + waiting.filter(author__in=campaign.agents.all()).count()


def how_far(done):
    return "all" if all(done) else "part" if any(done) else "none"
