"""Keeping the outbox small."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete

from app.db import session
from app.queue import Outbox
from jobs.schedule import PERIODIC

KEPT = timedelta(days=30)


def tidy(payload: Mapping[str, object], now: datetime) -> None:  # noqa: ARG001 -- a handler
    """Delete the marks of periodic work long done; what somebody caused stays as evidence."""
    topics = [job.topic for job in PERIODIC]
    session.execute(delete(Outbox).where(Outbox.topic.in_(topics), Outbox.done_at < now - KEPT))
