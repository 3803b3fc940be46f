"""What a desk knows of people goes on its day, and what is left tells nobody."""

import datetime

import pytest
import time_machine
from django.core.management import call_command

from helpdesk import retention
from helpdesk.models import CalendarLink, Client
from helpdesk.people import create_client, sealed
from helpdesk.requests.following import forget_client
from tests.factories import CommunityPointFactory

from .factories import (
    CallBackRequestFactory,
    EnquiryFactory,
    VolunteerApplicationFactory,
    WarmReferralFactory,
    make_volunteer,
)

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 11, 18, 10, 30, tzinfo=datetime.UTC)


def erased_after(days, capsys):
    """The lines that say something, with the clock that many days on."""
    with time_machine.travel(NOW + datetime.timedelta(days=days), tick=False):
        call_command("erase_expired")
    return [line for line in capsys.readouterr().out.splitlines() if not line.endswith(": 0")]


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


def test_note_goes_after_ninety_days_and_the_day_after_two_years(capsys):
    enquiry = EnquiryFactory(closed=True, note="Torna giovedì")

    kept, noted = erased_after(89, capsys), erased_after(91, capsys)
    dated, cut, again = erased_after(730, capsys), erased_after(732, capsys), erased_after(733, capsys)

    enquiry.refresh_from_db()
    assert (kept, noted) == ([], ["Note di contatti di oltre 90 giorni fa: 1"])
    assert (dated, cut, again) == ([], ["Giorni di contatti di oltre due anni fa: 1"], [])
    first = datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC)
    cut_to = [enquiry.note, enquiry.day, enquiry.created_at, enquiry.closed_at]
    assert cut_to == ["", datetime.date(2026, 11, 1), first, first]


def test_person_goes_six_months_after_the_last_contact(capsys):
    desk = CommunityPointFactory()
    client = create_client(by=make_volunteer(desk), community_point=desk, name="Amina", contact="333 1234567")
    referral = WarmReferralFactory(client=client, message=sealed("Cerca un letto"))

    kept, gone, again = erased_after(182, capsys), erased_after(183, capsys), erased_after(184, capsys)

    client.refresh_from_db()
    referral.refresh_from_db()
    assert (kept, gone, again) == ([], ["Persone seguite da cancellare: 1"], [])
    assert (client.name, client.contact, referral.message, referral.client) == ("", "", "", client)


def test_request_nobody_could_answer_goes_after_two_weeks(capsys):
    request = CallBackRequestFactory(digest="a" * 64)

    kept, gone = erased_after(13, capsys), erased_after(15, capsys)

    request.refresh_from_db()
    assert (kept, gone) == ([], ["Chiamate chieste da oltre 14 giorni: 1"])
    assert (request.state, request.name, request.contact, request.digest) == ("erased", "", "", "")


def test_application_nobody_settled_goes_after_a_year(capsys):
    application = VolunteerApplicationFactory()

    kept, gone = erased_after(365, capsys), erased_after(367, capsys)

    application.refresh_from_db()
    assert (kept, gone) == ([], ["Candidature ferme da oltre un anno: 1"])
    assert (application.state, application.name, application.email) == ("withdrawn", "", "")


@pytest.mark.parametrize("batch", [1, 2, 5])
@pytest.mark.parametrize("killed_at", range(5))
def test_night_that_is_killed_goes_on_where_it_was(capsys, monkeypatch, killed_at, batch):
    """Whatever it is killed at, what was done stays done, no batch is half done, and the next night does the rest."""
    clients = [WarmReferralFactory(message=sealed("Cerca un letto")).client for _ in range(5)]
    monkeypatch.setattr("accounts.retention.BATCH", batch)
    turns = iter(range(5))

    def erase_until_killed(client):
        if next(turns) == killed_at:
            raise KeyboardInterrupt
        return forget_client(client)

    with monkeypatch.context() as night:
        night.setattr(retention, "forget_client", erase_until_killed)
        with pytest.raises(KeyboardInterrupt):
            erased_after(184, capsys)
    done = Client.objects.filter(name="", referrals__message="").count()
    rest, again = erased_after(185, capsys), erased_after(186, capsys)

    whole_batches = killed_at // batch * batch
    assert (done, Client.objects.known().count()) == (whole_batches, 0)
    assert (rest, again) == ([f"Persone seguite da cancellare: {len(clients) - whole_batches}"], [])


def test_calendar_of_shifts_goes_with_the_last_mandate(capsys):
    anna, bruno = make_volunteer(CommunityPointFactory()), make_volunteer(CommunityPointFactory(slug="altrove"))
    for person in (anna, bruno):
        CalendarLink.new_for(person)
    today = NOW.date()
    anna.mandates.update(term=(today - datetime.timedelta(days=9), today + datetime.timedelta(days=1)))

    kept, gone = erased_after(0, capsys), erased_after(1, capsys)

    line = "Calendari di chi non lavora più a uno sportello: 1"
    assert (kept, gone, CalendarLink.objects.get().user) == ([], [line], bruno)
