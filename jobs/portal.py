"""The application that jobs run in, made once per process and inherited by every fork."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from flask import Flask

from app import clock, db
from app.factory import create_app

_made: list[Flask] = []


def portal() -> Flask:
    """Return the application."""
    if not _made:
        _made.append(create_app())
    return _made[0]


def use(app: Flask) -> None:
    """Have jobs of this process run in `app`: a test, or a command that has one already."""
    _made[:] = [app]


@contextmanager
def moment() -> Iterator[datetime]:
    """Open a context with a session of its own; yield the instant by the stored clock."""
    with portal().app_context():
        clock.move(db.stored_offset())
        db.session.rollback()  # the clock was read; the work begins with a fresh transaction
        yield clock.now()
