"""What the pages of a desk promise, kept by the code: words read, permissions, answers in time, copies, months."""

import datetime
import importlib
import json
import re

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.test import Client as Browser
from django.utils import timezone

from accounts.access import Role
from helpdesk.models import CallBackRequest, Client, Notice, Permission, Referral
from helpdesk.people import create_client, give_permission, open_request
from helpdesk.referrals import actions, making, posting
from helpdesk.referrals.doors import door_of_organization, door_outside
from helpdesk.referrals.reminding import expire_due
from helpdesk.referrals.return_codes import code_of
from helpdesk.referrals.step_forms import receivers_offers
from helpdesk.requests.actions import spoke
from helpdesk.requests.following import erase_on_request
from helpdesk.rota import applications
from tests.factories import CommunityPointFactory, OrganizationFactory, QuarterFactory, TermFactory

from .factories import (
    CallBackRequestFactory,
    EnquiryFactory,
    NoticeFactory,
    PermissionFactory,
    ReferralFactory,
    VolunteerApplicationFactory,
    WarmReferralFactory,
    make_volunteer,
)

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
Purpose = Notice.Purpose


@pytest.fixture
def desk(db):
    for purpose in Purpose:
        NoticeFactory(purpose=purpose)
    return CommunityPointFactory(name="Punto Fiumicello", slug="fiumicello")


@pytest.fixture
def volunteer(desk):
    return make_volunteer(desk, name="Marta")


@pytest.fixture
def amina(desk, volunteer):
    return create_client(by=volunteer, community_point=desk, name="Amina", contact="333 1234567", contact_kind="phone")


@pytest.fixture
def emporio(db):
    return door_of_organization(OrganizationFactory(name="Emporio", slug="emporio", email="info@emporio.example"))


def signed_in(person):
    browser = Browser()
    browser.force_login(person)
    return browser


def page_of(amina):
    return f"/sportello/fiumicello/persone/{amina.pk}/"


def handed(volunteer, desk, door, **more):
    said = {"how": Permission.How.SPOKEN, "notice": NoticeFactory(), "recipient_email": door.email}
    enquiry = EnquiryFactory(community_point=desk)
    return making.hand_off(**{"by": volunteer, "enquiry": enquiry, "door": door, "person": {"name": "A"}} | said | more)


def taken_back(amina, volunteer, permission):
    answer = signed_in(volunteer).post(page_of(amina), {"step": "take_back", "permission": permission.pk}, follow=True)
    amina.refresh_from_db()
    return [str(each) for each in answer.context["messages"]]


def test_words_read_before_passing_on_name_all_that_is_told_and_come_out_once(desk):
    publish = importlib.import_module("helpdesk.migrations.0013_all_that_a_receiver_hears").publish

    publish(apps, None), publish(apps, None)

    first, second = Notice.objects.filter(purpose=Purpose.HAND_OFF).order_by("version")
    told = ["il tuo nome", "un modo per trovarti", "quando possono", "poche parole", "appuntamento", "viene con te"]
    assert [words for words in told if words not in second.text] == []
    assert (first.version, second.version) == (1, 2)


def test_words_of_who_goes_along_are_on_the_page_to_be_read(desk, volunteer, emporio):
    enquiry, read = EnquiryFactory(community_point=desk), Notice.objects.get(purpose=Purpose.ACCOMPANY)
    address = f"/sportello/fiumicello/contatti/{enquiry.pk}/passaggio/?porta=o.emporio"

    page = signed_in(volunteer).get(address).content.decode()

    assert (read.text in page, 'name="accompanied_by"' in page) == (True, True)


def test_nobody_goes_along_with_who_has_changed_their_mind(amina, volunteer):
    alone = give_permission(by=volunteer, client=amina, purpose=Purpose.ACCOMPANY, how="spoken")
    referral = WarmReferralFactory(client=amina, accompanied_by=volunteer)

    said = taken_back(amina, volunteer, alone)

    referral.refresh_from_db()
    assert (referral.accompanied_by, referral.state, amina.erased_at) == (None, "sent", None)
    assert said == ["Permesso ritirato: dillo a chi doveva andare con lei."]


@pytest.mark.parametrize("other", [False, True])
def test_who_is_not_to_be_called_and_agrees_to_nothing_else_is_forgotten(amina, volunteer, other):
    called = give_permission(by=volunteer, client=amina, purpose=Purpose.CALL_BACK, how="form")
    if other:
        PermissionFactory(client=amina)

    said = taken_back(amina, volunteer, called)

    assert (bool(amina.name), amina.erased_at is None) == (other, other)
    assert said == ["Permesso ritirato: non va più richiamata."]


def test_who_has_no_address_is_named_to_be_telephoned_to(amina, volunteer):
    referral = WarmReferralFactory(client=amina, target_name="Parrocchia")
    WarmReferralFactory(client=amina, target_name="Emporio", recipient_email="info@emporio.example")

    said = taken_back(amina, volunteer, referral.permission)

    assert said == [
        "Permesso ritirato: chi aspettava la persona non vede più niente.",
        "Senza e-mail non abbiamo potuto scrivere a Parrocchia: telefona, perché non la aspettino.",
    ]


@pytest.mark.parametrize(
    ("email", "words"),
    [
        ("", "Ritirato. Non abbiamo scritto a nessuno: se Parrocchia aspetta la persona, telefona."),
        ("info@emporio.example", "Ritirato: chi doveva ricevere lo sa, e non vede più nulla."),
    ],
)
def test_withdrawing_says_who_knows(desk, volunteer, amina, email, words):
    referral = WarmReferralFactory(client=amina, recipient_email=email)
    address = f"/sportello/fiumicello/passaggi/{referral.pk}/"

    page = signed_in(volunteer).post(address, {"step": "withdraw"}, follow=True)

    assert [str(each) for each in page.context["messages"]] == [words]


def test_erasing_takes_the_note_of_the_desk_that_received_too(amina, volunteer):
    there = EnquiryFactory(note="Torna con il figlio")
    WarmReferralFactory(client=amina, received_as=there)

    erase_on_request(client=amina, by=volunteer)

    there.refresh_from_db()
    assert there.note == ""


@pytest.mark.parametrize("address", ["emporio@example.org", ""], ids=["by mail", "by telephone"])
def test_address_mended_late_leaves_all_the_time_to_answer(desk, volunteer, emporio, time_machine, address):
    referral = handed(volunteer, desk, emporio)
    Referral.objects.update(letter="ask", letter_due_at=timezone.now(), address_refused=True)
    referral.refresh_from_db()
    time_machine.move_to(timezone.now() + 20 * DAY, tick=False)

    posting.write_again(referral=referral, recipient_email=address, by=volunteer)
    Referral.objects.update(letter="", letter_due_at=None)

    assert expire_due() == 0
    assert Referral.objects.get().expires_at == timezone.now() + 10 * DAY


def test_who_proposed_a_moment_is_not_called_silent_and_says_how_it_went(desk, volunteer, emporio, time_machine):
    referral, moment = handed(volunteer, desk, emporio), timezone.now() + 20 * DAY
    actions.propose(referral=referral, moment=moment)
    time_machine.move_to(timezone.now() + 15 * DAY, tick=False)

    proposed = expire_due(), Referral.objects.get().state
    actions.agree(referral=referral, moment=moment, by=volunteer)
    time_machine.move_to(timezone.now() + 10 * DAY, tick=False)
    agreed = expire_due(), Referral.objects.get().state

    assert (proposed, agreed) == ((0, "sent"), (0, "accepted"))
    assert [each.name for each in receivers_offers(Referral.objects.get())] == ["conclude", "propose", "decline"]


def test_referral_is_found_by_what_is_said_on_the_telephone(desk, volunteer):
    shown = making.show_the_way(
        by=volunteer, enquiry=EnquiryFactory(community_point=desk), door=door_outside("Patronato")
    )
    arrived = ReferralFactory(kind="live", target_kind="community_point", to_point=desk, reference="ABCDE-23456")
    elsewhere, browser = ReferralFactory(reference="FGHJK-23456"), signed_in(volunteer)

    typed = [shown.reference, code_of(shown).lower().replace("-", " "), "abcde 23456", elsewhere.reference, "\x00", ""]
    answers = [browser.get("/sportello/fiumicello/passaggi/", {"numero": each}) for each in typed]

    pages = [f"/sportello/fiumicello/passaggi/{each.pk}/" for each in (shown, shown, arrived)]
    assert [each.get("Location") for each in answers] == [*pages, None, None, None]
    assert ["Qui non c’è" in each.content.decode() for each in answers[3:]] == [True, True, False]


def test_contact_that_waited_for_the_network_is_taken_as_long_as_a_device_keeps_it(desk, volunteer):
    kept = re.search(r"LONGEST = (\d+) \* 24 \*", (settings.BASE_DIR / "static/js/sportello-coda.js").read_text())[1]
    said = {"community_point": "fiumicello", "state": "open"}
    days = [timezone.localdate() - (int(kept) + more) * DAY for more in (0, 1)]

    sent = [
        signed_in(volunteer).post("/api/enquiries", said | {"day": str(each)}, content_type="application/json")
        for each in days
    ]

    assert [each.status_code for each in sent] == [201, 400]


@pytest.mark.parametrize(("gone_on", "words"), [(False, "cerca un’altra porta per te"), (True, "ti ha già indicato")])
def test_another_door_is_promised_where_somebody_reads_of_it(desk, volunteer, gone_on, words):
    enquiry = EnquiryFactory(community_point=desk)
    first = making.hand_over_now(by=volunteer, enquiry=enquiry, door=door_outside("Patronato"))
    actions.decline(referral=first, reason="full", by=volunteer)
    if gone_on:
        making.show_the_way(by=volunteer, enquiry=enquiry, door=door_outside("Emporio"), after=first)
    else:
        actions.record_unmet(referral=Referral.objects.get(), reason="full", by=volunteer)

    page = Browser().post("/ritorno/", {"code": code_of(first), "outcome": "not_met", "another_door": "on"})

    assert (words in page.content.decode(), Referral.objects.must_go_on().filter(pk=first.pk).exists()) == (
        True,
        not gone_on,
    )


def test_who_offers_is_not_forgotten_before_the_answer_has_left(desk, volunteer, monkeypatch):
    application = VolunteerApplicationFactory(community_point=desk)
    monkeypatch.setattr("django.core.mail.EmailMessage.send", broken)

    left = applications.decline(by=volunteer, application=application)

    application.refresh_from_db()
    assert (left, application.state, application.email != "") == (False, "applied", True)


def broken(mail):
    raise ConnectionRefusedError


@pytest.mark.parametrize("path", ["", "grazie/", f"non-serve-piu/{'a' * 32}/"])
def test_who_asks_for_a_call_can_leave_quickly_and_the_browser_keeps_nothing(desk, path):
    answer = Browser().get(f"/richiamami/{path}")

    assert ('<section class="exit"' in answer.content.decode(), "no-store" in answer["Cache-Control"]) == (True, True)


def test_copy_holds_all_that_was_written_of_a_contact_and_of_its_referral(desk, volunteer, amina):
    enquiry = EnquiryFactory(
        community_point=desk, client=amina, channel="phone", minutes="to_15", people=2, age_band="to_44",
        gender="woman", quarter=QuarterFactory(name="Fiumicello"), is_first_visit=True, needs_language_help=False,
        note="Torna giovedì", closed=True, topics=[TermFactory(name="Casa")],
    )  # fmt: skip
    referral = WarmReferralFactory(client=amina, enquiry=enquiry, recipient_email="info@emporio.example")
    actions.follow_up(
        referral=referral, asked="person", channel="phone", result="reached", outcome="partly", by=volunteer
    )

    held = json.loads(signed_in(volunteer).post(page_of(amina), {"step": "copy", "as": "json"}).content)

    (came,), (sent,) = held["Quando ci siamo visti o sentiti"], held["Dove ti abbiamo indirizzato"]
    assert came == {
        "giorno": str(enquiry.day), "come": "al telefono", "quanto tempo": "da 5 a 15 minuti", "quante persone": 2,
        "per che cosa": "Casa", "età": "30–44 anni", "chi eri": "donna", "quartiere": "Fiumicello",
        "era la prima volta": "sì", "serviva aiuto con la lingua": "no",
        "che cosa abbiamo fatto": ", ".join(str(enquiry.Answer(each).label) for each in enquiry.answers),
        "com’è finita": enquiry.get_result_display(), "perché": "", "nota": "Torna giovedì",
    }  # fmt: skip
    assert (sent["scritto a"], sent["com’è andata"], sent["chi lo ha detto"]) == (
        "info@emporio.example", "in parte", "dalla persona",
    )  # fmt: skip
    assert [each.split(": ", 1)[1] for each in sent["che cosa è successo"].split("; ")] == [
        "chiesto com’è andata: la persona ha risposto",
        "si sa com’è andata",
    ]


def test_who_coordinates_sees_who_opened_a_number_of_somebody_not_followed(desk, volunteer):
    asked, page = CallBackRequestFactory(community_point=desk), "/sportello/fiumicello/richieste/"
    open_request(asked, by=volunteer)
    open_request(CallBackRequestFactory(), by=make_volunteer(CommunityPointFactory(), name="Altrove"))
    spoke(asked=asked, follow=False, by=volunteer)

    pages = [signed_in(each).get(page) for each in (make_volunteer(desk, role=Role.COORDINATOR), volunteer)]

    told = [[(number, look.actor_name) for number, look in each.context["looks"]] for each in pages]
    assert told == [[(asked.reference, "Marta")], []]


def test_call_that_somebody_erased_is_not_one_that_nobody_made_once_they_have_left(desk, volunteer):
    by_them, by_time = CallBackRequestFactory.create_batch(2, community_point=desk)
    gone = {"state": "erased", "name": "", "contact": "", "settled_at": timezone.now()}
    CallBackRequest.objects.filter(pk=by_them.pk).update(**gone)
    CallBackRequest.objects.filter(pk=by_time.pk).update(**gone, created_at=timezone.now() - 15 * DAY)

    assert list(CallBackRequest.objects.never_answered()) == [by_time]


def test_after_two_years_nothing_beside_a_contact_tells_its_day(desk, volunteer, time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 18, 10, 30, tzinfo=datetime.UTC), tick=False)
    asked = CallBackRequestFactory(community_point=desk)
    enquiry = spoke(asked=asked, follow=True, by=volunteer)
    referral = making.hand_off(
        by=volunteer, enquiry=enquiry, door=door_outside("Patronato"), how="spoken", notice=NoticeFactory(),
        message="x", appointment_at=timezone.now() + DAY,
    )  # fmt: skip
    actions.accept(referral=referral, by=volunteer)
    actions.follow_up(referral=referral, asked="person", channel="phone", result="reached", outcome="met", by=volunteer)
    for days in (400, 332):
        time_machine.move_to(timezone.now() + days * DAY, tick=False)
        call_command("erase_expired")

    rows = [*Client.objects.all(), *Permission.objects.all(), *CallBackRequest.objects.all(), *Referral.objects.all()]
    referral = Referral.objects.get()
    rows += [*referral.steps.all(), *referral.follow_ups.all()]
    assert {day_of(value) for row in rows for value in vars(row).values() if isinstance(value, datetime.date)} == {1}


def day_of(value):
    return timezone.localtime(value).day if isinstance(value, datetime.datetime) else value.day
