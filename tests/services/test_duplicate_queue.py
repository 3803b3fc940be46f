"""What is likely there twice: found when it is saved and by night, listed for who keeps both, decided once."""

import re

import pytest
from django.core.management import call_command
from django.urls import reverse

from organizations.models import Organization
from services.access import REVIEW
from services.duplicates import Why
from services.editing import apply, read
from services.merging.actions import dismiss
from services.merging.choosing import Compared
from services.merging.queue import named, suspected_in
from services.merging.suspecting import weight_of
from services.models import Service, SuspectedPair
from tests.factories import (
    AssetFactory,
    LocationFactory,
    MemberFactory,
    OrganizationFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
)
from tests.organizations.staff import VISITORS, as_, make_staff, only

LIST = "/redazione/doppioni/"


@pytest.fixture
def staff(db):
    return make_staff()


def organization(staff, name="Il Melograno", quarter=None, **values):
    made = OrganizationFactory(name=name, slug=f"ente-{Organization.objects.count()}", **values)
    LocationFactory(organization=made, quarter=quarter or staff.quarter, city="Brescia")
    return made


def twins(staff, count=1):
    """So many pairs of organisations, no two pairs alike."""
    return [tuple(organization(staff, f"Gruppo {'abcdefghijklm'[n] * 6}") for _ in range(2)) for n in range(count)]


def services(staff, *names, **values):
    home = values.pop("organization", staff.organization)
    return [
        ServiceFactory(name=name, slug=f"servizio-{number}", organization=home, **values)
        for number, name in enumerate(names)
    ]


def suspected():
    """{(the two names): why} of the open pairs."""
    call_command("find_duplicates")
    return {named_pair(pair): pair.why for pair in SuspectedPair.objects.open()}


def named_pair(pair):
    models = {"organization": Organization, "service": Service, "asset": AssetFactory._meta.model}
    rows = models[pair.kind].objects.in_bulk([pair.first, pair.second])
    return tuple(sorted(each.name for each in rows.values()))


def save(thing, **wanted):
    thing.refresh_from_db()
    return apply(thing=thing, seen=read(thing), wanted=wanted)


def test_night_finds_organizations_services_and_assets(staff, capsys):
    organization(staff, "Il Melograno")
    organization(staff, "Associazione Il Melograno ODV")
    services(staff, "Doposcuola", "Il doposcuola", "Doposcuola estivo")
    place = staff.organization.locations.get()
    AssetFactory(name="Parco Tarello", slug="uno", location=place)
    AssetFactory(name="Il parco Tarello", slug="due", location=place)

    found = suspected()

    assert found == {
        ("Associazione Il Melograno ODV", "Il Melograno"): ["NAME"],
        ("Doposcuola", "Il doposcuola"): ["NAME"],
        ("Il parco Tarello", "Parco Tarello"): ["NAME", "ADDRESS"],
    }
    assert capsys.readouterr().out == "Coppie da guardare: 3\n"


def test_services_of_two_organizations_are_suspected_at_one_place_only(staff):
    place = LocationFactory(quarter=staff.quarter)
    for number in range(3):
        (each,) = services(staff, "Doposcuola", organization=OrganizationFactory(name=f"{number}{number} x"), phones=[])
        each.slug = f"diverso-{number}"
        each.save()
        if number:
            ServiceAtLocationFactory(service=each, location=place)

    assert suspected() == {("Doposcuola", "Doposcuola"): ["NAME", "ADDRESS"]}


@pytest.mark.parametrize(
    ("latitude", "found"), [(45.5415, {("Parco giochi", "Parco giochi"): ["NAME"]}), (45.5500, {})]
)
def test_assets_of_one_name_are_suspected_when_they_are_near(staff, latitude, found):
    for number, north in enumerate((45.5410, latitude)):
        place = LocationFactory(quarter=staff.quarter, latitude=north, longitude=10.2)
        AssetFactory(name="Parco giochi", slug=f"parco-{number}", location=place)

    assert suspected() == found


def test_what_residents_offer_is_not_compared(staff):
    for number in range(2):
        AssetFactory(name="Chitarra", slug=f"c{number}", location=None, quarter=staff.quarter, offered_by_resident=True)

    assert suspected() == {}


def test_saving_an_entry_suspects_at_once_and_no_longer(staff):
    one, other = organization(staff, "Il Melograno"), organization(staff, "Altro nome")

    save(other, name="Melograno")
    after_one = [named_pair(pair) for pair in SuspectedPair.objects.open()]
    save(other, name="Tutt’altro")

    assert (after_one, SuspectedPair.objects.count()) == ([("Il Melograno", "Melograno")], 0)
    assert one.name == "Il Melograno"


def test_night_forgets_what_is_alike_no_more(staff):
    _one, other = twins(staff)[0]
    before = len(suspected())
    Organization.objects.filter(pk=other.pk).update(name="Tutt’altro nome")

    assert (before, suspected()) == (1, {})


def test_a_dismissed_pair_comes_back_only_for_more_in_common(staff):
    one, other = twins(staff)[0]
    dismiss(kind="organization", one=one, other=other, by=staff.people["direction"])
    quiet = [suspected()]
    save(other, description="Cambiata")
    quiet.append(suspected())
    save(other, phones=[{"number": "030 1234567", "description": ""}])
    quiet.append(suspected())

    save(one, phones=[{"number": "030 1234567", "description": ""}])

    assert (quiet, list(suspected().values())) == ([{}] * 3, [["NAME", "PHONE"]])


def test_who_dismissed_a_pair_and_when_stays(staff):
    one, other = twins(staff)[0]
    first, second = staff.people["coordinator"], staff.people["direction"]

    made = [dismiss(kind="organization", one=one, other=other, by=who) for who in (first, second)]

    assert [(pair.dismissed_by, pair.dismissed_at is None) for pair in made] == [(first, False)] * 2


def test_the_strongest_reason_weighs_more_than_all_after_it():
    by_weight = sorted(Why, key=lambda why: -weight_of([why]))

    assert by_weight == list(Why)
    assert [weight_of([why]) > weight_of(by_weight[at + 1 :]) for at, why in enumerate(by_weight)] == [True] * len(Why)


def test_list_is_in_the_order_of_likeness_the_older_entry_first(staff):
    twins(staff)
    one, other = (organization(staff, f"Il Calabrone {n}", tax_code="98000000000") for n in ("uno", "due"))
    suspected()

    page = as_(staff, "coordinator").get(LIST)

    rows = [(row.one[1], row.other[1], [str(why) for why in row.why]) for row in page.context["rows"]]
    assert rows == [
        (one.name, other.name, ["stesso codice fiscale"]),
        ("Gruppo aaaaaa", "Gruppo aaaaaa", ["stesso nome"]),
    ]
    assert reverse("services:pair_decide", args=["organization", one.pk, other.pk]) in page.content.decode()


def test_list_holds_what_the_rule_lets_one_merge(staff):
    """Of every kind and place: a person sees a pair if and only if the rule opens both of its entries to them."""
    far = make_far_away(staff)
    nowhere = [OrganizationFactory(name="Senza sede", slug=f"senza-{n}") for n in range(2)]
    here, there = twins(staff)[0], [organization(staff, "Redona Viva", quarter=far) for _ in range(2)]
    across = [organization(staff, "Ponte Nuovo"), organization(staff, "Ponte Nuovo", quarter=far)]
    mine = services(staff, "Doposcuola", "Il doposcuola")
    assets = [AssetFactory(name="Parco", slug=f"p{n}", location=None, quarter=staff.quarter) for n in range(2)]
    suspected()
    all_pairs = [nowhere, here, there, across, mine, assets]
    people = {who: user for who, user in staff.people.items() if user}

    seen = {who: set(suspected_in(user).values_list("first", "second")) for who, user in people.items()}

    expected = {
        who: {
            tuple(sorted([one.pk, other.pk]))
            for one, other in all_pairs
            if REVIEW.allows(user, one) and REVIEW.allows(user, other)
        }
        for who, user in people.items()
    }
    assert SuspectedPair.objects.open().count() == len(all_pairs)
    assert seen == expected
    assert {who: len(pairs) for who, pairs in expected.items() if pairs} == {
        "coordinator": 3,
        "coordinator_elsewhere": 1,
        "direction": 4,
        "direction_elsewhere": 2,
    }


def make_far_away(staff):
    mandate = staff.people["coordinator_elsewhere"].mandates.get()
    return mandate.community_point.location.quarter


@pytest.mark.parametrize("count", [1, 3, 12])
def test_list_asks_as_many_queries_for_many_pairs(staff, django_assert_num_queries, count):
    twins(staff, count)
    suspected()
    client = as_(staff, "coordinator")

    with django_assert_num_queries(5):  # session, person, mandates, memberships, the pairs
        page = client.get(LIST)

    assert len(page.context["rows"]) == count


def test_list_goes_on_where_a_page_ends(staff, monkeypatch):
    monkeypatch.setattr("services.merging.queue.A_PAGE", 2)
    twins(staff, 3)
    suspected()
    client = as_(staff, "coordinator")

    first = client.get(LIST).context
    second = client.get(LIST, {"dopo": first["following"]}).context

    names = [[row.one[1] for row in page["rows"]] for page in (first, second)]
    assert (sorted(sum(names, [])), second["following"]) == (["Gruppo aaaaaa", "Gruppo bbbbbb", "Gruppo cccccc"], None)
    assert client.get(LIST, {"dopo": "non è un numero"}).status_code == 200


def pair_url(one, other, kind="organization"):
    return reverse("services:pair_decide", args=[kind, one.pk, other.pk])


def test_pair_is_for_who_keeps_both(staff):
    one, other = twins(staff)[0]
    url = pair_url(one, other)
    found = {}
    for who in VISITORS:
        response = as_(staff, who).get(url)
        found[who] = "entra" if response.headers.get("Location", "").startswith("/account/") else response.status_code

    assert found == only(200, "coordinator", "direction")


def test_pair_page_says_what_differs_what_moves_and_who_keeps_it(staff):
    one = organization(staff, "Il Melograno", description="Di prima", website="https://melograno.example/")
    other = organization(staff, "Melograno", description="Di adesso", website="https://melograno.example/")
    services(staff, "Mensa", organization=other)
    suspected()

    page = as_(staff, "coordinator").get(pair_url(one, other))

    lines = {line.name: (line.same, line.chosen) for line in page.context["lines"]}
    assert {name: lines[name] for name in ("name", "description", "website")} == {
        "name": (False, "one"),
        "description": (False, "one"),
        "website": (True, "one"),
    }
    assert {str(name): count for name, count in page.context["moving"]} == {"luoghi": 1, "servizi": 1}
    assert re.findall(r"Hanno in comune: ([^<]+)", page.content.decode()) == ["stesso nome, stesso sito."]


@pytest.mark.parametrize("count", [1, 3])
def test_pair_page_asks_as_many_queries_for_many_things(staff, django_assert_max_num_queries, count):
    one, other = twins(staff)[0]
    services(staff, *"abc"[:count], organization=other)
    for _number in range(count):
        LocationFactory(organization=other, quarter=staff.quarter)
        MemberFactory(organization=other)
    client = as_(staff, "coordinator")

    with django_assert_max_num_queries(40):
        page = client.get(pair_url(one, other))

    assert dict(page.context["moving"])["servizi"] == count


def post(staff, url, who="coordinator", **data):
    return as_(staff, who).post(url, data)


def test_pair_is_merged_as_chosen(staff):
    one, other = twins(staff)[0]
    Organization.objects.filter(pk=other.pk).update(description="Di adesso", email="a@example.org")
    other.refresh_from_db()

    response = post(
        staff, pair_url(one, other), decision="merge", seen=Compared(one, other).stamp, description="other", email="one"
    )

    one.refresh_from_db()
    assert (response.url, one.description, one.email) == (one.get_absolute_url(), "Di adesso", "")
    assert not Organization.objects.filter(pk=other.pk).exists()


def test_pair_that_changed_is_shown_again_with_what_was_chosen(staff):
    one, other = twins(staff)[0]
    seen = Compared(one, other).stamp
    Organization.objects.filter(pk=other.pk).update(description="Dopo", email="a@example.org")

    response = post(staff, pair_url(one, other), decision="merge", seen=seen, email="one")

    chosen = {line.name: line.chosen for line in response.context["lines"] if not line.same}
    assert (response.status_code, chosen) == (409, {"description": "other", "email": "one"})
    assert Organization.objects.filter(pk=other.pk).exists()


def test_pair_is_said_to_be_two(staff):
    one, other = twins(staff)[0]
    suspected()

    response = post(staff, pair_url(one, other), decision="dismiss")

    pair = SuspectedPair.objects.get()
    assert (response.url, pair.dismissed_by, pair.why) == (LIST, staff.people["coordinator"], ["NAME"])
    assert "Marta Ghidini ha detto che sono due" in as_(staff, "direction").get(pair_url(one, other)).content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_pair_of_which_one_is_gone_leads_back_to_the_list(staff, method):
    one, other = twins(staff)[0]
    url = pair_url(one, other)
    other.delete()

    assert getattr(as_(staff, "coordinator"), method)(url).url == LIST


def test_pair_of_one_entry_or_of_no_kind_is_not_there(staff):
    one, other = twins(staff)[0]
    client = as_(staff, "coordinator")

    answers = [client.get(url).status_code for url in (pair_url(one, one), pair_url(one, other, "luogo"))]

    assert answers == [404, 404]


def test_double_that_nobody_suspects_is_found_by_name(staff):
    one, other = organization(staff, "Rete Daphne"), organization(staff, "Rete Dafne")
    organization(staff, "Rete Dafne", quarter=make_far_away(staff))

    page = as_(staff, "coordinator").get(f"/organizzazioni/{one.slug}/doppioni/", {"q": "dafne"})

    assert list(page.context["found"]) == [other]
    assert pair_url(one, other) in page.content.decode()


def test_double_of_an_asset_is_no_offer_of_a_resident(staff):
    one, other = (AssetFactory(name="Sala", slug=f"s{n}", location=None, quarter=staff.quarter) for n in range(2))
    AssetFactory(name="Sala", slug="mia", location=None, quarter=staff.quarter, offered_by_resident=True)

    assert list(named(staff.people["coordinator"], one, "sala")) == [other]
