"""Where content lies: a folder of files named by the hash of what is in them.

A typed name never becomes a path. Content is written aside, forced to the disk and moved
into place before the row commits, so a row never points at nothing.
"""

import os
import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import IO

from flask import current_app

from app import clock

PIECE = 64 * 1024


def folder() -> Path:
    """Return the folder of all files, made at first use."""
    path = Path(current_app.config["SETTINGS"].data) / "files"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


@contextmanager
def aside() -> Iterator[IO[bytes]]:
    """Yield a fresh file in the folder; it is gone at the end unless it was moved into place."""
    path = folder() / f".incoming-{secrets.token_hex(8)}"
    try:
        with path.open("x+b") as file:
            yield file
    finally:
        path.unlink(missing_ok=True)


def take_over(source: IO[bytes], into: IO[bytes], limit: int) -> tuple[int, str]:
    """Copy at most one byte more than `limit`; return how much came and its hash."""
    digest, size = sha256(), 0
    while size <= limit and (piece := source.read(min(PIECE, limit + 1 - size))):
        size += len(piece)
        digest.update(piece)
        into.write(piece)
    return size, digest.hexdigest()


def keep(content: bytes) -> str:
    """Store content; return its hash, which is its address."""
    digest = sha256(content).hexdigest()
    with aside() as file:
        file.write(content)
        settle(file, digest)
    return digest


def settle(file: IO[bytes], digest: str) -> None:
    """Move a file that was written aside to the address `digest`."""
    file.flush()
    os.fsync(file.fileno())
    target = path_of(digest)
    if not target.exists():
        target.parent.mkdir(mode=0o700, exist_ok=True)
        Path(file.name).replace(target)
        _force(target.parent)


def read(digest: str) -> bytes:
    """Return the content at an address."""
    return path_of(digest).read_bytes()


def path_of(digest: str) -> Path:
    """Return where the content with this hash lies."""
    if len(digest) != sha256().digest_size * 2 or not set(digest) <= set("0123456789abcdef"):
        raise ValueError(digest)
    return folder() / digest[:2] / digest


def _force(path: Path) -> None:
    """Have the name survive a power cut as well."""
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def addresses() -> Iterator[str]:
    """Yield the address of everything that lies here."""
    return (path.name for path in sorted(folder().glob("??/*")))


def is_whole(digest: str) -> bool:
    """Say whether what lies at an address is there and still what its name says."""
    path = path_of(digest)
    return path.exists() and sha256(path.read_bytes()).hexdigest() == digest


def sweep(held: Collection[str], older_than: timedelta) -> int:
    """Remove what no row points at: refused requests and killed uploads. Return how many.

    What is younger stays: its row may not be committed yet. The age is by the machine's
    clock, which made the file; the portal's may have been moved.
    """
    before = (clock.machine_now() - older_than).timestamp()
    orphans = [p for p in folder().glob("??/*") if p.name not in held]
    found = [p for p in (*orphans, *folder().glob(".incoming-*")) if p.stat().st_mtime < before]
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)
