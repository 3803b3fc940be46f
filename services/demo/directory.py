"""The demo's directory, built from its sheets: organisations and places, services, Punti Comunità, assets."""

import datetime
from functools import cached_property

from django.utils import timezone

from organizations.models import Closure, CommunityPoint, Location, OpeningHours, Organization, Schedule
from services.models import Asset, Service, ServiceArea, ServiceAtLocation, TaxonomyTerm
from territory.addresses import normalise
from territory.models import PlaceName, Quarter, Zone

from . import values
from .sheets import sheets
from .spoken_hours import spoken_hours
from .values import key_of, lot, slug_of

SECTORS = {"pubblico": "public", "impresa": "private", "terzo settore": "third_sector", "cittadini": "citizens"}
LEVELS = {"quartiere": "neighbourhood", "città": "city", "oltre": "beyond"}
STATUSES = {"": "active", "sospeso": "temporarily closed", "chiuso": "defunct"}
SIGNS = {
    "senza appuntamento": "no_appointment",
    "anonimo": "anonymous",
    "sedersi": "place_to_sit",
    "telefono e internet": "phone_or_internet",
    "gioco": "play_area",
}
WAYS = {"a casa": "comes_home", "al telefono": "by_phone", "in internet": "online"}
PRACTICES = {"sportello": "is_hub", "rete": "is_network", "comunità": "is_community"}
TAXONOMIES = {"bisogni": "need", "attività": "activity", "per": "target", "tipo": "asset_kind"}
MODELS_IN_ORDER = [
    Organization, OpeningHours, Schedule, Location, Service, ServiceAtLocation, ServiceArea, CommunityPoint, Asset,
]  # fmt: skip
STEP = 0.0009  # degrees; invented house numbers lie within some 100 m of the point of their street


class Directory:
    """Everything the sheets hold, as rows to be kept; `today` is the day the demo was first loaded."""

    def __init__(self, municipality, today):
        self.municipality, self.today = municipality, today
        self.organizations, self.locations = {}, {}
        self.rows = {model: [] for model in MODELS_IN_ORDER}
        self.closures = []
        self.links = {(Service, "terms"): [], (CommunityPoint, "quarters"): [], (CommunityPoint, "partners"): []}
        self.links |= {(Asset, "terms"): []}

    def add(self, row):
        self.rows[type(row)].append(row)
        return row

    def link(self, row, name, others):
        self.links[type(row), name] += [(row.pk, other.pk) for other in others]

    @cached_property
    def quarters(self):
        return {quarter.name: quarter for quarter in Quarter.objects.filter(municipality=self.municipality)}

    @cached_property
    def zones(self):
        return {f"zona {zone.name}": zone for zone in Zone.objects.filter(municipality=self.municipality)}

    @cached_property
    def streets(self):
        streets = PlaceName.objects.filter(municipality=self.municipality).exclude(kind=PlaceName.Kind.ADDRESS)
        return {street.search_name: street for street in streets}

    @cached_property
    def terms(self):
        terms = TaxonomyTerm.objects.select_related("taxonomy")
        return {(term.taxonomy.slug, term.slug): term for term in terms}

    def load_social_services(self):
        """The invented contacts of each zone's, where nobody wrote others."""
        zones = list(Zone.objects.filter(municipality=self.municipality, phone="", email=""))
        for zone in zones:
            zone.phone = values.phone(f"zona-{zone.slug}")["number"]
            zone.email = f"servizio.sociale.{zone.slug}@comune.example"
        return Zone.objects.bulk_update(zones, ["phone", "email"]) if zones else 0

    def touched(self, owner):
        """When a row was last changed: some weeks before the demo began, at noon."""
        day = self.today - datetime.timedelta(days=lot(owner, 60) + 1)
        return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))

    def load_organizations(self):
        return self._load("organizations.txt", self._organization)

    def _organization(self, sheet):
        slug = slug_of(sheet["title"])
        people = [values.contact(slug, said) for said in sheet.many("persona", ";")]
        organization = Organization(
            id=key_of("organization", slug),
            slug=slug,
            name=sheet["title"],
            alternate_name=sheet["detta"],
            description=sheet["fa"],
            legal_status=sheet["forma"],
            sector=SECTORS[sheet["settore"] or "terzo settore"],
            level=LEVELS[sheet["livello"] or "città"],
            year_incorporated=int(sheet["dal"]) if sheet["dal"] else None,
            email=f"info@{slug}.example",
            website=f"https://{slug}.example" if sheet["sito"] != "no" else "",
            phones=[values.phone(slug)] if sheet["telefono"] != "no" else [],
            contacts=people,
            last_modified=self.touched(slug),
            **values.shared(slug),
            **values.check(slug, sheet["controllato"], self.today),
        )
        self.organizations[slug] = self.add(organization)
        if sheet["dove"]:
            seat = self.locations[slug] = self._location(slug, sheet["dove"], sheet, organization)
            seat.opening_hours = self.opening_hours(f"seat/{slug}", sheet)

    def _location(self, owner, said, sheet, organization=None):
        """A place from `"via Milano 55, Fiumicello"`; its point is that of the street, moved a little."""
        address, _, quarter = (part.strip() for part in said.partition(","))
        street, number = address.rsplit(" ", 1) if address[-1].isdigit() else (address, "")
        known = self.streets[normalise(street)]
        location = Location(
            id=key_of("location", owner, said),
            organization=organization,
            name=sheet["luogo"] or (organization.name if organization else sheet["title"]),
            transportation=sheet["come arrivare"],
            address=f"{known.name} {number}".strip(),
            address_detail=sheet["citofono"],
            city=self.municipality.name,
            region="Lombardia",
            state_province=self.municipality.province,
            postal_code=known.postal_code,
            municipality=self.municipality,
            quarter=self.quarters[quarter],
            latitude=round(known.latitude + STEP * (lot(said + "y", 201) - 100) / 100, 6),
            longitude=round(known.longitude + STEP * (lot(said + "x", 201) - 100) / 100, 6),
            wheelchair=values.YES_NO[sheet["carrozzina"]],
            last_modified=self.touched(owner),
        )
        return self.add(location)

    def place(self, said, sheet):
        """A place by address, or the seat of an organisation by `@slug`."""
        if said.startswith("@"):
            return self.locations[said[1:]]
        if said not in self.locations:
            self.locations[said] = self._location(said, said, sheet)
        return self.locations[said]

    def opening_hours(self, owner, sheet, key="quando"):
        """The hours of a sheet, or None where it says none."""
        notes = sheet["nota orari"] if key == "quando" else ""
        if not (sheet[key] or notes):
            return None
        said = spoken_hours(sheet[key], self.today)
        hours = OpeningHours(
            id=key_of("hours", owner),
            municipality=self.municipality,
            on_holidays=said.on_holidays,
            notes=notes,
        )
        for n, row in enumerate(said.schedules):
            self.add(Schedule(id=key_of("schedule", owner, str(n)), opening_hours=hours, **row))
        self.closures += [Closure(opening_hours=hours, **row) for row in said.closures]
        return self.add(hours)

    def load_services(self):
        return self._load("services/*.txt", self._service)

    def _service(self, sheet):
        slug = slug_of(sheet["title"])
        hours = self.opening_hours(f"service/{slug}", sheet)
        service = Service(
            id=key_of("service", slug),
            slug=slug,
            organization=self.organizations[sheet["da"]],
            opening_hours=hours,
            name=sheet["title"],
            alternate_name=sheet["detto"],
            description=sheet["breve"],
            status=STATUSES[sheet["stato"]],
            alert=sheet["avviso"],
            eligibility_description=sheet["chi"],
            application_process=sheet["come"],
            required_documents=values.documents(slug, sheet.many("porta", ";")),
            outcome=sheet["ottieni"],
            wait_time=sheet["tempi"],
            special_cases=sheet["casi"],
            interpretation_services=sheet["interpreti"],
            languages=values.languages(slug, sheet.many("lingue")),
            phones=[values.phone(slug, *(part.strip() for part in sheet["numero"].split("|")))]
            if sheet["numero"]
            else [],
            contacts=[values.contact(slug, said) for said in sheet.many("persona", ";")],
            url=sheet["sito"],
            email=sheet["e-mail"],
            last_modified=self.touched(slug),
            **_costs(slug, sheet),
            **_flags(SIGNS, sheet.many("segni")),
            **_flags(WAYS, sheet.many("viene")),
            **values.ages(sheet["età"]),
            **values.check(slug, sheet["controllato"], self.today),
        )
        self.link(self.add(service), "terms", self._terms(sheet, "bisogni", "attività", "per"))
        self._service_places(service, sheet)
        self._service_areas(service, sheet)

    def _service_places(self, service, sheet):
        said = sheet.many("dove", "|") or ([] if sheet["area"] else [f"@{sheet['da']}"])
        for n, place in enumerate(said):
            own = self.opening_hours(f"place/{service.slug}/{n}", sheet, f"quando qui {n + 1}")
            location = self.place(place, sheet)
            key = key_of("service_at_location", service.slug, place)
            self.add(ServiceAtLocation(id=key, service=service, location=location, opening_hours=own))

    def _service_areas(self, service, sheet):
        for said in sheet.many("area"):
            self.add(self._area(service, said))

    def _area(self, service, said):
        area = ServiceArea(id=key_of("area", service.slug, said), service=service, name=said)
        area.everywhere = said == "Italia"
        area.municipality = self.municipality if said == self.municipality.name else None
        area.zone, area.quarter = self.zones.get(said), self.quarters.get(said)
        if not (area.everywhere or area.municipality or area.zone or area.quarter):
            raise ValueError(f"{service}: no such area as {said}")
        return area

    def _terms(self, sheet, *keys):
        return [self.terms[TAXONOMIES[key], slug] for key in keys for slug in sheet.many(key)]

    def load_community_points(self):
        return self._load("points.txt", self._community_point)

    def _community_point(self, sheet):
        slug = slug_of(sheet["title"])
        point = CommunityPoint(
            id=key_of("point", slug),
            slug=slug,
            name=sheet["title"],
            description=sheet["aiuta"],
            email=f"{slug}@puntocomunita.example",
            phones=[values.phone(slug)],
            contacts=[values.contact(slug, said) for said in sheet.many("persona", ";")],
            lead_organization=self.organizations[sheet["capofila"]],
            location=self.place(sheet["dove"], sheet),
            opening_hours=self.opening_hours(f"point/{slug}", sheet),
            last_modified=self.touched(slug),
            **_flags(PRACTICES, sheet.many("pratica")),
            **values.check(slug, sheet["controllato"], self.today),
        )
        self.link(self.add(point), "quarters", [self.quarters[name] for name in sheet.many("quartieri")])
        self.link(point, "partners", [self.organizations[key] for key in sheet.many("con")])

    def load_assets(self):
        return self._load("assets/*.txt", self._asset)

    def _asset(self, sheet):
        """A resident's skill has a quarter and no place; everything else has a place."""
        slug = slug_of(sheet["title"])
        (kind,) = self._terms(sheet, "tipo")
        location = self.place(sheet["dove"], sheet) if sheet["dove"] else None
        asset = Asset(
            id=key_of("asset", slug),
            slug=slug,
            kind=kind,
            name=sheet["title"],
            description=sheet["cosa"],
            organization=self.organizations.get(sheet["da"]),
            location=location,
            quarter=location.quarter if location else self.quarters[sheet["quartiere"]],
            offered_by_resident=not location,
            free=values.YES_NO[sheet["gratis"]],
            opening_hours=self.opening_hours(f"asset/{slug}", sheet),
            last_modified=self.touched(slug),
            **values.check(slug, sheet["controllato"], self.today),
        )
        self.link(self.add(asset), "terms", self._terms(sheet, "bisogni", "attività", "per"))

    def _load(self, pattern, build):
        """Builds every sheet of the files; a line that nobody reads is a mistake of the writer. Returns how many."""
        found = sheets(pattern)
        for sheet in found:
            build(sheet)
        wrong = {sheet["title"]: sheet.unread for sheet in found if sheet.unread}
        if wrong:
            raise ValueError(f"nobody reads these lines: {wrong}")
        return len(found)


def _flags(names, said):
    """`{field: True or False}` for every name; what is said and is no name is an error."""
    unknown = set(said) - set(names)
    if unknown:
        raise ValueError(f"not among {', '.join(names)}: {unknown}")
    return {field: word in said for word, field in names.items()}


def _costs(slug, sheet):
    free = True if sheet["costa"].startswith("Gratis") else (False if sheet["costa"] else None)
    return {"free": free, "fees_description": sheet["costa"], "cost_options": values.prices(slug, sheet["prezzi"])}
