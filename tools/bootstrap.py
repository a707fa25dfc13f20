"""Make `.venv`, install a lock file into it, and become a module in it.

    python3 -m tools.bootstrap <core|dev> <module> [ARGUMENT ...]

Standard library only. When `.venv` already holds the lock, this costs some milliseconds.
"""

import fcntl
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from tools import debian

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
BOOT = ROOT / ".boot"
STAMP = VENV / ".installed.json"
LOCKS = {"core": ROOT / "requirements.lock", "dev": ROOT / "requirements-dev.lock"}


class SetupError(Exception):
    """The environment cannot be made here; the message says what to do."""


def main() -> NoReturn:
    """Bring `.venv` up to date and run the module in it, as this very process."""
    lock, module, *arguments = sys.argv[1:]
    # Compiled files make the next start fast, whatever the shell says.
    for name in ("PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "PYTHONPATH"):
        os.environ.pop(name, None)
    # An exception, not a sudden end: subprocess.run then ends what it has started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        ensure(lock)
    except SetupError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
    os.chdir(ROOT)
    sys.stdout.flush()
    os.execv(PYTHON, [str(PYTHON), "-m", module, *arguments])  # noqa: S606 -- the point of it


def ensure(lock: str) -> None:
    """Make `.venv` hold the packages of `lock`; the dev packages contain the core ones."""
    if lock not in LOCKS:
        raise SetupError(f"There is no lock {lock}: core or dev.")
    # Two commands started together must not install into one environment at once.
    door = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(door, fcntl.LOCK_EX)
        if _installed().get(lock) == _digest(lock):
            return
        if not _usable():
            make_venv()
        install(lock)
        _stamp(lock)
    finally:
        os.close(door)


def _digest(lock: str) -> str:
    return hashlib.sha256(LOCKS[lock].read_bytes()).hexdigest()


def _installed() -> dict[str, str]:
    """Return which locks `.venv` holds; nothing if the clone was moved or its Python is gone."""
    try:
        stamp = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}
    whole = stamp.get("root") == str(ROOT) and PYTHON.exists()
    return stamp["locks"] if whole else {}


def _stamp(lock: str) -> None:
    locks = {lock: _digest(lock)}
    if lock == "dev" and _pins("core") <= _pins("dev"):
        locks["core"] = _digest("core")
    elif lock == "core" and _pins("core") <= _pins("dev"):
        # The core packages change nothing in an environment that holds the dev ones.
        locks = {**_installed(), **locks}
    STAMP.write_text(json.dumps({"root": str(ROOT), "locks": locks}))


def _pins(lock: str) -> set[str]:
    return set(re.findall(r"^[\w.\-]+(?:\[[^]]*\])?==\S+", LOCKS[lock].read_text(), re.MULTILINE))


# --- the environment: the first way that works


def _usable() -> bool:
    """Say whether `.venv` runs, has pip and was made at this place (its scripts name it)."""
    activate = VENV / "bin" / "activate"
    if not activate.exists() or str(VENV) not in activate.read_text():
        return False
    return _try([PYTHON, "-m", "pip", "--version"]) is None


def make_venv() -> None:
    """Make `.venv` in the first way that works here."""
    print("Making the Python environment .venv", flush=True)
    ways: tuple[Callable[[], str | None], ...] = (
        _by_venv,
        _by_installing_venv,
        _by_virtualenv,
        _by_pip_of_debian,
    )
    reasons = []
    for way in ways:
        shutil.rmtree(VENV, ignore_errors=True)
        try:
            reason = way()
        except debian.PackagesMissingError as error:
            reason = str(error)
        if reason is None and _usable():
            shutil.rmtree(BOOT, ignore_errors=True)
            return
        reasons.append(f"  {way.__name__[1:].replace('_', ' ')}: {reason or 'it does not run'}")
    shutil.rmtree(VENV, ignore_errors=True)
    raise SetupError(
        "Could not make .venv. As root: apt-get install python3-venv\n" + "\n".join(reasons)
    )


def _by_venv() -> str | None:
    return _try([sys.executable, "-m", "venv", VENV])


def _by_installing_venv() -> str | None:
    if not debian.can_install():
        return "needs root and apt-get"
    debian.install("python3-venv")
    return _by_venv()


def _by_virtualenv() -> str | None:
    # --target works where PEP 668 forbids a plain install.
    return _try(
        [sys.executable, "-m", "pip", "install", "-q", "--target", BOOT, "virtualenv"]
    ) or _try([sys.executable, "-m", "virtualenv", "-q", VENV], PYTHONPATH=str(BOOT))


def _by_pip_of_debian() -> str | None:
    root = debian.unpack("python3-pip-whl", into=BOOT / "apt", alone=True)
    wheel = next((root / "usr" / "share" / "python-wheels").glob("pip-*.whl"), None)
    if wheel is None:
        return "python3-pip-whl holds no pip"
    return _try([sys.executable, "-m", "venv", "--without-pip", VENV]) or _try(
        [PYTHON, "-m", "pip", "install", "-q", "--no-index", wheel], PYTHONPATH=str(wheel)
    )


def _try(command: Sequence[str | Path], **env: str) -> str | None:
    """Run `command`; return None if it worked, else the last line it said."""
    try:
        done = subprocess.run(
            command,
            env={**os.environ, **env},
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            check=False,
        )
    except OSError as error:
        return str(error)
    lines = done.stdout.strip().splitlines() or ["no output"]
    return lines[-1] if done.returncode else None


# --- the packages: uv where it works, pip everywhere


def install(lock: str) -> None:
    """Install the lock file with its hashes; nothing that is there is removed."""
    path = LOCKS[lock]
    print(f"Installing {len(_pins(lock))} packages from {path.name}", flush=True)
    reason = _by_uv(path)
    if reason is None:
        return
    print(f"uv could not do it ({reason}); taking pip, which is slower", flush=True)
    command: list[str | Path] = [
        PYTHON,
        "-m",
        "pip",
        "install",
        "--require-hashes",
        "-q",
        "-r",
        path,
    ]
    if subprocess.run(command, check=False, stdin=subprocess.DEVNULL).returncode:
        raise SetupError(
            f"Could not install {path.name}: see pip's message above. "
            "A package index must be reachable once (behind a mirror: set PIP_INDEX_URL)."
        )


def _by_uv(path: Path) -> str | None:
    uv = VENV / "bin" / "uv"
    if not uv.exists():
        reason = _install_uv()
        if reason is not None:
            return reason
    env = _index_of_pip()
    cache = os.environ.get("UV_CACHE_DIR")
    if cache and not os.access(cache, os.W_OK):
        env["UV_CACHE_DIR"] = str(BOOT / "uv-cache")
    command: list[str | Path] = [uv, "pip", "install", "--python", PYTHON, "--quiet"]
    return _try([*command, "--require-hashes", "-r", path], **env)


def _install_uv() -> str | None:
    """Install the uv of the dev lock, by its hashes."""
    found = re.search(r"^uv==(?:.*\\\n)*.*$", LOCKS["dev"].read_text(), re.MULTILINE)
    if found is None:
        return "requirements-dev.lock names no uv"
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(found.group() + "\n")
        file.flush()
        options = ["-q", "--no-deps", "--require-hashes"]
        return _try([PYTHON, "-m", "pip", "install", *options, "-r", file.name])


def _index_of_pip() -> dict[str, str]:
    """Tell uv of the mirror that pip is told of: uv does not read pip's settings."""
    said = subprocess.run(
        [PYTHON, "-m", "pip", "config", "list"], text=True, capture_output=True, check=False
    ).stdout
    found = dict(re.findall(r"^[^.=]+\.\.?([\w-]+)='(.*)'$", said, re.MULTILINE))
    env = {}
    if "index-url" in found and "UV_DEFAULT_INDEX" not in os.environ:
        env["UV_DEFAULT_INDEX"] = found["index-url"]
    if "cert" in found and "SSL_CERT_FILE" not in os.environ:
        env["SSL_CERT_FILE"] = found["cert"]
    return env


if __name__ == "__main__":
    main()
