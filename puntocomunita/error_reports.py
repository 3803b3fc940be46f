"""Errors told to a Sentry (or GlitchTip, Bugsink) where `SENTRY_DSN` names one.

Only where in the code it happened leaves the machine: kinds of exceptions and lines of the program, and the pattern of
the address. No words of an exception, no values, no address that was asked, nothing of who asked: they speak of people.
"""

import sentry_sdk
from django.core.exceptions import ImproperlyConfigured
from sentry_sdk.integrations.atexit import AtexitIntegration
from sentry_sdk.integrations.dedupe import DedupeIntegration
from sentry_sdk.utils import BadDsn

NOISE = "django.security"  # what strangers try is in the security log
TOLD = {"environment", "event_id", "level", "logger", "platform", "timestamp"}
OF_ERROR = {"type", "module", "stacktrace"}
# Whatever else the library would look at by itself.
BLIND = {
    "auto_session_tracking": False,
    "default_integrations": False,
    "include_local_variables": False,
    "max_breadcrumbs": 0,
    "send_client_reports": False,
}


def handler(dsn: str, environment: str) -> dict:
    """The entry of LOGGING, which sends from now on. Raises ImproperlyConfigured where `dsn` is none."""
    quietly = AtexitIntegration(callback=lambda pending, timeout: None)
    try:
        sentry_sdk.init(
            dsn, environment=environment, before_send=where, integrations=[DedupeIntegration(), quietly], **BLIND
        )
    except BadDsn as error:
        message = "Set SENTRY_DSN: https://key@host/number, as the project's page shows it."
        raise ImproperlyConfigured(message) from error
    return {"class": "sentry_sdk.integrations.logging.EventHandler", "level": "ERROR"}


def where(event: dict, hint: dict) -> dict | None:
    """What may be told of `event`; None where nothing is. Names what stays: a newer library may tell more."""
    record = hint["log_record"]
    if record.name.startswith(NOISE):
        return None
    match = getattr(getattr(record, "request", None), "resolver_match", None)
    told = {name: event[name] for name in TOLD & event.keys()}
    told["logentry"] = {"message": str(record.msg)}  # as it stands in the code, without what is put into it
    told["transaction"] = match.route if match else ""
    errors = event.get("exception", {}).get("values", [])
    kinds = [{name: error[name] for name in OF_ERROR & error.keys()} for error in errors]
    return told | ({"exception": {"values": kinds}} if kinds else {})
