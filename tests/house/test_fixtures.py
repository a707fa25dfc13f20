"""The fixtures keep what they promise to every other test."""

from datetime import timedelta

import pytest
from flask import g
from sqlalchemy import func, select

from app import clock, queue
from app.accounts.models import Person
from app.db import db_now
from app.queue import Outbox


def written(db):
    return db.scalar(select(func.count()).select_from(Outbox))


@pytest.mark.parametrize("_", [1, 2])
def test_nothing_stays_from_one_test_to_the_next(any_db, db, now, _):
    assert written(db) == 0
    queue.later("mail", {}, now=now)
    db.commit()
    assert written(db) == 1


def test_what_a_request_commits_outlives_a_rollback_of_the_test(any_db, db, client, now):
    queue.later("mail", {}, now=now)
    client.get("/")
    db.rollback()
    assert written(db) == 1


def test_page_and_database_begin_at_the_same_instant(any_db, db, now):
    assert timedelta(0) <= clock.now() - now < timedelta(seconds=5)
    assert timedelta(0) <= db_now() - now < timedelta(seconds=5)


def test_the_clock_can_be_moved(any_db, db, now, set_clock):
    set_clock(now + timedelta(days=400))
    assert timedelta(0) <= db_now() - now - timedelta(days=400) < timedelta(seconds=5)


def test_a_request_leaves_nothing_in_the_context_of_the_test(db, client):
    client.get("/")
    assert "actor" not in g


def test_a_person_is_signed_in(db, sign_in, now):
    person = Person(name="李敏", username="limin", created_at=now)
    db.add(person)
    assert "李敏" in sign_in(person).get("/").text


def test_questions_are_counted(db, queries):
    with queries() as count:
        written(db)
        written(db)
    assert count.selects == 2
