#!/usr/bin/env python
import os
import signal
import sys

NEED_NO_DATABASE = {"check", "collectstatic", "compilemessages", "help", "makemessages", "makemigrations", "version"}


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puntocomunita.settings")
    from django.conf import settings
    from django.core.management import execute_from_command_line

    from puntocomunita import postgres

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # an orderly end, which stops the embedded server too
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command not in NEED_NO_DATABASE and not command.startswith("-") and "--help" not in sys.argv:
        try:
            postgres.ensure(settings.VAR_DIR)
        except postgres.PostgresError as error:
            sys.exit(f"{error}")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
