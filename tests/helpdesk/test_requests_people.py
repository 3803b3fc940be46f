"""The people a desk follows: never by name until opened on record; mended, let go, erased when they ask."""

import datetime
import itertools
import json

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client as Browser
from django.utils import timezone

from accounts.access import Role
from accounts.models import AccessLog
from helpdesk.models import CallBackRequest, Client, Notice, Permission, Referral
from helpdesk.people import Person, create_client, give_permission, open_client, sealed, unsealed
from helpdesk.referrals.links import new_link
from helpdesk.requests.actions import ask_to_be_called, spoke
from helpdesk.requests.following import Gone, change_client, erase_on_request, take_back
from helpdesk.requests.forms import notice_now
from tests.factories import CommunityPointFactory, LocationFactory, MandateFactory, QuarterFactory, UserFactory

from .factories import (
    ClientFactory,
    EnquiryFactory,
    NoticeFactory,
    PermissionFactory,
    WarmReferralFactory,
    make_volunteer,
)

pytestmark = pytest.mark.django_db

WEEK = datetime.timedelta(days=7)
NAME, CONTACT = "Zubaida Unicissima", "331 9988776"


@pytest.fixture
def desk():
    NoticeFactory(purpose=Notice.Purpose.CALL_BACK)
    NoticeFactory(purpose=Notice.Purpose.HAND_OFF)
    quarter = QuarterFactory(name="Fiumicello")
    point = CommunityPointFactory(slug="fiumicello", location=LocationFactory(quarter=quarter))
    point.quarters.add(quarter)
    return point


def zubaida(desk, **more):
    words = {"name": NAME, "contact": CONTACT, "contact_kind": "phone", "when_safe": "di mattina"}
    return create_client(by=make_volunteer(desk), community_point=desk, **words | more)


def sent_on(client, **more):
    permission = PermissionFactory(client=client)
    more = {"message": sealed("Cerca un letto"), "expires_at": timezone.now() + WEEK} | more
    return WarmReferralFactory(client=client, permission=permission, **more)


def signed_in(person):
    browser = Browser()
    browser.force_login(person)
    return browser


def page_of(client):
    return f"/sportello/{client.community_point.slug}/persone/{client.pk}/"


@pytest.mark.parametrize("rows", [1, 3])
def test_list_shows_references_in_the_same_queries(desk, rows, django_assert_num_queries):
    clients = ClientFactory.create_batch(rows, community_point=desk)
    sent_on(clients[0])
    browser = signed_in(make_volunteer(desk))

    with django_assert_num_queries(8):
        page = browser.get("/sportello/fiumicello/persone/").content.decode()

    assert [each.reference in page for each in clients] == [True] * rows
    assert ("Amina" in page, "1 passaggio in corso" in page) == (False, True)


def test_opening_is_on_record_and_looking_shows_nothing(desk):
    volunteer, client = make_volunteer(desk), zubaida(desk)
    browser = signed_in(volunteer)

    before = browser.get(page_of(client)).content.decode()
    opened = browser.post(page_of(client), {"step": "open"}).content.decode()

    (look,) = AccessLog.objects.all()
    assert [NAME in page for page in (before, opened)] == [False, True]
    assert (look.actor, look.what, look.client_id) == (volunteer, "client", client.pk)


def test_people_of_a_desk_are_there_for_who_works_there_and_has_learned(desk):
    client = zubaida(desk)
    direction = UserFactory()
    MandateFactory(user=direction, community_point=None, municipality=desk.location.municipality, role=Role.DIRECTION)
    people = {
        "volunteer": make_volunteer(desk),
        "unlearned": make_volunteer(desk, learned=False),
        "elsewhere": make_volunteer(CommunityPointFactory(), role=Role.COORDINATOR),
        "direction": direction,
    }
    addresses = ["/sportello/fiumicello/persone/", page_of(client), f"{page_of(client)}chi-ha-guardato/"]

    found = {name: [signed_in(each).get(url).status_code for url in addresses] for name, each in people.items()}
    unlearned = signed_in(people["unlearned"]).get(page_of(client))

    assert found == {
        "volunteer": [200, 200, 404],
        "unlearned": [403, 403, 404],
        "elsewhere": [404, 404, 404],
        "direction": [404, 404, 404],
    }
    assert "Prima serve la formazione" in unlearned.content.decode()


def test_coordinator_sees_who_looked(desk):
    client, volunteer = zubaida(desk), make_volunteer(desk, name="Bruno Volontario")
    open_client(client, by=volunteer)

    page = signed_in(make_volunteer(desk, role=Role.COORDINATOR)).get(f"{page_of(client)}chi-ha-guardato/")

    assert ("Bruno Volontario" in page.content.decode(), NAME in page.content.decode()) == (True, False)


def test_person_of_another_desk_is_not_under_this_one(desk):
    other = ClientFactory()

    response = signed_in(make_volunteer(desk)).post(f"/sportello/fiumicello/persone/{other.pk}/", {"step": "open"})

    assert (response.status_code, AccessLog.objects.count()) == (404, 0)


def test_what_is_known_is_mended(desk):
    client, browser = zubaida(desk), signed_in(make_volunteer(desk))
    typed = {"name": "Zubi", "contact_kind": "email", "contact": "z@example.org", "when_safe": ""}

    wrong = browser.post(page_of(client), {"step": "change"} | typed | {"name": "", "contact": "rimane@qui.it"})
    right = browser.post(page_of(client), {"step": "change"} | typed)

    client.refresh_from_db()
    assert (wrong.status_code, "rimane@qui.it" in wrong.content.decode(), right.status_code) == (422, True, 302)
    assert open_client(client, by=make_volunteer(desk)) == Person("Zubi", "z@example.org", "email", "")


def test_taking_a_permission_back_withdraws_what_stood_on_it(desk, mailoutbox, django_capture_on_commit_callbacks):
    client = zubaida(desk)
    gone, other = sent_on(client, recipient_email="patronato@example.org"), sent_on(client)
    secret = new_link(gone)

    with django_capture_on_commit_callbacks(execute=True):
        take_back(permission=gone.permission, by=make_volunteer(desk))

    for each in (gone, other, gone.permission):
        each.refresh_from_db()
    assert (gone.state, gone.message, other.state, unsealed(other.message)) == (
        "withdrawn", "", "sent", "Cerca un letto",
    )  # fmt: skip
    assert (gone.permission.withdrawn_at is not None, other.permission.withdrawn_at) == (True, None)
    assert [mail.to for mail in mailoutbox] == [["patronato@example.org"]]
    assert Browser().get(f"/passaggio/{secret}/").status_code == 410


def test_late_receiver_opens_nothing_once_the_permission_is_back(desk):
    late = sent_on(zubaida(desk), recipient_email="patronato@example.org")
    secret = new_link(late)
    type(late).objects.filter(pk=late.pk).update(state="expired")

    take_back(permission=late.permission, by=make_volunteer(desk))

    assert Browser().get(f"/passaggio/{secret}/").status_code == 410


def test_permission_is_taken_back_once_and_of_this_person_only(desk):
    client, browser = zubaida(desk), signed_in(make_volunteer(desk))
    own, others = PermissionFactory(client=client), PermissionFactory()

    for number in (own.pk, own.pk, others.pk, "x"):
        browser.post(page_of(client), {"step": "take_back", "permission": number})

    withdrawn = Permission.objects.exclude(withdrawn_at=None)
    assert list(withdrawn) == [own]
    with pytest.raises(Gone):
        take_back(permission=own, by=make_volunteer(desk))


def test_copy_holds_everything_and_is_on_record(desk):
    client, volunteer = zubaida(desk), make_volunteer(desk)
    referral = sent_on(client)

    response = signed_in(volunteer).post(page_of(client), {"step": "copy", "as": "json"})
    held = json.loads(response.content)

    assert {title: len(rows) for title, rows in held.items()} == {
        "Chi sei": 1,
        "Che cosa hai permesso": 1,
        "La chiamata che avevi chiesto": 0,
        "Quando ci siamo visti o sentiti": 1,
        "Dove ti abbiamo indirizzato": 1,
        "Quando qualcuno dello sportello ha aperto questi dati": 1,
    }
    assert (held["Chi sei"][0]["nome"], held["Chi sei"][0]["recapito"]) == (NAME, CONTACT)
    assert held["Dove ti abbiamo indirizzato"][0]["che cosa abbiamo detto"] == "Cerca un letto"
    assert held["Che cosa hai permesso"][0]["le parole"] == referral.permission.notice.text
    assert ("no-store" in response["Cache-Control"], AccessLog.objects.get().actor) == (True, volunteer)


def test_copy_on_paper_says_the_same(desk):
    client = zubaida(desk)
    sent_on(client)

    page = signed_in(make_volunteer(desk)).post(page_of(client), {"step": "copy", "as": "paper"}).content.decode()

    assert [words for words in (NAME, CONTACT, "Cerca un letto", "Parrocchia", "di mattina") if words not in page] == []


def test_erasing_asks_whether_one_is_sure(desk):
    client = zubaida(desk)

    response = signed_in(make_volunteer(desk)).post(page_of(client), {"step": "erase"})

    client.refresh_from_db()
    assert (response.status_code, client.erased_at) == (422, None)


def test_erased_person_can_no_longer_be_opened_or_mended(desk):
    client, volunteer = zubaida(desk), make_volunteer(desk)
    erase_on_request(client=client, by=volunteer)

    opened = signed_in(volunteer).post(page_of(client), {"step": "open"})

    assert (opened.status_code, AccessLog.objects.count()) == (302, 0)
    with pytest.raises(Gone):
        change_client(client=client, name="x", contact_kind="", contact="", when_safe="")
    with pytest.raises(Gone):
        erase_on_request(client=client, by=volunteer)


def every_text():
    """(table, row as text) of every table, then (table, text in clear) of every column that is sealed."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" AS t')  # noqa: S608
            yield from ((table, row) for (row,) in cursor.fetchall())
    for model, names in SEALED.items():
        for values in model.objects.values_list(*names):
            yield from ((model._meta.db_table, unsealed(each)) for each in values)


SEALED = {
    Client: ["name", "contact", "when_safe"],
    CallBackRequest: ["name", "contact", "when_safe"],
    Referral: ["message"],
}
TOLD = [NAME, CONTACT, "solo di giovedì", "ha perso la casa", "torna con il figlio"]


def left_of_them():
    return sorted({(label, told) for (label, text), told in itertools.product(every_text(), TOLD) if told in text})


def followed_everywhere(desk, volunteer):
    """Somebody who asked to be called, was followed, passed on twice and noted."""
    words = {"name": NAME, "contact": CONTACT, "when_safe": "solo di giovedì"}
    asked = ask_to_be_called(**words, quarter=desk.quarters.get(), notice=notice_now(), secret="x")
    enquiry = spoke(asked=asked, follow=True, by=volunteer)
    client = enquiry.client
    type(enquiry).objects.filter(pk=enquiry.pk).update(note="torna con il figlio")
    open_client(client, by=volunteer)
    for recipient in ("uno@example.org", "due@example.org"):
        permission = give_permission(by=volunteer, client=client, purpose="hand_off", how="spoken", recipient="Emporio")
        referral = WarmReferralFactory(
            client=client, enquiry=enquiry, permission=permission, message=sealed("ha perso la casa"),
            recipient_email=recipient, expires_at=timezone.now() + WEEK,
        )  # fmt: skip
        new_link(referral)
    return client


def test_no_copy_of_an_erased_person_is_anywhere_in_the_database(desk):
    volunteer = make_volunteer(desk)
    client = followed_everywhere(desk, volunteer)

    before = {told for _label, told in left_of_them()}
    response = signed_in(volunteer).post(page_of(client), {"step": "erase", "sure": "on"})

    assert before == set(TOLD)
    assert (response.status_code, left_of_them()) == (302, [])
    assert sorted(each.state for each in client.referrals.all()) == ["withdrawn", "withdrawn"]
    assert EnquiryFactory._meta.model.objects.filter(client=client).count() == 1


def test_person_erased_by_the_night_leaves_no_copy_either(desk):
    client = followed_everywhere(desk, make_volunteer(desk))
    Client.objects.filter(pk=client.pk).update(erase_on=client.created_on)

    call_command("erase_expired")

    assert left_of_them() == []
