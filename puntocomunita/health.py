"""`/salute/`: whether the portal can do its work, for a monitor or a load balancer.

Any answer at all means it is alive; 200 that it is ready, 503 that something it needs is missing. The answer
names no host, version or error: those go to the log. A replica of the database (`replica`) is told beside.
"""

import logging
import math
import shutil
from functools import cache as once

from django.conf import settings
from django.core.cache import cache
from django.core.mail import get_connection
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import PUBLIC, access

from . import replica

logger = logging.getLogger(__name__)

FREE_BYTES = 500 * 2**20
MAIL_TIMEOUT = 3  # seconds
MAIL_KEPT = 60  # seconds: nobody makes us knock at the mail server at every request


@access({"GET": PUBLIC})
@never_cache
@require_safe
def health(request):
    checks = {check.__name__: answer(check) for check in (database, migrations, mail, disk)}
    ready = all(checks.values())
    return JsonResponse({"alive": True, "ready": ready, **checks, **of_replica()}, status=200 if ready else 503)


def of_replica() -> dict:
    """Nothing where none is set; without it the portal is as ready as with it."""
    if replica.REPLICA not in settings.DATABASES:
        return {}
    replica.watch.look_if_due(every=0)
    behind = replica.watch.age
    return {"replica": replica.watch.is_trusted, "replica_seconds_behind": behind if behind < math.inf else None}


def answer(check) -> bool:
    try:
        return check()
    except Exception:  # whatever is wrong there, the monitor must hear of it
        logger.exception("health: %s", check.__name__)
        return False


def database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def migrations() -> bool:
    return newest_migrations() <= set(MigrationRecorder(connection).applied_migrations())


@once
def newest_migrations() -> set[tuple[str, str]]:
    """The last one of each app of this release."""
    return set(MigrationLoader(None).graph.leaf_nodes())


def mail() -> bool:
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        return True
    return cache.get_or_set("health-mail", mail_server_answers, MAIL_KEPT)


def mail_server_answers() -> bool:
    server = get_connection(timeout=MAIL_TIMEOUT)
    try:
        server.open()
    except OSError:
        logger.exception("health: mail")
        return False
    server.close()
    return True


def disk() -> bool:
    return shutil.disk_usage(settings.VAR_DIR).free >= FREE_BYTES
