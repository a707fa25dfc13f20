"""The only clock. Everything else takes `now` or `on` as an argument.

A demo or a journey may move time: one stored offset (app.db) is loaded here at
the door of every request and job, and the database's clock adds the same one.
"""

from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_offset: ContextVar[timedelta] = ContextVar("clock_offset", default=timedelta())


def now() -> datetime:
    """Return the current instant, aware, in UTC, moved by the stored offset."""
    return machine_now() + _offset.get()


def machine_now() -> datetime:
    """Return what the machine says: for moving the clock and measuring time only."""
    return datetime.now(UTC)


def move(offset: timedelta) -> None:
    """Make this context's clock run `offset` ahead of (or behind) the machine."""
    _offset.set(offset)


def offset() -> timedelta:
    """Return how far this context's clock is moved."""
    return _offset.get()


def local(at: datetime) -> datetime:
    """Return the instant as Beijing time."""
    return at.astimezone(SHANGHAI)


def local_date(at: datetime) -> date:
    """Return the legal day of an instant: the date in Asia/Shanghai."""
    return local(at).date()


def at_local(day: date, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    """Return the instant (UTC) of a Beijing wall-clock time."""
    return datetime.combine(day, time(hour, minute, second), SHANGHAI).astimezone(UTC)


def end_of(day: date) -> datetime:
    """Return the first instant that no longer belongs to `day` (24:00)."""
    return at_local(day + timedelta(days=1))
