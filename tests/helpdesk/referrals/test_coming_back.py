"""Who stays anonymous comes back with the code of the hand-out."""

import pytest

from helpdesk.models import Referral, ReturnCode
from helpdesk.referrals import making
from helpdesk.referrals.doors import door_outside
from helpdesk.referrals.return_codes import code_of

from .walking import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(volunteer, enquiry):
    return making.show_the_way(by=volunteer, enquiry=enquiry, door=door_outside("Patronato"))


def test_page_is_found_without_the_hand_out(client, desk):
    pages = ["/", f"/punti/{desk.slug}/"]

    assert [text(client.get(page)).count('href="/ritorno/"') for page in pages] == [1, 2]


def test_code_is_read_however_it_is_typed_and_once(client, shown):
    typed = code_of(shown).lower().replace("-", " ")
    said = {"code": typed, "outcome": "not_met", "another_door": "on"}

    done, again = client.post("/ritorno/", said), client.post("/ritorno/", said)

    assert (done.status_code, again.status_code) == (200, 422)
    assert "Punto Fiumicello cerca un’altra porta per te." in text(done)
    assert (Referral.objects.get().outcome, ReturnCode.objects.get().asks_for_another_door) == ("not_met", True)


def test_who_found_what_they_looked_for_asks_for_no_other_door(client, shown):
    client.post("/ritorno/", {"code": code_of(shown), "outcome": "met", "another_door": "on"})

    assert (Referral.objects.get().state, ReturnCode.objects.get().asks_for_another_door) == ("completed", False)


def test_looking_with_a_code_uses_nothing_up(client, shown):
    page = client.get(f"/ritorno/?codice={code_of(shown)}")

    assert (code_of(shown) in text(page), ReturnCode.objects.get().used_at) == (True, None)


@pytest.mark.parametrize("code", ["", "AAAAA-AAAAA", "\x00", "‮" * 20])
def test_wrong_code_says_so(client, shown, code):
    answer = client.post("/ritorno/", {"code": code, "outcome": "met"})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["code"])


def test_codes_are_limited(client, throttles):
    answers = [client.post("/ritorno/", {"code": "AAAAA-AAAAA", "outcome": "met"}).status_code for _times in range(11)]

    assert (set(answers[:10]), answers[10]) == ({422}, 429)
