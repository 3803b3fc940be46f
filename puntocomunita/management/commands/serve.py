"""What `make run` does once the requirements are there: database, pages, demo data, web server."""

import contextlib
import ctypes
import logging
import os
import signal
import socket
import sys
import time

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.core.wsgi import get_wsgi_application
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from gunicorn.app.base import BaseApplication

from accounts.models import User
from organizations.models import Organization
from puntocomunita.logs import without_address
from services.taxonomies import load_taxonomies
from territory.holidays import ensure_holidays

HOST = "127.0.0.1"
DEMO_DOMAIN = "@demo.puntocomunita.example"
SECONDS_FOR_OLD_SERVER = 5  # what a `kill -9` left behind notices within a second or two
PR_SET_PDEATHSIG = 1
# What our dependencies bring for pages that are not ours: 11 of 13 MB.
NOT_SERVED = ["rest_framework", "leaflet/draw/*", "leaflet/*-src*", "django_htmx/ext/*", "django_htmx/htmax*"]


class Command(BaseCommand):
    help = "Prepara il portale e lo serve su http://127.0.0.1:8000 (PORT cambia la porta)."

    def handle(self, **options):
        stop_with_make()
        port = int(os.environ.get("PORT") or 8000)
        self.wait_for(port)
        if missing := len(migration_plan()):
            with self.step(f"Preparo il database ({missing} passi)"):
                call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        with self.step("Aggiorno bisogni, attività e giorni festivi"):
            load_taxonomies()
            ensure_holidays()
        with self.step("Raccolgo fogli di stile, caratteri e immagini"):
            call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=NOT_SERVED)
        if settings.PUNTO_ENV == "demo" and not Organization.objects.exists():
            with self.step("Il database è vuoto: carico i dati di prova"):
                call_command("load_demo")
        greeting = self.greeting(port)
        connections.close_all()  # workers must not share a connection
        Portal(port, on_ready=lambda server: self.stdout.write(greeting)).run()

    @contextlib.contextmanager
    def step(self, what):
        start = time.monotonic()
        self.stdout.write(f"· {what} …")
        yield
        self.stdout.write(f"  fatto in {time.monotonic() - start:.1f} s")

    def wait_for(self, port):
        """Tells in one line who is in the way; waits a little, as it may be a portal that is just ending."""
        last_look = time.monotonic() + SECONDS_FOR_OLD_SERVER
        if not is_free(port):
            self.stdout.write(f"· La porta {port} è occupata: aspetto qualche secondo …")
        while not is_free(port):
            if time.monotonic() > last_look:
                raise CommandError(f"La porta {port} è occupata da un altro programma: prova con PORT={port + 1}")
            time.sleep(0.2)

    def greeting(self, port):
        lines = ["", f"Punto Comunità è su http://{HOST}:{port}  (Ctrl-C per fermarlo)"]
        if settings.PUNTO_ENV == "demo":
            emails = User.objects.filter(email__endswith=DEMO_DOMAIN).order_by("email").values_list("email", flat=True)
            lines += [f"  {email}" for email in emails]
            lines += ["  password per tutte: punto-demo"] if emails else []
        return "\n".join(lines)


class Portal(BaseApplication):
    """gunicorn, told here what it would otherwise read from its command line."""

    def __init__(self, port, on_ready):
        self.chosen = {
            "bind": f"{HOST}:{port}",
            "workers": int(os.environ.get("WEB_CONCURRENCY") or 2),
            "worker_class": "gthread",
            "threads": 4,
            "limit_request_line": 8190,  # a list of places with notes stands in its address
            "preload_app": True,
            "graceful_timeout": 5,
            "control_socket_disable": True,
            "loglevel": "warning",
            "proc_name": "puntocomunita",
            "when_ready": on_ready,
        }
        logging.getLogger("gunicorn.error").addFilter(without_address)
        super().__init__()

    def load_config(self):
        for name, value in self.chosen.items():
            self.cfg.set(name, value)

    def load(self):
        return get_wsgi_application()


def migration_plan():
    executor = MigrationExecutor(connection)
    return executor.migration_plan(executor.loader.graph.leaf_nodes())


def is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with contextlib.suppress(OSError):
            probe.bind((HOST, port))
            return True
    return False


def stop_with_make():
    """On Linux `kill -9` of make stops us too, else it would leave a server behind that nobody sees."""
    if sys.platform == "linux" and "MAKELEVEL" in os.environ:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
