"""Starting a campaign, and who has which entry in hand."""

import datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from services.models import CampaignVisit, MappingCampaign

from .building import fill


@transaction.atomic
def start_campaign(*, by, community_point, name, quarters, period, agents):
    """With its list built; `period` is (first day, the day after the last)."""
    campaign = MappingCampaign.objects.create(
        community_point=community_point, name=name, period=DateRange(*period), created_by=by
    )
    campaign.quarters.set(quarters)
    campaign.agents.set(agents)
    fill(campaign)
    return campaign


@transaction.atomic
def change_campaign(*, by, campaign, name, last, agents):
    """What those who no longer go still had to do is free again."""
    campaign.name = name
    campaign.period = DateRange(campaign.period.lower, last + datetime.timedelta(days=1))
    campaign.save(update_fields=["name", "period"])
    campaign.agents.set(agents)
    left = campaign.visits.to_do().exclude(agent=None).exclude(agent__in=agents)
    CampaignVisit.objects.filter(pk__in=list(left.values_list("pk", flat=True))).update(agent=None)
    return campaign


def take(*, by, campaign, visit=None):
    """Gives the person this entry, or the next that nobody has; None where another was faster. Never waits."""
    with transaction.atomic():
        free = campaign.visits.free().select_for_update(skip_locked=True, of=["self"])
        taken = (free.filter(pk=visit) if visit else free).first()
        if taken is not None:
            taken.agent = by
            taken.save(update_fields=["agent"])
    return taken


def give_back(*, by, visit):
    """Puts what is still to do back for everybody; returns whether it was."""
    open_states = [CampaignVisit.State.TO_DO, CampaignVisit.State.CALL_AGAIN]
    return bool(CampaignVisit.objects.filter(pk=visit.pk, state__in=open_states).update(agent=None))


@transaction.atomic
def deal(*, by, campaign, agent, visits):
    """Gives an agent those of these that are free; returns how many."""
    free = campaign.visits.free().select_for_update(skip_locked=True, of=["self"]).filter(pk__in=visits)
    return CampaignVisit.objects.filter(pk__in=list(free.values_list("pk", flat=True))).update(agent=agent)


def settle(visit, state, note=""):
    """Saves what came of it; `state` is one of those that end a visit."""
    visit.state, visit.note, visit.done_at = state, note, timezone.now()
    visit.save(update_fields=["state", "note", "done_at", "agent", "attempts"])
