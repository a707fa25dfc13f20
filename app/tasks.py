"""One entry of "what waits for me" (待我办理), and how entries are grouped by their day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app import clock


@dataclass(frozen=True, slots=True)
class Task:
    """What to do, why, by when and what happens otherwise, and where to do it.

    `holder` names who has it where that is somebody else; `kind` is for filters.
    """

    title: str
    why: str
    due_at: datetime | None
    consequence: str
    url: str
    act: str
    holder: str = ""
    done: bool = False
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Groups:
    """Tasks by their day in Beijing, each group by deadline."""

    overdue: tuple[Task, ...] = ()
    today: tuple[Task, ...] = ()
    this_week: tuple[Task, ...] = ()
    later: tuple[Task, ...] = ()

    def __len__(self) -> int:
        return sum(map(len, (self.overdue, self.today, self.this_week, self.later)))


def group(tasks: Iterable[Task], now: datetime) -> Groups:
    """Sort what is not done by deadline and by day; the week ends with Sunday.

    A deadline at midnight belongs to the day that it ends; without one a task comes last.
    """
    found: dict[str, list[Task]] = {"overdue": [], "today": [], "this_week": [], "later": []}
    for task in sorted((t for t in tasks if not t.done), key=_order):
        found[_when(task.due_at, now)].append(task)
    return Groups(**{name: tuple(some) for name, some in found.items()})


def _order(task: Task) -> tuple[bool, float]:
    return (task.due_at is None, task.due_at.timestamp() if task.due_at else 0.0)


def _when(due_at: datetime | None, now: datetime) -> str:
    if due_at is None:
        return "later"
    if due_at <= now:
        return "overdue"
    today = clock.local_date(now)
    last_day = clock.local_date(due_at - timedelta(microseconds=1))
    if last_day <= today:
        return "today"
    return "this_week" if last_day <= today + timedelta(days=6 - today.weekday()) else "later"
