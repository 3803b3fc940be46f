"""What everybody may read of the desks: pages, file and API say the published cells, and no other number."""

import datetime

import pytest
from django.urls import reverse
from django.utils.translation import override

from helpdesk.figures.paper import drawn
from helpdesk.figures.publishing import period
from helpdesk.figures.reach import Reach, reach
from helpdesk.models import PublishedCell
from organizations.hours import compile_all
from organizations.models import CommunityPoint, OpeningHours
from tests.factories import (
    CommunityPointFactory,
    LocationFactory,
    OpeningHoursFactory,
    PlaceNameFactory,
    QuarterFactory,
    ScheduleFactory,
    TermFactory,
)
from tests.reading import sections

from .factories import EnquiryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    home = QuarterFactory(name="Badia")
    return CommunityPointFactory(slug="badia", name="Badia", location=LocationFactory(quarter=home))


def publish(desk, *cells, year=2025):
    city = desk.location.municipality
    for measure, dimensions, value in cells:
        PublishedCell.objects.create(
            municipality=city, period=period(year), measure=measure, dimensions=dimensions, value=value
        )


def a_year(desk):
    TermFactory(name="Sfratto", parent=TermFactory(name="Casa"))
    of_desk = {"desk": desk.slug}
    publish(
        desk,
        ("enquiries", {}, 300),
        ("enquiries", {"result": "answered/solved"}, 200),
        ("enquiries", {"result": "unmet/unmet"}, 30),
        ("enquiries", of_desk, 100),
        ("enquiries", of_desk | {"age": "under_30/altro"}, 40),
        ("enquiries", of_desk | {"age": "altro"}, 15),
        ("unmet", {}, 30),
        ("unmet", {"topic": "casa/sfratto"}, 20),
        ("unmet", {"topic": "casa/altro"}, 5),
        ("unmet", {"topic": "altro"}, 5),
        ("unmet", {"home": "ovest/badia"}, 15),
    )


def text_of(page):
    return " ".join(f"{heading} {words}" for heading, words in sections(page))


def test_city_page_says_what_is_published(client, desk):
    a_year(desk)
    EnquiryFactory(closed=True, community_point=desk, age_band="from_80")  # is in no cell

    page = client.get(reverse("helpdesk:city_published"))

    said = dict(sections(page))
    assert "Circa 300 contatti, 67 su 100 risolti subito. 10 su 100 sono rimasti senza risposta." in text_of(page)
    assert said["Bisogni che non hanno avuto risposta"].endswith("Sfratto: 20 Casa, senza dire di più: 5")
    assert said["Senza risposta, quartiere per quartiere"] == "Tutti i quartieri Quartiere Senza risposta Badia 15"
    assert said["Sportello per sportello"] == "Sportello Contatti Badia 100"
    assert "80 anni" not in text_of(page)


def test_city_page_waits_for_the_first_year(client, desk):
    assert "Non c’è ancora un anno da leggere" in text_of(client.get(reverse("helpdesk:city_published")))


def test_city_page_of_a_year_that_is_not_out_is_not_there(client, desk):
    a_year(desk)

    assert client.get(reverse("helpdesk:city_published"), {"anno": "2024"}).status_code == 404


@pytest.mark.parametrize("page", ["city_published", "reach"])
def test_city_with_a_nul_in_its_name_is_not_there(client, db, page):
    assert client.get(reverse(f"helpdesk:{page}"), {"citta": "bre\x00scia"}).status_code == 404


def test_report_of_a_desk_says_its_cells(client, desk):
    a_year(desk)

    said = dict(sections(client.get(reverse("helpdesk:desk_report", args=["badia", 2025]))))

    assert said["Quanti anni aveva chi è venuto"] == (
        "Il più delle volte: meno di 30 anni, 40 su 100. "
        "Voce Numero su 100 meno di 30 anni 40 40 altro o non detto 15 15"
    )


def test_report_of_a_year_without_cells_says_so(client, desk):
    page = client.get(reverse("helpdesk:desk_report", args=["badia", 2024]))

    assert "Di questo anno non c’è un rapporto" in text_of(page)
    assert client.get(reverse("helpdesk:desk_report_file", args=["badia", 2024])).status_code == 404


def test_report_is_a_file_to_print(client, desk):
    a_year(desk)

    answer = client.get(reverse("helpdesk:desk_report_file", args=["badia", 2025]))

    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert b"/Lang (it)" in answer.content
    assert answer.headers["Content-Disposition"] == 'inline; filename="rapporto-badia-2025.pdf"'


def test_report_is_drawn_again_when_its_words_change(client, desk):
    a_year(desk)
    url = reverse("helpdesk:desk_report_file", args=["badia", 2025])

    first, again = client.get(url).content, client.get(url).content
    CommunityPoint.objects.update(name="Badia Nuova")
    renamed = client.get(url).content
    PublishedCell.objects.filter(dimensions__age="altro").delete()
    shorter = client.get(url).content

    assert first == again
    assert b"/Title (Badia: il 2025)" in first
    assert b"/Title (Badia Nuova: il 2025)" in renamed
    assert len({first, renamed, shorter}) == 3


@pytest.mark.parametrize(("label", "pages"), [("Badia", 2), ("Parole lunghe " * 8, 3)])
def test_report_goes_on_over_pages(label, pages):
    figure = ("Dove", "Il più delle volte: Badia.", ("Voce", "Numero", "su 100"), *[(label, "5", "1")] * 40)

    file = drawn("Badia: il 2025", "Casa", "Circa 100 contatti.", (figure,), language="it")

    assert file.count(b"/Type /Page\n") == pages


def test_number_of_queries_does_not_grow(client, desk, django_assert_max_num_queries):
    a_year(desk)
    for number in range(3):
        quarter = QuarterFactory(name=f"Quartiere {number}")
        publish(desk, ("unmet", {"home": f"ovest/{quarter.slug}"}, 10))

    with django_assert_max_num_queries(10):
        client.get(reverse("helpdesk:city_published"))


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    "url",
    [
        "/dati/sportelli/badia/2025/",
        "/dati/sportelli/badia/2025/rapporto.pdf",
        "/dati/sportelli/vicinanza/?giorno=0&ora=10",
        "/api/statistics?year=2025",
    ],
)
def test_every_page_of_figures_asks_little(client, desk, url, rows, django_assert_max_num_queries):
    a_year(desk)
    for number in range(rows):
        quarter = QuarterFactory(name=f"Quartiere {number}")
        publish(desk, ("enquiries", {"desk": desk.slug, "home": f"ovest/{quarter.slug}"}, 10))

    with django_assert_max_num_queries(10):
        assert client.get(url).status_code == 200


def test_report_says_in_brief_what_it_says_and_folds_the_rest(client, desk):
    a_year(desk)
    of_desk = {"desk": desk.slug}
    folded = {"result": "answered/solved", "answer": "information", "gender": "woman", "channel": "desk"}
    publish(desk, *(("enquiries", of_desk | {name: value}, 50) for name, value in folded.items()))

    page = client.get(reverse("helpdesk:desk_report", args=["badia", 2025]))

    said = dict(sections(page))
    assert said["In breve"].startswith("Com’è finita. Il più delle volte: risolto qui, 50 su 100.")
    assert said["In breve"].endswith("E poi: Come è arrivato")
    assert "Come è arrivato: guarda i numeri Voce Numero" in said["Come è arrivato"]


def test_api_gives_the_cells_that_are_asked_for(client, desk):
    a_year(desk)
    publish(desk, ("enquiries", {}, 50), year=2024)

    found = client.get("/api/statistics", {"year": 2025, "desk": "badia"}).json()

    cell = {"city": "brescia", "from": "2025-01-01", "until": "2026-01-01", "measure": "enquiries"}
    assert found["contents"] == [
        cell | {"dimensions": {"desk": "badia"}, "value": 100},
        cell | {"dimensions": {"age": "altro", "desk": "badia"}, "value": 15},
        cell | {"dimensions": {"age": "under_30/altro", "desk": "badia"}, "value": 40},
    ]
    assert found["total_items"] == 3


@pytest.mark.parametrize("query", ["boh=1", "year=x", "measure=people", "page=2"])
def test_api_refuses_what_it_does_not_know(client, desk, query):
    assert client.get(f"/api/statistics?{query}").status_code == 400


def test_reach_counts_streets_without_an_open_desk_near(desk):
    hours = OpeningHoursFactory(municipality=desk.location.municipality)
    ScheduleFactory(opening_hours=hours, byday=["MO"], opens_at=datetime.time(9), closes_at=datetime.time(12))
    compile_all(OpeningHours.objects.all())
    desk.opening_hours = OpeningHours.objects.get()
    desk.save()
    home, place = desk.location.quarter, {"latitude": 45.5442, "longitude": 10.1930}
    PlaceNameFactory(name="via Vicina", quarter=home, **place)
    PlaceNameFactory(name="via Lontana", quarter=home, latitude=45.5642, longitude=10.1930)  # 2.2 km
    far = QuarterFactory(name="Folzano", latitude=45.50, longitude=10.2)

    monday_at_ten, monday_at_noon = 10 * 60, 12 * 60

    assert reach(home.municipality, monday_at_ten) == [Reach(home, 50, 1.5), Reach(far, 100, 0)]
    assert reach(home.municipality, monday_at_noon)[0] == Reach(home, 100, 1.5)


def test_reach_page_asks_for_an_hour(client, desk):
    with override("it"):
        page = client.get(reverse("helpdesk:reach"), {"giorno": 0, "ora": 10})

    assert "nessuna via ha uno sportello aperto vicino: 1 su 1." in text_of(page)
    assert client.get(reverse("helpdesk:reach"), {"giorno": "boh"}).status_code == 200
