"""Taking a file in: checked whole, shown, confirmed, written whole or not at all.

The check does everything that the writing does, and takes it back: so the counts of the
preview are those of the import, and whatever the database would refuse is found early.
The file is read again when it is confirmed, because the register may have changed.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from app import queue
from app.audit.actions import plain
from app.db import session
from app.errors import WrongStateError
from app.imports import queries, reading, registry
from app.imports.kinds import Kind, Loader, Outcome
from app.imports.models import ImportRun
from app.imports.rules import Problem, Row, read_rows
from app.imports.states import LIFE, RunState
from app.permissions import SYSTEM, Actor

TOPIC = "imports.run"
# More rows than this are checked and written by a worker, with a page that shows how far it is.
SMALL = 500
STEP = 250
KEPT_PROBLEMS = 1000

Progress = Callable[[int], None]


@dataclass(slots=True)
class Found:
    """What a file holds."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    counts: Counter[Outcome] = field(default_factory=Counter)

    @property
    def faults(self) -> list[Problem]:
        """Return what keeps the file out."""
        return [p for p in self.problems if not p.warning]


def start(
    kind: Kind, content: bytes, label: str, *, by: Actor, now: datetime, whole: bool = False
) -> ImportRun:
    """Take a file; check a small one at once (or any, if `whole`), a large one by a worker.

    Raises RefusedError where the file cannot be read at all.
    """
    cells = reading.read(content, label)
    run = ImportRun(
        id=uuid4(), kind=kind.key, label=label[:200], content=content, by=by.id, at=now,
        total=max(0, len(cells) - 1),
    )  # fmt: skip
    session.add(run)
    session.flush()
    if whole or len(cells) <= SMALL:
        check(run, by=by, now=now)
    else:
        queue.later(TOPIC, {"run": str(run.id)}, now=now, effect_key=f"import-check:{run.id}")
    return run


def check(run: ImportRun, *, by: Actor, now: datetime, progress: Progress | None = None) -> Found:
    """Say what is wrong, or what would change; nothing of it stays."""
    kind = registry.kind(run.kind)
    found = read(kind, run, progress)
    place = session.begin_nested()
    try:
        load(kind, found, by=by, now=now)
        session.flush()
    finally:
        place.rollback()
    _note(run, found)
    step = "reject" if found.faults else "accept"
    LIFE.take(step, run, by=by, now=now, detail=_detail(run))
    if found.faults:
        run.content, run.finished_at = None, now
    return found


def confirm(run: ImportRun, *, by: Actor, now: datetime) -> None:
    """Write a small file now, have a large one written by a worker."""
    if run.state is not RunState.READY:
        raise WrongStateError(f"import: nothing to confirm in {run.state}")
    if run.total <= SMALL:
        write(run, by=by, now=now)
        return
    LIFE.take("queue", run, by=by, now=now)
    queue.later(TOPIC, {"run": str(run.id)}, now=now, effect_key=f"import-write:{run.id}")


def write(run: ImportRun, *, by: Actor, now: datetime) -> Found:
    """Write the file whole; if the register changed so that it no longer fits, nothing of it."""
    kind = registry.kind(run.kind)
    found = read(kind, run)
    place = session.begin_nested()
    load(kind, found, by=by, now=now)
    if found.faults:
        place.rollback()
        _note(run, found)
        LIFE.take("reject", run, by=by, now=now, detail=_detail(run))
    else:
        place.commit()
        _note(run, found)
        LIFE.take("write", run, by=by, now=now, detail=_detail(run))
    run.done, run.content, run.finished_at = run.total, None, now
    return found


def drop(run: ImportRun, *, by: Actor, now: datetime) -> None:
    """Throw a checked file away."""
    LIFE.take("drop", run, by=by, now=now)
    run.content, run.finished_at = None, now


def work(run_id: UUID, *, now: datetime, progress: Progress) -> None:
    """Do what waits for a large file: its check, or its writing. Asked twice, it is done once."""
    run = queries.with_content(run_id)
    by = Actor(run.by, SYSTEM.name, is_system=True) if run.by else SYSTEM
    if run.state is RunState.CHECKING:
        check(run, by=by, now=now, progress=progress)
    elif run.state is RunState.WRITING:
        write(run, by=by, now=now)


# --- reading and loading -------------------------------------------------------------------


def read(kind: Kind, run: ImportRun, progress: Progress | None = None) -> Found:
    """Read the cells of all rows."""
    found = Found()
    cells = reading.read(run.content or b"", run.label)
    for number, item in enumerate(read_rows(cells, kind.columns), 1):
        if isinstance(item, Row):
            found.rows.append(item)
        else:
            found.problems.append(item)
        if progress is not None and number % STEP == 0:
            progress(number)
    if not found.rows and not found.faults:
        found.problems.append(Problem(0, "", "", "import-no-rows"))
    return found


def load(kind: Kind, found: Found, *, by: Actor, now: datetime) -> None:
    """Ask the database about every row, and write those that nothing speaks against."""
    loader = kind.loader(by=by, now=now)
    with session.no_autoflush:
        loader.prepare(found.rows)
        for row, problems in checked(loader, found.rows):
            found.problems += problems
            if not any(not p.warning for p in problems):
                found.counts[loader.apply(row)] += 1
    found.problems.sort(key=lambda p: p.row)


def checked(loader: Loader, rows: Iterable[Row]) -> Iterator[tuple[Row, list[Problem]]]:
    """Yield each row with what speaks against it; a second one of the same thing does."""
    seen: dict[object, int] = {}
    for row in rows:
        problems = list(loader.check(row))
        key = loader.key(row)
        first = seen.setdefault(key, row.number)
        if first != row.number and key is not None:
            detail = {"first": str(first)}
            problems.append(Problem(row.number, "", "", "row-twice", None, detail))
        yield row, problems


def _note(run: ImportRun, found: Found) -> None:
    faults = found.faults
    run.added, run.changed = found.counts[Outcome.ADDED], found.counts[Outcome.CHANGED]
    run.same, run.skipped = found.counts[Outcome.SAME], found.counts[Outcome.SKIPPED]
    run.problem_count = len(faults)
    run.warning_count = len(found.problems) - len(faults)
    # The faults first, so that they are never crowded out by warnings.
    kept = sorted(found.problems, key=lambda p: (p.warning, p.row))[:KEPT_PROBLEMS]
    run.problems = [_stored(p) for p in kept]


def _stored(problem: Problem) -> dict[str, Any]:
    return {
        "row": problem.row,
        "column": problem.column,
        "value": problem.value,
        "code": problem.code,
        "law": problem.law,
        "detail": plain(problem.detail),
        "warning": problem.warning,
    }


def _detail(run: ImportRun) -> dict[str, Any]:
    return {
        "kind": run.kind,
        "rows": run.total,
        "added": run.added,
        "changed": run.changed,
        "same": run.same,
        "problems": run.problem_count,
    }


def problems_of(run: ImportRun) -> list[Problem]:
    """Return what was wrong, as it was found."""
    return [
        Problem(
            row=p["row"],
            column=p["column"],
            value=p["value"],
            code=p["code"],
            law=p["law"],
            detail=p["detail"],
            warning=p["warning"],
        )
        for p in run.problems
    ]
