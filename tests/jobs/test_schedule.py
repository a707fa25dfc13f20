"""The scheduler writes every round down once and finds what was left behind."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import queue
from app.queue import Outbox
from jobs import drain, portal, schedule


@pytest.fixture(autouse=True)
def _jobs_run_in(app):
    portal.use(app)


def rounds(db):
    topics = [job.topic for job in schedule.PERIODIC]
    return list(db.scalars(select(Outbox).where(Outbox.topic.in_(topics))))


def test_a_round_is_written_down_once_whoever_looks(any_db, db, now):
    assert schedule.look(now)
    assert schedule.look(now)
    assert len(rounds(db)) == len(schedule.PERIODIC)


def test_the_next_day_brings_the_next_round(db, now):
    schedule.look(now)
    schedule.look(now + timedelta(days=1))
    daily = [job for job in schedule.PERIODIC if job.every == timedelta(days=1)]
    assert len([row for row in rounds(db) if row.topic == daily[0].topic]) == 2


def test_nothing_waits_after_a_drain(any_db, db, now):
    schedule.look(now)
    drain.drain()
    db.expire_all()
    assert not schedule.look(now)


def test_work_whose_hint_was_lost_is_found(db, now):
    schedule.look(now)
    drain.drain()
    queue.later("mail", {}, now=now)
    assert schedule.look(now)


def test_marks_of_old_rounds_are_cleared_and_causes_are_kept(any_db, db, now):
    cause = queue.later("mail", {}, now=now)
    cause.done_at = now
    schedule.look(now)
    drain.drain()
    late = now + timedelta(days=40)
    schedule.look(late)
    old = [row for row in rounds(db) if row.created_at == now]
    assert old
    (tidy,) = [row for row in rounds(db) if row.created_at == late and row.topic == "outbox.tidy"]
    drain.handlers.handler(tidy.topic)(tidy.payload, late)
    assert [row for row in rounds(db) if row.created_at == now] == []
    assert db.get(Outbox, cause.id) is not None
