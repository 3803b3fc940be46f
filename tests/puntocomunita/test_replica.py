"""Public pages from a replica: here a second connection, which sees what the first one sees or, late, what it saw."""

import math
import time

import pytest
from django.core.cache import caches
from django.core.signals import request_finished
from django.db import InterfaceError, connections, router, transaction
from django.http import Http404, HttpResponse
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from django.urls import ResolverMatch

from accounts.models import User
from puntocomunita import replica
from services.listings import refresh_all
from services.models import Service
from tests.factories import ServiceFactory

MIDDLEWARE = "puntocomunita.replica.ReplicaMiddleware"
BEHIND = "SELECT %s::float FROM (SELECT %%s, %%s) AS asked"  # what a standby would answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def standby(settings, monkeypatch):
    """The second connection, trusted as if it had just been looked at."""
    default = connections["default"]
    default.ensure_connection()
    settings.DATABASES["replica"] = settings.DATABASES["default"]
    connections["replica"] = second = default.copy("replica")
    second.connection, second.in_atomic_block = default.connection, True
    settings.DATABASE_ROUTERS = ["puntocomunita.replica.Router"]
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, MIDDLEWARE]
    monkeypatch.setattr(replica, "watch", replica.Watch())
    replica.watch.is_good = True
    replica.watch.complete = time.monotonic() + 60
    replica.watch.looked = time.monotonic()
    yield second
    request_finished.disconnect(dispatch_uid="replica")
    del connections["replica"]
    del settings.DATABASES["replica"]


@pytest.fixture
def late(standby):
    """The second connection by itself: what the test has written has not arrived."""
    standby.connection, standby.in_atomic_block = None, False
    standby.connect()
    yield standby
    standby.close()


@pytest.fixture
def killed(late):
    """Trusted still, but its server has closed the connection."""
    with late.cursor() as cursor, connections["default"].cursor() as killer:
        cursor.execute("SELECT pg_backend_pid()")
        killer.execute("SELECT pg_terminate_backend(%s)", cursor.fetchone())
    return late


@pytest.fixture
def canteen():
    service = ServiceFactory(name="Mensa", slug="mensa")
    refresh_all()
    return service


@pytest.fixture
def reading(standby):
    replica.enter()
    yield replica.under_way.get()
    replica.leave()


def asked(client, address, **headers):
    """(status, queries to the primary, queries to the replica) of a page."""
    with (
        CaptureQueriesContext(connections["default"]) as primary,
        CaptureQueriesContext(connections["replica"]) as copy,
    ):
        status = client.get(address, headers=headers).status_code
    return status, len(primary), len(copy)


@pytest.mark.parametrize(
    "address", ["/", "/servizi/?q=pasti", "/servizi/mensa/", "/comunita/", "/api/listings", "/api/"]
)
def test_page_for_everybody_is_read_from_the_replica_by_as_many_queries(client, canteen, standby, address):
    client.get(address)  # what is kept in memory from the first page on
    replica.watch.is_good = False
    status, alone, _none = asked(client, address)
    replica.watch.is_good = True

    assert asked(client, address) == (status, 0, alone)


def test_who_may_have_written_just_now_reads_from_the_primary(client, canteen, standby):
    client.get("/servizi/mensa/")
    _status, _none, alone = asked(client, "/servizi/mensa/")
    asking = [{"cookie": "csrf=1"}, {"cookie": "messages=1"}, {"cookie": "other=1"}, {"authorization": "Bearer no"}]

    answers = [asked(client, "/servizi/mensa/", **headers) for headers in asking]

    primary, copy = (200, alone, 0), (200, 0, alone)
    assert answers == [primary, primary, copy, primary]


def test_link_that_was_sent_to_one_person_is_asked_of_the_primary(client, standby):
    assert asked(client, "/invito/a-secret/") == (410, 1, 0)


def test_what_has_not_arrived_yet_is_found_all_the_same(client, canteen, late):
    page = client.get("/servizi/mensa/")

    assert (page.status_code, "Mensa" in page.text) == (200, True)
    assert client.get("/servizi/mai-nata/").status_code == 404


@pytest.mark.parametrize("address", ["/servizi/mensa/", "/servizi/?q=pasti", "/api/listings"])
def test_page_under_way_when_the_replica_is_killed_is_asked_of_the_primary(client, canteen, killed, address, caplog):
    pages = [client.get(address) for _again in range(3)]

    assert [page.status_code for page in pages] == [200] * 3
    assert [record.message for record in caplog.records] == ["replica: left alone, a page could not be read"]


def test_error_that_a_template_hides_is_asked_again(rf, killed):
    asks = Template("{% if 1 in services %}sì{% else %}no{% endif %}")
    seen = []

    def view(request):
        seen.append(replica.under_way.get() and "replica")
        return HttpResponse(asks.render(Context({"services": Service.objects.values_list("minimum_age", flat=True)})))

    def get_response(request):
        replica.enter()
        return view(request)

    request = rf.get("/")
    request.resolver_match = ResolverMatch(view, (), {})
    response = replica.ReplicaMiddleware(get_response)(request)

    assert (response.status_code, seen) == (200, ["replica", None])


def test_who_writes_reads_what_it_wrote(reading):
    User.objects.create_user("una@esempio.it")

    assert (router.db_for_read(User), router.db_for_write(User)) == ("default", "default")


def test_page_that_has_written_is_not_asked_again(rf, standby):
    replica.enter()
    written = User.objects.create_user("una@esempio.it")

    again = replica.ReplicaMiddleware(lambda request: None).process_exception(rf.get("/"), Http404())

    assert (again, list(User.objects.all())) == (None, [written])
    replica.leave()


def test_transaction_is_of_the_primary_until_it_ends(reading):
    with transaction.atomic():
        inside = router.db_for_read(Service)

    assert (inside, router.db_for_read(Service)) == ("default", "replica")
    assert Service.objects.select_for_update().db == "default"


def test_limits_in_the_database_count_at_once(reading, settings):
    settings.CACHES = settings.CACHES | {
        "table": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "t"}
    }
    entries = caches["table"].cache_model_class

    assert (router.db_for_read(entries), router.db_for_write(entries), reading.database) == (
        "default",
        "default",
        "replica",
    )


def test_replica_that_is_late_is_left_alone_until_it_has_caught_up(standby, monkeypatch, caplog):
    told = []
    for seconds in ("0", "4", "61", "NULL", "0"):
        replica.watch.complete = -math.inf
        monkeypatch.setattr(replica, "BEHIND", BEHIND % seconds)
        replica.watch.look()
        told.append((replica.watch.age, replica.watch.is_trusted))

    assert told == [(0, True), (4, True), (61, False), (math.inf, False), (0, True)]
    assert [record.message for record in caplog.records] == [
        "replica: left alone, 61 seconds behind",
        "replica: in use again",
    ]


def test_replica_that_had_all_a_moment_ago_is_no_older_than_that(standby, monkeypatch):
    monkeypatch.setattr(replica, "BEHIND", BEHIND % "3600")  # nothing was committed for an hour, and now it is
    replica.watch.complete = time.monotonic() - 2

    replica.watch.look()

    assert (2 <= replica.watch.age < 3, replica.watch.is_trusted) == (True, True)


def test_replica_that_follows_nobody_is_not_used(standby):
    replica.watch.complete = -math.inf

    replica.watch.look()

    assert (replica.watch.age, replica.watch.is_trusted) == (math.inf, False)


def test_replica_stays_as_good_as_it_was_while_the_primary_is_away(standby, monkeypatch):
    def refuse():
        raise InterfaceError("connection already closed")

    monkeypatch.setattr(connections["default"], "cursor", refuse)
    trusted = []
    for ago in (9, 11):
        replica.watch.complete = time.monotonic() - ago
        replica.watch.look()
        trusted.append((replica.watch.age == 0, replica.watch.is_trusted))

    assert trusted == [(True, True), (False, False)]


def test_what_nobody_has_looked_at_lately_is_not_trusted(standby):
    replica.watch.complete = time.monotonic() - replica.OLDEST

    assert not replica.watch.is_trusted


def test_look_is_taken_after_an_answer_and_not_at_each(client, standby, monkeypatch):
    looks = []
    monkeypatch.setattr(replica.Watch, "look", lambda watch: looks.append(watch))
    replica.watch.looked = -math.inf

    client.get("/robots.txt")
    replica.watch.looked = time.monotonic()
    client.get("/robots.txt")

    assert looks == [replica.watch]


def test_health_tells_how_far_behind_the_replica_is(client, standby, monkeypatch):
    monkeypatch.setattr(replica, "BEHIND", BEHIND % "61")
    replica.watch.complete = -math.inf

    told = client.get("/salute/")

    assert (told.status_code, told.json()["ready"]) == (200, True)
    assert (told.json()["replica"], told.json()["replica_seconds_behind"]) == (False, 61)


def test_replica_that_hangs_keeps_a_thread_of_each_worker_free(client, canteen, standby, monkeypatch):
    monkeypatch.setattr(replica, "FOR_A_PLACE", 0.01)
    client.get("/servizi/mensa/")
    held = [replica.places.acquire(blocking=False) for _place in range(4)]

    answers = [asked(client, "/servizi/mensa/")]
    replica.places.release()
    answers += [asked(client, "/servizi/mensa/") for _again in range(2)]
    replica.places.release(2)

    (status, alone, none), *others = answers
    assert (held, status, none) == ([True, True, True, False], 200, 0)
    assert others == [(200, 0, alone)] * 2
