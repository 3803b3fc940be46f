"""What is written down while the portal runs: all of it to standard error, errors to a Sentry too where one is set."""


def logging(dsn: str, environment: str) -> dict:
    """The setting LOGGING; `dsn` is SENTRY_DSN, or empty. Raises ImproperlyConfigured where it is neither."""
    console = {"class": "logging.StreamHandler"}
    handlers = {"console": console, "security": console | {"formatter": "line"}} | reports(dsn, environment)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "%(message)s"}},
        "handlers": handlers,
        "root": {"handlers": [name for name in handlers if name != "security"], "level": "WARNING"},
        "loggers": {"puntocomunita.security": {"handlers": ["security"], "level": "INFO", "propagate": False}},
    }


def reports(dsn, environment):
    if not dsn:
        return {}
    from puntocomunita import error_reports  # only here: its library takes a tenth of a second to read

    return {"reports": error_reports.handler(dsn, environment)}
