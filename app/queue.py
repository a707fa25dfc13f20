"""Work for later that must not be lost: a row in the outbox, written with its cause.

The row and what caused it are committed together. Afterwards one hint goes to the queue;
if Redis is away the hint is lost and the row is not: the scheduler hints again every few
seconds. What handles the rows is in jobs/, which is known here by a dotted name only.
"""

import logging
from datetime import datetime
from typing import Any, cast

from flask import current_app
from redis import Redis, RedisError
from rq import Queue
from sqlalchemy import CheckConstraint, Index, Integer, String, Text, select, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Instant, Key, session

NAME = "jieli"
DRAIN = "jobs.drain.drain"
DRAIN_SECONDS = 300
FAILURE_SECONDS = 86_400
HINT_SECONDS = 2
_MARK = "outbox.added"
_log = logging.getLogger(__name__)


class Outbox(Base):
    """One piece of work to be done after the commit (发件箱)."""

    __tablename__ = "outbox"
    __table_args__ = (
        CheckConstraint("attempts >= 0", name="attempts"),
        Index("ix_outbox_open", "due_at", sqlite_where=text("done_at is null"),
              postgresql_where=text("done_at is null")),
    )  # fmt: skip

    id: Mapped[Key]
    topic: Mapped[str] = mapped_column(String(60))
    payload: Mapped[dict[str, Any]]
    due_at: Mapped[Instant]
    effect_key: Mapped[str | None] = mapped_column(String(120), unique=True)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    done_at: Mapped[Instant | None]
    error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[Instant]


def queue() -> Queue:
    """Return the application's queue; nothing is asked of Redis before the first hint."""
    held = current_app.extensions
    if "queue" not in held:
        url = current_app.config["SETTINGS"].redis_url
        held["queue"] = make_queue(url, patience=HINT_SECONDS)
    return cast("Queue", held["queue"])


def make_queue(redis_url: str, *, patience: float | None = None) -> Queue:
    """Return the one queue. JSON, because whoever can write to Redis could run a pickle.

    `patience`: seconds until a Redis that does not answer counts as away; without it RQ's
    worker sets its own.
    """
    connection = Redis.from_url(
        redis_url, socket_connect_timeout=HINT_SECONDS, socket_timeout=patience
    )
    return Queue(NAME, connection=connection, serializer="json")


def later(
    topic: str,
    payload: dict[str, Any],
    *,
    now: datetime,
    due_at: datetime | None = None,
    effect_key: str | None = None,
) -> Outbox:
    """Have `topic` done after this transaction commits, not before `due_at`.

    With an `effect_key` the same work is written down once, however often it is asked for.
    """
    if effect_key is not None:
        known = session.scalars(select(Outbox).where(Outbox.effect_key == effect_key)).first()
        if known is not None:
            return known
    row = Outbox(
        topic=topic,
        payload=payload,
        due_at=due_at or now,
        effect_key=effect_key,
        created_at=now,
    )
    session.add(row)
    session.info[_MARK] = True
    return row


def after_commit() -> None:
    """Hint once if this context wrote something to the outbox; called after the commit."""
    if session.info.pop(_MARK, False):
        hint()


def hint() -> None:
    """Wake a worker. A hint that waits is enough: it starts later, so it will see our row."""
    jobs = queue()
    try:
        if jobs.count == 0:
            jobs.enqueue_call(
                DRAIN, timeout=DRAIN_SECONDS, result_ttl=0, failure_ttl=FAILURE_SECONDS
            )
    except (RedisError, OSError) as error:
        _log.warning("no hint, the queue is away: %s", error)
