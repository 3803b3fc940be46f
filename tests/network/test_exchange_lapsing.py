"""What two organisations agreed on and nobody closes: both are asked, then it ends, and its words go in time."""

import datetime
import io

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from network.exchange.lapsing import ask_how_it_went, end_the_silent
from network.models import ExchangeMatch, ExchangeMessage, ExchangeNotice
from tests.factories import MemberFactory, OrganizationFactory

from .exchange_factories import DAY, MatchFactory, NoticeFactory, agreed, today
from .factories import MembershipFactory

pytestmark = pytest.mark.django_db


def days_ago(days):
    return timezone.now() - datetime.timedelta(days=days)


def agreed_on(since, asked=None, **notice):
    """Between Avis and Bocce, `since` days ago; both were asked how it went `asked` days ago."""
    avis = MembershipFactory(organization=OrganizationFactory(email="avis@example.org"))
    bocce = MembershipFactory(network=avis.network, organization=OrganizationFactory(email="bocce@example.org"))
    match = agreed(
        MatchFactory(offer=NoticeFactory(membership=avis, title="La sala", **notice), taker=bocce.organization)
    )
    told = {"agreed_at": days_ago(since), "reminded_at": asked and days_ago(asked)}
    ExchangeMatch.objects.filter(pk=match.pk).update(**told)
    match.refresh_from_db()
    return match


def states(match):
    match.refresh_from_db()
    return match.state, ExchangeNotice.objects.get(pk=match.offer_id).state


def test_both_are_asked_once_how_it_went_a_month_after_the_last_of_its_days(django_capture_on_commit_callbacks):
    due = agreed_on(32)
    agreed_on(28)
    agreed_on(60, first_day=today() - 28 * DAY, last_day=today() - 28 * DAY, expires_on=today() - 28 * DAY)
    still_talking = agreed_on(60)
    ExchangeMessage.objects.create(match=still_talking, by_giver=True, words="Ciao", written_at=days_ago(3))

    with django_capture_on_commit_callbacks(execute=True):
        counted = [ask_how_it_went(), ask_how_it_went()]

    assert counted == [1, 0]
    assert [(each.to, each.subject) for each in mail.outbox] == [
        (["avis@example.org"], "Com’è andata? La sala"),
        (["bocce@example.org"], "Com’è andata? La sala"),
    ]
    assert f"{due.get_absolute_url()}\n" in mail.outbox[0].body
    assert states(due) == ("agreed", "agreed")


@pytest.mark.parametrize(("days_left", "notice_then"), [(30, "open"), (-1, "expired")])
def test_agreement_of_which_neither_says_anything_ends(days_left, notice_then, django_capture_on_commit_callbacks):
    silent = agreed_on(70, asked=32)
    agreed_on(70, asked=28)
    ExchangeNotice.objects.filter(pk=silent.offer_id).update(expires_on=today() + days_left * DAY)

    with django_capture_on_commit_callbacks(execute=True):
        counted = [end_the_silent(), end_the_silent()]

    assert counted == [1, 0]
    assert states(silent) == ("failed", notice_then)
    assert silent.reason == "Nessuno ha detto com’è andata: si è chiuso da solo."
    assert [(each.to, each.subject) for each in mail.outbox] == [
        (["avis@example.org"], "Chiuso da solo: La sala"),
        (["bocce@example.org"], "Chiuso da solo: La sala"),
    ]


def test_what_one_side_called_done_is_done_when_the_other_does_not_say_no(client, django_capture_on_commit_callbacks):
    match = agreed_on(70, asked=32)
    ExchangeMatch.objects.filter(pk=match.pk).update(taker_done_at=days_ago(60))

    with django_capture_on_commit_callbacks(execute=True):
        end_the_silent()
    client.force_login(MemberFactory(organization=match.giver).user)
    page = client.get(match.get_absolute_url()).text

    assert states(match) == ("done", "done")
    assert ("l’altra non ha detto di no" in page, "dice: è fatto" in page) == (True, False)
    assert [(each.to, each.subject) for each in mail.outbox] == [
        (["avis@example.org"], "Fatto: La sala"),
        (["bocce@example.org"], "Fatto: La sala"),
    ]


def test_words_of_an_agreement_that_nobody_closed_go_in_the_end():
    match = agreed_on(70, asked=32)
    ExchangeMessage.objects.create(match=match, by_giver=True, words="Ciao", written_at=days_ago(70))

    call_command("expire_exchanges", stdout=io.StringIO())
    ExchangeMatch.objects.filter(pk=match.pk).update(closed_at=days_ago(367))
    call_command("erase_expired", stdout=io.StringIO())

    assert not ExchangeMessage.objects.exists()
