"""One town's directory: organisations and their places, services, assets and Punti Comunità."""

import datetime
import uuid
from types import SimpleNamespace

from django.utils.text import slugify

from organizations.models import Closure, CommunityPoint, HowVerified, Location, OpeningHours, Organization, Schedule
from services import listings
from services.models import Asset, Service, ServiceArea, ServiceAtLocation

from .places import beside
from .sources import zipf
from .tables import Many

ASSETS = 0.12  # of the listings
WITHOUT_DOOR = 0.05  # of the services
UNKNOWN_HOURS = 0.2
NEVER_VERIFIED = 0.15
SKILLS = "competenze-degli-abitanti"
AGES = {
    "bambini": (0, 10),
    "ragazzi": (11, 17),
    "giovani": (18, 34),
    "adulti": (18, None),
    "over-65": (65, None),
}
AREAS = ["municipality", "zone", "quarter", "postal_code", "everywhere"]


class TownDirectory:
    """Writes so many listings of one town to the sheets; every choice is drawn from `draw`."""

    def __init__(self, town, sheets, prose, themes, patterns, paths, now):
        self.town, self.sheets, self.prose, self.draw = town, sheets, prose, prose.draw
        self.themes, self.patterns, self.paths, self.now = themes, patterns, paths, now
        self.weights = {name: zipf(len(found), 0.9) for name, found in themes.by_taxonomy.items()}
        self.languages = [line.split() for line in prose.sections["languages"]]
        self.number = 0

    def write(self, count, first_number) -> None:
        """`count` listings; slugs end in numbers from `first_number` on."""
        self.number = first_number
        points = min(len(self.town.quarters), count // 50)
        assets = round(count * ASSETS)
        left = {"services": count - points - assets, "assets": assets}
        for quarter in self.town.quarters[:points]:
            self._community_point(*self._organization(quarter))
        share = assets / max(left["services"], 1)
        while left["services"] > 0:
            left["services"] -= self._services(left["services"])
            while left["assets"] > left["services"] * share:
                left["assets"] -= self._asset()

    # What everything has

    def _id(self) -> str:
        return str(uuid.UUID(int=self.draw.getrandbits(128), version=4))

    def _slug(self, name) -> str:
        self.number += 1
        return f"{slugify(name.replace(chr(39), ' '))[:140]}-{self.number}"

    def _phones(self, odds) -> list[dict]:
        if self.draw.random() > odds:
            return []
        return [{"id": self._id(), "number": f"030 000 {self.draw.randint(1000, 9999)}", "type": "voice"}]

    def _known(self) -> dict:
        """When it was checked and last changed: often lately, sometimes years ago or never."""
        days = min(int(self.draw.expovariate(1 / 200)), 1_500)
        day = self.now.date() - datetime.timedelta(days=days)
        never = self.draw.random() < NEVER_VERIFIED
        return {
            "verified_on": None if never else day,
            "verified_how": "" if never else self.draw.choice(HowVerified.values),
            "created_at": self.now,
            "last_modified": self.now - datetime.timedelta(days=days, seconds=self.draw.randrange(86_400)),
        }

    def _maybe(self, odds, unsaid=0.25):
        """True, False or not said."""
        return None if self.draw.random() < unsaid else self.draw.random() < odds

    def _theme(self, taxonomy):
        return self.draw.choices(self.themes.by_taxonomy[taxonomy], cum_weights=self.weights[taxonomy])[0]

    # Organisations and places

    def _organization(self, quarter=None):
        """An organisation with one to three places; the first in the quarter."""
        quarter = quarter or self.town.quarter(self.draw)
        street = self.draw.choice(self.town.streets[quarter.id])
        name = self.prose.organization_name(quarter, street.name)
        slug, year = self._slug(name), self.draw.randint(1950, 2025)
        organization = self.sheets.add(
            Organization,
            id=self._id(),
            slug=slug,
            name=name,
            description=self.prose.organization_description(year),
            email=f"info@{slug[-50:].strip('-')}.example",
            year_incorporated=year,
            sector=self.draw.choices(Organization.Sector.values, [12, 10, 68, 10])[0],
            level=self.draw.choices(Organization.Level.values, [50, 40, 10])[0],
            phones=self._phones(0.8),
            **self._known(),
        )
        places = [self._location(street, organization)]
        for _ in range(self.draw.choices([0, 1, 2], [60, 28, 12])[0]):
            elsewhere = self.draw.choice(self.town.streets[self.town.quarter(self.draw).id])
            places.append(self._location(elsewhere, organization))
        return organization, places

    def _location(self, street, organization=None):
        latitude, longitude = beside(street, 80, self.draw)
        return self.sheets.add(
            Location,
            id=self._id(),
            organization_id=organization and organization.id,
            name=organization.name if organization else street.name,
            address=f"{street.name} {self.draw.randint(1, 180)}",
            city=self.town.municipality.name,
            state_province=self.town.municipality.province,
            postal_code=street.postal_code,
            municipality_id=self.town.municipality.id,
            quarter_id=street.quarter.id,
            quarter=street.quarter,
            latitude=latitude,
            longitude=longitude,
            wheelchair=self._maybe(0.6, unsaid=0.3),
            phones=self._phones(0.2),
            opening_hours=None,
            **self._known(),
        )

    def _hours(self, odds=1 - UNKNOWN_HOURS):
        """Opening hours of its own after one of the town's patterns, or None where nobody has said them."""
        if self.draw.random() > odds:
            return None
        pattern = self.patterns.one()
        hours = self.sheets.add(
            OpeningHours,
            id=self._id(),
            municipality_id=self.town.municipality.id,
            on_holidays=pattern.on_holidays,
            timetable_id=pattern.timetable_id,
        )
        for line in pattern.schedules:
            said = {name: getattr(line, name) for name in self.patterns.schedule_columns}
            self.sheets.add(Schedule, **{**said, "id": self._id(), "opening_hours_id": hours.id})
        for closure in pattern.closures:
            days = {"first_day": closure.first_day, "last_day": closure.last_day, "reason": closure.reason}
            self.sheets.add(Closure, opening_hours_id=hours.id, **days)
        return hours

    # Services

    def _services(self, most) -> int:
        """An organisation's services; returns how many listings they are."""
        organization, places = self._organization()
        written = 0
        for _ in range(self.draw.choices([1, 2, 3, 4], [40, 30, 20, 10])[0]):
            if written < most:
                written += self._service(organization, places, most - written)
        return written

    def _service(self, organization, places, most) -> int:
        theme, activity = self._theme("need"), self._theme("activity")
        targets = [self._theme("target") for _ in range(self.draw.choices([0, 1, 2], [25, 50, 25])[0])]
        here = self.draw.sample(places, min(most, len(places), self.draw.choices([1, 2, 3], [70, 20, 10])[0]))
        without_door = self.draw.random() < WITHOUT_DOOR
        hours, street = self._hours(), here[0].address.rsplit(" ", 1)[0]
        name = self.prose.service_name(theme, activity, here[0].quarter, street)
        service = self.sheets.add(
            Service,
            id=self._id(),
            slug=self._slug(name),
            organization_id=organization.id,
            organization=organization,
            name=name,
            description=self.prose.service_description(theme, targets),
            status="active",
            opening_hours_id=hours and hours.id,
            opening_hours=hours,
            phones=self._phones(0.5),
            **self._easy(),
            **self._for_whom(targets),
            **self._ways(without_door),
            **self._known(),
        )
        service.soft_entry = service.no_appointment and service.anonymous and bool(service.free)
        service.terms = Many(self._terms(Service, "service", service, [theme, activity, *targets]))
        service.service_areas = Many(self._areas(service, here[0]) if without_door else ())
        service.service_at_locations = Many(() if without_door else [self._at(service, place) for place in here])
        self.sheets.list_rows(listings.service_rows(service, self.paths))
        return len(service.service_at_locations) or 1

    def _easy(self) -> dict:
        return {
            "free": self._maybe(0.75),
            "no_appointment": self.draw.random() < 0.45,
            "anonymous": self.draw.random() < 0.2,
            "place_to_sit": self.draw.random() < 0.3,
            "phone_or_internet": self.draw.random() < 0.1,
            "play_area": self.draw.random() < 0.1,
            "required_documents": [
                {"id": self._id(), "document": self.prose.line("documents")}
                for _ in range(self.draw.choices([0, 1, 2], [60, 25, 15])[0])
            ],
        }

    def _for_whom(self, targets) -> dict:
        """Ages of its first target, half the time; other languages one time in five."""
        youngest, oldest = AGES.get(targets[0].slug, (None, None)) if targets else (None, None)
        stated = self.draw.random() < 0.5
        spoken = self.draw.sample(self.languages, self.draw.randint(1, 3)) if self.draw.random() < 0.2 else []
        return {
            "minimum_age": youngest if stated else None,
            "maximum_age": oldest if stated else None,
            "languages": [{"id": self._id(), "name": name, "code": code} for code, name in spoken],
        }

    def _ways(self, without_door) -> dict:
        odds = [0.06, 0.1, 0.08]
        ways = [self.draw.random() < each for each in odds]
        if without_door:
            ways[self.draw.randrange(3)] = True
        return dict(zip(("comes_home", "by_phone", "online"), ways, strict=True))

    def _terms(self, model, side, source, themes):
        found = list(dict.fromkeys(theme.id for theme in themes))
        for term_id in found:
            self.sheets.add(model.terms.through, **{f"{side}_id": source.id, "taxonomyterm_id": term_id})
        return [SimpleNamespace(id=term_id) for term_id in found]

    def _at(self, service, place):
        hours = self._hours(0.1)
        return self.sheets.add(
            ServiceAtLocation,
            id=self._id(),
            service_id=service.id,
            location_id=place.id,
            location=place,
            opening_hours_id=hours and hours.id,
            opening_hours=hours,
        )

    def _areas(self, service, place):
        """Where a service without a door can be had: mostly the town, at times a part of it, seldom everywhere."""
        kind = self.draw.choices(AREAS, [54, 20, 15, 10, 1])[0]
        quarter = place.quarter
        return [
            self.sheets.add(
                ServiceArea,
                id=self._id(),
                service_id=service.id,
                everywhere=kind == "everywhere",
                municipality_id=self.town.municipality.id if kind == "municipality" else None,
                zone_id=quarter.zone_id if kind == "zone" else None,
                zone=kind == "zone" and SimpleNamespace(municipality_id=quarter.municipality_id),
                quarter_id=quarter.id if kind == "quarter" else None,
                quarter=kind == "quarter" and quarter,
                postal_code=place.postal_code if kind == "postal_code" else "",
            )
        ]

    # Assets and points

    def _asset(self) -> int:
        kind = self._theme("asset_kind")
        skill = self.themes.slugs.get(kind.parent_id) == SKILLS
        quarter = self.town.quarter(self.draw)
        street = self.draw.choice(self.town.streets[quarter.id])
        organization, place = (None, None) if skill else self._home_of_asset(street)
        hours = None if skill else self._hours(0.6)
        name = self.prose.asset_name(kind, quarter, street.name, skill=skill)
        asset = self.sheets.add(
            Asset,
            id=self._id(),
            slug=self._slug(name),
            kind_id=kind.id,
            name=name,
            description=self.prose.asset_description(kind, skill=skill),
            organization_id=organization and organization.id,
            organization=organization,
            location_id=place and place.id,
            location=place,
            quarter_id=quarter.id if skill else None,
            quarter=quarter if skill else None,
            offered_by_resident=skill,
            free=self._maybe(0.6),
            opening_hours_id=hours and hours.id,
            opening_hours=hours,
            phones=self._phones(0.3),
            **self._known(),
        )
        asset.terms = Many(self._terms(Asset, "asset", asset, [self._theme("need")]))
        self.sheets.list_rows(listings.asset_rows(asset, self.paths))
        return 1

    def _home_of_asset(self, street):
        """Half belong to an organisation of their own, whose first place they are."""
        if self.draw.random() < 0.3:
            organization, places = self._organization(street.quarter)
            return organization, places[0]
        return None, self._location(street)

    def _community_point(self, organization, places) -> None:
        quarter, hours = places[0].quarter, self._hours(0.9)
        name = f"Punto Comunità {quarter.name}"
        point = self.sheets.add(
            CommunityPoint,
            id=self._id(),
            slug=self._slug(name),
            name=name,
            description=f"{self.prose.line('mission')} {self.prose.filled('does')}",
            lead_organization_id=organization.id,
            lead_organization=organization,
            location_id=places[0].id,
            location=places[0],
            is_network=self.draw.random() < 0.3,
            is_community=self.draw.random() < 0.3,
            opening_hours_id=hours and hours.id,
            opening_hours=hours,
            phones=self._phones(0.9),
            **self._known(),
        )
        self.sheets.add(CommunityPoint.quarters.through, communitypoint_id=point.id, quarter_id=quarter.id)
        point.quarters = Many([quarter])
        self.sheets.list_rows(listings.community_point_rows(point, self.paths))
