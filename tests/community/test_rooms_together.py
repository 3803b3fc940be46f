"""What the rooms of needs, proposals, initiatives and groups say of each other: where a thing comes from, what it became."""

import re

import pytest

from tests.community.factories import NeedFactory, NeedThemeFactory
from tests.community.groups_factories import active_group
from tests.community.initiatives_factories import completed
from tests.network.factories import network_of

pytestmark = pytest.mark.django_db

HERE = "/comunita/brescia/"


def page(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


def current(html):
    """The rooms that the navigation of the community marks: how, and which."""
    nav = html.split('class="desk-nav"')[1].split("</nav>")[0]
    return re.findall(r'aria-current="(\w+)">([^<]+)<', nav)


@pytest.mark.parametrize(
    ("path", "room"),
    [
        ("bisogni/", ("page", "Bisogni e desideri")),
        ("temi/{theme}/", ("true", "Bisogni e desideri")),
        ("progettare/", ("true", "Proposte")),
        ("accordi/", ("true", "Proposte")),
        ("sondaggi/", ("true", "Proposte")),
        ("storie/", ("true", "Iniziative")),
        ("beni-comuni/", ("true", "Iniziative")),
        ("gruppi/temi/", ("true", "Gruppi di strada")),
    ],
)
def test_room_that_one_is_in_is_marked_also_further_inside(client, path, room):
    network = network_of()
    theme = NeedThemeFactory(network=network)
    active_group(network=network, slug="temi")

    html = page(client, HERE + path.format(theme=theme.pk))

    assert current(html) == [room]


def test_page_is_described_by_its_own_words(client):
    need = NeedFactory(network=network_of(), title="Una panchina", words="Davanti alla farmacia si aspetta in piedi.")
    initiative = completed(network=need.network, summary="Venti cassoni, aperti a tutti")

    described = [
        re.search(r'<meta name="description" content="([^"]*)"', page(client, path))[1]
        for path in (need.get_absolute_url(), initiative.get_absolute_url(), f"{HERE}bisogni/")
    ]

    assert described == [
        "Davanti alla farmacia si aspetta in piedi.",
        "Venti cassoni, aperti a tutti",
        "Comunità di Brescia: di’ che cosa manca, guarda che cosa si fa insieme, da’ una mano.",
    ]
