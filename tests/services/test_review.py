"""The desk where reports are settled: who sees which, one click, and what two see who decide at once."""

import datetime
import json
import threading

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.access import Role
from services.models import Report, Service, Verification
from services.reports.actions import AlreadySettled, correct, send_report
from services.reports.reach import in_reach
from services.reports.rows import queue_of
from territory.holidays import ensure_holidays
from tests.factories import (
    AssetFactory,
    CommunityPointFactory,
    LocationFactory,
    MandateFactory,
    MunicipalityFactory,
    OrganizationFactory,
    QuarterFactory,
    ServiceAtLocationFactory,
    ServiceFactory,
    UserFactory,
    ZoneFactory,
)

from .conftest import opening

QUEUE = "/redazione/segnalazioni/"


def at(quarter, **values):
    service = ServiceFactory(**values)
    ServiceAtLocationFactory(
        service=service, location=LocationFactory(quarter=quarter, organization=service.organization)
    )
    return service


def coordinator_of(quarter):
    point = CommunityPointFactory(location__quarter=quarter)
    point.quarters.add(quarter)
    return MandateFactory(role=Role.COORDINATOR, community_point=point).user


@pytest.fixture
def quarter(db):
    return QuarterFactory()


@pytest.fixture
def far(db):
    return QuarterFactory(name="Buffalora", zone=ZoneFactory(name="Est"))


@pytest.fixture
def service(quarter):
    return at(quarter, name="Compiti", slug="compiti", phones=[{"number": "030 000"}])


@pytest.fixture
def coordinator(quarter):
    return coordinator_of(quarter)


@pytest.fixture
def report(service):
    return send_report(entry=service, topic="phone", suggestion="030 222", email="anna@example.org", mark="x")


def decide(client, report, decision, **said):
    return client.post(f"{QUEUE}{report.code}/", {"decision": decision} | said)


SEEN = json.dumps({"phones": [{"number": "030 000", "description": ""}]})


def test_one_click_corrects_the_entry_says_who_checked_and_answers(
    client, service, coordinator, report, django_capture_on_commit_callbacks
):
    client.force_login(coordinator)

    with django_capture_on_commit_callbacks(execute=True):
        decide(client, report, "correct", seen=SEEN, how="visit")

    report.refresh_from_db()
    service.refresh_from_db()
    assert [each["number"] for each in service.phones] == ["030 222"]
    assert (report.state, report.settled_by, report.contact, report.sender_mark) == ("applied", coordinator, "", "")
    assert list(Verification.objects.values_list("service", "field", "how", "by")) == [
        (service.pk, "phones", "visit", coordinator.pk)
    ]
    assert [sent.to for sent in mail.outbox] == [["anna@example.org"]]


@pytest.mark.parametrize(
    ("topic", "suggestion", "name", "value"),
    [
        ("website", "www.compiti.example", "url", "https://www.compiti.example"),
        ("website", "ciao@compiti.example", "email", "ciao@compiti.example"),
        ("name", "Aiuto compiti", "name", "Aiuto compiti"),
        ("cost", "gratis", "free", True),
        ("cost", "5 euro l’anno", "fees_description", "5 euro l’anno"),
        ("closed", "", "status", Service.Status.DEFUNCT),
    ],
)
def test_each_topic_of_one_value_is_written_where_it_belongs(service, coordinator, topic, suggestion, name, value):
    report = send_report(entry=service, topic=topic, suggestion=suggestion, mark="x")
    (found,) = queue_of(coordinator)
    seen = {each: getattr(service, each) for each in ("url", "email", "name", "free", "fees_description", "status")}

    correct(report=found, seen=seen, how="phone", by=coordinator)

    service.refresh_from_db()
    report.refresh_from_db()
    assert (getattr(service, name), report.state) == (value, "applied")


def test_what_one_click_cannot_do_is_opened(client, service, coordinator):
    send_report(entry=service, topic="hours", suggestion="quando capita", mark="x")
    client.force_login(coordinator)

    html = client.get(QUEUE).content.decode()

    assert 'value="correct"' not in html
    assert "/servizi/compiti/modifica/" in html


def test_the_queue_shows_what_is_written_beside_what_should_be(client, coordinator, report):
    client.force_login(coordinator)

    html = client.get(QUEUE).content.decode()

    assert "<dd>030 000</dd>" in html
    assert "<ins>030 222</ins>" in html
    assert "anna@example.org" not in html


def test_a_refusal_needs_a_reason_and_tells_it(client, coordinator, report, django_capture_on_commit_callbacks):
    client.force_login(coordinator)

    silent = decide(client, report, "refuse")
    with django_capture_on_commit_callbacks(execute=True):
        decide(client, report, "refuse", reason="Non siamo riusciti a saperlo con certezza.", words="Richiama.")

    report.refresh_from_db()
    assert (silent.status_code, "<details open>" in silent.content.decode()) == (409, True)
    assert (report.state, report.answer) == ("refused", "Non siamo riusciti a saperlo con certezza. Richiama.")
    assert report.answer in mail.outbox[0].body


def test_what_is_true_and_takes_time_is_in_review_and_stays_in_the_queue(client, coordinator, report):
    client.force_login(coordinator)

    decide(client, report, "check")

    report.refresh_from_db()
    assert (report.state, report.checked_by) == ("in_review", coordinator)
    assert list(queue_of(coordinator)) == [report]


def test_the_second_who_decides_sees_what_the_first_decided(client, service, coordinator, report, quarter):
    other = coordinator_of(quarter)
    client.force_login(coordinator)
    decide(client, report, "correct", seen=SEEN, how="phone")
    client.force_login(other)

    late = decide(client, report, "refuse", reason="È già corretto.")

    report.refresh_from_db()
    assert (late.status_code, report.state) == (409, "applied")
    assert f"ha già deciso {coordinator.name}" in late.content.decode()


def test_an_edit_in_between_is_shown_and_nothing_written(client, service, coordinator, report):
    client.force_login(coordinator)
    Service.objects.filter(pk=service.pk).update(phones=[{"number": "030 999"}])

    late = decide(client, report, "correct", seen=SEEN, how="phone")

    service.refresh_from_db()
    assert (late.status_code, service.phones, Report.objects.open().count()) == (409, [{"number": "030 999"}], 1)
    assert "<dd>030 999</dd>" in late.content.decode()


def test_who_coordinates_elsewhere_neither_sees_nor_decides(client, report, far):
    stranger = coordinator_of(far)
    client.force_login(stranger)

    assert "030 222" not in client.get(QUEUE).content.decode()
    assert decide(client, report, "check").status_code == 403


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.QUARTER_COUNCIL])
def test_the_desk_is_for_who_coordinates(client, quarter, role):
    client.force_login(MandateFactory(role=role).user)

    assert [client.get(path).status_code for path in ("/redazione/", QUEUE)] == [403, 403]


def test_the_queue_holds_what_each_may_decide_by_the_roles_of_the_thing(quarter, far):
    """The filter in the database and `roles_of` of each thing say the same, for every kind and every person."""
    elsewhere = MunicipalityFactory(name="Bergamo", istat_code="016024")
    away = QuarterFactory(name="Celadina", zone=ZoneFactory(name="Bassa", municipality=elsewhere))
    places = [LocationFactory(quarter=each, organization=OrganizationFactory()) for each in (quarter, far, away)]
    entries = [
        *(at(each) for each in (quarter, far, away)),
        *(place.organization for place in places),
        *places,
        *(AssetFactory(location=place) for place in places),
        *(AssetFactory(location=None, quarter=each, offered_by_resident=True) for each in (quarter, far, away)),
        *(CommunityPointFactory(location=place) for place in places),
        OrganizationFactory(),
        ServiceFactory(),
    ]
    reports = [send_report(entry=entry, topic="other", words="x", mark=str(n)) for n, entry in enumerate(entries)]
    new = send_report(entry=None, topic="new", suggestion="Circolo", mark="n")
    city = MandateFactory(role=Role.DIRECTION, community_point=None, municipality=quarter.municipality).user
    people = [coordinator_of(quarter), coordinator_of(far), coordinator_of(away), city, UserFactory()]

    for user in people:
        allowed = {each.pk for each in reports if {Role.COORDINATOR, Role.DIRECTION} & each.entry.roles_of(user)}
        assert set(in_reach(Report.objects.open(), user).values_list("pk", flat=True)) == allowed | {new.pk}


def many(service, number):
    Report.objects.bulk_create(
        Report(service=service, topic=topic, suggestion=f"030 {n}", sender_mark=str(n))
        for n, topic in zip(range(number), ["phone", "hours", "cost"] * number, strict=False)
    )


@pytest.mark.parametrize("number", [1, 3, 60])
def test_the_queue_asks_less_than_eight_queries(client, service, coordinator, number):
    many(service, number)
    client.force_login(coordinator)
    client.get(QUEUE)

    with CaptureQueriesContext(connection) as queries:
        response = client.get(QUEUE)

    assert response.status_code == 200
    assert len(queries) <= 7


def test_the_queue_goes_on_after_the_last_one_shown(client, service, coordinator):
    many(service, 45)
    client.force_login(coordinator)

    shown, url = [], QUEUE
    while url:
        response = client.get(url)
        shown += [row.report.code for row in response.context["rows"]]
        url = f"{QUEUE}?dopo={response.context['following']}" if response.context["following"] else None

    assert shown == [each.code for each in Report.objects.order_by("created_at", "id")]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_click_at_the_same_moment_one_is_told(quarter):
    service = at(quarter, phones=[{"number": "030 000"}])
    report = send_report(entry=service, topic="phone", suggestion="030 222", mark="x")
    people, ready, told = [coordinator_of(quarter) for _each in range(2)], threading.Barrier(2), []

    def click(user):
        try:
            ready.wait()
            correct(report=report, seen=json.loads(SEEN), how="phone", by=user)
            told.append("corrected")
        except AlreadySettled:
            told.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=click, args=[user]) for user in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(told) == ["corrected", "told"]
    assert Verification.objects.count() == 1


def test_a_proposed_place_is_added_on_its_page_and_settled(client, coordinator):
    report = send_report(entry=None, topic="new", suggestion="Circolo", words="In via Milano", mark="n")
    client.force_login(coordinator)

    html = client.get(QUEUE).content.decode()
    decide(client, report, "done")

    report.refresh_from_db()
    assert f'href="/redazione/segnalazioni/{report.code}/aggiungi/"' in html
    assert (report.state, report.settled_by) == ("applied", coordinator)


@pytest.mark.parametrize(("role", "links"), [(Role.COORDINATOR, 1), (Role.VOLUNTEER, 0)])
def test_one_s_own_page_leads_who_reviews_to_what_waits(client, quarter, role, links):
    client.force_login(MandateFactory(role=role).user)

    assert client.get("/account/").content.decode().count('href="/redazione/"') == links


def test_hours_in_question_are_shown_as_they_are_today(client, quarter, coordinator, time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 25, 10, tzinfo=datetime.UTC))  # no feast on the Monday to come
    ensure_holidays([timezone.localdate().year, timezone.localdate().year + 1])
    service = at(quarter, opening_hours=opening("MO"))
    send_report(entry=service, topic="hours", suggestion="lun 10-12", mark="x")
    client.force_login(coordinator)

    (row,) = client.get(QUEUE).context["rows"]

    assert (row.now, row.report.suggestion) == ("lunedì 9:00–12:00", "lun 10-12")


def test_what_one_click_would_close_is_said(client, service, coordinator):
    send_report(entry=service, topic="closed", mark="x")
    client.force_login(coordinator)

    assert "<ins>chiuso per sempre: non si trova più cercando</ins>" in client.get(QUEUE).content.decode()
