"""What was said of an entry that somebody takes away: answered before it goes, and still there to read."""

import pytest
from django.core import mail
from django.db import IntegrityError

from services.keeping.trash import remove_entry, version_of
from services.models import Report, Service
from services.reports import sender
from services.reports.actions import close_report, send_report
from tests.factories import AssetFactory, QuarterFactory, ServiceFactory, TermFactory, UserFactory

from .history_acts import last_act
from .test_races import meet
from .test_review import at, coordinator_of

CLOSED = {"topic": "closed", "email": "anna@example.org", "mark": "a"}
PHONE = {"topic": "phone", "suggestion": "030 222", "email": "bruno@example.org", "mark": "b"}


@pytest.fixture(autouse=True)
def _no_hurry(monkeypatch):
    monkeypatch.setattr(sender, "QUICKEST", -1)


@pytest.fixture
def quarter(db):
    return QuarterFactory()


@pytest.fixture
def service(quarter):
    return at(quarter, name="Compiti", slug="compiti")


@pytest.fixture
def coordinator(quarter):
    return coordinator_of(quarter)


def remove(thing, by):
    remove_entry(thing=thing, seen=version_of(thing), reason="Ha chiuso", by=by)


def test_whoever_wrote_of_what_goes_is_answered(service, coordinator, django_capture_on_commit_callbacks):
    for said in (CLOSED, PHONE):
        send_report(entry=service, **said)

    with django_capture_on_commit_callbacks(execute=True):
        remove(service, coordinator)

    columns = ("topic", "state", "settled_by", "answer", "entry_name", "service", "contact", "sender_mark")
    settled = (coordinator.pk, "Abbiamo tolto la scheda.", "Compiti", None, "", "")
    assert sorted(Report.objects.values_list(*columns)) == [
        ("closed", "applied", *settled),
        ("phone", "refused", *settled),
    ]
    assert sorted((sent.to, sent.body.split("\n\n")[1:3]) for sent in mail.outbox) == [
        ([each], ["grazie di averci scritto di «Compiti».", "Abbiamo tolto la scheda."])
        for each in ("anna@example.org", "bruno@example.org")
    ]


def test_what_was_answered_before_stays_as_it_was_answered(service, coordinator):
    report = send_report(entry=service, **PHONE)
    close_report(report=report, state=Report.State.REFUSED, answer="Il numero è quello.", by=UserFactory(name="Ida"))

    remove(service, coordinator)

    report.refresh_from_db()
    assert (report.answer, report.settled_by.name, report.entry_name) == ("Il numero è quello.", "Ida", "Compiti")


def test_organisation_that_goes_answers_what_was_said_of_its_services(service, coordinator):
    report = send_report(entry=service, **PHONE)

    remove(service.organization, coordinator)

    report.refresh_from_db()
    assert (report.state, report.entry_name) == ("refused", "Compiti")


@pytest.mark.parametrize(
    ("said", "title"), [(CLOSED, "Corretto: grazie"), (PHONE, "La scheda non c’è più")], ids=["closed", "phone"]
)
def test_page_of_the_code_tells_what_became_of_it(client, service, coordinator, said, title):
    report = send_report(entry=service, **said)
    remove(service, coordinator)

    page = client.get(f"/segnalazioni/{report.code}/")

    assert [text in page.text for text in (f"<h1>{title}</h1>", "Compiti (tolta)", "Abbiamo tolto la scheda.")] == [
        True,
        True,
        True,
    ]


def discreet():
    parent = TermFactory(discreet=True)
    return ServiceFactory(name="Centro antiviolenza", terms=[TermFactory(parent=parent)])


def of_a_resident():
    return AssetFactory(name="Maria ripara bici", quarter=QuarterFactory(), location=None, offered_by_resident=True)


@pytest.mark.parametrize("made", [discreet, of_a_resident])
def test_name_of_what_is_nobodys_business_is_not_kept(client, db, made):
    report = send_report(entry=(thing := made()), **CLOSED)

    remove(thing, UserFactory())

    page = client.get(f"/segnalazioni/{report.code}/")
    report.refresh_from_db()
    assert (report.entry_name, "(tolta)" in page.text, "Corretto: grazie" in page.text) == ("", False, True)


def test_entry_that_comes_back_leaves_the_report_settled(client, service, coordinator):
    report = send_report(entry=service, **PHONE)
    remove(service, coordinator)
    client.force_login(coordinator)
    url = client.get("/redazione/cestino/").context["rows"][0][1]

    client.post(url, {"seen": client.get(url).context["plan"].seen})

    report.refresh_from_db()
    assert (Service.objects.get().name, report.state, report.entry) == ("Compiti", "refused", None)


def test_who_opens_a_report_of_what_went_is_told(client, service, coordinator):
    report = send_report(entry=service, **PHONE)
    remove(service, coordinator)
    client.force_login(coordinator)

    page = client.get(f"/redazione/segnalazioni/{report.code}/", follow=True)

    assert [str(each) for each in page.context["messages"]] == [
        "Nel frattempo qualcuno ha tolto la scheda di cui parlava."
    ]


def test_database_keeps_no_open_report_of_nothing(service):
    send_report(entry=service, **PHONE)

    with pytest.raises(IntegrityError, match="report_is_about_one_entry_or_a_new_or_a_gone_one"):
        Report.objects.update(service=None)


# Two at once


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("whole", [False, True], ids=["service", "organization"])
def test_report_sent_while_its_entry_goes_is_refused_in_words_and_kept_to_copy(client, whole):
    coordinator, service = coordinator_of(quarter := QuarterFactory()), at(quarter, slug="compiti")
    thing = service.organization if whole else service
    said = {"shown": sender.stamp(), "suggestion": "030 222", "words": "Lo so da lì", "email": "", "homepage": ""}
    pages = []

    outcome = meet(
        lambda: remove(thing, coordinator),
        lambda: pages.append(client.post("/segnala/servizio/compiti/?cosa=phone", said)),
    )

    assert (outcome, pages[0].status_code) == ((True, "written"), 409)
    assert pages[0].context["form"].non_field_errors() == [
        "Proprio adesso qualcuno ha tolto questa scheda: non c’è più niente da correggere."
    ]
    assert ["Lo so da lì" in pages[0].text, Report.objects.count()] == [True, 0]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("whole", [False, True], ids=["service", "organization"])
def test_entry_that_goes_while_somebody_writes_of_it_answers_them_too(whole):
    coordinator, service = coordinator_of(quarter := QuarterFactory()), at(quarter)
    thing = service.organization if whole else service

    outcome = meet(lambda: send_report(entry=service, **PHONE), lambda: remove(thing, coordinator))

    assert outcome == (True, "written")
    assert list(Report.objects.values_list("state", "contact", "service")) == [("refused", "", None)]
    assert last_act().how == "trash Ha chiuso"
