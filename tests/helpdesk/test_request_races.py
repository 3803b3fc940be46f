"""Two at once on one request for a call, in real transactions: one has it, the other hears from whom."""

import threading

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client as Browser

from accounts.models.api_token import digest_of
from helpdesk.models import CallBackRequest, Client, Enquiry
from tests.factories import CommunityPointFactory

from .factories import CallBackRequestFactory, make_volunteer

pytestmark = pytest.mark.django_db(transaction=True)

ACTS = {"they talked": {"step": "spoke", "follow": "yes"}, "a joke": {"step": "erase", "why": "nobody"}}


def at_once(acts):
    """{who: what the page told them}, as all press their button in the same moment."""
    together, told = threading.Barrier(len(acts)), {}

    def press(who, browser, address, said):
        together.wait()
        try:
            response = browser.post(address, said)
            told[who] = [str(message) for message in get_messages(response.wsgi_request)]
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[who, *act]) for who, act in acts.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def test_try_that_two_note_in_the_same_moment_is_one():
    desk = CommunityPointFactory(slug="fiumicello")
    asked = CallBackRequestFactory(community_point=desk)
    acts = {}
    for name in ("Marta", "Luca"):
        browser = Browser()
        browser.force_login(make_volunteer(desk, name=name))
        acts[name] = browser, f"/sportello/fiumicello/richieste/{asked.pk}/", {"step": "no_answer"}

    at_once(acts)

    asked.refresh_from_db()
    assert asked.attempts == 1


def test_call_that_is_taken_back_as_another_writes_it_down_ends_in_one_way():
    desk = CommunityPointFactory(slug="fiumicello")
    asked = CallBackRequestFactory(community_point=desk, digest=digest_of("il collegamento"))
    browser = Browser()
    browser.force_login(make_volunteer(desk, name="Marta"))
    acts = {
        "Marta": (browser, f"/sportello/fiumicello/richieste/{asked.pk}/", ACTS["they talked"]),
        "who asked": (Browser(), "/richiamami/non-serve-piu/il collegamento/", {}),
    }

    told = at_once(acts)

    asked.refresh_from_db()
    talked = {"answered": (1, 1), "withdrawn": (0, 0)}
    assert (Enquiry.objects.count(), Client.objects.count()) == talked[asked.state]
    assert (asked.name, asked.contact, asked.digest, sorted(told)) == ("", "", "", ["Marta", "who asked"])


@pytest.mark.parametrize("other", ACTS)
def test_second_of_two_hears_who_took_the_request(other):
    desk = CommunityPointFactory(slug="fiumicello")
    asked = CallBackRequestFactory(community_point=desk)
    address = f"/sportello/fiumicello/richieste/{asked.pk}/"
    acts = {}
    for name, said in (("Marta", ACTS["they talked"]), ("Luca", ACTS[other])):
        browser = Browser()
        browser.force_login(make_volunteer(desk, name=name))
        acts[name] = browser, address, said

    told = at_once(acts)

    asked.refresh_from_db()
    first = asked.settled_by.name
    (second,) = acts.keys() - {first}
    did = "l’ha già richiamata" if asked.state == "answered" else "ha già cancellato la richiesta"
    assert told[second] == [f"{first} {did}: qui è tutto fatto."]
    assert told[first] != told[second]
    wanted = int(asked.state == "answered")
    assert (CallBackRequest.objects.count(), Enquiry.objects.count(), Client.objects.count()) == (1, wanted, wanted)
