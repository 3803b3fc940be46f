"""Every page of the community that lists something asks the database as often for many rows as for few."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.access import Role
from community.models import AdviceSlot, Block, HoursEntry
from community.notices.telling import tell
from community.urls import urlpatterns
from tests.factories import (
    LocationFactory,
    MandateFactory,
    MemberFactory,
    QualificationFactory,
    QuarterFactory,
    UserFactory,
)
from tests.network.factories import MembershipFactory, network_of

from .calls_factories import of_the_young, opened, sent
from .concierge_factories import AdviceSlotFactory, ConciergeFactory, ConciergeMemberFactory, ExchangeFactory, answered
from .events_factories import EventFactory, event_in_room, fundraising_of, house_in, project_of
from .factories import BookingFactory, HouseFactory, NeedFactory, NeedThemeFactory, SpaceFactory, clustered, in_days
from .groups_factories import GroupFactory, PersonFactory, PostFactory, ReplyFactory, active_group, activity
from .initiatives_factories import (
    CommitmentFactory,
    InitiativeFactory,
    PartnerFactory,
    StoryFactory,
    TaskFactory,
    active,
    completed,
)
from .pacts_factories import HoursFactory, PactFactory, days_ago, signed, to_sign
from .proposals_factories import AgreementFactory, ContributionFactory, SurveyFactory, in_phase, talked_over
from .safety_factories import ReportFactory

pytestmark = pytest.mark.django_db

# What has nothing but the city in its address and is no form, so that no list that comes later is forgotten.
OF_CITY = [
    each.name for each in urlpatterns if list(each.pattern.converters) == ["slug"] and "_create" not in each.name
]
OF_HOUSE = ["space_list", "house_bookings"]
OF_CONCIERGE = ["concierge_detail", "concierge_desk", "concierge_members"]
OF_NOBODY = ["notice_list", "block_list"]
OF_API = ["event_list", "group_list", "initiative_list", "need_list", "house_list"]
OF_ROW = ["space", "group", "post", "initiative", "codesign", "pact", "theme", "proposal"]


@pytest.fixture
def city():
    """A city with the one thing of each kind whose own page lists others, and somebody who may see all of it."""
    network, user = network_of(), UserFactory()
    for role in (Role.DIRECTION, Role.SOCIAL_WORKER):
        MandateFactory(user=user, community_point=None, municipality=network, role=role)
    concierge = ConciergeFactory(network=network)
    MandateFactory(user=user, community_point=concierge.community_point, role=Role.COORDINATOR)
    QualificationFactory(user=user)
    kept = MemberFactory(user=user, role=Role.OWNER).organization
    MembershipFactory(network=network, organization=kept)
    house = HouseFactory(location=LocationFactory(organization=kept, municipality=network))
    group = active_group(user, network=network)
    return {
        "network": network,
        "user": user,
        "kept": kept,
        "house": house,
        "space": SpaceFactory(house=house),
        "concierge": concierge,
        "member": ConciergeMemberFactory(concierge=concierge, person=user),
        "group": group,
        "post": PostFactory(group=group),
        "call": opened(of_the_young(network=network, needs_assessment=True)),
        "initiative": active(network=network, lead_person=user),
        "codesign": (codesign := in_phase("propose", network=network)),
        "theme": NeedThemeFactory(network=network),
        "proposal": talked_over(codesign=codesign),
        "pact": signed(PactFactory(network=network, participant=user, host=kept)),
    }


def test_lists_ask_as_much_with_many_rows_as_with_few(client, city):
    client.force_login(city["user"])
    add_a_row_to_each(city, 1)
    pages = addresses(city)
    client.get("/comunita/brescia/")  # what is asked once for all

    few = costs(client, pages)
    for number in (2, 3):
        add_a_row_to_each(city, number)

    many = costs(client, pages)
    assert (many, [name for name, asked in few.items() if asked is None]) == (few, [])


def costs(client, pages):
    """{name: how many questions}; a page that answers otherwise costs None."""
    counted = {}
    for name, address in pages.items():
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        counted[name] = len(queries) if response.status_code == 200 else None
    return counted


def addresses(city):
    """{name: path} of every page that lists."""
    here = [city["network"].slug]
    pages = {name: reverse(f"community:{name}", args=here) for name in OF_CITY}
    pages |= {name: reverse(f"community:{name}", args=[*here, city["house"].slug]) for name in OF_HOUSE}
    pages |= {name: reverse(f"community:{name}", args=[*here, city["concierge"].pk]) for name in OF_CONCIERGE}
    pages["application_list"] = reverse("community:application_list", args=[*here, city["call"].pk])
    pages |= {name: reverse(f"community:{name}") for name in OF_NOBODY}
    pages |= {f"api {name}": reverse(f"community_api:{name}") for name in OF_API}
    pages |= {name: city[name].get_absolute_url() for name in OF_ROW}
    pages["group_people"] = pages["group"] + "persone/"
    return pages


def add_a_row_to_each(city, number):
    add_voices(city)
    add_initiatives(city)
    add_groups(city)
    add_houses(city, number)
    add_neighbours(city)
    add_hours(city)
    tell([city["user"]], "needs", key=f"{number}", subject="Un bisogno", words="C’è una risposta.", url="/comunita/")
    Block.objects.create(person=city["user"], blocked=UserFactory(), thing="Panchina")


def add_voices(city):
    here = {"network": city["network"]}
    NeedFactory(**here, said_by=UserFactory())
    clustered(NeedFactory(**here), city["theme"])
    clustered(NeedFactory(**here))
    ReportFactory(need=NeedFactory(**here, said_by=UserFactory()))
    talked_over(codesign=city["codesign"], theme=city["theme"])
    ContributionFactory(proposal=city["proposal"], made_by=UserFactory())
    in_phase("listen", **here)
    AgreementFactory(**here)
    SurveyFactory(**here)


def add_initiatives(city):
    here, user = {"network": city["network"]}, city["user"]
    InitiativeFactory(**here, published_at=None, lead_person=UserFactory())
    completed(**here)
    other = active(**here, lead_person=user)
    CommitmentFactory(initiative=other, person=user)
    own = {"initiative": city["initiative"]}
    PartnerFactory(**own)
    CommitmentFactory(**own)
    TaskFactory(**own)
    StoryFactory(**own)


def add_groups(city):
    GroupFactory(network=city["network"])
    active_group(city["user"], network=city["network"], quarter=QuarterFactory(municipality=city["network"]))
    PersonFactory(group=city["group"], state="asked", joined_at=None)
    activity(city["group"])
    ReplyFactory(post=city["post"])


def add_houses(city, number):
    network, house, user = city["network"], city["house"], city["user"]
    BookingFactory(space=city["space"], booked_by=user, starts_at=in_days(number, 9))
    BookingFactory(space=SpaceFactory(house=house), booked_by=user, organization=city["kept"], state="confirmed")
    other = house_in(network)
    event_in_room(city["space"], start=in_days(number, 15))
    EventFactory(network=network, organization=city["kept"])
    project_of(house, other)
    fundraising_of(house, other, raised=[100], used=[20])


def add_neighbours(city):
    network, concierge, user = city["network"], city["concierge"], city["user"]
    ConciergeFactory(network=network)
    ExchangeFactory(author=city["member"])
    answered(ExchangeFactory(author=ConciergeMemberFactory(concierge=concierge)), city["member"])
    answered(ExchangeFactory(author=ConciergeMemberFactory(concierge=concierge)))
    AdviceSlotFactory(network=network)
    AdviceSlotFactory(network=network, adviser=user, starts_at=in_days(AdviceSlot.objects.count() + 3, 10))


def add_hours(city):
    network, user, kept = city["network"], city["user"], city["kept"]
    opened(of_the_young(network=network, needs_assessment=True))
    sent(city["call"])
    HoursFactory(pact=city["pact"], day=days_ago(HoursEntry.objects.count() + 1))
    HoursFactory(pact=signed(PactFactory(network=network, host=kept)))
    signed(PactFactory(network=network, participant=user))
    to_sign(PactFactory(network=network, host=kept))
