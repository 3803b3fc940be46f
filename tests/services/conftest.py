import datetime

import pytest
from django.http import QueryDict

from organizations import hours
from services.listings import refresh_all
from services.models import Taxonomy
from services.search import ListingSearch
from territory.holidays import ensure_holidays
from tests.factories import (
    AssetFactory,
    CommunityPointFactory,
    LocationFactory,
    OpeningHoursFactory,
    OrganizationFactory,
    QuarterFactory,
    ScheduleFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
    TaxonomyFactory,
    TermFactory,
    ZoneFactory,
)

TUESDAY_TEN = datetime.datetime(2026, 11, 24, 10, 0)


def opening(*days, opens=9, closes=12):
    """Compiled opening hours of these days, e.g. `opening("MO", "TU")`."""
    opening_hours = OpeningHoursFactory()
    ScheduleFactory(
        opening_hours=opening_hours, byday=list(days), opens_at=datetime.time(opens), closes_at=datetime.time(closes)
    )
    hours.compile_opening_hours(opening_hours)
    return opening_hours


def look_for(now=TUESDAY_TEN, page_mode=False, **params):
    """A search as the API makes it; a list stands for repeated values."""
    query = QueryDict(mutable=True)
    for name, value in params.items():
        query.setlist(name, value if isinstance(value, list) else [str(value)])
    return ListingSearch(query, now=now, page_mode=page_mode)


def names(search_or_page):
    page = search_or_page.page() if isinstance(search_or_page, ListingSearch) else search_or_page
    return [listing.name for listing in page.listings]


@pytest.fixture
def terms(db):
    """{slug: term} of a small tree: school with homework, food, targets and kinds."""
    need, activity, target, kind = (TaxonomyFactory(slug=slug) for slug in Taxonomy.Own.values)
    school = TermFactory(taxonomy=need, name="Bambini e scuola")
    return {
        term.slug: term
        for term in (
            school,
            TermFactory(taxonomy=need, name="Doposcuola", parent=school, synonyms=["compiti", "ripetizioni"]),
            TermFactory(taxonomy=need, name="Pacchi alimentari", synonyms=["pacco viveri", "fare la spesa"]),
            TermFactory(taxonomy=need, name="Violenza", discreet=True),
            TermFactory(taxonomy=activity, name="Corso"),
            TermFactory(taxonomy=target, name="Ragazzi"),
            TermFactory(taxonomy=target, name="Famiglie"),
            TermFactory(taxonomy=kind, name="Parco"),
        )
    }


@pytest.fixture
def directory(terms):
    """Six things in two quarters: near and far, open and closed, checked and not, at home and at a desk."""
    ensure_holidays([2026])
    west, east = ZoneFactory(name="Ovest"), ZoneFactory(name="Est")
    near = QuarterFactory(name="Fiumicello", zone=west)
    far = QuarterFactory(name="Buffalora", zone=east, latitude=45.5061, longitude=10.2824)
    cometa = OrganizationFactory(name="Oratorio Cometa")
    day = TUESDAY_TEN.date()
    homework = ServiceFactory(
        name="Aiuto compiti", organization=cometa, terms=[terms["doposcuola"], terms["ragazzi"], terms["corso"]],
        description="Ogni pomeriggio con i volontari.", free=True, no_appointment=True, anonymous=True,
        minimum_age=11, maximum_age=14, languages=[{"name": "urdu", "code": "ur"}],
        verified_on=day - datetime.timedelta(days=20), verified_how="phone", opening_hours=opening("TU"),
    )  # fmt: skip
    ServiceAtLocationFactory(service=homework, location=LocationFactory(quarter=near, wheelchair=True))
    library = ServiceFactory(
        name="Sala studio", terms=[terms["doposcuola"]], description="Un posto per studiare.", free=True,
        verified_on=day - datetime.timedelta(days=500), verified_how="web", opening_hours=opening("WE"),
    )  # fmt: skip
    ServiceAtLocationFactory(
        service=library, location=LocationFactory(quarter=near, latitude=45.5490, postal_code="25127")
    )
    parcels = ServiceFactory(
        name="Emporio La Dispensa", terms=[terms["pacchi-alimentari"], terms["famiglie"]],
        description="Prendi quello che ti serve. Mentre aspetti, uno spazio per i compiti.", minimum_age=18,
    )  # fmt: skip
    ServiceAtLocationFactory(service=parcels, location=LocationFactory(quarter=far, postal_code="25129"))
    home = ServiceFactory(
        name="Pacchi a domicilio", terms=[terms["pacchi-alimentari"]], comes_home=True,
        verified_on=day, verified_how="owner",
    )  # fmt: skip
    home.service_areas.create(name="Zona Ovest", zone=west)
    AssetFactory(
        name="Parco Tarello", kind=terms["parco"], location=LocationFactory(quarter=near), opening_hours=opening("TU")
    )
    point = CommunityPointFactory(
        name="Punto Comunità Fiumicello",
        location=LocationFactory(quarter=near),
        opening_hours=opening("TU", opens=15, closes=17),
    )
    point.quarters.set([near])
    refresh_all()
    return {"near": near, "far": far, "west": west, "cometa": cometa}
