"""Changes that wait for a coordinator: field by field, told to their author, and safe when two decide at once."""

import datetime
import json
import threading

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from services.changes.actions import AlreadyDecided, accept, refuse
from services.changes.words import lines_of
from services.editing import Conflict, apply, applying, read
from services.keeping.actions import keep_waiting
from services.models import Change, Service
from tests.factories import MemberFactory, QuarterFactory, UserFactory, ZoneFactory

from .test_review import at, coordinator_of

QUEUE = "/redazione/modifiche/"


@pytest.fixture
def quarter(db):
    return QuarterFactory()


@pytest.fixture
def service(quarter):
    return at(quarter, name="Compiti", description="Prima", wait_time="un mese")


@pytest.fixture
def coordinator(quarter):
    return coordinator_of(quarter)


@pytest.fixture
def author(service):
    return MemberFactory(organization=service.organization).user


@pytest.fixture
def change(service, author):
    seen = read(service)
    return keep_waiting(
        by=author, thing=service, seen=seen, wanted=seen | {"description": "Dopo", "wait_time": "subito"}
    )


def decide(client, change, decision="accept", *fields, now=None, **said):
    now = json.dumps(read(change.entry, change.wanted) if now is None else now)
    return client.post(f"{QUEUE}{change.pk}/", {"decision": decision, "field": fields, "now": now} | said)


def now_of(service):
    return Service.objects.values_list("description", "wait_time").get(pk=service.pk)


def test_what_waits_is_shown_as_before_and_after(client, coordinator, change):
    client.force_login(coordinator)

    lines = client.get(f"{QUEUE}{change.pk}/").context["lines"]

    assert [(line.label, line.seen, line.now, line.wanted) for line in lines] == [
        ("In breve", "Prima", "Prima", "Dopo"),
        ("Tempi", "un mese", "un mese", "subito"),
    ]


def test_all_of_it_is_published_and_its_author_told(
    client, service, coordinator, author, change, django_capture_on_commit_callbacks
):
    client.force_login(coordinator)

    with django_capture_on_commit_callbacks(execute=True):
        decide(client, change, "accept", "description", "wait_time")

    change.refresh_from_db()
    assert now_of(service) == ("Dopo", "subito")
    assert (change.state, change.decided_by, change.reason) == ("applied", coordinator, "")
    assert [(sent.to, sent.subject) for sent in mail.outbox] == [([author.email], "La tua modifica è pubblicata")]


def test_some_of_it_is_published_and_the_author_told_what_not(
    client, service, coordinator, change, django_capture_on_commit_callbacks
):
    client.force_login(coordinator)

    with django_capture_on_commit_callbacks(execute=True):
        decide(client, change, "accept", "description")

    assert now_of(service) == ("Dopo", "un mese")
    assert "Tranne: Tempi." in mail.outbox[0].body


def test_none_of_it_for_a_reason(client, service, coordinator, change, django_capture_on_commit_callbacks):
    client.force_login(coordinator)

    silent = decide(client, change, "refuse")
    with django_capture_on_commit_callbacks(execute=True):
        decide(client, change, "refuse", reason="Non è più così.")

    change.refresh_from_db()
    assert silent.status_code == 409
    assert (now_of(service), change.state, change.reason) == (("Prima", "un mese"), "refused", "Non è più così.")
    assert "Non è più così." in mail.outbox[0].body


def test_what_another_wrote_meanwhile_is_shown_and_not_taken_by_itself(client, service, coordinator, change):
    Service.objects.filter(pk=service.pk).update(description="Intanto")
    client.force_login(coordinator)

    html = client.get(f"{QUEUE}{change.pk}/").content.decode()

    assert "Intanto qualcun altro ha scritto: Intanto" in " ".join(html.split())
    assert 'value="description">' in html
    assert 'value="wait_time" checked>' in html


def test_what_changes_while_one_decides_is_shown_and_nothing_written(client, service, coordinator, change):
    client.force_login(coordinator)
    seen = read(service, ["description", "wait_time"])
    Service.objects.filter(pk=service.pk).update(description="Intanto")

    late = decide(client, change, "accept", "description", "wait_time", now=seen)
    knowing = decide(client, change, "accept", "description", now=read(Service.objects.get(), ["description"]))

    assert (late.status_code, knowing.status_code) == (409, 302)
    assert now_of(service) == ("Dopo", "un mese")


def test_a_new_entry_is_born_of_its_change(client, service, coordinator, author):
    wanted = {"name": "Merenda", "description": "Alle cinque", "organization": str(service.organization.pk)}
    change = keep_waiting(by=author, thing=Service(), seen={}, wanted=wanted)
    client.force_login(coordinator)

    shown = client.get(QUEUE).content.decode()
    client.post(f"{QUEUE}{change.pk}/", {"decision": "accept", "now": "{}"})

    assert "Merenda" in shown
    assert Service.objects.get(name="Merenda").organization == service.organization


def test_who_coordinates_elsewhere_neither_sees_nor_decides(client, service, author, change):
    stranger = coordinator_of(QuarterFactory(name="Buffalora", zone=ZoneFactory(name="Est")))
    keep_waiting(
        by=author, thing=Service(), seen={}, wanted={"name": "N", "organization": str(service.organization.pk)}
    )
    client.force_login(stranger)

    assert client.get(QUEUE).context["rows"] == []
    assert decide(client, change, "accept", "description").status_code == 403


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_less_than_eight_queries(client, service, coordinator, number):
    for _each in range(number):
        Change.objects.create(
            kind="service", service=service, author=UserFactory(), state="waiting", wanted={"description": "x"}
        )
    client.force_login(coordinator)
    client.get(QUEUE)

    with CaptureQueriesContext(connection) as queries:
        client.get(QUEUE)

    assert len(queries) <= 7


def test_hours_places_and_terms_are_told_in_words(service, time_machine):
    time_machine.move_to(datetime.datetime(2026, 6, 1, 10, tzinfo=datetime.UTC))  # far ahead days have their year
    hours = {
        "on_holidays": "",
        "notes": "Suonare",
        "schedules": [{"opens_at": "09:00", "closes_at": "12:00", "freq": "WEEKLY", "byday": ["MO"]}],
        "closures": [{"first_day": "2026-08-10", "last_day": "2026-08-21", "reason": "ferie"}],
    }
    places = [str(key) for key in service.service_at_locations.values_list("location", flat=True)]
    change = Change(
        kind="service", service=service, wanted={"opening_hours": hours, "places": places, "free": True, "needs": ["x"]}
    )

    told = {line.name: line.wanted for line in lines_of(change)}

    place = service.service_at_locations.get().location
    assert told == {
        "free": "sì",
        "needs": "uno che non c’è più",
        "places": str(place),
        "opening_hours": "il lunedì 9:00–12:00; Chiuso dal 10 al 21 agosto: ferie; Suonare",
    }


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("looks", "outcome"), [(True, ["told", "written"]), (False, ["written", "written"])])
def test_an_edit_and_a_decision_at_the_same_moment_lose_nothing(quarter, monkeypatch, looks, outcome):
    """The negative control, which does not look at what is there, shows that they do meet."""
    if not looks:
        monkeypatch.setattr(applying, "refuse_conflicts", lambda *args: None)
    service = at(quarter, description="Prima")
    change = Change.objects.create(
        kind="service", service=service, state="waiting", seen={"description": "Prima"}, wanted={"description": "Poi"}
    )
    coordinator, ready, told = coordinator_of(quarter), threading.Barrier(2), []

    def run(act, **said):
        try:
            ready.wait()
            act(**said)
            told.append("written")
        except Conflict:
            told.append("told")
        finally:
            connection.close()

    seen = {"description": "Prima"}
    acts = [
        (apply, {"thing": service, "seen": seen, "wanted": {"description": "Scritta"}}),
        (accept, {"change": change, "names": ["description"], "now": seen, "by": coordinator}),
    ]
    threads = [threading.Thread(target=run, args=[act], kwargs=said) for act, said in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(told) == outcome


def test_a_change_is_decided_once(coordinator, change):
    accept(change=change, names=["description"], now=change.seen, by=coordinator)

    with pytest.raises(AlreadyDecided):
        accept(change=change, names=["wait_time"], now=change.seen, by=coordinator)


def test_of_what_a_resident_would_offer_no_copy_is_kept(coordinator, author, django_capture_on_commit_callbacks):
    said = {"name": "Scacchi con Piero", "description": "Chiedi al bar", "offered_by_resident": True}
    change = Change.objects.create(
        kind="asset", state="waiting", author=author, wanted=said, sent={"name": ["Scacchi"]}
    )

    with django_capture_on_commit_callbacks(execute=True):
        refuse(change=change, reason="C’è già.", by=coordinator)

    change.refresh_from_db()
    assert (change.state, change.seen, change.wanted, change.sent) == ("refused", {}, {}, {})
    assert "quello che hai scritto su «Scacchi con Piero» per ora non si pubblica." in mail.outbox[0].body
