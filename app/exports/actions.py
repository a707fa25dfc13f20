"""Writing the package for verification: the log, the receipts, the rankings, the draws, the list of it all."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.audit import queries as audit
from app.clock import local
from app.db import session
from app.panels.models import Panel
from app.panels.rules import digest_of
from app.results.models import Ranking
from app.results.queries import OUT
from app.submissions.models import SubmissionVersion
from scoring import record

FORMAT = "jieli-export-1"


class FolderError(ValueError):
    """The folder is not empty: what lies there would be taken for a part of the package."""


def write(folder: Path, *, now: datetime) -> dict[str, Any]:
    """Write the package into an empty or new folder; return its list.

    Of a project whose result is not public yet only the log and the receipts are given out.
    Everything is read in one transaction, so that the parts fit each other.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FolderError(str(folder))
    end = audit.head()
    _lines(folder / "log.jsonl", _log(end.seq))
    _lines(folder / "receipts.jsonl", _receipts())
    for ranking in _rankings():
        path = folder / "rankings" / f"{ranking.call_id}-{ranking.version}.json"
        _bytes(path, record.canonical(ranking.record))
    for panel in _panels():
        sums = {"digest": digest_of(panel.draw), "whole": digest_of(panel.draw, whole=True)}
        whole = panel.draw | sums
        _bytes(folder / "draws" / f"{panel.call_id}.json", _canonical(whole))
    contents: dict[str, Any] = {
        "format": FORMAT,
        "made": local(now).isoformat(),
        "rows": end.seq,
        "head": end.hash,
        "files": {_name(folder, path): _seen(path) for path in sorted(folder.rglob("*.json*"))},
    }
    contents["seal"] = sha256(_canonical(contents)).hexdigest()
    _bytes(folder / "manifest.json", _canonical(contents))
    return contents


def _log(until: int) -> Iterator[dict[str, Any]]:
    for seq, payload, seal in audit.links():
        if seq <= until:
            yield {"seq": seq, "payload": payload, "hash": seal}


def _receipts() -> Iterator[dict[str, Any]]:
    """Yield every bid that was ever taken: not whose it is, only what its receipt says."""
    asked = select(SubmissionVersion).order_by(
        SubmissionVersion.received_at, SubmissionVersion.receipt_no
    )
    for version in session.scalars(asked.execution_options(yield_per=500)):
        yield {
            "receipt": version.receipt_no,
            "version": version.number,
            "check": version.commitment,
            "received": local(version.received_at).isoformat(),
        }


def _rankings() -> Iterable[Ranking]:
    asked = select(Ranking).join(Ranking.call).order_by(Ranking.call_id, Ranking.version)
    return (one for one in session.scalars(asked) if one.call.state in OUT)


def _panels() -> Iterable[Panel]:
    asked = select(Panel).join(Panel.call).order_by(Panel.call_id)
    return (one for one in session.scalars(asked) if one.draw and one.call.state in OUT)


def _canonical(data: Any) -> bytes:  # noqa: ANN401 -- anything that is JSON
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _lines(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    with path.open("wb") as file:
        file.writelines(_canonical(row) + b"\n" for row in rows)


def _bytes(path: Path, content: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)


def _name(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()


def _seen(path: Path) -> dict[str, Any]:
    content = path.read_bytes()
    return {"bytes": len(content), "sha256": sha256(content).hexdigest()}
