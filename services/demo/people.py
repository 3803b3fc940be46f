"""The five people of the demo (CONTRACT) and what they are; everybody else in the demo has no account."""

import datetime

from allauth.account.models import EmailAddress
from django.db.backends.postgresql.psycopg_any import DateRange

from accounts.access import Role
from accounts.models import Qualification, User
from organizations.models import CommunityPoint, Mandate, Organization, OrganizationMember
from territory.models import Municipality

DOMAIN = "demo.puntocomunita.example"
PASSWORD = "punto-demo"
POINT = "punto-comunita-fiumicello"
ORGANIZATION = "emporio-la-dispensa"
PEOPLE = {
    "cittadina": "Fatima Benali",
    "volontario": "Luca Zani",
    "coordinatrice": "Marta Ghidini",
    "referente": "Paolo Scalvini",
    "direzione": "Elena Bonomi",
}


def load_people():
    """Creates who is missing; nobody's name or password is changed again. Returns how many it created."""
    return sum(ensure_person(f"{who}@{DOMAIN}", name) for who, name in PEOPLE.items())


def ensure_person(email, name):
    """Whether anything was missing: the person, or that the address is theirs (kept apart until 2026-11)."""
    user = User.objects.filter(email=email).first()
    created = user is None
    user = user or User.objects.create_user(email, PASSWORD, name=name)
    confirmed = {"primary": True, "verified": True}
    return EmailAddress.objects.get_or_create(confirmed, user=user, email=email)[1] or created


def load_roles(day: datetime.date):
    """Gives each of them what they are, from `day` on, unless they have it. Returns how many it gave."""
    point = CommunityPoint.objects.get(slug=POINT)
    city = Municipality.objects.get(slug="brescia")
    organization = Organization.objects.get(slug=ORGANIZATION)
    mandates = [
        ("volontario", Role.VOLUNTEER, {"community_point": point}),
        ("coordinatrice", Role.COORDINATOR, {"community_point": point}),
        ("direzione", Role.DIRECTION, {"municipality": city}),
    ]
    term = {"term": DateRange(day, day + datetime.timedelta(days=3 * 365))}
    term_of_training = {"valid": DateRange(day, day + datetime.timedelta(days=2 * 365))}
    given = [Mandate.objects.get_or_create(term, user=person(who), role=role, **place) for who, role, place in mandates]
    given += [
        OrganizationMember.objects.get_or_create(
            {"role": Role.OWNER}, user=person("referente"), organization=organization
        )
    ]
    given += [
        Qualification.objects.get_or_create(term_of_training, user=person(who), kind=kind)
        for who in ("volontario", "coordinatrice")
        for kind in (Qualification.Kind.PERSONAL_DATA, Qualification.Kind.DESK)
    ]
    return sum(created for _row, created in given)


def person(who):
    return User.objects.get(email=f"{who}@{DOMAIN}")
