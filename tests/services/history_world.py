"""A place in Fiumicello with everything that has a history, and the people around it and elsewhere."""

from types import SimpleNamespace

from accounts.access import Role
from tests.factories import (
    AssetFactory,
    CommunityPointFactory,
    LocationFactory,
    MandateFactory,
    MemberFactory,
    MunicipalityFactory,
    OrganizationFactory,
    QuarterFactory,
    ServiceAtLocationFactory,
    UserFactory,
    ZoneFactory,
)


def build():
    """`things` by the name of their kind, `people` by what they are."""
    city, far_city = MunicipalityFactory(), MunicipalityFactory(name="Bergamo", istat_code="016024", province="BG")
    quarter, far = QuarterFactory(), QuarterFactory(zone=ZoneFactory(name="Est"), name="Sanpolino")
    organization = OrganizationFactory(name="Il Mosaico")
    place = LocationFactory(organization=organization, quarter=quarter, name="Sede")
    point = CommunityPointFactory(location=place, name="Punto Fiumicello")
    far_point = CommunityPointFactory(location=LocationFactory(quarter=far))
    point.quarters.add(quarter)
    far_point.quarters.add(far)
    service = ServiceAtLocationFactory(service__organization=organization, location=place).service
    for_city = {"community_point": None, "role": Role.DIRECTION}
    return SimpleNamespace(
        place=place,
        quarter=quarter,
        things={
            "organization": organization,
            "community_point": point,
            "service": service,
            "asset": AssetFactory(location=place, name="Parco Tarello"),
        },
        people={
            "coordinator": MandateFactory(
                community_point=point, role=Role.COORDINATOR, user__name="Marta Ghidini"
            ).user,
            "direction": MandateFactory(municipality=city, **for_city).user,
            "far coordinator": MandateFactory(community_point=far_point, role=Role.COORDINATOR).user,
            "far direction": MandateFactory(municipality=far_city, **for_city).user,
            "owner": MemberFactory(organization=organization, role=Role.OWNER).user,
            "volunteer": MandateFactory(community_point=point).user,
            "citizen": UserFactory(),
        },
    )
