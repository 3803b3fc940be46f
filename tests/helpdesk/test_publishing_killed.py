"""The publication of two years killed at any moment: a year is out whole or not at all, and the next run ends it."""

import datetime
import json
import subprocess

import pytest

from helpdesk.figures.publishing import publish_year
from helpdesk.models import PublishedCell
from tests.factories import CommunityPointFactory
from tests.services.test_import_killed import program

from .factories import EnquiryFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city():
    desk = CommunityPointFactory(slug="badia")
    for year, ages in ((2023, ["to_44"]), (2024, ["to_44", "from_80"])):
        for age in ages * 20:
            EnquiryFactory(closed=True, community_point=desk, day=datetime.date(year, 2, 3), age_band=age)
    return desk.location.municipality


def said():
    cells = PublishedCell.objects.values_list("municipality", "period", "measure", "dimensions", "value")
    return sorted(map(str, cells))


def test_killed_before_each_of_its_statements_a_year_is_out_whole_or_not_at_all(city):
    first, second = (publish_year(city=city, year=year) for year in (2023, 2024))
    whole = said()
    PublishedCell.objects.all().delete()

    with program("-m", "tests.helpdesk.killed_publication", stdout=subprocess.PIPE) as running:
        *killed, last = [tuple(json.loads(line)) for line in running.stdout]

    out = [years for _moment, _signal, years in killed]
    assert [moment for moment, _signal, _years in killed].count("commit") == 2
    assert {signal for _moment, signal, _years in killed} == {9}
    assert out == [{}] * out.count({}) + [{"2023": first}] * out.count({"2023": first})
    assert min(out.count({}), out.count({"2023": first})) > 5
    assert last[1:] == (0, {"2023": first, "2024": second})
    assert said() == whole
