"""Work through the outbox: `drain` is the one job of the queue; `python -m jobs.drain` runs it here.

One row, one transaction. Rows that another worker holds are passed over (PostgreSQL) or
waited for (SQLite, where every writing transaction is alone).
"""

import logging
from datetime import datetime, timedelta

from sqlalchemy import Select, select

from app.db import session
from app.queue import Outbox
from jobs import handlers
from jobs.portal import moment

FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)
# While a row's work is outside, nobody else takes it; after a crash it is due again.
OUTSIDE_TIME = timedelta(seconds=45)
# A job stops well before RQ would kill it; the scheduler's next hint goes on.
MOST_ROWS = 1000
MOST_DOUBLINGS = 12
_log = logging.getLogger(__name__)


def drain() -> int:
    """Do what is due, the oldest first; return how many rows were touched."""
    rows = 0
    while rows < MOST_ROWS and step():
        rows += 1
    return rows


def step() -> bool:
    """Do one due row; say whether there was one."""
    with moment() as now:
        row = _take(now)
        if row is None:
            session.rollback()
            return False
        row.attempts += 1
        if handlers.is_outside(row.topic):
            _do_outside(row, now)
        else:
            _do_inside(row, now)
        session.commit()
        return True


def due(now: datetime) -> Select[Outbox]:
    """Return the question for the rows that wait."""
    return (
        select(Outbox)
        .where(Outbox.done_at.is_(None), Outbox.due_at <= now)
        .order_by(Outbox.due_at, Outbox.id)
    )


def _take(now: datetime) -> Outbox | None:
    return session.scalars(due(now).limit(1).with_for_update(skip_locked=True)).first()


def _do_inside(row: Outbox, now: datetime) -> None:
    """Have the effect and the mark in one transaction; a failure leaves only the failure."""
    try:
        with session.begin_nested():
            handlers.handler(row.topic)(row.payload, now)
    except Exception as error:  # noqa: BLE001 -- whatever it is, the row stays and waits
        _failed(row, error, now)
    else:
        _done(row, now)


def _do_outside(row: Outbox, now: datetime) -> None:
    """Claim the row, act without holding any lock, then mark it."""
    key, topic, payload = row.id, row.topic, row.payload
    row.due_at = now + OUTSIDE_TIME
    session.commit()
    try:
        handlers.handler(topic)(payload, now, key=key)
    except Exception as error:  # noqa: BLE001 -- whatever it is, the row stays and waits
        _failed(row, error, now)
    else:
        _done(row, now)


def _done(row: Outbox, now: datetime) -> None:
    row.done_at = now
    row.error = None


def _failed(row: Outbox, error: Exception, now: datetime) -> None:
    """Keep the row for later: twice as late every time, and never given up."""
    doublings = min(row.attempts - 1, MOST_DOUBLINGS)
    row.due_at = now + min(FIRST_PAUSE * 2**doublings, LONGEST_PAUSE)
    row.error = type(error).__name__
    _log.error("outbox %s %s failed (%d)", row.topic, row.id, row.attempts, exc_info=error)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    print(f"{drain()} done")
