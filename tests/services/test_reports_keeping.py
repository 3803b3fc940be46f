"""What is kept of reports, and for how long."""

import datetime

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from services.models import Report
from services.reports.actions import close_report, send_report
from tests.factories import ServiceFactory, UserFactory


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "senders", "reports"), [(364, 1, 2), (367, 0, 2), (732, 0, 1)])
def test_senders_go_after_a_year_and_settled_reports_after_two(days, senders, reports):
    service = ServiceFactory()
    send_report(entry=service, topic="phone", suggestion="030", email="anna@example.org", mark="x")
    settled = send_report(entry=service, topic="hours", suggestion="9-12", mark="y")
    close_report(report=settled, state="applied", answer="", by=UserFactory())

    with time_machine.travel(timezone.now() + datetime.timedelta(days=days)):
        call_command("erase_expired")

    assert (Report.objects.exclude(contact="", sender_mark="").count(), Report.objects.count()) == (senders, reports)
