"""The outbox is worked through: once inside the database, at least once outside."""

import sys
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from sqlalchemy import func, select

from app import queue
from app.db import session
from app.queue import Outbox
from jobs import drain, handlers, portal, schedule


@pytest.fixture(autouse=True)
def _jobs_run_in(app):
    portal.use(app)


@pytest.fixture
def letters(app):
    folder = app.config["SETTINGS"].data / "mail"
    for old in folder.glob("*.eml"):
        old.unlink()
    return lambda: [
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in folder.glob("*.eml")
    ]


def write(db, topic, payload=None, **when):
    row = queue.later(topic, payload or {}, **when)
    db.commit()
    return row


def letter(to="li@example.invalid"):
    return {"to": to, "subject": "投标回执", "text": "已收到。"}


def test_a_letter_is_sent_under_the_id_of_its_row(any_db, db, now, letters):
    row = write(db, "mail", letter(), now=now)
    assert drain.drain() == 1
    db.expire_all()
    assert row.done_at is not None
    (sent,) = letters()
    assert sent["Message-ID"] == f"<{row.id}@localhost>"
    assert sent["Subject"] == "投标回执"
    assert sent.get_content().strip() == "已收到。"


def test_what_is_done_is_not_done_again(any_db, db, now, letters):
    write(db, "mail", letter(), now=now)
    drain.drain()
    assert drain.drain() == 0
    assert len(letters()) == 1


def test_nothing_is_done_before_it_is_due(any_db, db, now, set_clock, letters):
    write(db, "mail", letter(), now=now, due_at=now + timedelta(hours=1))
    assert drain.drain() == 0
    set_clock(now + timedelta(hours=1))
    assert drain.drain() == 1
    assert len(letters()) == 1


def test_the_oldest_goes_first(db, now, letters):
    first = write(db, "mail", letter(), now=now, due_at=now - timedelta(hours=2))
    second = write(db, "mail", letter(), now=now, due_at=now - timedelta(hours=1))
    assert drain.step()
    db.expire_all()
    assert (first.done_at is None, second.done_at is None) == (False, True)


def test_what_fails_waits_twice_as_long_every_time(any_db, db, now, set_clock):
    row = write(db, "mail", {"subject": "nobody"}, now=now)
    waits, at = [], now
    for _ in range(3):
        assert drain.drain() == 1
        db.expire_all()
        assert (row.done_at, row.error) == (None, "KeyError")
        waits.append((row.due_at - at).total_seconds())
        at = row.due_at
        set_clock(at)
    assert [about // 5 for about in waits] == [1, 2, 4]


def test_an_unknown_topic_waits_for_the_release_that_knows_it(any_db, db, now):
    row = write(db, "no.such.topic", now=now)
    assert drain.drain() == 1
    db.expire_all()
    assert (row.done_at, row.error) == (None, "KeyError")


def half_written(_payload, now):
    queue.later("mail", letter(), now=now)
    session.flush()
    raise ValueError("half-way")


def test_a_failed_effect_leaves_nothing_half_written(any_db, db, now, monkeypatch):
    monkeypatch.setitem(sys.modules, "tests_half", sys.modules[__name__])
    monkeypatch.setattr(handlers, "INSIDE", {"half": "tests_half.half_written"})
    row = write(db, "half", now=now)
    assert drain.drain() == 1
    db.expire_all()
    assert (row.done_at, row.error) == (None, "ValueError")
    assert db.scalar(select(func.count()).select_from(Outbox)) == 1


def test_the_same_effect_is_written_down_once(any_db, db, now):
    first = queue.later("mail", letter(), now=now, effect_key="receipt:1")
    assert queue.later("mail", letter(), now=now, effect_key="receipt:1") is first
    assert db.scalar(select(func.count()).select_from(Outbox)) == 1


def test_a_request_survives_a_queue_that_is_away(app, db, now):
    queue.later("mail", letter(), now=now)
    db.commit()
    queue.after_commit()
    assert db.scalar(select(func.count()).select_from(Outbox)) == 1


def test_every_topic_has_its_function():
    for topic in (*handlers.INSIDE, *handlers.OUTSIDE):
        assert callable(handlers.handler(topic))


def test_every_periodic_job_has_a_topic():
    assert {job.topic for job in schedule.PERIODIC} <= set(handlers.INSIDE)
