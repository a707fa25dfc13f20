"""The one list of periodic jobs, and the process that puts them into the outbox when it is time.

`python -m jobs.schedule` looks every few seconds: a periodic job whose slot has come gets
its row (one per slot, whoever looks), and if anything waits a worker is hinted at. So what
a lost hint or a dead worker left behind is found again, and a moved clock is followed.
"""

import logging
import signal
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Event

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from app import queue
from app.db import session
from app.queue import Outbox
from jobs.drain import due
from jobs.portal import moment, portal

LOOK_EVERY_SECONDS = 5.0
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Periodic:
    """A topic that comes round."""

    topic: str
    every: timedelta

    def slot(self, now: datetime) -> str:
        """Name the present round: the effect key of its one row."""
        return f"{self.topic}:{(now - _EPOCH) // self.every}"


PERIODIC = (
    Periodic("account_audits.daily", timedelta(days=1)),
    Periodic("accounts.tidy", timedelta(days=1)),
    Periodic("annual_reports.remind", timedelta(days=1)),
    Periodic("audit.check", timedelta(days=1)),
    Periodic("awards.look", timedelta(days=1)),
    Periodic("grades.remind", timedelta(days=1)),
    Periodic("credit.propose", timedelta(days=1)),
    Periodic("directory.daily", timedelta(days=1)),
    Periodic("keys.remind", timedelta(hours=6)),
    Periodic("outbox.tidy", timedelta(days=1)),
    Periodic("registrations.watch", timedelta(days=1)),
    Periodic("submissions.tidy", timedelta(hours=1)),
)


def look(now: datetime) -> bool:
    """Write down the rounds that have come; say whether anything waits."""
    slots = {job.slot(now): job for job in PERIODIC}
    known = set(session.scalars(select(Outbox.effect_key).where(Outbox.effect_key.in_(slots))))
    for key in slots.keys() - known:
        queue.later(slots[key].topic, {}, now=now, effect_key=key)
    session.commit()
    return session.scalar(due(now).with_only_columns(Outbox.id).limit(1)) is not None


def look_and_hint() -> None:
    """Look once, in a context of its own."""
    with moment() as now:
        if look(now):
            queue.hint()


def main() -> None:
    """Look until told to stop; a database that is away is asked again."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    portal()
    _log.info("looking every %g s", LOOK_EVERY_SECONDS)
    while not stop.is_set():
        try:
            look_and_hint()
        except SQLAlchemyError:
            _log.exception("could not look into the outbox")
        stop.wait(LOOK_EVERY_SECONDS)
    _log.info("stopped")


if __name__ == "__main__":
    main()
