"""A directory in which every field of every model says something, and its bare counterpart."""

import datetime
import uuid

from organizations.models import OnHolidays
from services.models import ServiceArea
from tests.factories import (
    AssetFactory,
    ClosureFactory,
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
)

NOW = datetime.datetime(2026, 11, 3, 9, 30, 0, 123456, tzinfo=datetime.UTC)
CHECKED = {"verified_on": datetime.date(2026, 10, 1), "verified_how": "phone", "last_modified": NOW}


def identifier(text):
    return str(uuid.uuid5(uuid.NAMESPACE_URL, text))


def said_of_all(owner):
    """Phones, contacts, attributes and metadata as an import leaves them, nested ones included."""
    phone = {"id": identifier(f"{owner} phone"), "number": "030 123456", "extension": 12, "type": "voice"}
    language = {"id": identifier(f"{owner} language"), "code": "ur", "name": "Urdu"}
    return {
        "phones": [{**phone, "languages": [language]}],
        "contacts": [
            {
                "id": identifier(f"{owner} contact"),
                "name": "Anna Bianchi",
                "title": "Referente",
                "email": "anna@example.org",
                "phones": [{"id": identifier(f"{owner} contact phone"), "number": "030 654321"}],
            }
        ],
        "attributes": [{"id": identifier(f"{owner} attribute"), "link_type": "theme", "value": "casa"}],
        "metadata": [
            {
                "id": identifier(f"{owner} metadata"),
                "last_action_date": "2026-01-01",
                "last_action_type": "update",
                "field_name": "name",
                "previous_value": "Vecchio nome",
                "replacement_value": "Nome nuovo",
                "updated_by": "redazione",
            }
        ],
    }


def full_hours(quarter):
    hours = OpeningHoursFactory(municipality=quarter.municipality, on_holidays=OnHolidays.CLOSED, notes="Suonare")
    ScheduleFactory(
        opening_hours=hours,
        valid_from=datetime.date(2026, 1, 1),
        valid_to=datetime.date(2026, 12, 31),
        dtstart=datetime.date(2026, 1, 5),
        until=datetime.date(2026, 12, 31),
        count=40,
        wkst="MO",
        freq="MONTHLY",
        interval=2,
        byday=["1TU", "-1FR"],
        byweekno=[1, 40],
        bymonthday=[1, -1],
        byyearday=[100],
        opens_at=datetime.time(22),
        closes_at=datetime.time(0),
        description="Di notte",
        schedule_link="https://example.org/orari",
        attending_type="in sede",
        notes="Solo su richiesta",
    )
    ScheduleFactory(opening_hours=hours, byday=["MO", "WE"])
    ClosureFactory(opening_hours=hours, reason="Ferie")
    return hours


def full_directory():
    """One of everything, with every field filled; returns the service."""
    quarter = QuarterFactory()
    organization = full_organization()
    location = full_location(organization, quarter)
    service = full_service(organization, quarter)
    ServiceAtLocationFactory(
        service=service,
        location=location,
        description="Al primo piano",
        opening_hours=full_hours(quarter),
        **said_of_all("service at location"),
    )
    full_areas(service, quarter)
    full_point(organization, location, quarter)
    full_asset(organization, location, quarter)
    OrganizationFactory(name="Gruppo senza servizi", last_modified=NOW)
    LocationFactory(name="Luogo senza servizi", quarter=quarter, country="", last_modified=NOW)
    return service


def full_organization():
    return OrganizationFactory(
        name="Associazione Casa",
        alternate_name="Casa",
        description="Aiuta a trovare casa.\n\nDa vent’anni.",
        email="casa@example.org",
        website="https://example.org",
        legal_status="APS",
        tax_code="98000000000",
        year_incorporated=1999,
        sector="citizens",
        level="neighbourhood",
        logo="https://example.org/logo.png",
        uri="https://example.org/id/casa",
        parent_organization=OrganizationFactory(name="Rete Casa", last_modified=NOW),
        programs=[{"id": identifier("program"), "name": "Abitare", "description": "Programma casa"}],
        funding=[{"id": identifier("organization funding"), "source": "Fondazione"}],
        organization_identifiers=[
            {"id": identifier("runts"), "identifier_type": "RUNTS", "identifier": "12345", "identifier_scheme": "IT"}
        ],
        **said_of_all("organization"),
        **CHECKED,
    )


def full_location(organization, quarter):
    return LocationFactory(
        organization=organization,
        quarter=quarter,
        location_type="physical",
        alternate_name="La sede",
        description="Palazzina gialla",
        url="https://example.org/sede",
        transportation="Autobus 2",
        address="via Milano 12",
        address_detail="scala B",
        region="Lombardia",
        wheelchair=True,
        accessibility=[{"id": identifier("ramp"), "description": "Rampa", "details": "Suonare"}],
        languages=[{"id": identifier("location language"), "code": "it", "name": "Italiano"}],
        external_identifier="17",
        external_identifier_type="civico",
        addresses=[
            {
                "id": identifier("second address"),
                "address_1": "Casella postale 3",
                "city": "Brescia",
                "state_province": "BS",
                "postal_code": "25100",
                "country": "IT",
                "address_type": "postal",
            }
        ],
        opening_hours=full_hours(quarter),
        **said_of_all("location"),
        **CHECKED,
    )


def full_service(organization, quarter):
    needs = TaxonomyFactory(description="Che cosa serve", uri="https://example.org/bisogni", version="1")
    home = TermFactory(taxonomy=needs, name="Casa e bollette", position=2, discreet=True)
    rent = TermFactory(
        taxonomy=needs,
        name="Affitto",
        parent=home,
        names={"en": "Rent", "ar": "إيجار"},
        description="Trovare e tenere una casa",
        synonyms=["casa in affitto", "sfratto"],
        icon="it-home",
        code="A1",
        term_uri="https://example.org/bisogni/affitto",
        agid_subject="casa",
        life_event="abitare",
        istat_area="disagio abitativo",
    )
    listening = TermFactory(taxonomy__slug="activity", name="Ascolto")
    stored = {"id": identifier("linked attribute"), "taxonomy_term_id": str(listening.uuid), "value": "due ore"}
    return ServiceFactory(
        organization=organization,
        program_id=uuid.UUID(identifier("program")),
        name="Sportello casa",
        alternate_name="Sportello affitti",
        description="Aiuta chi cerca casa.",
        status="temporarily closed",
        alert="Chiuso per lavori",
        eligibility_description="Chi abita qui",
        minimum_age=18,
        maximum_age=99,
        application_process="Telefona",
        required_documents=[{"id": identifier("document"), "document": "Carta d’identità"}],
        outcome="Un elenco di case",
        wait_time="Una settimana",
        fees_description="Gratis",
        fees="0",
        cost_options=[{"id": identifier("cost"), "option": "tessera", "currency": "EUR", "amount": 7.5}],
        special_cases="Chi ha uno sfratto passa prima",
        interpretation_services="Mediatrice il lunedì",
        languages=[{"id": identifier("service language"), "code": "pa", "name": "Punjabi"}],
        accreditations="Regione Lombardia",
        licenses="CC0",
        funding=[{"id": identifier("service funding"), "source": "Comune"}],
        url="https://example.org/casa",
        email="sportello@example.org",
        assurer_email="chi@example.org",
        free=True,
        no_appointment=True,
        anonymous=True,
        place_to_sit=True,
        phone_or_internet=True,
        play_area=True,
        comes_home=True,
        by_phone=True,
        online=True,
        opening_hours=full_hours(quarter),
        terms=[rent, listening],
        **CHECKED,
        **(said := said_of_all("service")) | {"attributes": [*said["attributes"], stored]},
    )


def full_areas(service, quarter):
    ServiceArea.objects.create(
        id=identifier("area 1"),
        service=service,
        name="Il quartiere",
        description="Chi abita qui",
        extent="POINT(10 45)",
        extent_type="wkt",
        uri="https://example.org/area",
        municipality=quarter.municipality,
        zone=quarter.zone,
        quarter=quarter,
        postal_code="25126",
        attributes=said_of_all("area")["attributes"],
        metadata=said_of_all("area")["metadata"],
    )
    ServiceArea.objects.create(id=identifier("area 2"), service=service, name="Ovunque", everywhere=True)


def full_point(organization, location, quarter):
    point = CommunityPointFactory(
        name="Punto Comunità Fiumicello",
        description="Ascolto",
        email="punto@example.org",
        lead_organization=organization,
        location=location,
        is_network=True,
        is_community=True,
        opening_hours=full_hours(quarter),
        **said_of_all("point"),
        **CHECKED,
    )
    point.quarters.add(quarter)
    point.partners.add(organization)
    return point


def full_asset(organization, location, quarter):
    asset = AssetFactory(
        name="Parco Gallo",
        description="Alberi e giochi",
        organization=organization,
        location=location,
        quarter=quarter,
        url="https://example.org/parco",
        email="parco@example.org",
        free=True,
        opening_hours=full_hours(quarter),
        **said_of_all("asset"),
        **CHECKED,
    )
    asset.terms.add(TermFactory(name="Stare insieme"))
    return asset
