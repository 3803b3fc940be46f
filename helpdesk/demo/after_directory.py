"""What `load_demo` writes after the directory: a year and its report, these months, the rota, who waits for a call."""

import datetime

from django.db import transaction
from django.utils import timezone

from helpdesk.figures.publishing import publish_year
from helpdesk.models import Enquiry
from territory.models import Municipality

from .generate import generate_log, known_desks
from .requests import load_requests
from .rota import load_rota

SEED = 1
LAST_YEAR = {"enquiries": 3_000, "referrals": 700}  # from 100 to 500 a desk
THESE_MONTHS = {"enquiries": 900, "referrals": 220}
DAYS = 90


@transaction.atomic
def load(tell) -> bool:
    """Whether it wrote anything: where somebody has come already, nobody is invented."""
    if Enquiry.objects.exists():
        return False
    tell("Contatti, passaggi e turni degli sportelli")
    city = Municipality.objects.get(slug="brescia")
    points = known_desks(city)
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    year = yesterday.year - 1
    generate_log(points, first=datetime.date(year, 1, 1), last=datetime.date(year, 12, 31), seed=SEED, **LAST_YEAR)
    first = yesterday - datetime.timedelta(days=DAYS)
    generate_log(points, first=first, last=yesterday, seed=SEED + 1, **THESE_MONTHS)
    publish_year(city=city, year=year)
    load_rota(points)
    load_requests(points)
    return True
