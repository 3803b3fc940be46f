#!/usr/bin/env python
import os
import signal
import sys

NEED_NO_DATABASE = {"check", "collectstatic", "compilemessages", "help", "makemessages", "makemigrations", "version"}


def main():
    """What is wrong with the settings or the database is told in one line, without a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puntocomunita.settings")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from puntocomunita import postgres

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # an orderly end, which stops the embedded server too
    try:
        var_dir = settings.VAR_DIR
        if needs_database(sys.argv[1:]):
            postgres.ensure(var_dir)
    except (ImproperlyConfigured, postgres.PostgresError) as error:
        sys.exit(f"{error}")
    execute_from_command_line(sys.argv)


def needs_database(arguments):
    command = next(iter(arguments), "help")
    return command not in NEED_NO_DATABASE and not command.startswith("-") and "--help" not in arguments


if __name__ == "__main__":
    main()
