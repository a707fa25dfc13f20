"""D6: the row of the outbox and its cause are there together or not at all, wherever it breaks off.

The same measure is taken of two planted outboxes, one written before its cause and one after,
each in a transaction of its own: it must find both.
"""

from collections.abc import Callable
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Unit
from app.db import session
from app.queue import Outbox, later
from tests import register
from tests.conftest import NOW

BREAKS = ("before anything", "after the cause", "after the row", "never")

Write = Callable[[Flask, str], None]


class BrokenOffError(Exception):
    """The process ended here."""


def properly(app: Flask, at: str) -> None:
    """Write a cause and its row as the portal does; break off at a place."""
    with app.app_context():
        stop_if(at, "before anything")
        cause = register.unit(str(uuid4())[:20])
        stop_if(at, "after the cause")
        later("mail", {"unit": cause.name}, now=NOW)
        stop_if(at, "after the row")
        session.commit()


def row_first(app: Flask, at: str) -> None:
    """Planted: the row is committed before its cause."""
    name = str(uuid4())[:20]
    with app.app_context():
        stop_if(at, "before anything")
        with Session(app.extensions["db"]) as aside:
            aside.add(Outbox(topic="mail", payload={"unit": name}, due_at=NOW, created_at=NOW))
            aside.commit()
        stop_if(at, "after the row")
        register.unit(name)
        session.commit()


def row_last(app: Flask, at: str) -> None:
    """Planted: the cause is committed before its row."""
    with app.app_context():
        stop_if(at, "before anything")
        cause = register.unit(str(uuid4())[:20])
        session.commit()
        stop_if(at, "after the cause")
        later("mail", {"unit": cause.name}, now=NOW)
        session.commit()


def stop_if(at: str, here: str) -> None:
    if at == here:
        raise BrokenOffError


def unmatched(app: Flask, write: Write) -> int:
    """Break off everywhere; count rows without their cause and causes without their row."""
    for at in BREAKS:
        try:
            write(app, at)
        except BrokenOffError:
            continue
    with app.app_context():
        causes = set(session.scalars(select(Unit.name)))
        rows = {row.payload["unit"] for row in session.scalars(select(Outbox))}
    assert causes | rows  # something came through
    return len(causes ^ rows)


@pytest.mark.gate
def test_a_row_and_its_cause_are_there_together_or_not_at_all(real):
    assert unmatched(real, properly) == 0


@pytest.mark.gate
@pytest.mark.parametrize("write", [row_first, row_last])
def test_the_suite_finds_a_row_outside_the_transaction(real, write):
    assert unmatched(real, write) > 0
