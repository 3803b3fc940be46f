"""What every test stands on: one database server, no network, a browser where there is one."""

import email
import email.policy
import gc
import hashlib
import os
import shutil
import socket

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings
from django.template.base import FilterExpression
from django.template.defaultfilters import default as default_filter
from hypothesis import settings as hypothesis_settings

from puntocomunita import postgres
from tests import emptying

# In CI the same change is judged by the same examples; at a desk each run looks for new ones.
hypothesis_settings.register_profile("ci", derandomize=True, database=None)
hypothesis_settings.register_profile("desk", deadline=None)  # others may use the machine
CI = os.environ.get("CI") == "true"
hypothesis_settings.load_profile("ci" if CI else "desk")

CHROMIUM = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
# Playwright's own, which a list of ours takes the place of, and two pages behind the address bar: Chromium loads them
# with every window, where nobody sees them, and that was a quarter of its time.
CHROMIUM_LACKS = (
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,"
    "LensOverlay,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,AvoidCorsURLLoaderRestartOnRedirect,"
    "OptimizationHints,NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch,"
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup"
)
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={CHROMIUM_LACKS}",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


def pytest_configure(config):
    """Runs in the controller before its workers start, so that one process starts the server."""
    postgres.ensure(settings.VAR_DIR)
    os.environ.setdefault("PYTHONHASHSEED", "0")  # workers must name a test of a set alike
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright leaves an event loop running in this thread
    settings.STATIC_ROOT = settings.VAR_DIR / "tests" / "static"  # empty: each client reads all that is collected
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # else whitenoise warns
    settings.EVEN_TIME = 0  # only its own test waits
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


def pytest_collection_finish():
    """What is loaded by now stays: looking it through for garbage again and again was a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_collection_modifyitems(items):
    for item in items:
        if {"page", "context", "browser"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("browser")
            if CI:  # a busy machine may be slower than a browser's patience: once, and the summary names it
                item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def browser_type_launch_args():
    """Skips from this one place, so that the summary shows one line for all browser tests."""
    if CHROMIUM:
        return {"executable_path": CHROMIUM, "args": CHROMIUM_ARGS}
    reason = "Browser tests need chromium, chromium-browser or google-chrome on PATH."
    return pytest.fail(reason) if CI else pytest.skip(reason)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """A test database need not survive a crash."""
    for database in settings.DATABASES.values():
        database["OPTIONS"]["options"] += " -c synchronous_commit=off"


@pytest.fixture(scope="session")
def migrations_stamp(django_db_modify_db_settings):
    """Where this worker's test database says which migrations made it, and what it must say now."""
    database = settings.DATABASES["default"]
    name = f"{database.get('HOST')}{database.get('PORT')}{database['NAME']}{database['TEST'].get('NAME')}"
    digest = hashlib.sha256()
    for path in sorted(settings.BASE_DIR.glob("*/migrations/*.py")):
        digest.update(path.read_bytes())
    path = settings.VAR_DIR / "tests" / hashlib.sha256(name.encode()).hexdigest()[:16]
    return path, digest.hexdigest()


@pytest.fixture(scope="session")
def django_db_createdb(django_db_createdb, migrations_stamp):
    """`--reuse-db`, except after a change to a migration that has run already."""
    path, digest = migrations_stamp
    anew = django_db_createdb or not path.exists() or path.read_text() != digest
    if anew:
        path.unlink(missing_ok=True)  # where a migration fails, the next run begins anew too
    return anew


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, migrations_stamp):
    path, digest = migrations_stamp
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(digest)


@pytest.fixture(autouse=True, scope="session")
def database_is_emptied_between_tests():
    with pytest.MonkeyPatch.context() as monkeypatch:
        emptying.patch(monkeypatch)
        yield


@pytest.fixture(autouse=True, scope="session")
def allow_default_for_unknown_variables():
    """`{{ optional|default:"" }}` says that the variable may be missing; every other unknown one fails."""
    resolve = FilterExpression.resolve

    def patched(self, context, ignore_failures=False):
        forgiven = bool(self.filters) and self.filters[0][0] is default_filter
        return resolve(self, context, ignore_failures or forgiven)

    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(FilterExpression, "resolve", patched)
        yield


class Mailbox:
    """What an SMTP server received."""

    def __init__(self):
        self.letters = []

    async def handle_DATA(self, server, session, envelope):
        self.letters.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 OK"


@pytest.fixture
def mailbox(settings):
    """A real mail server, to which the portal sends until the test ends."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    yield box
    controller.stop()
