"""A lifecycle is a table of steps. Nothing else may change a state."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

from app.errors import WrongStateError
from app.permissions import Actor, May

S = TypeVar("S", bound=StrEnum)


class HasState(Protocol[S]):
    """Anything with a state: a row, or a plain object in a test."""

    state: S


@dataclass(frozen=True, slots=True)
class Step(Generic[S]):
    """One row of the table: from where, to where, by whom, under which article."""

    name: str
    start: S
    end: S
    by: May
    law: str | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What the recorder is told: the step, on what, by whom, when, and its particulars."""

    kind: str
    step: str
    start: str
    end: str
    thing: object
    by: Actor
    now: datetime
    law: str | None
    detail: Mapping[str, Any]


Recorder = Callable[[Taken], None]
_recorders: list[Recorder] = []


def register(recorder: Recorder) -> None:
    """Have `recorder` told of every step from now on (factory.py registers the audit log)."""
    if recorder not in _recorders:
        _recorders.append(recorder)


class Lifecycle(Generic[S]):
    """All the steps of one kind of thing."""

    def __init__(self, kind: str, *steps: Step[S]) -> None:
        self.kind = kind
        self._steps = {(s.name, s.start): s for s in steps}
        if len(self._steps) != len(steps):
            raise ValueError(f"{kind}: a step is there twice")

    def __iter__(self) -> Iterator[Step[S]]:
        return iter(self._steps.values())

    def open_to(self, thing: HasState[S]) -> list[Step[S]]:
        """Return the steps that start from the present state, for menus and the API."""
        return [s for s in self if s.start == thing.state]

    def can(self, name: str, thing: HasState[S]) -> bool:
        """Say whether `name` starts from the present state."""
        return (name, thing.state) in self._steps

    def take(
        self,
        name: str,
        thing: HasState[S],
        *,
        by: Actor,
        now: datetime,
        detail: Mapping[str, Any] | None = None,
        law: str | None = None,
    ) -> Step[S]:
        """Move `thing` one step and have it recorded, or raise WrongStateError."""
        step = self._steps.get((name, thing.state))
        if step is None:
            raise WrongStateError(f"{self.kind}: {name} does not start from {thing.state}")
        start, thing.state = thing.state, step.end
        taken = Taken(
            self.kind, name, start, step.end, thing, by, now, law or step.law, detail or {}
        )
        for recorder in _recorders:
            recorder(taken)
        return step

    def mermaid(self) -> str:
        """Draw the table, for docs/lifecycles.md."""
        rows = (f"    {s.start} --> {s.end}: {s.name}" for s in self)
        return "\n".join(("stateDiagram-v2", *rows))
