"""The entries that people keep, and of which fields each consists, in the order of their pages."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from organizations.models import CommunityPoint, Location, Organization, ReservedContact
from services.models import Asset, Service, Taxonomy

from .fields import Field, Hours, Many, Objects, One, Reserved, Terms

PHONES = Objects("phones", "number", "description")
LANGUAGES = Objects("languages", "code", "name")
DOCUMENTS = Objects("required_documents", "document")
HOURS = Hours("opening_hours")
RESERVED = [Reserved(f"{each}_contacts", each) for each in ReservedContact.Visibility.values]


class Places(Many):
    """The places where a service is given; one that stays keeps its own hours and phones."""

    def label(self, model):
        return _("dove")

    def read(self, thing):
        keys = thing.service_at_locations.values_list("location_id", flat=True)
        return sorted(str(key) for key in keys)

    def write(self, thing, value):
        links = thing.service_at_locations
        links.exclude(location_id__in=value).delete()
        known = {str(key) for key in links.values_list("location_id", flat=True)}
        for key in value:
            if key not in known:
                links.create(location_id=key)


class Kind(NamedTuple):
    """`column` is what `Change`, `Report` and `Verification` call it."""

    column: str
    model: type
    fields: dict


def columns(*names):
    return [Field(name) for name in names]


def kind(column, model, *fields):
    return Kind(column, model, {field.name: field for field in fields})


TERMS = [
    Terms("needs", Taxonomy.Own.NEED, _("bisogni a cui risponde")),
    Terms("activities", Taxonomy.Own.ACTIVITY, _("che cosa si fa")),
    Terms("targets", Taxonomy.Own.TARGET, _("per chi")),
]

KINDS = {
    each.column: each
    for each in [
        kind(
            "organization",
            Organization,
            *columns("name", "alternate_name", "description", "sector", "level", "legal_status", "tax_code"),
            *columns("year_incorporated", "website", "email"),
            PHONES,
            *RESERVED,
            *columns("offers", "looks_for"),
        ),
        kind(
            "location",
            Location,
            One("organization"),
            *columns("name", "address", "address_detail", "postal_code", "city", "state_province"),
            One("municipality"),
            One("quarter"),
            *columns("latitude", "longitude", "transportation", "wheelchair"),
            PHONES,
            HOURS,
        ),
        kind(
            "community_point",
            CommunityPoint,
            *columns("name", "description", "email", "is_hub", "is_network", "is_community"),
            One("lead_organization"),
            Many("partners"),
            One("location"),
            Many("quarters"),
            PHONES,
            HOURS,
        ),
        kind(
            "service",
            Service,
            One("organization"),
            *columns("name", "alternate_name", "description", "status", "alert", "eligibility_description"),
            *columns("minimum_age", "maximum_age", "application_process"),
            DOCUMENTS,
            *columns("outcome", "wait_time", "free", "fees_description", "special_cases"),
            LANGUAGES,
            *columns("interpretation_services", "url", "email"),
            *columns("no_appointment", "anonymous", "place_to_sit", "phone_or_internet", "play_area"),
            *columns("comes_home", "by_phone", "online"),
            PHONES,
            *TERMS,
            Places("places"),
            HOURS,
        ),
        kind(
            "asset",
            Asset,
            One("kind"),
            *columns("name", "description"),
            One("organization"),
            One("location"),
            One("quarter"),
            *columns("offered_by_resident", "url", "email", "free"),
            PHONES,
            HOURS,
        ),
    ]
}


def kind_of(thing) -> Kind:
    return next(kind for kind in KINDS.values() if isinstance(thing, kind.model))
