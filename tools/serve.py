"""The supervisor behind `./run`: queue, web, worker and scheduler as one thing in the foreground.

It holds the data directory and the port, has tools/prepare.py bring the database up to
date, starts its children, starts again what dies, and stops them in order. It imports
nothing but the standard library and the settings, so it is small and quick.
"""

import argparse
import fcntl
import hashlib
import http.client
import json
import os
import resource
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from app import config
from tools import servers
from tools.children import Child, StoppedError

ROOT = Path(__file__).resolve().parents[1]
HOST = "127.0.0.1"
FIRST_PAGE_SECONDS = 60
LEFT_OVER_SECONDS = 12
STARTED_BY_US = "run.lock"
PREPARED = "prepared.json"
SIGN_INS = "sign-ins.txt"
OUR_MARKS = ("jieli.db", "keys", PREPARED, "queue/appendonlydir")


class RefusedError(Exception):
    """`./run` cannot start; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the person asked for."""

    port: int
    data: Path
    reset: bool
    demo: bool

    @property
    def address(self) -> str:
        """Return where the portal is served."""
        return f"http://{HOST}:{self.port}"


def main() -> int:
    """Serve until told to stop; return the exit code."""
    options = read_options()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold bids in clear
    os.umask(0o077)
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup asks to live on
        signal.signal(signal.SIGHUP, _stop)
    try:
        Run(options).serve()
    except RefusedError as error:
        say(str(error))
        return 1
    except StoppedError:
        return 0
    return 0


def _stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 -- the signal's own form
    _be_deaf()
    raise StoppedError


def _be_deaf() -> None:
    """Let no further signal break off the orderly end."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def say(words: str) -> None:
    """Tell the person, at once."""
    print(words, flush=True)


def read_options() -> Options:
    """Read the command line; a relative directory starts from where `./run` was called."""
    parser = argparse.ArgumentParser(
        prog="./run", description="Set everything up and serve the portal.", allow_abbrev=False
    )
    parser.add_argument("--port", type=int, default=8000, metavar="N", help="default 8000")
    parser.add_argument("--data", metavar="DIR", help="where all data lies (default: var)")
    parser.add_argument("--reset", action="store_true", help="delete the data first")
    parser.add_argument("--no-demo", action="store_true", help="do not load the demo district")
    given = parser.parse_args()
    if not 0 <= given.port <= 65535:  # noqa: PLR2004 -- what a port is
        parser.error("--port is a number from 0 (any free port) to 65535")
    called_from = Path(os.environ.pop("JIELI_CALLED_FROM", "")).resolve()
    data = given.data or os.environ.get("JIELI_DATA") or ROOT / "var"
    return Options(given.port, (called_from / data).resolve(), given.reset, not given.no_demo)


class Run:
    """One run on one data directory."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.data = options.data
        self.children: list[Child] = []
        self.door: socket.socket | None = None

    def serve(self) -> None:
        """Start everything, watch it, and end it in order."""
        before = lock(self.data)
        try:
            if self.options.reset:
                reset(self.data)
            self.door = bind(self.options.port, wait=before == self.options.address)
            port = self.door.getsockname()[1]
            self.options = Options(port, self.data, self.options.reset, self.options.demo)
            write_holder(self.data, self.options.address)
            env = self.environment()
            self.start_queue(env)
            prepare(self.options, env)
            self.start_web(env)
            self.start_jobs(env)
            self.greet()
            while True:
                for child in self.children:
                    child.keep_up()
                time.sleep(0.2)
        finally:
            self.end()

    def environment(self) -> dict[str, str]:
        """Return what the children are told."""
        os.environ["JIELI_DATA"] = str(self.data)
        settings = config.load()
        defaults = {
            "JIELI_ENV": settings.env,
            "SITE_URL": self.options.address,
            # Small matrices: more threads than workers only get in each other's way.
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
        }
        fixed = {
            "JIELI_DEMO": "1" if self.options.demo else "0",
            "REDIS_URL": settings.redis_url,
            "PYTHONUNBUFFERED": "1",
        }
        return {**defaults, **os.environ, **fixed}

    def child(self, name: str, command: list[str], env: Mapping[str, str], grace: float) -> Child:
        """Start a child that writes its own log."""
        keep = () if self.door is None else (self.door.fileno(),)
        logs = self.data / "logs"
        logs.mkdir(exist_ok=True)
        child = Child(
            name, command, env, logs / f"{name}.log", grace, keep if name == "web" else ()
        )
        self.children.append(child)
        child.start()
        return child

    def start_queue(self, env: Mapping[str, str]) -> None:
        """Start the embedded queue unless a Redis is given, and wait until it answers."""
        if os.environ.get("REDIS_URL"):
            return
        at = config.queue_socket(self.data)
        own_folder(at.parent)
        (self.data / "queue").mkdir(exist_ok=True)
        binary = servers.queue_server()
        if binary is None:
            raise RefusedError(
                "No queue server: install valkey-server or redis-server, or set REDIS_URL."
            )
        command = servers.queue_command(binary, at, self.data / "queue", keep=True)
        queue = self.child("queue", command, env, grace=10)
        if not servers.wait_until(lambda: servers.queue_answers(at) or queue.died(), 20):
            raise RefusedError(f"The queue does not answer; see {queue.log}.")
        if queue.died():
            raise RefusedError(f"The queue did not start:\n{queue.last_words()}")

    def start_web(self, env: Mapping[str, str]) -> None:
        """Start the web server and wait for the first page."""
        if self.door is None:
            raise RefusedError("There is no port to serve on.")
        web = self.child(
            "web",
            [
                *(sys.executable, "-m", "gunicorn", "-c", str(ROOT / "tools" / "gunicorn_conf.py")),
                *("--bind", f"fd://{self.door.fileno()}", "wsgi:app"),
            ],
            env,
            grace=15,
        )
        answered = servers.wait_until(
            lambda: first_page(self.options.port) or web.died(), FIRST_PAGE_SECONDS
        )
        if web.died():
            raise RefusedError(f"The web server did not start:\n{web.last_words()}")
        if not answered:
            raise RefusedError(f"The first page does not answer; see {web.log}.")

    def start_jobs(self, env: Mapping[str, str]) -> None:
        """Start what works through the queue and what fills it by the clock."""
        for name, module in (("worker", "jobs.worker"), ("scheduler", "jobs.schedule")):
            self.child(name, [sys.executable, "-m", module], env, grace=15)

    def greet(self) -> None:
        """Print the address and the sign-ins."""
        say(f"\nThe portal is at {self.options.address}    (data: {self.data}; end with Ctrl-C)\n")
        sign_ins = self.data / SIGN_INS
        if self.options.demo and sign_ins.exists():
            say(sign_ins.read_text().rstrip())

    def end(self) -> None:
        """Stop web, worker and scheduler, queue, in this order."""
        _be_deaf()
        if self.door is not None:
            self.door.close()
        if self.children:
            say("\nStopping")
        by_name = {child.name: child for child in self.children}
        for names in (("web",), ("worker", "scheduler"), ("queue",)):
            group = [by_name[name] for name in names if name in by_name]
            for child in group:
                child.ask_to_stop()
            for child in group:
                child.wait_or_kill()
        if self.children:
            (self.data / STARTED_BY_US).write_text("")
            say("Stopped")


# --- the data directory and the port: one run each


_held: list[int] = []


def lock(data: Path) -> str:
    """Take the data directory; return the address of a run that ended without cleaning up."""
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        fd = os.open(data / STARTED_BY_US, os.O_RDWR | os.O_CREAT, 0o600)
    except FileExistsError:
        raise RefusedError(f"{data} is not a directory.") from None
    except OSError as error:
        raise RefusedError(f"Cannot write to {data}: {error.strerror}.") from error
    holder = os.read(fd, 200).decode()
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise RefusedError(
            f"Another ./run already serves {data}{f' at {holder}' if holder else ''}. "
            "Stop it first, or give --data another directory (and --port another number)."
        ) from None
    _held.append(fd)  # held until this process ends
    return holder


def write_holder(data: Path, address: str) -> None:
    """Leave word where this run serves, for whoever finds the directory taken."""
    (data / STARTED_BY_US).write_text(address)


def reset(data: Path) -> None:
    """Delete everything in the data directory of a demo; never a stranger's directory."""
    if os.environ.get("JIELI_ENV") == "production":
        raise RefusedError("--reset is refused in production.")
    if os.environ.get("DATABASE_URL"):
        raise RefusedError("--reset deletes embedded data only, and DATABASE_URL is set.")
    things = [thing for thing in data.iterdir() if thing.name != STARTED_BY_US]
    if things and not any((data / mark).exists() for mark in OUR_MARKS):
        raise RefusedError(f"--reset: {data} does not look like data of this portal.")
    for thing in things:
        if thing.is_dir() and not thing.is_symlink():
            shutil.rmtree(thing)
        else:
            thing.unlink()


def bind(port: int, *, wait: bool) -> socket.socket:
    """Take the port without listening yet, so that nobody is kept waiting by an unready portal.

    After a run that was killed, its web server may need a moment to let go: `wait` for it.
    """
    end = time.monotonic() + (LEFT_OVER_SECONDS if wait else 0)
    while True:
        door = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((HOST, port))
        except OSError as error:
            door.close()
            if time.monotonic() < end:
                time.sleep(0.1)
                continue
            raise RefusedError(
                f"Port {port} cannot be used: {error.strerror}. Choose another: ./run --port N"
            ) from error
        return door


def own_folder(folder: Path) -> None:
    """Make the folder of the queue's socket; it must be ours alone."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_uid != os.getuid() or folder.is_symlink():
        raise RefusedError(f"{folder} belongs to somebody else; remove it or set TMPDIR.")


def first_page(port: int) -> bool:
    """Say whether the start page answers; a page that fails is a reason to stop."""
    line = http.client.HTTPConnection(HOST, port, timeout=10)
    try:
        line.request("GET", "/")
        status = line.getresponse().status
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()
    if status >= http.client.INTERNAL_SERVER_ERROR:
        raise RefusedError(f"The first page answers {status}; see logs/web.log of the data.")
    return True


# --- the database


def prepare(options: Options, env: Mapping[str, str]) -> None:
    """Migrate and load the demo, unless the database is known to be as it should."""
    stamp = options.data / PREPARED
    wanted = {"demo": options.demo, "migrations": migrations()}
    if _reads(stamp) == {**wanted, "version": version(options.data)}:
        return
    say("Preparing the database" + (" and the demo district" if options.demo else ""))
    command = [sys.executable, "-m", "tools.prepare", str(options.data / SIGN_INS)]
    child = subprocess.Popen(
        [*command, *(["--demo"] if options.demo else [])],
        cwd=ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        process_group=0,
        preexec_fn=servers.dies_with_parent(),
    )
    try:
        code = child.wait()
    except StoppedError:
        child.terminate()
        child.wait()
        raise
    if code:
        raise RefusedError("The database could not be prepared: see the message above.")
    if not os.environ.get("DATABASE_URL"):
        stamp.write_text(json.dumps({**wanted, "version": version(options.data)}))


def migrations() -> str:
    """Return a mark of all migrations in the code."""
    mark = hashlib.sha256()
    for path in sorted((ROOT / "migrations" / "versions").glob("*.py")):
        mark.update(path.name.encode() + path.read_bytes())
    return mark.hexdigest()


def version(data: Path) -> str | None:
    """Return what the embedded database says it was migrated to."""
    path = data / "jieli.db"
    if os.environ.get("DATABASE_URL") or not path.exists():
        return None
    line = sqlite3.connect(path)
    try:
        row = line.execute("select version_num from alembic_version").fetchone()
    except sqlite3.Error:
        return None
    finally:
        line.close()
    return str(row[0]) if row else None


def _reads(path: Path) -> object:
    try:
        return json.loads(path.read_text())
    except (OSError, ValueError):
        return None


if __name__ == "__main__":
    sys.exit(main())
