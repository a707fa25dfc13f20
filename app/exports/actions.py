"""Writing the package for verification: the log, the receipts, the rankings, the draws, the list of it all."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from app.audit import queries as audit
from app.clock import local
from app.exports import queries
from app.panels.rules import digest_of
from scoring.record import canonical

FORMAT = "jieli-export-1"


class FolderError(ValueError):
    """The folder is not empty: what lies there would be taken for a part of the package."""


def write(folder: Path, *, now: datetime) -> dict[str, Any]:
    """Write the package into an empty or new folder; return its list.

    Of a project whose result is not public yet only the log and the receipts are given out.
    The parts fit each other where all are read from one state: see db.one_state.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FolderError(str(folder))
    end = audit.head()
    _lines(folder / "log.jsonl", _log(end.seq))
    _lines(folder / "receipts.jsonl", _receipts())
    for ranking in queries.rankings():
        path = folder / "rankings" / f"{ranking.call_id}-{ranking.version}.json"
        _bytes(path, canonical(ranking.record))
    for panel in queries.panels():
        sums = {"digest": digest_of(panel.draw), "whole": digest_of(panel.draw, whole=True)}
        whole = panel.draw | sums
        _bytes(folder / "draws" / f"{panel.call_id}.json", canonical(whole))
    contents: dict[str, Any] = {
        "format": FORMAT,
        "made": local(now).isoformat(),
        "rows": end.seq,
        "head": end.hash,
        "files": {_name(folder, path): _seen(path) for path in sorted(folder.rglob("*.json*"))},
    }
    contents["seal"] = sha256(canonical(contents)).hexdigest()
    _bytes(folder / "manifest.json", canonical(contents))
    return contents


def _log(until: int) -> Iterator[dict[str, Any]]:
    for seq, payload, seal in audit.links():
        if seq <= until:
            yield {"seq": seq, "payload": payload, "hash": seal}


def _receipts() -> Iterator[dict[str, Any]]:
    """Yield every bid that was ever taken: not whose it is, only what its receipt says."""
    for version in queries.versions():
        yield {
            "receipt": version.receipt_no,
            "version": version.number,
            "check": version.commitment,
            "received": local(version.received_at).isoformat(),
        }


def _lines(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    with path.open("wb") as file:
        file.writelines(canonical(row) + b"\n" for row in rows)


def _bytes(path: Path, content: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)


def _name(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()


def _seen(path: Path) -> dict[str, Any]:
    content = path.read_bytes()
    return {"bytes": len(content), "sha256": sha256(content).hexdigest()}
