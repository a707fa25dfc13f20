"""What can be imported: a table of columns each, and what becomes of a row.

`Loader.check` names what the database says against a row, `Loader.apply` writes it and
says whether it was new, different or the same. Both are asked for every row in the order
of the file, inside one transaction; actions.py decides whether it stays. Empty cells of a
known thing change nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from app.accounts import queries as people
from app.accounts.models import Unit
from app.accounts.states import UnitKind
from app.db import Base, session
from app.imports.rules import Column, Problem, Row, plain_head
from app.permissions import Actor, Role

M = TypeVar("M", bound=Base)


class Outcome(StrEnum):
    """What became of a row."""

    ADDED = "added"
    CHANGED = "changed"
    SAME = "same"
    SKIPPED = "skipped"


class Loader:
    """Writes the rows of one file; made anew for every run."""

    def __init__(self, *, by: Actor, now: datetime) -> None:
        self.by, self.now = by, now

    def prepare(self, rows: Sequence[Row]) -> None:
        """Read what all rows need, in a few questions."""

    def check(self, row: Row) -> Iterator[Problem]:
        """Yield what speaks against a row; warnings let it through."""
        yield from ()

    def apply(self, row: Row) -> Outcome:
        """Write a row."""
        raise NotImplementedError

    def key(self, row: Row) -> object:
        """Return by what a row is known: a second one with it in a file is refused."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file."""

    key: str
    columns: tuple[Column, ...]
    loader: Callable[..., Loader]
    roles: frozenset[Role]
    notes: tuple[str, ...] = ()

    def column(self, key: str) -> Column:
        """Return a column by its key."""
        return next(c for c in self.columns if c.key == key)

    def problem(
        self,
        row: Row,
        key: str,
        code: str,
        law: str | None = None,
        detail: Mapping[str, object] | None = None,
    ) -> Problem:
        """Return a problem at a cell of a row."""
        value = row[key]
        return Problem(row.number, self.column(key).head, _words(value), code, law, detail or {})


def _words(value: object) -> str:
    if isinstance(value, list):
        return "、".join(map(str, value))
    return "" if value is None else str(value)


def write(existing: M | None, make: Callable[[], M], facts: Mapping[str, Any]) -> tuple[M, Outcome]:
    """Add a thing, or change what differs; facts that are None leave it as it is."""
    known = {name: value for name, value in facts.items() if value is not None}
    if existing is None:
        made = make()
        for name, value in known.items():
            setattr(made, name, value)
        session.add(made)
        return made, Outcome.ADDED
    outcome = Outcome.SAME
    for name, value in known.items():
        if getattr(existing, name) != value:
            setattr(existing, name, value)
            outcome = Outcome.CHANGED
    return existing, outcome


class Places:
    """Finds units by their full or short name."""

    def __init__(self, *kinds: UnitKind) -> None:
        self._by_name: dict[str, list[Unit]] = {}
        for unit in people.units(*kinds):
            for name in {unit.name, unit.short_name}:
                self._by_name.setdefault(plain_head(name), []).append(unit)

    def find(self, name: str | None, *, below: Unit | None = None) -> Unit | None:
        """Return the one unit of that name, below another if several have it."""
        found = self._by_name.get(plain_head(name), [])
        if below is not None:
            found = [unit for unit in found if unit.parent_id == below.id] or found
        return found[0] if len(found) == 1 else None

    def names(self) -> list[str]:
        """Return all names, for saying what would be right."""
        return sorted({unit.name for units in self._by_name.values() for unit in units})


def chunks(values: Iterable[str], size: int = 500) -> Iterator[list[str]]:
    """Yield lists that fit into one question."""
    rest = list(values)
    for start in range(0, len(rest), size):
        yield rest[start : start + size]
