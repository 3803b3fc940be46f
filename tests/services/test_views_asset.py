"""Assets: by kind, and one at a time; who offers a skill is met through the Punto Comunità."""

import pytest
from django.urls import reverse

from organizations.models import Organization
from tests.factories import (
    AssetFactory,
    CommunityPointFactory,
    LocationFactory,
    OrganizationFactory,
    QuarterFactory,
    TermFactory,
)
from tests.reading import headings, sections

from .conftest import opening


@pytest.fixture
def mompiano(db):
    return QuarterFactory(name="Mompiano", latitude=45.5683, longitude=10.2381)


def asset_kind(name, parent=None):
    return TermFactory(taxonomy__slug="asset_kind", name=name, parent=parent)


def skill(quarter, **traits):
    traits = {"organization": None, "location": None, "offered_by_resident": True} | traits
    return AssetFactory(name="Aggiusto biciclette", quarter=quarter, **traits)


def test_asset_list_counts_each_kind_with_those_under_it(client, db):
    green, squares = asset_kind("Parchi"), asset_kind("Edifici e piazze")
    asset_kind("Risorse naturali")
    halls = asset_kind("Sale", squares)
    AssetFactory.create_batch(2, kind=green)
    AssetFactory(kind=squares)
    AssetFactory.create_batch(3, kind=halls)

    response = client.get(reverse("services:asset_list"))

    branches = response.context["branches"]
    assert [(branch.kind.name, branch.total) for branch in branches] == [("Edifici e piazze", 4), ("Parchi", 2)]
    html = response.content.decode()
    assert f'href="/servizi/?kind=asset&amp;taxonomy_term_id={halls.uuid}">Sale 3</a>' in html


@pytest.mark.parametrize("count", [1, 3])
def test_asset_list_asks_once_for_any_number(client, db, count, django_assert_num_queries):
    for number in range(count):
        AssetFactory(kind=asset_kind(f"Tipo {number}"))

    with django_assert_num_queries(1):
        client.get(reverse("services:asset_list"))


def test_asset_list_says_what_to_do_while_it_is_empty(client, db):
    assert headings(client.get(reverse("services:asset_list"))) == [
        "Risorse del quartiere",
        "Non c’è ancora nessuna risorsa",
    ]


def test_asset_detail_says_what_there_is_where_and_when(client, mompiano):
    park = AssetFactory(
        name="Parco Castelli",
        description="Prati e giochi.",
        free=True,
        organization=OrganizationFactory(name="Amici del verde"),
        location=LocationFactory(quarter=mompiano, name="", address="via Fabio Filzi"),
        opening_hours=opening("MO", "TU", "WE", "TH", "FR", "SA", "SU", opens=7, closes=20),
        phones=[{"number": "030 777"}],
    )

    said = sections(client.get(park.get_absolute_url()))

    assert [heading for heading, _ in said] == [
        "Parco Castelli", "Cosa c’è", "Chi se ne occupa", "Qualcosa non è giusto?",
        "Dove", "Quando", "Contatti", "Portalo con te",
    ]  # fmt: skip
    assert dict(said)["Cosa c’è"] == "Prati e giochi."
    assert dict(said)["Dove"].startswith(
        "Il cerchio è a dieci minuti a piedi. via Fabio Filzi 25126 Brescia · Mompiano Come arrivare"
    )


def test_asset_detail_of_a_resident_shows_the_quarter_and_the_way_through_the_desk(client, mompiano):
    asset = skill(mompiano, phones=[{"number": "333 444"}], email="io@example.org")
    point = CommunityPointFactory(name="Punto Comunità Mompiano", phones=[{"number": "030 888"}])
    point.quarters.add(mompiano)

    response = client.get(asset.get_absolute_url())

    assert headings(response) == ["Aggiusto biciclette", "Qualcosa non è giusto?", "Come si fa a incontrarsi"]
    assert dict(sections(response))["Come si fa a incontrarsi"] == (
        "È una persona che abita nel quartiere Mompiano. Qui non trovi né il nome né il recapito:"
        " vi mette in contatto il Punto Comunità. Punto Comunità Mompiano 030 888"
    )
    assert not {"333 444", "io@example.org"} & set(response.content.decode().split())


def test_asset_detail_of_a_resident_never_names_an_organization(client, mompiano):
    asset = skill(mompiano, organization=OrganizationFactory(name="Circolo di via Prova"))

    assert Organization.objects.get().name not in client.get(asset.get_absolute_url()).content.decode()


def test_asset_detail_of_an_unknown_asset_is_not_found(client, db):
    assert client.get("/risorse/non-esiste/").status_code == 404
