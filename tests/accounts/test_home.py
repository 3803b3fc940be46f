"""One's own page: what one is where, what is about to end, where the rest is; and one's name."""

import datetime
import re

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.html import strip_tags

from accounts.access import Role
from tests.factories import MandateFactory, MemberFactory, MunicipalityFactory, UserFactory

pytestmark = pytest.mark.django_db

HOME = "/account/"
DAY = datetime.timedelta(days=1)


def page_of(client, user):
    client.force_login(user)
    return client.get(HOME).content.decode()


def cards(page):
    """The text of each card, spaces made one."""
    found = re.findall(r'<li class="card short.*?</li>', page, re.DOTALL)
    return [" ".join(strip_tags(card.replace("</h3>", " ")).split()) for card in found]


def term(first, last=None):
    """From and until days counted from today."""
    today = timezone.localdate()
    return DateRange(today + first * DAY, None if last is None else today + (last + 1) * DAY)


def test_home_sends_a_stranger_to_sign_in(client):
    assert client.get(HOME).url == "/account/accedi/?next=/account/"


def test_home_tells_a_citizen_that_no_account_is_needed(client):
    page = page_of(client, UserFactory(name="Fatima Benali"))

    assert "Per cercare un aiuto l’accesso non serve" in page
    assert (cards(page), "Amministrazione" in page) == ([], False)


def test_home_says_what_one_is_where_and_until_when(client):
    user = UserFactory(is_technician=True)
    since = datetime.date(2026, 1, 1)
    MandateFactory(
        user=user, role=Role.COORDINATOR, term=DateRange(since, datetime.date(2099, 1, 1)),
        community_point__name="Punto Fiumicello",
    )  # fmt: skip
    MandateFactory(
        user=user, role=Role.SOCIAL_WORKER, community_point=None, municipality=MunicipalityFactory(),
        term=DateRange(datetime.date(2025, 1, 1), None),
    )  # fmt: skip
    MemberFactory(user=user, role=Role.OWNER, organization__name="Emporio", since=since)

    page = page_of(client, user)

    assert cards(page) == [
        "Punto Fiumicello Chi coordina il Punto Comunità Dal 1 gennaio 2026 al 31 dicembre 2098"
        " Sportello · Punto Fiumicello Persone · Punto Fiumicello Che cosa aspetta nell’elenco · Punto Fiumicello"
        " Che cosa aspetta nella comunità · Punto Fiumicello Giri di mappatura · Punto Fiumicello"
        " La rete · Punto Fiumicello",
        "Brescia Assistente sociale Dal 1 gennaio 2025, senza una fine"
        " Che cosa aspetta nella comunità · Brescia La rete · Brescia",
        "Emporio Responsabile dell’organizzazione Dal 1 gennaio 2026 Persone · Emporio",
        "Il portale Lo tieni in piedi tu",
    ]
    assert 'href="/amministrazione/"' in page


@pytest.mark.parametrize(
    ("first", "last", "warned", "stands"),
    [
        (-300, 12, "fra 12 giorni", "Dal"),
        (-300, 1, "fra un giorno", "Dal"),
        (-300, 0, "finisce oggi", "Dal"),
        (-300, 60, "fra 60 giorni", "Dal"),
        (-300, 61, "", "Dal"),
        (-300, None, "", "Dal"),
        (-300, -1, "", "Incarico finito "),
        (1, 30, "", "Incarico che comincia "),
    ],
)
def test_home_says_when_a_mandate_ends_soon_or_has_ended(client, first, last, warned, stands):
    user = MandateFactory(term=term(first, last)).user

    page = page_of(client, user)

    (card,) = cards(page)
    assert ("Il tuo incarico in" in page, warned in page) == (bool(warned), True)
    assert stands in card
    assert ("Persone ·" in card) == (stands == "Dal")


@pytest.mark.parametrize(
    ("role", "doors"),
    [
        (
            Role.VOLUNTEER,
            [
                "/sportello/{point}/",
                "/punti/{point}/persone/",
                "/comunita/brescia/da-fare/",
                "/giri/",
                "/rete/brescia/",
            ],
        ),
        (Role.QUARTER_COUNCIL, ["/rete/brescia/"]),
        (Role.SOCIAL_WORKER, ["/comunita/brescia/da-fare/", "/rete/brescia/"]),
    ],
)
def test_home_leads_each_to_where_their_role_works_and_nowhere_else(client, role, doors):
    for_city = {"community_point": None, "municipality": MunicipalityFactory()} if role == Role.SOCIAL_WORKER else {}
    mandate = MandateFactory(role=role, **for_city)

    (card,) = re.findall(r'<li class="card short.*?</li>', page_of(client, mandate.user), re.DOTALL)

    led = re.findall(r'class="tap" href="([^"]+)"', card)
    assert led == [door.format(point=mandate.place.slug) for door in doors]
    assert [client.get(door).status_code for door in led] == [200] * len(led)


def test_home_asks_for_the_second_factor_of_who_needs_one(client, settings):
    user = MandateFactory().user
    settings.REQUIRE_MFA = True

    pages = [page_of(client, each) for each in (user, UserFactory())]

    assert ["il resto è chiuso" in page for page in pages] == [True, False]


@pytest.mark.parametrize("number", [1, 3])
def test_home_asks_the_same_number_of_queries(client, django_assert_num_queries, number):
    user = UserFactory()
    MandateFactory.create_batch(number, user=user)
    MemberFactory.create_batch(number, user=user)
    client.force_login(user)

    with django_assert_num_queries(7):
        page = client.get(HOME).content.decode()

    assert len(cards(page)) == 2 * number


def test_person_changes_the_name(client):
    user = UserFactory(name="Marta")
    client.force_login(user)

    response = client.post("/account/nome/", {"name": "Marta Ghidini", "email": "altra@example.org"}, follow=True)

    user.refresh_from_db()
    assert (user.name, user.email != "altra@example.org") == ("Marta Ghidini", True)
    assert "adesso ti chiami Marta Ghidini" in response.content.decode()


def test_person_says_what_is_wrong_with_a_name(client):
    user = UserFactory(name="Marta")
    client.force_login(user)

    page = client.post("/account/nome/", {"name": "x" * 121}).content.decode()

    user.refresh_from_db()
    assert (user.name, 'href="#id_name"' in page, 'id="id_name_error"' in page) == ("Marta", True, True)
