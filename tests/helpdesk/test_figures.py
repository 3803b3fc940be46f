"""The figures of a desk and of a city, for who works there."""

import datetime
import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.access import Role
from helpdesk.figures import telling
from helpdesk.figures.counting import Receiver, count
from tests.factories import CommunityPointFactory, MandateFactory, QuarterFactory, TermFactory, UserFactory
from tests.reading import sections

from .factories import EnquiryFactory, ReferralFactory, make_volunteer

pytestmark = pytest.mark.django_db

YEAR = datetime.date(2025, 1, 1), datetime.date(2025, 12, 31)
DAYS = {"dal": "2025-01-01", "al": "2025-12-31"}
MAY = datetime.date(2025, 5, 6)


@pytest.fixture
def desk():
    return CommunityPointFactory(slug="badia", name="Badia")


def make_enquiries(desk):
    home, house = QuarterFactory(name="Badia"), TermFactory(name="Casa")
    rent = TermFactory(name="Affitto", parent=house)
    of_desk = {"closed": True, "community_point": desk, "day": MAY}
    EnquiryFactory(**of_desk, age_band="to_44", people=3, topics=[rent, TermFactory(name="Cibo")])
    EnquiryFactory(**of_desk, quarter=home, topics=[house], answers=[], result="unmet", unmet_reason="full")
    EnquiryFactory(closed=True, community_point=desk, day=datetime.date(2026, 1, 1))
    EnquiryFactory(community_point=desk, day=MAY)  # still open
    EnquiryFactory(closed=True, day=MAY)  # at another desk


def test_contacts_are_counted_by_what_was_said(desk):
    make_enquiries(desk)

    found = count([desk.pk], *YEAR)

    assert (found.contacts, found.people, found.unmet, found.solved) == (2, 4, 1, 1)
    assert found.by["age"] == {"to_44": (1, 0), "": (1, 1)}
    assert found.by["month"] == {"2025-05": (2, 1)}
    assert found.answers == {"information": 1}
    assert found.needs == [("Casa", 2, 1), ("Cibo", 1, 0)]
    assert found.homes == [("", 1, 0), ("Badia", 1, 1)]
    assert found.unmet_by_home == [("Badia", "Casa", 1)]


def test_referrals_are_counted_by_who_received_them(desk):
    enquiry = EnquiryFactory(community_point=desk, day=MAY)
    sent = timezone.now()
    answered = {"state": "accepted", "sent_at": sent, "answered_at": sent + datetime.timedelta(days=2)}
    ReferralFactory(enquiry=enquiry, target_name="Caritas", **answered)
    ReferralFactory(enquiry=enquiry, target_name="Caritas", state="sent")
    ReferralFactory(enquiry=EnquiryFactory(day=MAY))  # of another desk

    found = count([desk.pk], *YEAR)

    assert found.receivers == [Receiver("Caritas", sent=2, answered=1, days=2.0, well=0, known=0, refused=0)]
    assert found.endings == {"accepted": 1, "sent": 1}


def test_shares_are_told_from_twenty_on():
    assert [telling.of_100(5, 19), telling.of_100(5, 20)] == [None, 25]


def test_lead_says_how_many_and_how_it_ended(desk):
    for _each in range(20):
        EnquiryFactory(closed=True, community_point=desk, day=MAY)

    assert telling.lead(count([desk.pk], *YEAR)) == "20 contatti: 100 su 100 risolti subito, 0 senza risposta."


def text_of(page):
    return " ".join(f"{heading} {words}" for heading, words in sections(page))


def figures(client, user, desk, **asked):
    client.force_login(user)
    return client.get(reverse("helpdesk:desk_figures", args=[desk.slug]), DAYS | asked)


def test_page_says_the_same_in_words_and_in_a_table(client, desk):
    make_enquiries(desk)

    page = text_of(figures(client, make_volunteer(desk, role=Role.COORDINATOR), desk))

    assert "2 contatti: 1 risolti subito, 1 senza risposta." in page
    assert "Bisogni senza risposta, per quartiere e tema" in page
    assert "Casa 2 1" in page


def test_figures_are_for_who_leads_the_desk_and_the_city(client, desk):
    colleague, stranger = make_volunteer(desk), make_volunteer(CommunityPointFactory(), role=Role.COORDINATOR)
    direction = UserFactory()
    MandateFactory(user=direction, role=Role.DIRECTION, community_point=None, municipality=desk.location.municipality)

    assert [figures(client, user, desk).status_code for user in (colleague, stranger, direction)] == [404, 404, 200]


def test_city_counts_all_its_desks(client, desk):
    make_enquiries(desk)
    direction = UserFactory()
    MandateFactory(user=direction, role=Role.DIRECTION, community_point=None, municipality=desk.location.municipality)

    client.force_login(direction)
    page = text_of(client.get(reverse("helpdesk:city_figures"), DAYS))

    assert "3 contatti: 2 risolti subito, 1 senza risposta." in page
    assert "Badia 2 1" in page


def test_days_that_make_no_sense_are_told_and_this_year_is_shown(client, desk):
    page = text_of(figures(client, make_volunteer(desk, role=Role.COORDINATOR), desk, dal="2026-02-02"))

    assert "L’ultimo giorno viene prima del primo." in page
    assert "In questi giorni nessun contatto chiuso." in page


@pytest.mark.parametrize("rows", [1, 3])
def test_number_of_queries_does_not_grow(client, desk, rows, django_assert_max_num_queries):
    for number in range(rows):
        enquiry = EnquiryFactory(
            closed=True, community_point=desk, day=MAY, topics=[TermFactory(name=f"Tema {number}")]
        )
        ReferralFactory(enquiry=enquiry, target_name=f"Porta {number}")
    user = make_volunteer(desk, role=Role.COORDINATOR)
    client.force_login(user)

    with django_assert_max_num_queries(14):
        client.get(reverse("helpdesk:desk_figures", args=[desk.slug]), DAYS)


@pytest.mark.parametrize("file", [{}, {"formato": "xlsx"}, {"formato": "csv"}], ids=["page", "xlsx", "csv"])
def test_city_asks_as_much_for_three_desks_as_for_one(client, desk, file):
    direction = UserFactory()
    MandateFactory(user=direction, role=Role.DIRECTION, community_point=None, municipality=desk.location.municipality)
    client.force_login(direction)
    asked, listed = [], []

    for more in (1, 2):
        for number in range(more):
            point = CommunityPointFactory(
                name=f"Punto {more}{number}", location__municipality=desk.location.municipality
            )
            enquiry = EnquiryFactory(closed=True, community_point=point, day=MAY, topics=[TermFactory()])
            ReferralFactory(enquiry=enquiry, target_name=f"Porta {more}{number}")
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(reverse("helpdesk:city_figures"), DAYS | file)
            listed.append(len(b"".join(answer) if answer.streaming else answer.content))
        asked.append(len(queries))

    assert (asked[0], asked[0] <= 15, listed[0] < listed[1]) == (asked[1], True, True)


def test_figures_are_downloaded_as_csv(client, desk):
    make_enquiries(desk)

    answer = figures(client, make_volunteer(desk, role=Role.COORDINATOR), desk, formato="csv")

    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[:2] == ["Che cosa;Voce;Numero", "Quanti contatti, mese per mese;maggio 2025;2;"]
    assert answer.headers["Content-Disposition"] == 'attachment; filename="sportello-2025-01-01-2025-12-31.csv"'


def test_figures_are_downloaded_as_a_workbook_that_runs_nothing(client, desk):
    ReferralFactory(enquiry=EnquiryFactory(closed=True, community_point=desk, day=MAY), target_name="=1+1")

    answer = figures(client, make_volunteer(desk, role=Role.COORDINATOR), desk, formato="xlsx")

    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    assert rows[1][:3] == ("Quanti contatti, mese per mese", "maggio 2025", 1)
    assert rows[-1][1:3] == ("'=1+1", 1)
