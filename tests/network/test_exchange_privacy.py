"""What is held of who asks for help or exchanges something for an organisation, and for how long."""

import datetime
import io

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from accounts.actions import erase_person
from network import own_data
from network.models import AssistanceRequest, ExchangeMatch, ExchangeMessage, ExchangeNotice
from tests.factories import UserFactory

from .exchange_factories import AssistanceRequestFactory, MatchFactory, NoticeFactory, given_to

pytestmark = pytest.mark.django_db


def days_ago(days):
    return timezone.now() - datetime.timedelta(days=days)


def test_messages_go_after_a_year_and_all_else_after_two():
    lately, long_ago = MatchFactory(), MatchFactory()
    for match, days in ((lately, 400), (long_ago, 740)):
        ExchangeMessage.objects.create(match=match, by_giver=True, words="Ciao")
        ExchangeMatch.objects.filter(pk=match.pk).update(state="withdrawn", closed_at=days_ago(days))
        ExchangeNotice.objects.filter(pk=match.offer_id).update(state="withdrawn", closed_at=days_ago(days))
    live = ExchangeMessage.objects.create(match=MatchFactory(), by_giver=True, words="Ciao")
    for days in (400, 740):
        request = AssistanceRequestFactory(asked_at=days_ago(800))
        AssistanceRequest.objects.filter(pk=request.pk).update(state="withdrawn", closed_at=days_ago(days))

    call_command("erase_expired", stdout=io.StringIO())

    assert list(ExchangeMessage.objects.all()) == [live]
    assert set(ExchangeMatch.objects.all()) == {lately, live.match}
    assert set(ExchangeNotice.objects.all()) == {lately.offer, live.match.offer}
    assert AssistanceRequest.objects.count() == 1


def test_person_who_leaves_the_portal_helps_no_more_and_is_named_nowhere():
    anna = UserFactory(name="Anna Bianchi")
    request = given_to(AssistanceRequestFactory(asked_by=anna), helper=anna)
    match = MatchFactory(offer=NoticeFactory(written_by=anna, title="La sala"), asked_by=anna)
    ExchangeMessage.objects.create(match=match, by_giver=True, words="Ciao", written_by=anna)
    held = own_data.held(anna)

    erase_person(anna)

    assert {
        title: held[title]
        for title in list(held)
        if "scambi" in title.lower() or "scambio" in title or "aiuto" in title or "Annunci" in title
    } == {
        "Annunci che hai scritto per la rete": [{"titolo": "La sala", "stato": "qualcuno ha risposto"}],
        "Messaggi che hai scritto per uno scambio": [
            {"testo": "Ciao", "quando": held["Messaggi che hai scritto per uno scambio"][0]["quando"]}
        ],
        "Richieste di aiuto che hai fatto per la tua organizzazione": [
            {"titolo": request.title, "stato": "qualcuno se ne occupa"}
        ],
        "Richieste di aiuto affidate a te": [{"titolo": request.title, "stato": "qualcuno se ne occupa"}],
        "Scambi fra organizzazioni": [
            {"scambi chiesti": 1, "scambi accettati": 0, "richieste di aiuto affidate ad altri": 0}
        ],
    }
    request.refresh_from_db()
    assert (request.state, request.helper, request.asked_by) == ("open", None, None)
    assert ExchangeMessage.objects.get().written_by is None


def test_who_asked_for_help_hears_that_whoever_was_to_give_it_has_left(django_capture_on_commit_callbacks):
    asked = AssistanceRequestFactory(membership__organization__email="avis@example.org")
    helper = given_to(asked, helper=UserFactory()).helper

    with django_capture_on_commit_callbacks(execute=True):
        erase_person(helper)

    told = [(letter.to, letter.subject) for letter in mail.outbox]
    assert told == [(["avis@example.org"], f"Cerchiamo di nuovo chi vi aiuta: {asked.title}")]
