"""What is written down while the portal runs: all of it to standard error, errors to a Sentry too where one is set.

A request is named by the pattern of its page: addresses hold links that open something, and names that were looked for.
"""

import logging as records

UNREAD = ("Error handling request", "Invalid request")  # gunicorn's own, of what never came to the portal


class Nameless(records.Formatter):
    """Of what is refused only that it was; of what broke the traceback too, which is where it is mended."""

    def format(self, record):
        return super().format(nameless(record) if hasattr(record, "status_code") else record)


def nameless(record):
    request = getattr(record, "request", None)
    match = getattr(request, "resolver_match", None)
    where = f"{getattr(request, 'method', '')} {match.route if match else '(no page)'}"
    told = vars(record) | {"msg": f"{record.name}: {record.status_code} {where}", "args": ()}
    if record.levelno < records.ERROR or record.name.startswith("django.security"):
        told |= {"exc_info": None, "exc_text": None}
    return records.makeLogRecord(told)


def without_address(record):
    """The filter of `gunicorn.error`, which would write down what was asked and from where."""
    for words in UNREAD:
        if record.getMessage().startswith(words):
            record.msg, record.args = words, ()
    return True


def logging(dsn: str, environment: str) -> dict:
    """The setting LOGGING; `dsn` is SENTRY_DSN, or empty. Raises ImproperlyConfigured where it is neither."""
    console = {"class": "logging.StreamHandler", "formatter": "nameless"}
    handlers = {"console": console, "security": console | {"formatter": "line"}} | reports(dsn, environment)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "%(message)s"}, "nameless": {"()": "puntocomunita.logs.Nameless"}},
        "handlers": handlers,
        "root": {"handlers": [name for name in handlers if name != "security"], "level": "WARNING"},
        "loggers": {"puntocomunita.security": {"handlers": ["security"], "level": "INFO", "propagate": False}},
    }


def reports(dsn, environment):
    if not dsn:
        return {}
    from puntocomunita import error_reports  # only here: its library takes a tenth of a second to read

    return {"reports": error_reports.handler(dsn, environment)}
