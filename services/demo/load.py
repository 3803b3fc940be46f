"""The whole demo in one go; the same content again writes nothing."""

from django.db import transaction
from django.utils import timezone

from organizations.hours import compile_all
from organizations.models import Closure, OpeningHours, Organization, Schedule
from services import history
from services.listings import refresh_all
from services.merging.suspecting import look_at_all
from services.models import Listing, ServiceArea, ServiceAtLocation
from services.taxonomies import load_taxonomies
from territory.brescia import load_brescia
from territory.holidays import ensure_holidays

from .campaign import load_campaign
from .directory import Directory
from .keep import keep_links, keep_only, keep_rows, keep_set
from .people import load_people, load_roles
from .values import key_of

FIRST_ORGANIZATION = key_of("organization", "emporio-la-dispensa")
STEPS = [
    (Directory.load_organizations, "{} organizzazioni"),
    (Directory.load_services, "{} servizi"),
    (Directory.load_community_points, "{} Punti Comunità"),
    (Directory.load_social_services, "{} servizi sociali di zona"),
    (Directory.load_assets, "{} risorse del quartiere"),
]


def load_demo(tell=lambda line: None):
    """Loads Brescia and its invented directory, saying each step to `tell`; True when anything was written."""
    with history.told("load_demo"), transaction.atomic():
        written = _load_sources(tell)
    if written or not Listing.objects.exists():
        tell("Preparo la ricerca")
        refresh_all()
        look_at_all()
    return bool(written)


def _load_sources(tell):
    tell("Zone, quartieri, CAP e vie di Brescia")
    municipality = load_brescia()
    ensure_holidays()
    tell("Bisogni, attività, destinatari e risorse")
    written = sum(load_taxonomies().values()) + load_people()
    directory = Directory(municipality, first_day())
    for load, what in STEPS:
        tell(what.format(load(directory)))
    return written + _keep(directory) + load_roles(first_day()) + load_campaign(first_day())


def _keep(directory):
    rows = directory.rows
    hours = [row.pk for row in rows[OpeningHours]]
    services = [row.service_id for row in rows[ServiceAtLocation] + rows[ServiceArea]]
    written = sum(keep_rows(model, wanted) for model, wanted in rows.items())
    written += keep_only(Schedule.objects.filter(opening_hours__in=hours), rows[Schedule])
    written += keep_only(ServiceAtLocation.objects.filter(service__in=services), rows[ServiceAtLocation])
    written += keep_only(ServiceArea.objects.filter(service__in=services), rows[ServiceArea])
    closures = Closure.objects.filter(opening_hours__in=hours)
    written += keep_set(closures, directory.closures, ["opening_hours_id", "first_day", "last_day", "reason"])
    for (model, name), pairs in directory.links.items():
        written += keep_links(model, name, pairs, [row.pk for row in rows[model]])
    return written + compile_all(OpeningHours.objects.filter(pk__in=hours))


def first_day():
    """The day the demo was first loaded, from which its "so many days ago" are counted."""
    created_at = Organization.objects.filter(pk=FIRST_ORGANIZATION).values_list("created_at", flat=True).first()
    return timezone.localdate(created_at) if created_at else timezone.localdate()
