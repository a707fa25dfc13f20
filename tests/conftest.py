"""Fixtures of all tests. The servers and the browser are in tests/services.py.

A test with `app`, `db` or `client` gets a database with all tables, inside one outer
transaction that is rolled back at the end; requests of the client run in it too, each in a
context of its own. By default that database is SQLite. Tests that ask for `any_db` run on
SQLite and PostgreSQL; JIELI_TEST_DB=both (what ./check sets) runs all of them on both.

The clock of the portal stands at `now` when a test begins; `set_clock` moves it.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from math import ceil
from pathlib import Path

import pytest
from flask import Flask, g, has_app_context
from flask.testing import FlaskClient
from sqlalchemy import Connection, event

from app import clock, config
from app.accounts.models import Person
from app.cli import load_models
from app.config import Settings
from app.db import Base, session, store_offset

pytest_plugins = ["tests.services"]

NOW = datetime(2026, 11, 24, 10, 48, tzinfo=clock.SHANGHAI)
SQLITE, POSTGRES = "sqlite", "postgres"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Choose the databases of a test."""
    if "database" not in metafunc.fixturenames:
        return
    both = os.environ.get("JIELI_TEST_DB") == "both" or "any_db" in metafunc.fixturenames
    kinds = [SQLITE, POSTGRES] if both else [SQLITE]
    if metafunc.definition.get_closest_marker("postgres"):
        kinds = [POSTGRES]
    if metafunc.definition.get_closest_marker("sqlite"):
        kinds = [SQLITE]
    metafunc.parametrize("database", kinds, indirect=True, scope="session")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the stories: they take longest, and nobody should wait for them at the end."""
    items.sort(key=lambda item: item.get_closest_marker("journey") is None)


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest) -> str:
    """Return which database this test runs on."""
    return request.param


@pytest.fixture
def any_db(database: str) -> str:
    """Have this test run on every database; return which one it is."""
    return database


# --- the application and its tables


class Client(FlaskClient):
    """A browser: every request runs in a context of its own, as on a real server.

    What the test has written is committed before (into the outer transaction), and what
    the test holds is read again after.
    """

    def open(self, *args, **kwargs):
        if has_app_context() and "db_session" in g:
            g.db_session.commit()
        kwargs["buffered"] = True
        return Context().run(super().open, *args, **kwargs)


@pytest.fixture(scope="session")
def app_of_the_session(
    database: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """Make the application and its tables, once for each database."""
    from app.factory import create_app  # noqa: PLC0415 -- the pure layers are tested without it

    data = tmp_path_factory.mktemp(f"data-{database}")
    url = f"sqlite:///{data}/jieli.db"
    if database == POSTGRES:
        url = request.getfixturevalue("pg_url")
    made = create_app(settings_in(data, url))
    made.test_client_class = Client
    load_models()
    Base.metadata.create_all(made.extensions["db"])
    yield made
    Base.metadata.drop_all(made.extensions["db"])
    made.extensions["db"].dispose()


def settings_in(data: Path, database_url: str, redis_url: str = "") -> Settings:
    """Return settings that reach nothing outside `data`."""
    return replace(
        config.load(),
        data=data,
        database_url=database_url,
        redis_url=redis_url or f"unix://{data}/no-queue.sock",
        env="test",
        smtp_url=None,
        site_url="http://localhost",
        # Openers' keys have tests of their own; elsewhere the portal opens.
        openers=(1, 0),
    )


@pytest.fixture
def app(
    app_of_the_session: Flask, now: datetime, request: pytest.FixtureRequest
) -> Iterator[Flask]:
    """Yield the application inside one outer transaction, with its clock at `now`."""
    made = app_of_the_session
    made.config["WTF_CSRF_ENABLED"] = request.node.get_closest_marker("csrf") is not None
    made.config["TESTING"] = True
    with made.extensions["db"].connect() as line:
        outer = line.begin()
        made.extensions["db_bind"] = line
        with made.app_context():
            move_to(now)
        yield made
        del made.extensions["db_bind"]
        outer.rollback()
    clock.move(timedelta())


@pytest.fixture
def real(any_db: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """Yield an application on an empty database of its own, without an outer transaction.

    For what happens between transactions: races, killed processes.
    """
    from app.factory import create_app  # noqa: PLC0415 -- late, as above

    url = f"sqlite:///{tmp_path}/real.db"
    if any_db == POSTGRES:
        url = request.getfixturevalue("other_pg_url")
    made = create_app(settings_in(tmp_path, url))
    load_models()
    Base.metadata.create_all(made.extensions["db"])
    yield made
    made.extensions["db"].dispose()


@pytest.fixture
def db(app: Flask):
    """Yield the session, in an application context."""
    with app.app_context():
        yield session
        session.rollback()


@pytest.fixture
def client(app: Flask) -> Client:
    """Return a browser that nobody is signed in with."""
    return app.test_client()


# --- time


@pytest.fixture
def now() -> datetime:
    """Return the instant at which tests happen: a Tuesday morning in Beijing."""
    return NOW


@pytest.fixture
def set_clock(app: Flask) -> Callable[[datetime], None]:
    """Return what moves the portal's and the database's clock to an instant."""

    def as_told(at: datetime) -> None:
        with app.app_context():
            move_to(at)

    return as_told


def move_to(at: datetime) -> None:
    """Have the clock of the portal and of the database stand at an instant."""
    # The offset is whole seconds: rounded up, so that the clock never stands before `at`.
    store_offset(timedelta(seconds=ceil((at - clock.machine_now()).total_seconds())))
    session.commit()


# --- people and pages


@pytest.fixture
def sign_in(app: Flask) -> Callable[[Person], Client]:
    """Return what opens a browser with a person signed in, without the page for it."""
    from app.accounts.session import EPOCH, PERSON, SEEN, SINCE  # noqa: PLC0415 -- see above

    def as_person(person: Person) -> Client:
        browser = app.test_client()
        session.flush()  # a fresh person gets an id
        with browser.session_transaction() as cookie:
            cookie[PERSON] = str(person.id)
            cookie[EPOCH] = person.session_epoch
            cookie[SEEN] = cookie[SINCE] = int(time.time())
        return browser

    return as_person


# --- how many questions


@dataclass(slots=True)
class Count:
    """The statements seen so far."""

    statements: list[str] = field(default_factory=list)

    @property
    def selects(self) -> int:
        """Return how many of them read."""
        return sum(words.lstrip().lower().startswith("select") for words in self.statements)


@pytest.fixture
def queries(app: Flask):
    """Return `with queries() as count:`, after which `count.selects` says how many."""

    @contextmanager
    def watch() -> Iterator[Count]:
        line: Connection = app.extensions["db_bind"]
        count = Count()

        def note(_line, _cursor, statement, *_rest):
            count.statements.append(statement)

        event.listen(line, "before_cursor_execute", note)
        try:
            yield count
        finally:
            event.remove(line, "before_cursor_execute", note)

    return watch
