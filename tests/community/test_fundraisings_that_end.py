"""Fund-raisings close after their last day, and who runs them is asked what was used."""

import datetime
import io

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.access import Role
from community.models import Fundraising, Notice
from tests.factories import MemberFactory, UserFactory
from tests.network.factories import network_of

from .events_factories import fundraising_of, house_in
from .initiatives_factories import InitiativeFactory

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def house():
    return house_in(network_of())


@pytest.fixture
def keeper(house):
    return MemberFactory(organization=house.location.organization, role=Role.OWNER).user


def nightly():
    """What the command says that it did."""
    said = io.StringIO()
    call_command("expire_calls_and_pacts", stdout=said)
    lines = dict(line.rsplit(": ", 1) for line in said.getvalue().splitlines())
    return lines["Raccolte chiuse"], lines["Raccolte da rendicontare"]


def test_it_closes_by_itself_and_who_runs_it_is_asked_once_what_was_used(house, keeper):
    today = timezone.localdate()
    lead = UserFactory()
    initiative = InitiativeFactory(network=network_of(house.location.municipality), lead_person=lead)
    over = fundraising_of(house, ends_on=today - DAY, initiative=initiative)
    on, planned = fundraising_of(house, ends_on=today), fundraising_of(house, ends_on=today - DAY, state="planned")

    said = nightly(), nightly()

    states = [Fundraising.objects.get(pk=each.pk).state for each in (over, on, planned)]
    assert (said, states) == ((("1", "0"), ("0", "0")), ["closed", "open", "planned"])
    told = Notice.objects.order_by("person").values_list("person", "url", "must")
    page = over.get_absolute_url() + "cura/"
    assert list(told) == sorted([(keeper.pk, page, True), (lead.pk, page, True)])


def test_who_never_wrote_what_was_used_is_asked_again_and_once_a_month(house, keeper):
    today = timezone.localdate()
    for days in (31, 30):
        fundraising_of(house, ends_on=today - days * DAY, state="closed")

    said = nightly(), nightly()

    assert said == (("0", "1"), ("0", "1"))
    assert [each.person for each in Notice.objects.all()] == [keeper]


def test_it_is_opened_again_once_its_last_day_is_moved(client, house, keeper):
    row = fundraising_of(house, ends_on=timezone.localdate() - DAY, state="closed")
    client.force_login(keeper)
    page = row.get_absolute_url() + "cura/"
    first = client.get(page).content.decode()

    client.post(page, {"state": "open"})
    row.refresh_from_db()
    before = row.state
    Fundraising.objects.filter(pk=row.pk).update(ends_on=timezone.localdate())
    second = client.get(page).content.decode()
    client.post(page, {"state": "open"})

    row.refresh_from_db()
    assert (before, row.state) == ("closed", "open")
    assert [("Per aprirla" in each, "Riapri" in each) for each in (first, second)] == [(True, False), (False, True)]
