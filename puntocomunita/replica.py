"""Public pages read from a standby of the database, where one is set (docs/adr/0030-pages-from-a-replica.md).

Only a GET of what is for everybody reads there, by somebody whom no cookie ties to what was just written. What goes
wrong with it is asked again of the primary: a replica that is late, stopped or killed costs a visitor a moment.
"""

import logging
import math
import threading
import time
from contextvars import ContextVar

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.signals import request_finished
from django.db import Error, connections

from accounts.access import rule_of

logger = logging.getLogger(__name__)

PRIMARY, REPLICA = "default", "replica"
CACHE = "django_cache"  # a table, too, whose limits must count at once; writing to it is no change of what is shown
PLACES = 3  # of the four threads of a worker: a replica that hangs leaves one to who needs nothing of it
FOR_A_PLACE = 0.5  # seconds to wait for one, before the primary is asked
LOOK_EVERY = 2  # seconds
MOST_BEHIND, OLDEST = 5, 10  # seconds: a replica that is used at a look; what a visitor may read until the next
ONE_S_OWN = {"secret", "code", "key"}  # arguments of addresses that were sent to one person, perhaps just now
CHANGING = {403, 404, 410}  # answers that a moment may turn into others

NOW = "SELECT pg_current_wal_lsn(), clock_timestamp()"
BEHIND = """
SELECT CASE WHEN pg_last_wal_replay_lsn() >= %s::pg_lsn THEN 0
       ELSE extract(epoch FROM %s - pg_last_xact_replay_timestamp())::float END
"""

places = threading.BoundedSemaphore(PLACES)
under_way = ContextVar("under_way", default=None)


class Reading:
    """A request that reads from the replica: until it writes or locks, and not inside of a transaction."""

    def __init__(self):
        self.is_over = False
        self.depth = depth()

    @property
    def database(self):
        return PRIMARY if self.is_over or depth() > self.depth else REPLICA


def depth():
    return len(connections[PRIMARY].atomic_blocks)


def enter():
    if places.acquire(timeout=FOR_A_PLACE):
        under_way.set(Reading())


def leave():
    if under_way.get():
        under_way.set(None)
        places.release()


class Router:
    def db_for_read(self, model, **hints):
        reading = under_way.get()
        return reading.database if reading and model._meta.app_label != CACHE else PRIMARY

    def db_for_write(self, model, **hints):
        reading = under_way.get()
        if reading and model._meta.app_label != CACHE:
            reading.is_over = True  # who has written reads what it wrote
        return PRIMARY

    def allow_relation(self, one, other, **hints):
        return True

    def allow_migrate(self, database, app_label, **hints):
        return database == PRIMARY


class ReplicaMiddleware:
    """The innermost, so that it is around a view and its template and nothing else.

    A download that is written while it is sent is read after this, from the primary: nobody could ask it again.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        request_finished.connect(watch.look_if_due, dispatch_uid="replica")  # so that nobody's page waits for a look

    def __call__(self, request):
        try:
            response = self.get_response(request)
            return from_primary(request) if may_be_asked_again() and is_doubtful(response) else response
        finally:
            leave()

    def process_view(self, request, callback, args, kwargs):
        if is_for_everybody(request, callback, kwargs) and watch.is_trusted:
            enter()

    def process_exception(self, request, exception):
        return from_primary(request) if may_be_asked_again() else None


def is_for_everybody(request, callback, kwargs):
    rule = request.method in ("GET", "HEAD") and rule_of(callback, request.method)
    if not rule or not rule.is_public or ONE_S_OWN & kwargs.keys():
        return False
    ours = {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, CookieStorage.cookie_name}
    return not ours & request.COOKIES.keys() and "Authorization" not in request.headers


def may_be_asked_again():
    reading = under_way.get()
    return reading is not None and not reading.is_over


def is_doubtful(response):
    """`{% if %}` hides an error that the connection remembers."""
    return response.status_code in CHANGING or connections[REPLICA].errors_occurred


def from_primary(request):
    leave()
    if connections[REPLICA].errors_occurred:
        watch.doubt("a page could not be read")
    match = request.resolver_match
    response = match.func(request, *match.args, **match.kwargs)
    return response.render() if hasattr(response, "render") else response


def answer(database, query, params=()):
    with connections[database].cursor() as cursor:
        cursor.execute(query, params)
        return cursor.fetchone()


class Watch:
    """What this process knows of the replica; it says in the log when that changes."""

    def __init__(self):
        self.lock = threading.Lock()
        self.is_good, self.looked = None, -math.inf
        self.complete = -math.inf  # when the replica is known to have had all

    @property
    def is_trusted(self):
        return bool(self.is_good) and time.monotonic() - self.complete < OLDEST

    def look_if_due(self, every=LOOK_EVERY, **signal):
        if time.monotonic() - self.looked > every and self.lock.acquire(blocking=False):
            try:
                self.look_from_a_place()
            finally:
                self.lock.release()

    def look_from_a_place(self):
        if places.acquire(timeout=FOR_A_PLACE):
            try:
                self.look()
            finally:
                places.release()

    def look(self):
        """Asks each of them once.

        While the primary is away nothing is written, and what the replica has stays as good as it was.
        """
        self.looked = time.monotonic()
        try:
            now = answer(PRIMARY, NOW)
        except Error:
            self.complete = self.looked if self.is_trusted else self.complete
            return
        try:
            self.heed(*answer(REPLICA, BEHIND, now))
        except Error as error:
            self.doubt(str(error).strip())

    def heed(self, seconds_behind):
        if seconds_behind is not None:  # else it is no standby, or has just become one
            self.complete = max(self.complete, self.looked - seconds_behind)
        self.note(self.age < MOST_BEHIND, f"{self.age:.0f} seconds behind")

    @property
    def age(self):
        """Seconds that what the replica has may be older than what the primary had at the last look."""
        return self.looked - self.complete

    def doubt(self, why):
        self.complete = -math.inf
        self.note(False, why)

    def note(self, is_good, why):
        before, self.is_good = self.is_good, is_good
        if before is not is_good and False in (before, is_good):
            logger.warning("replica: %s", "in use again" if is_good else f"left alone, {why}")


watch = Watch()
