"""The two indexes, of organizations and of published calls: never older than the data.

Each question first asks for the stamp of the data (one cheap SELECT). The index of that
stamp is in this process, or in a file that carries the stamp in its name, or it is built
now and swapped in under that name; so no process ever answers from an older one, whoever
changed the data. A torn file, or one of another analyser, is built again.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from flask import current_app

from app.matches import sources
from matching import Document, Index, StaleIndexError

ORGANIZATIONS, CALLS = "organizations", "calls"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Held:
    """An index and the state of the data that it was made of."""

    stamp: str
    index: Index


def organizations() -> Index:
    """Return the index of all organizations."""
    stamp = sources.organization_stamp()
    return current(ORGANIZATIONS, stamp, sources.organization_documents)


def calls() -> Index:
    """Return the index of all published calls, also of those whose deadline has passed."""
    return current(CALLS, sources.call_stamp(), sources.call_documents)


def folder() -> Path:
    """Return where the indexes are kept."""
    return cast("Path", current_app.config["SETTINGS"].data) / "index"


def file_of(name: str, stamp: str) -> Path:
    """Return the file of an index in one state of the data."""
    return folder() / f"{name}-{stamp}.index"


def current(name: str, stamp: str, documents: Callable[[], Iterable[Document]]) -> Index:
    """Return the index of a stamp: the one at hand, the saved one, or a new one."""
    held: dict[str, Held] = current_app.extensions.setdefault("matches", {})
    known = held.get(name)
    if known is None or known.stamp != stamp:
        known = held[name] = Held(stamp, _opened(name, stamp) or _built(name, stamp, documents))
    return known.index


def _opened(name: str, stamp: str) -> Index | None:
    try:
        return Index.open(file_of(name, stamp))
    except (StaleIndexError, OSError) as why:
        _log.info("the index of %s is built again: %s", name, why)
        return None


def _built(name: str, stamp: str, documents: Callable[[], Iterable[Document]]) -> Index:
    index = Index.build(documents(), sources.place_names())
    path = file_of(name, stamp)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        index.save(path)
        for old in path.parent.glob(f"{name}-*.index"):
            if old != path:  # who has it mapped keeps it until the next question
                old.unlink(missing_ok=True)
    except OSError:
        # A full disk costs time at the next start, never an answer.
        _log.exception("the index of %s could not be saved", name)
    return index
