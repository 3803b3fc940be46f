import datetime

import pytest

from tests.factories import MunicipalityFactory

from .factories import MembershipFactory, network_of
from .meeting_factories import AgendaItemFactory, MeetingFactory, in_days

pytestmark = pytest.mark.django_db


def in_utc(moment):
    return f"{moment.astimezone(datetime.UTC):%Y-%m-%dT%H:%M:%SZ}"


@pytest.mark.parametrize("number", [1, 3])
def test_meetings_open_to_anyone_are_told_with_their_agenda(client, settings, number, django_assert_num_queries):
    network = MembershipFactory().network
    meetings = [MeetingFactory(network=network, is_public=True, dtstart=in_days(9 - each)) for each in range(number)]
    for each in meetings:
        AgendaItemFactory(meeting=each, title="Bandi", state="accepted", position=2)
        AgendaItemFactory(meeting=each, title="Orti", state="accepted", position=1)
        AgendaItemFactory(meeting=each, title="Ancora da decidere")
    MeetingFactory(network=network)

    with django_assert_num_queries(3):  # how many, the page, their agendas
        answer = client.get("/api/meetings").json()

    assert (answer["total_items"], [each["id"] for each in answer["contents"]]) == (
        number,
        [str(each.pk) for each in meetings],
    )
    assert answer["contents"][0] == {
        "id": str(meetings[0].pk),
        "city": network.slug,
        "kind": "monthly",
        "title": "Riunione del mese",
        "theme": "",
        "description": "",
        "status": "CONFIRMED",
        "sequence": 0,
        "dtstart": in_utc(meetings[0].dtstart),
        "dtend": in_utc(meetings[0].dtend),
        "location": "Sala civica",
        "agenda": ["Orti", "Bandi"],
        "url": f"{settings.SITE_URL}/rete/{network.slug}/riunioni/{meetings[0].pk}/",
    }


def test_meetings_are_narrowed_by_city_and_kind_and_refuse_what_they_do_not_know(client):
    network = MembershipFactory().network
    bergamo = network_of(MunicipalityFactory(name="Bergamo", istat_code="016024"))
    MeetingFactory(network=bergamo, is_public=True)
    showcase = MeetingFactory(network=network, showcase=True)
    MeetingFactory(network=network, is_public=True)

    found = client.get(f"/api/meetings/?city={network.slug}&kind=showcase").json()
    refused = client.get("/api/meetings?kind=festa")

    assert [each["id"] for each in found["contents"]] == [str(showcase.pk)]
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["kind"])
