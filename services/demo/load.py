"""The whole demo in one go; the same content again writes nothing."""

from django.db import transaction
from django.utils import timezone

from organizations.models import OpeningHours, Organization
from services.listings import refresh_all
from services.models import Listing
from services.taxonomies import load_taxonomies
from territory.brescia import load_brescia

from .directory import Directory
from .keep import Keeper
from .people import load_people
from .values import key_of

FIRST_ORGANIZATION = key_of("organization", "emporio-la-dispensa")


def load_demo(tell=lambda line: None):
    """Loads Brescia and its invented directory, saying each step to `tell`; True when anything was written."""
    with transaction.atomic():
        written = _load_sources(tell)
    if written or not Listing.objects.exists():
        tell("Preparo la ricerca")
        refresh_all()
    return bool(written)


def _load_sources(tell):
    tell("Zone, quartieri, CAP e vie di Brescia")
    from organizations.hours import timetables_for
    from territory.holidays import ensure_holidays

    municipality = load_brescia()
    ensure_holidays()
    tell("Bisogni, attività, destinatari e risorse")
    written = sum(load_taxonomies().values()) + load_people()
    keeper = Keeper()
    directory = Directory(keeper, municipality, first_day())
    for load, what in STEPS:
        tell(what.format(load(directory)))
    timetables_for(OpeningHours.objects.filter(id__in=directory.hours))
    return written + keeper.written


STEPS = [
    (Directory.load_organizations, "{} organizzazioni"),
    (Directory.load_services, "{} servizi"),
    (Directory.load_community_points, "{} Punti Comunità"),
    (Directory.load_assets, "{} risorse del quartiere"),
]


def first_day():
    """The day the demo was first loaded, from which its "so many days ago" are counted."""
    created_at = Organization.objects.filter(pk=FIRST_ORGANIZATION).values_list("created_at", flat=True).first()
    return timezone.localdate(created_at) if created_at else timezone.localdate()
