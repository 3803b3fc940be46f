"""What a page says to machines: schema.org in JSON-LD (https://schema.org/GovernmentService)."""

from django.conf import settings

from organizations import hours
from organizations.models import Organization


def address_of(location):
    return stated(
        {
            "@type": "PostalAddress",
            "streetAddress": location.address,
            "postalCode": location.postal_code,
            "addressLocality": location.city,
            "addressRegion": location.state_province,
            "addressCountry": location.country,
        }
    )


def place_of(location, opening_hours=None):
    timetable = opening_hours and opening_hours.timetable
    return stated(
        {
            "@type": "Place",
            "name": location.name,
            "address": address_of(location),
            "geo": geo_of(location),
            "openingHoursSpecification": hours.schema_org(timetable) if timetable else None,
        }
    )


def geo_of(location):
    if location.latitude is None:
        return None
    return {"@type": "GeoCoordinates", "latitude": location.latitude, "longitude": location.longitude}


def organization_data(organization, phones=()):
    kind = "GovernmentOrganization" if organization.sector == Organization.Sector.PUBLIC else "Organization"
    return stated(
        {
            "@context": "https://schema.org",
            "@type": kind,
            "name": organization.name,
            "description": organization.description,
            "url": settings.SITE_URL + organization.get_absolute_url(),
            "sameAs": organization.website,
            "email": organization.email,
            "telephone": [phone["number"] for phone in phones],
        }
    )


def service_data(service, doors, phones=()):
    """A service with its places and hours; `doors` and `phones` as the page shows them."""
    public = service.organization.sector == Organization.Sector.PUBLIC
    provider = organization_data(service.organization)
    del provider["@context"]
    return stated(
        {
            "@context": "https://schema.org",
            "@type": "GovernmentService" if public else "Service",
            "name": service.name,
            "alternateName": service.alternate_name,
            "description": service.description,
            "url": settings.SITE_URL + service.get_absolute_url(),
            "provider": provider,
            "areaServed": [str(area) for area in service.service_areas.all()],
            "audience": audience_of(service),
            "offers": {"@type": "Offer", "price": "0", "priceCurrency": "EUR"} if service.free else None,
            "availableChannel": [channel_of(service, door, phones) for door in doors],
        }
    )


def audience_of(service):
    if not service.eligibility_description:
        return None
    return {"@type": "Audience", "audienceType": service.eligibility_description}


def channel_of(service, door, phones):
    return stated(
        {
            "@type": "ServiceChannel",
            "serviceLocation": place_of(door.location, door.opening_hours) if door.location else None,
            "servicePhone": [{"@type": "ContactPoint", "telephone": phone["number"]} for phone in phones],
            "serviceUrl": service.url,
            "availableLanguage": [language.get("code") or language.get("name") for language in service.languages],
        }
    )


def point_data(point, phones=()):
    """A Punto Comunità as a place with a desk."""
    return stated(
        {
            "@context": "https://schema.org",
            **place_of(point.location, point.opening_hours),
            "name": point.name,
            "description": point.description,
            "url": settings.SITE_URL + point.get_absolute_url(),
            "telephone": [phone["number"] for phone in phones],
        }
    )


def stated(data):
    """`data` without what nobody has said: machines read absence, not blanks."""
    return {key: value for key, value in data.items() if value not in (None, "", [], {})}
