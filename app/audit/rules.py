"""The chain: how a row is hashed, and where it is broken. Pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol


class Linked(Protocol):
    """A row of the log, as far as the chain is concerned."""

    @property
    def seq(self) -> int:
        """Return its number."""

    @property
    def payload(self) -> str:
        """Return what was hashed."""

    @property
    def hash(self) -> str:
        """Return its hash."""

    def facts(self) -> dict[str, Any]:
        """Return what its columns say, as it was written down."""


@dataclass(frozen=True, slots=True)
class Head:
    """The newest link: the number and hash that the last row must have."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check found: how many rows fit, and the first one that does not."""

    rows: int
    broken: int | None = None
    why: str = ""

    @property
    def whole(self) -> bool:
        """Say whether nothing is broken."""
        return self.broken is None


def payload_of(facts: Mapping[str, Any]) -> str:
    """Return the one way in which facts are written down for hashing."""
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def link(seq: int, previous: str, payload: str) -> str:
    """Return the hash of a row: sha256 over its number, the hash before it and its payload."""
    return hashlib.sha256(f"{seq}\n{previous}\n{payload}".encode()).hexdigest()


def check(rows: Iterable[Linked], head: Head) -> Verdict:
    """Go through the chain from its first row; name the first row that does not fit.

    `missing`: a number is not there; `columns`: what the columns say is not what was hashed;
    `hash`: what was hashed is not what the hash says; `head`: rows were cut off at the end.
    """
    previous, seq = "", 0
    for row in rows:
        if row.seq != seq + 1:
            return Verdict(seq, seq + 1, "missing")
        if payload_of(row.facts()) != row.payload:
            return Verdict(seq, row.seq, "columns")
        if link(row.seq, previous, row.payload) != row.hash:
            return Verdict(seq, row.seq, "hash")
        previous, seq = row.hash, row.seq
    if (seq, previous) != (head.seq, head.hash):
        return Verdict(seq, seq + 1, "head")
    return Verdict(seq)


def cell(value: str) -> str:
    """Return text that no spreadsheet takes for a formula."""
    risky = value.lstrip(" \u3000").startswith(tuple("=+-@＝＋－＠\t\r\n"))
    return f"'{value}" if risky else value
