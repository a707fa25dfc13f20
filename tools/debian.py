"""Debian packages: installed by root, or unpacked beside the clone by anybody else."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path


class PackagesMissingError(Exception):
    """The packages could not be had; the message is one line that says why."""


def can_install() -> bool:
    """Say whether this is root on a machine with apt."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(*packages: str) -> None:
    """Install `packages` for the whole machine (root)."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    _run(["apt-get", "update"], env=quiet)
    _run(["apt-get", "install", "-y", "--no-install-recommends", *packages], env=quiet)


def unpack(*packages: str, into: Path, alone: bool = False) -> Path:
    """Download and unpack what `packages` still need here, without root; return the new root.

    apt runs on lists of its own below `into`. With `alone` nothing but the named packages
    is fetched.
    """
    if shutil.which("apt-get") is None or shutil.which("dpkg") is None:
        raise PackagesMissingError("there is no apt-get on this machine")
    lists, cache, root = into / "lists", into / "cache", into / "root"
    for folder in (lists / "partial", cache / "archives" / "partial", root):
        folder.mkdir(parents=True, exist_ok=True)
    apt = [
        "apt-get",
        *("-o", f"Dir::State::lists={lists}"),
        *("-o", f"Dir::Cache={cache}"),
        *("-o", "Dir::State::status=/var/lib/dpkg/status"),
        *("-o", "Debug::NoLocking=1"),
    ]
    _run([*apt, "update"])
    names = list(packages) if alone else list(_needed(apt, packages))
    debs = cache / "debs"
    debs.mkdir(exist_ok=True)
    if names:
        _run([*apt, "download", *names], cwd=debs)
    for deb in sorted(debs.glob("*.deb")):
        _run(["dpkg", "-x", str(deb), str(root)])
    shutil.rmtree(cache, ignore_errors=True)
    shutil.rmtree(lists, ignore_errors=True)
    return root


def _needed(apt: Sequence[str], packages: Sequence[str]) -> Iterator[str]:
    plan = _run([*apt, "-s", "-y", "--no-install-recommends", "install", *packages])
    for line in plan.splitlines():
        if line.startswith("Inst "):
            yield line.split()[1]


def _run(
    command: Sequence[str], *, env: dict[str, str] | None = None, cwd: Path | None = None
) -> str:
    done = subprocess.run(
        command,
        env=env,
        cwd=cwd,
        text=True,
        capture_output=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode:
        lines = (done.stderr.strip() or done.stdout.strip() or "no output").splitlines()
        raise PackagesMissingError(f"{' '.join(command[:2])}: {lines[-1]}")
    return done.stdout
