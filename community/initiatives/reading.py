"""What the figures of an initiative say, ready to be drawn."""

from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Sum
from django.utils.translation import gettext as _

from puntocomunita.charts import bars, labelled
from services.structured_data import stated

FEW = 12


class Reached(NamedTuple):
    """`chart` draws the sum against the target, `there` what was reached in each municipality."""

    people: int
    target: int | None
    share: int | None  # of the target, in hundredths
    chart: Any
    rows: list
    places: list  # (municipality, people), and at last those of whom nobody said where
    there: Any


def reach_of(initiative) -> Reached:
    """Of one of `for_reading`; two queries."""
    people, target = initiative.reached, initiative.people_target
    drawn = bars([(_("persone raggiunte"), people)], most=max(people, target), wanted=target) if target else None
    places = initiative.reach.exclude(municipality=None).order_by().values_list("municipality__name")
    sums = list(places.annotate(n=Sum("people")).order_by("-n", "municipality__name"))
    if sums and (elsewhere := people - sum(each for _name, each in sums)):
        sums.append((_("senza dire dove"), elsewhere))
    share = round(100 * people / target) if target else None
    rows = list(initiative.reach.newest_first()[:FEW])
    return Reached(people, target, share, drawn, rows, sums, labelled(sums) if sums else None)


def structured_data(initiative):
    """For machines, as https://schema.org/Project has it."""
    lead = initiative.lead_organization
    return stated(
        {
            "@context": "https://schema.org",
            "@type": "Project",
            "name": initiative.title,
            "description": initiative.summary,
            "url": settings.SITE_URL + initiative.get_absolute_url(),
            "foundingDate": initiative.starts_on and initiative.starts_on.isoformat(),
            "parentOrganization": lead
            and {"@type": "Organization", "name": lead.name, "url": settings.SITE_URL + lead.get_absolute_url()},
            "areaServed": str(initiative.quarter or initiative.network),
        }
    )
