"""One mapping campaign of the demo, half way: what its agents found, what they have in hand, what is free."""

import datetime

from django.utils import timezone

from organizations.models import CommunityPoint
from services.campaigns.actions import start_campaign
from services.models import CampaignVisit, MappingCampaign

from .people import POINT, person

NAME = "Giro d’autunno: Fiumicello e Porta Milano"
BEFORE, AFTER = datetime.timedelta(days=9), datetime.timedelta(days=13)
State = CampaignVisit.State
# What came of the first ones, in the order of the list; the note is for who coordinates.
FOUND = [
    (State.CONFIRMED, ""),
    (State.CORRECTED, "Il sabato adesso sono chiusi."),
    (State.CONFIRMED, ""),
    (State.NOT_FOUND, ""),
    (State.CONFIRMED, ""),
    (State.CORRECTED, "Hanno cambiato numero."),
    (State.CONFIRMED, "Molto gentili: chiedono di passare a trovarli."),
    (State.GONE, "Il locale è vuoto da giugno."),
    (State.CONFIRMED, ""),
]
IN_HAND = 3  # of each


def load_campaign(day: datetime.date):
    """Starts it nine days before `day`, unless it is there. Returns how many it started."""
    point = CommunityPoint.objects.get(slug=POINT)
    if MappingCampaign.objects.filter(community_point=point, name=NAME).exists():
        return 0
    agents = [person("volontario"), person("coordinatrice")]
    about = {"community_point": point, "name": NAME, "quarters": point.quarters.all(), "agents": agents}
    campaign = start_campaign(by=agents[1], period=(day - BEFORE, day + AFTER), **about)
    visits = list(campaign.visits.order_by("position")[: len(FOUND) + 2 * IN_HAND])
    for number, visit in enumerate(visits):
        visit.agent = agents[number % 2]
        if number < len(FOUND):
            visit.state, visit.note = FOUND[number]
            visit.attempts = 3 if visit.state == State.NOT_FOUND else 0
            visit.done_at = timezone.now() - datetime.timedelta(days=len(FOUND) - number)
    CampaignVisit.objects.bulk_update(visits, ["agent", "state", "note", "attempts", "done_at"])
    return 1
