"""How soon a report is answered."""

import datetime

import pytest
from django.utils import timezone

from services.listings import refresh_all
from services.models import Report
from services.quality import RepairTime, repair_time
from tests.factories import ServiceFactory

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def service(db):
    return ServiceFactory()


def settled(service, after, ago=datetime.timedelta(days=1), **traits):
    """A report on a service, settled `ago`, `after` it came."""
    at = timezone.now() - ago
    return Report.objects.create(
        service=service, topic="closed", state="applied", created_at=at - after, settled_at=at, **traits
    )


def test_repair_time_is_that_of_the_report_in_the_middle(service):
    for hours in [1, 30, 1_000]:
        settled(service, hours * HOUR)
    settled(service, HOUR, ago=datetime.timedelta(days=400))
    Report.objects.create(service=service, topic="closed")

    assert repair_time() == RepairTime(3, 30 * HOUR)


def test_repair_time_of_no_report_is_not_known(db):
    assert repair_time() == RepairTime(0, None)


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (0.2, "1 ora"),
        (5, "5 ore"),
        (23.4, "23 ore"),
        (24, "1 giorno"),
        (30, "1 giorno"),
        (60, "2 giorni"),
        (90, "4 giorni"),
    ],
)
def test_repair_time_is_said_as_people_say_it(hours, words):
    assert RepairTime(1, hours * HOUR).words == words


def test_repair_time_is_on_the_page_of_figures(client, service):
    settled(service, 49 * HOUR)
    refresh_all()

    page = client.get("/dati/").content.decode()

    assert "Segnalazioni chiuse nell’ultimo anno: 1. Metà ha avuto risposta entro 2 giorni." in page
