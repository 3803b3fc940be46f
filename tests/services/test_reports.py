"""Saying that something is wrong, without an account: what is kept, what is not, what it puts in doubt."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.access import Role
from services.listings import refresh_all
from services.models import Report
from services.reports import sender
from services.reports.actions import check_report, close_report, send_report
from tests.factories import (
    AssetFactory,
    CommunityPointFactory,
    LocationFactory,
    MandateFactory,
    OrganizationFactory,
    QuarterFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
    TermFactory,
    UserFactory,
)

CODE = re.compile(r"[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}")
DOUBT, CALL_DESK = "In verifica: telefona prima", "Il telefono è in verifica"


@pytest.fixture(autouse=True)
def _no_hurry(monkeypatch):
    cache.clear()
    monkeypatch.setattr(sender, "QUICKEST", -1)


@pytest.fixture
def service(db):
    place = LocationFactory(quarter=QuarterFactory())
    point = CommunityPointFactory(name="Punto Fiumicello", slug="punto", location=place, phones=[{"number": "030 111"}])
    point.quarters.add(place.quarter)
    service = ServiceFactory(slug="compiti", name="Compiti", phones=[{"number": "030 000"}])
    ServiceAtLocationFactory(service=service, location=place)
    return service


def send(client, topic="phone", path="/segnala/servizio/compiti/", **said):
    said = {"shown": sender.stamp(), "suggestion": "030 222", "words": "", "email": "", "homepage": ""} | said
    return client.post(f"{path}?cosa={topic}", said)


def code_in(response):
    return CODE.search(response.headers["Location"])[0]


def page(client):
    return client.get("/servizi/compiti/").content.decode()


def test_a_report_keeps_what_was_said_and_gives_its_code(client, service):
    response = send(client, words="Risponde un altro")

    report = Report.objects.get()
    assert (report.entry, report.topic, report.suggestion, report.words, report.state) == (
        service, "phone", "030 222", "Risponde un altro", "received",
    )  # fmt: skip
    assert response.headers["Location"] == f"{reverse('services:report_thanks')}?codice={report.code}"


@pytest.mark.parametrize(("kind", "make"), [("risorsa", AssetFactory), ("organizzazione", OrganizationFactory)])
def test_every_kind_of_entry_has_the_form_at_its_foot(client, db, kind, make):
    thing = make(slug="cosa")

    html = client.get(thing.get_absolute_url()).content.decode()
    send(client, "name", path=f"/segnala/{kind}/cosa/", suggestion="Altro nome")

    assert f"/segnala/{kind}/cosa/" in html
    assert Report.objects.get().entry == thing


def test_the_form_shows_what_is_written_now_and_asks_with_the_right_keyboard(client, service):
    html = client.get("/segnala/servizio/compiti/?cosa=phone").content.decode()

    assert "030 000" in html
    assert re.search(r'<input type="tel" name="suggestion"', html)


def test_an_empty_report_is_sent_back_with_what_was_written(client, service):
    response = send(client, suggestion="", email="anna@example.org")

    assert (response.status_code, Report.objects.count()) == (422, 0)
    assert "Scrivi qui com’è davvero" in response.content.decode()
    assert 'value="anna@example.org"' in response.content.decode()


def test_that_a_place_is_gone_needs_no_words(client, service):
    send(client, "closed", suggestion="")

    assert Report.objects.get().topic == "closed"


def test_the_address_left_is_encrypted_told_twice_and_forgotten(client, service, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        send(client, email="anna@example.org")
    report = Report.objects.get()
    kept = report.contact
    with django_capture_on_commit_callbacks(execute=True):
        close_report(report=report, state="refused", answer="Abbiamo chiamato: è giusto.", by=UserFactory())

    report.refresh_from_db()
    assert kept
    assert "anna" not in kept
    assert (report.contact, report.sender_mark) == ("", "")
    assert [(sent.to, report.code in sent.subject) for sent in mail.outbox] == [(["anna@example.org"], True)] * 2
    assert "Abbiamo chiamato: è giusto." in mail.outbox[1].body


def test_mails_about_something_discreet_do_not_name_it(client, service, django_capture_on_commit_callbacks):
    service.terms.add(TermFactory(name="Violenza", discreet=True))

    with django_capture_on_commit_callbacks(execute=True):
        send(client, email="anna@example.org")
    shown = client.get("/segnala/servizio/compiti/?cosa=phone")

    assert "Compiti" not in mail.outbox[0].subject + mail.outbox[0].body
    assert (shown.headers["Referrer-Policy"], "no-store" in shown.headers["Cache-Control"]) == ("no-referrer", True)


def test_a_report_of_a_named_entry_says_so_in_the_mail(client, service, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        send(client, email="anna@example.org")

    assert "Compiti" in mail.outbox[0].body


@pytest.mark.parametrize("spam", [{"homepage": "http://x.example"}, {"shown": ""}, {"shown": "forged"}])
def test_a_program_gets_the_same_thanks_and_nothing_is_kept(client, service, spam):
    response = send(client, **spam)

    assert code_in(response)
    assert Report.objects.count() == 0


def test_a_form_sent_at_once_is_a_programs(client, service, monkeypatch):
    monkeypatch.setattr(sender, "QUICKEST", 2)

    send(client)

    assert Report.objects.count() == 0


def test_the_same_long_text_is_taken_three_times_a_day(client, service):
    for number in range(4):
        send(client, suggestion=f"030 {number}00", words="Comprate qui le migliori offerte")

    assert Report.objects.count() == 3


def test_sending_twice_is_one_report_with_one_code(client, service):
    codes = {code_in(send(client)) for _ in range(2)}

    assert [report.code for report in Report.objects.all()] == [*codes]


def test_one_address_sends_ten_in_ten_minutes(client, service, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.LIMITS

    answers = [send(client, suggestion=f"030 {number}00").status_code for number in range(11)]

    assert answers == [302] * 10 + [429]
    assert Report.objects.count() == 10


def test_one_sender_alone_puts_nothing_in_doubt(client, service):
    send(client)
    send(client, "hours", suggestion="9-12")

    assert DOUBT not in page(client)
    assert CALL_DESK not in page(client)


def test_a_second_sender_puts_the_entry_in_doubt(client, service):
    send(client, "hours", suggestion="9-12")
    client.post(
        "/segnala/servizio/compiti/?cosa=hours",
        {"shown": sender.stamp(), "suggestion": "10-12"},
        REMOTE_ADDR="10.0.0.9",
    )

    assert DOUBT in page(client)


def test_a_phone_in_doubt_gives_the_number_of_the_desk(client, service):
    send(client)
    check_report(report=Report.objects.get(), by=UserFactory())

    html = page(client)
    assert CALL_DESK in html
    assert 'href="tel:030111"' in html


def test_a_settled_report_leaves_no_doubt(client, service):
    send(client)
    report = check_report(report=Report.objects.get(), by=UserFactory())

    close_report(report=report, state="applied", answer="", by=UserFactory())

    assert CALL_DESK not in page(client)


@pytest.mark.parametrize(("role", "checked"), [(Role.VOLUNTEER, True), (Role.COORDINATOR, True), (None, False)])
def test_a_report_of_who_works_in_the_quarter_counts_as_checked(client, service, role, checked):
    person = UserFactory()
    if role:
        MandateFactory(
            user=person, role=role, community_point=service.service_at_locations.get().location.community_points.get()
        )
    client.force_login(person)

    send(client)

    report = Report.objects.get()
    assert (report.state == "in_review", report.checked_by == person, report.reporter) == (checked, checked, person)


@pytest.mark.parametrize("inside", [False, True])
def test_a_report_says_whether_it_is_written_down_who_sent_it(client, service, inside):
    if inside:
        client.force_login(UserFactory())

    form = client.get("/segnala/servizio/compiti/?cosa=phone").text
    thanks = client.get(send(client)["Location"]).text

    assert [bool(Report.objects.get().reporter), "Resta scritto che l’hai mandata tu" in form] == [inside] * 2
    assert ["anche fra i tuoi dati" in thanks, "da nessun’altra parte" not in thanks] == [inside] * 2


def test_a_volunteer_of_another_quarter_checks_nothing(service):
    far = CommunityPointFactory(location__quarter=QuarterFactory(name="Buffalora"))
    far.quarters.add(far.location.quarter)
    mandate = MandateFactory(community_point=far)

    report = send_report(entry=service, topic="hours", suggestion="9-12", mark="x", by=mandate.user)

    assert (report.state, report.checked_at) == ("received", None)


def test_the_status_page_says_what_was_said_and_what_became_of_it(client, service):
    code = code_in(send(client, words="Risponde un altro"))
    before = client.get(f"/segnalazioni/{code}/")
    close_report(report=Report.objects.get(), state="refused", answer="È giusto così.", by=UserFactory())

    after = client.get(f"/segnalazioni/{code.lower()}/")

    assert "L’abbiamo ricevuta" in before.content.decode()
    assert "Risponde un altro" in before.content.decode()
    assert "Per ora non cambiamo nulla" in after.content.decode()
    assert "È giusto così." in after.content.decode()
    assert (after.headers["X-Robots-Tag"], "no-store" in after.headers["Cache-Control"]) == ("noindex", True)


def test_an_unknown_code_is_told_in_words(client, db):
    response = client.get("/segnalazioni/AAAAA-AAAAA/")

    assert response.status_code == 404
    assert "Qui non c’è nessuna segnalazione" in response.content.decode()


def test_codes_cannot_be_tried_one_after_the_other(client, db, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.LIMITS

    answers = [client.get("/segnalazioni/AAAAA-AAAAA/").status_code for _ in range(31)]

    assert answers == [404] * 30 + [429]


def test_a_new_place_is_proposed_after_what_is_like_it(client, db):
    OrganizationFactory(name="Oratorio Cometa", slug="cometa")

    asked = client.get("/segnala/nuovo/?nome=Oratorio Cometa").content.decode()
    client.post("/segnala/nuovo/", {"shown": sender.stamp(), "suggestion": "Circolo Nuovo", "words": "In via Milano"})

    report = Report.objects.get()
    assert "/organizzazioni/cometa/" in asked
    assert (report.topic, report.entry, report.suggestion, report.words) == (
        "new",
        None,
        "Circolo Nuovo",
        "In via Milano",
    )


def propose(client, name, **said):
    return client.post("/segnala/nuovo/", {"shown": sender.stamp(), "suggestion": name, "words": "Qui vicino", **said})


def test_a_new_place_is_compared_with_services_and_resources_too(client, db):
    ServiceFactory(name="Mensa del Carmine", slug="mensa", organization__name="Caritas")
    ServiceFactory(name="Mensa del Carmine", slug="chiusa", status="defunct")
    AssetFactory(name="Il Carmine, mensa", slug="sala", location__name="Chiostro")
    AssetFactory(name="Mensa Carmine", slug="mia", offered_by_resident=True, location=None, quarter=QuarterFactory())

    page = client.get("/segnala/nuovo/?nome=mensa  Carmine")

    assert [(each.slug, str(where)) for each, where in page.context["alike"]] == [
        ("mensa", "Caritas"),
        ("sala", "Chiostro"),
    ]


def test_a_name_that_was_not_compared_yet_is_compared_before_it_is_sent(client, db):
    ServiceFactory(name="Mensa del Carmine", slug="mensa")

    first = propose(client, "Mensa Carmine")
    second = propose(client, "Mensa Carmine", looked="Mensa Carmine")

    assert (first.status_code, [each.slug for each, _where in first.context["alike"]]) == (409, ["mensa"])
    assert (second.status_code, Report.objects.get().suggestion) == (302, "Mensa Carmine")
    assert 'name="looked" value="Mensa Carmine"' in first.content.decode()


def test_marks_tell_senders_apart_and_follow_nobody_from_entry_to_entry(rf, service):
    other = ServiceFactory()
    requests = [rf.get("/", REMOTE_ADDR=address) for address in ("10.0.0.1", "10.0.0.1", "10.0.0.2")]
    for request in requests:
        request.user = type("Nobody", (), {"is_authenticated": False})()

    marks = [sender.mark_of(request, service) for request in requests]

    assert (marks[0] == marks[1], marks[0] == marks[2]) == (True, False)
    assert marks[0] != sender.mark_of(requests[0], other)


def test_a_card_and_the_api_say_what_is_in_doubt_in_the_same_queries(client, service, django_assert_num_queries):
    refresh_all()
    client.get("/api/listings")  # what a process learns once
    with CaptureQueriesContext(connection) as before:
        quiet = client.get("/api/listings").json()["contents"]
    check_report(report=send_report(entry=service, topic="hours", suggestion="9-12", mark="x"), by=UserFactory())

    with django_assert_num_queries(len(before)):
        loud = client.get("/api/listings").json()["contents"]

    assert [("in_doubt" in each, each["name"]) for each in quiet] == [(False, each["name"]) for each in loud]
    assert [each["name"] for each in loud if each.get("in_doubt")] == ["Compiti"]
    assert client.get("/servizi/").content.decode().count(DOUBT) == 1


@pytest.mark.django_db
def test_what_was_proposed_is_told_as_a_proposal(client):
    report = send_report(entry=None, topic="new", suggestion="Circolo delle nonne", mark="n")

    html = client.get(f"/segnalazioni/{report.code}/").content.decode()

    assert ("<dt>Come si chiama</dt><dd>Circolo delle nonne</dd>" in html, "Non è giusto" in html) == (True, False)


def test_a_proposal_without_a_name_is_asked_for_it(client):
    html = client.get("/segnala/nuovo/?nome=").content.decode()

    assert "Scrivi come si chiama" in html


@pytest.mark.django_db
def test_a_report_is_kept_and_settled_where_no_mail_leaves(settings, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(mail.EmailMessage, "send", refuse_connection)

    with django_capture_on_commit_callbacks(execute=True):
        report = send_report(entry=None, topic="new", suggestion="Circolo", email="anna@example.org", mark="n")
    with django_capture_on_commit_callbacks(execute=True):
        close_report(report=report, state="applied", answer="", by=UserFactory())

    assert Report.objects.get().state == "applied"


def refuse_connection(*_args, **_kwargs):
    raise ConnectionRefusedError
