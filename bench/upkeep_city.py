"""A city whose queues hold so many: who coordinates it finds half of it in her quarters, who directs it all of it."""

import datetime
import random

import pghistory
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from accounts.access import Role
from accounts.models import User
from organizations.models import Claim, ConfirmationRequest, Location, Organization, OrganizationMember
from services.listings import refresh_all
from services.models import (
    CampaignVisit,
    Change,
    LinkCheck,
    MappingCampaign,
    Report,
    Service,
    ServiceAtLocation,
    SuspectedPair,
    Verification,
)
from tests.factories import CommunityPointFactory, MandateFactory, MunicipalityFactory, QuarterFactory

COORDINATOR, DIRECTION = "coordinatrice@bench.example", "direzione@bench.example"
A_DAY = datetime.timedelta(days=1)
AT_ONCE = 2_000
A_PAGE = 60  # of whom the coordinator sees half
TOPICS = [("phone", "030 222333"), ("website", "https://nuovo.example"), ("closed", ""), ("hours", "lunedì 9-12")]


def many(model, rows):
    return model.objects.bulk_create(list(rows), batch_size=AT_ONCE)


def fill(size):
    """Reports, changes, claims and suspected pairs: `size` of each; a tenth as many owners, a page at the least."""
    random.seed(1)
    few, now = max(A_PAGE, size // 10), timezone.now()
    quarters, coordinator = people_in_charge()
    owners = many(User, (User(email=f"persona{n}@bench.example", name=f"Persona {n}") for n in range(few)))
    organizations = directory(few, quarters, now)
    services = list(Service.objects.order_by("created_at", "slug"))
    many(
        OrganizationMember,
        (
            OrganizationMember(user=u, organization=o, role=Role.OWNER)
            for u, o in zip(owners, organizations, strict=True)
        ),
    )
    many(Report, (report(n, services[n % len(services)], now) for n in range(size)))
    many(Change, (change(n, services[n % len(services)], owners, now) for n in range(size)))
    many(Change, applied(services, owners, now))
    many(Claim, claims(size, owners, organizations, now))
    many(ConfirmationRequest, (ConfirmationRequest(organization=each) for each in organizations))
    many(Verification, (Verification(service=each, on=now.date(), how="phone") for each in services))
    many(SuspectedPair, pairs(size, services))
    many(LinkCheck, (dead(each, now) for each in organizations))
    drafts = min(200, few)
    many(Change, (Change(kind="service", author=coordinator, wanted={"name": f"Bozza {n}"}) for n in range(drafts)))
    campaigns(coordinator, quarters[0], services, min(300, few), now.date())
    take_away(coordinator, services[-few:])
    refresh_all()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def people_in_charge():
    city = MunicipalityFactory()
    quarters = [QuarterFactory(name=f"Quartiere {n}") for n in range(10)]
    point = CommunityPointFactory(location__quarter=quarters[0])
    point.quarters.set(quarters[:5])
    coordinator = MandateFactory(role=Role.COORDINATOR, community_point=point, user__email=COORDINATOR).user
    MandateFactory(role=Role.DIRECTION, community_point=None, municipality=city, user__email=DIRECTION)
    return quarters, coordinator


def directory(few, quarters, now):
    """Each organization at one place, with five services there."""
    names = {"created_at": now - 400 * A_DAY, "last_modified": now}
    organizations = many(
        Organization,
        (
            Organization(name=f"Ente {n}", slug=f"ente-{n}", website=f"https://ente{n}.example", **names)
            for n in range(few)
        ),
    )
    places = many(Location, (place(n, each, quarters[n % 10], now) for n, each in enumerate(organizations)))
    services = many(
        Service,
        (
            Service(name=f"Servizio {n}", slug=f"servizio-{n}", organization=organizations[n % few], **names)
            for n in range(5 * few)
        ),
    )
    many(
        ServiceAtLocation,
        (ServiceAtLocation(service=each, location=places[n % few]) for n, each in enumerate(services)),
    )
    return organizations


def place(n, organization, quarter, now):
    return Location(
        organization=organization,
        name=f"Sede {n}",
        address=f"via Prova {n}",
        quarter=quarter,
        municipality=quarter.municipality,
        latitude=45.5 + n / 1e5,
        longitude=10.2,
        last_modified=now,
    )


def report(n, service, now):
    topic, suggestion = TOPICS[n % len(TOPICS)]
    said = {"topic": topic, "suggestion": suggestion, "words": f"Ho chiamato {n} volte", "sender_mark": str(n)}
    return Report(service=service, created_at=now - n * A_DAY / 100, **said)


def change(n, service, owners, now):
    values = {"seen": {"description": ""}, "wanted": {"description": f"Testo {n}", "wait_time": "subito"}}
    author, at = owners[n % len(owners)], now - n * A_DAY / 100
    return Change(kind="service", service=service, state="waiting", author=author, created_at=at, **values)


def applied(services, owners, now):
    """Enough of every third owner to be trusted."""
    few = len(owners)
    for n in range(0, few, 3):
        mine = services[n % len(services)]
        yield from (
            Change(kind="service", service=mine, state="applied", author=owners[n], decided_at=now) for _ in "123456"
        )


def claims(size, owners, organizations, now):
    few = len(owners)
    for n in range(size):
        of = organizations[(n + n // few) % few]
        yield Claim(claimant=owners[n % few], organization=of, words="È nostra", created_at=now - n * A_DAY / 100)


def pairs(size, services):
    keys, found = [each.pk for each in services], set()
    while len(found) < min(size, len(keys) * (len(keys) - 1) // 4):
        found.add(tuple(sorted(random.sample(keys, 2))))
    for one, other in sorted(found):
        yield SuspectedPair(kind="service", first=one, second=other, why=["NAME"], weight=random.randint(30, 90))


def dead(organization, now):
    at = {"failing_since": now.date() - 9 * A_DAY, "checked_at": now}
    return LinkCheck(url=organization.website, reason="gone", status=404, failures=9, **at)


def campaigns(coordinator, quarter, services, count, today):
    point = coordinator.mandates.get().community_point
    period = DateRange(today - 3 * A_DAY, today + 30 * A_DAY)
    made = many(
        MappingCampaign, (MappingCampaign(name=f"Giro {n}", community_point=point, period=period) for n in range(count))
    )
    for each in made:
        each.quarters.add(quarter)
    visits = [(each, n, services[n]) for each in made for n in range(min(30, len(services)))]
    many(CampaignVisit, (CampaignVisit(campaign=each, position=n, service=one) for each, n, one in visits))


def take_away(coordinator, services):
    """Each in an act of its own, as from its page."""
    for each in services:
        with pghistory.context(user=coordinator.pk, source="trash Ha chiuso"):
            each.delete()
