"""Lean factories: the least a row needs, with traits for what a test is about."""

import datetime

import factory
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.text import slugify

from accounts.access import Role
from accounts.models import Qualification, User
from organizations.models import (
    Closure,
    CommunityPoint,
    Location,
    Mandate,
    OpeningHours,
    Organization,
    OrganizationMember,
    Schedule,
)
from services.models import Asset, Service, ServiceAtLocation, Taxonomy, TaxonomyTerm
from territory.models import Municipality, PlaceName, PostalCode, Quarter, Zone


class MunicipalityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Municipality
        django_get_or_create = ["slug"]

    name = "Brescia"
    slug = factory.LazyAttribute(lambda o: slugify(o.name))
    istat_code = "017029"
    province = "BS"
    patron_month, patron_day, patron_name = 2, 15, "Santi Faustino e Giovita"
    latitude, longitude = 45.5399, 10.2204


class ZoneFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Zone
        django_get_or_create = ["slug", "municipality"]

    municipality = factory.SubFactory(MunicipalityFactory)
    name = "Ovest"
    slug = factory.LazyAttribute(lambda o: slugify(o.name))


class QuarterFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Quarter
        django_get_or_create = ["slug", "municipality"]

    zone = factory.SubFactory(ZoneFactory)
    municipality = factory.SelfAttribute("zone.municipality")
    name = "Fiumicello"
    slug = factory.LazyAttribute(lambda o: slugify(o.name))
    latitude, longitude = 45.5442, 10.1930


class PostalCodeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PostalCode
        django_get_or_create = ["code", "municipality"]

    municipality = factory.SubFactory(MunicipalityFactory)
    code = "25126"
    latitude, longitude = 45.54421, 10.19981


class PlaceNameFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PlaceName

    municipality = factory.SubFactory(MunicipalityFactory)
    kind = PlaceName.Kind.STREET
    name = "via Milano"
    search_name = factory.LazyAttribute(lambda o: o.name.lower())
    latitude, longitude = 45.5410, 10.2000


class OpeningHoursFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OpeningHours

    municipality = None


class ScheduleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Schedule

    opening_hours = factory.SubFactory(OpeningHoursFactory)
    byday = ["MO"]
    opens_at = datetime.time(9)
    closes_at = datetime.time(12)


class ClosureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Closure

    opening_hours = factory.SubFactory(OpeningHoursFactory)
    first_day = datetime.date(2026, 8, 10)
    last_day = datetime.date(2026, 8, 21)


class OrganizationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organization

    name = factory.Sequence(lambda n: f"Associazione {n}")
    slug = factory.LazyAttribute(lambda o: slugify(o.name))
    last_modified = factory.LazyFunction(timezone.now)


class LocationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Location

    quarter = factory.SubFactory(QuarterFactory)
    municipality = factory.SelfAttribute("quarter.municipality")
    name = factory.Sequence(lambda n: f"Sede {n}")
    address = factory.Sequence(lambda n: f"via Prova {n}")
    city = "Brescia"
    state_province = "BS"
    postal_code = "25126"
    latitude = factory.SelfAttribute("quarter.latitude")
    longitude = factory.SelfAttribute("quarter.longitude")
    last_modified = factory.LazyFunction(timezone.now)


class TaxonomyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Taxonomy
        django_get_or_create = ["slug"]

    slug = "need"
    name = factory.LazyAttribute(lambda o: o.slug)


class TermFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TaxonomyTerm
        django_get_or_create = ["taxonomy", "slug"]

    taxonomy = factory.SubFactory(TaxonomyFactory)
    name = "Aiuto compiti"
    slug = factory.LazyAttribute(lambda o: slugify(o.name))


class ServiceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Service
        skip_postgeneration_save = True

    organization = factory.SubFactory(OrganizationFactory)
    name = factory.Sequence(lambda n: f"Servizio {n}")
    slug = factory.LazyAttribute(lambda o: slugify(o.name))
    last_modified = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def terms(self, create, extracted, **kwargs):
        if extracted:
            self.terms.set(extracted)


class ServiceAtLocationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ServiceAtLocation

    service = factory.SubFactory(ServiceFactory)
    location = factory.SubFactory(LocationFactory)


class AssetFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Asset

    kind = factory.SubFactory(TermFactory, taxonomy__slug="asset_kind", name="Parco")
    name = factory.Sequence(lambda n: f"Parco {n}")
    slug = factory.LazyAttribute(lambda o: slugify(o.name))
    location = factory.SubFactory(LocationFactory)
    quarter = factory.SelfAttribute("location.quarter")
    last_modified = factory.LazyFunction(timezone.now)


class CommunityPointFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CommunityPoint

    name = factory.Sequence(lambda n: f"Punto Comunità {n}")
    slug = factory.LazyAttribute(lambda o: slugify(o.name))
    lead_organization = factory.SubFactory(OrganizationFactory)
    location = factory.SubFactory(LocationFactory)
    last_modified = factory.LazyFunction(timezone.now)


class UserFactory(factory.django.DjangoModelFactory):
    """A person whose address is confirmed; with `second_factor=True` one who has an app and recovery codes."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Persona {n}")
    email = factory.Sequence(lambda n: f"persona{n}@example.org")
    password = factory.PostGenerationMethodCall("set_password", "una-parola-lunga")

    @classmethod
    def _after_postgeneration(cls, instance, create, results=None):
        instance.save()

    @factory.post_generation
    def confirmed(self, create, extracted, **kwargs):
        EmailAddress.objects.create(user=self, email=self.email, primary=True, verified=extracted is not False)

    @factory.post_generation
    def second_factor(self, create, extracted, **kwargs):
        if extracted:
            TOTP.activate(self, generate_totp_secret())
            RecoveryCodes.activate(self)


class MemberFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OrganizationMember

    user = factory.SubFactory(UserFactory)
    organization = factory.SubFactory(OrganizationFactory)
    role = Role.EDITOR


class QualificationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Qualification

    user = factory.SubFactory(UserFactory)
    kind = Qualification.Kind.PERSONAL_DATA
    valid = DateRange(datetime.date(2020, 1, 1), None)


class MandateFactory(factory.django.DjangoModelFactory):
    """A volunteer's, unless `role` says else; for a city give `municipality` and `community_point=None`."""

    class Meta:
        model = Mandate

    user = factory.SubFactory(UserFactory)
    role = Role.VOLUNTEER
    community_point = factory.SubFactory(CommunityPointFactory)
    term = DateRange(datetime.date(2020, 1, 1), None)
