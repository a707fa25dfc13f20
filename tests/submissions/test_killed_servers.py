"""R4: web workers, connections and PostgreSQL itself are killed while people hand in.

Gunicorn on a PostgreSQL that waits for the disk. Whoever gets no answer sends the same page
again. What a person was told is there afterwards, once and whole. The same suite runs on a
PostgreSQL that does not wait for the disk, which it must find.
"""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass, field
from itertools import cycle, islice
from uuid import UUID

import psycopg
import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.cli import load_models
from app.db import Base, session
from app.factory import create_app
from app.portal import invariants
from app.submissions.models import SubmissionVersion
from tests.conftest import settings_in
from tests.services import Postgres, full_counts
from tests.web import NO_ANSWER, Browser, Draft, Web, prepare, serving
from tools import servers

CLIENTS = 6
# Kills, and how many bids are taken before each.
KILLS, LEAST = (36, 84) if full_counts() else (4, 10)
SECONDS = 120
DATABASE = "kills"
# Planted: an answer before the disk has it, and a disk that is asked rarely.
HASTY = ("synchronous_commit = off", "wal_writer_delay = '10s'")

pytestmark = [pytest.mark.gate, pytest.mark.timeout(1800)]


@dataclass
class Heard:
    """What people were told: keys they sent, and the receipts they saw."""

    tried: set[UUID] = field(default_factory=set)
    taken: dict[UUID, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    enough: threading.Event = field(default_factory=threading.Event)

    def wait_for(self, count: int, working: list[Future[None]]) -> None:
        """Wait until so many were taken; fail if one of those who hand in has failed."""
        servers.wait_until(
            lambda: len(self.taken) >= count or any(map(Future.done, working)), SECONDS
        )
        for work in working:
            if work.done():
                work.result()
        assert len(self.taken) >= count

    def lost(self, app: Flask) -> int:
        """Count what was said to be taken and is not there under its receipt."""
        with app.app_context():
            asked = select(SubmissionVersion.idempotency_key, SubmissionVersion.receipt_no)
            found = dict(session.execute(asked).all())
        return sum(key not in found or receipt not in ("", found[key])
                   for key, receipt in self.taken.items())  # fmt: skip


@dataclass
class Portal:
    """The web processes on a PostgreSQL of their own."""

    app: Flask
    server: Postgres
    web: Web

    def backends(self) -> list[int]:
        """Return the connections of the web processes, the busiest first."""
        with psycopg.connect(self.server.dsn("postgres")) as line:
            asked = """select pid from pg_stat_activity where datname = %s
                       order by state = 'idle', random()"""
            return [pid for (pid,) in line.execute(asked, (DATABASE,))]


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """Have a portal run on a PostgreSQL of its own that can be killed."""
    server = Postgres.start(durable=True)
    try:
        data = tmp_path_factory.mktemp("kills")
        app = create_app(settings_in(data, server.create(DATABASE)))
        load_models()
        Base.metadata.create_all(app.extensions["db"])
        with serving(app) as web:
            yield Portal(app, server, web)
        app.extensions["db"].dispose()
    finally:
        server.stop()


def hand_in(draft: Draft, port: int, heard: Heard) -> None:
    """Hand in again and again; send each page until there is an answer."""
    with draft.at(port) as bidder:
        while not heard.enough.is_set():
            bidder.look_again()
            key = bidder.key
            heard.tried.add(key)
            answer = bidder.press_again()
            if not answer.taken:
                heard.refused.append(f"{answer.status} {answer.location}")
                continue
            heard.taken[key] = ""
            with suppress(*NO_ANSWER):  # killed between the answer and its page
                heard.taken[key] = bidder.receipt()


# --- the kills


def a_worker(at: Portal) -> None:
    """Kill a web worker; gunicorn starts another."""
    os.kill(at.web.workers()[0], signal.SIGKILL)


def a_backend(at: Portal) -> None:
    """Kill what serves one connection; PostgreSQL then throws out all and recovers."""
    at.app.extensions["db"].dispose()
    for pid in at.backends()[:1]:
        os.kill(pid, signal.SIGKILL)


def terminate(at: Portal) -> None:
    """End every connection, as an administrator does."""
    with psycopg.connect(at.server.dsn("postgres"), autocommit=True) as line:
        for pid in at.backends():
            line.execute("select pg_terminate_backend(%s)", (pid,))


def postmaster(at: Portal) -> None:
    """Kill PostgreSQL itself, and start it again on the same data."""
    at.server.kill()
    at.server.restart()


ALL: tuple[Callable[[Portal], None], ...] = (a_worker, a_backend, terminate, postmaster)


def kill_while_they_hand_in(at: Portal, kills: list[Callable[[Portal], None]]) -> Heard:
    """Kill one after the other, each once enough more was taken."""
    _, drafts = prepare(at.app, CLIENTS)
    with psycopg.connect(at.server.dsn(DATABASE), autocommit=True) as line:
        line.execute("checkpoint")  # the drafts themselves are never in question
    heard, port = Heard(), at.web.port
    with ThreadPoolExecutor(CLIENTS) as people:
        working = [people.submit(hand_in, draft, port, heard) for draft in drafts]
        try:
            for number, kill in enumerate(kills, 1):
                heard.wait_for(number * LEAST, working)
                kill(at)
        finally:
            heard.enough.set()
        for work in working:
            work.result(2 * SECONDS)
    return heard


def test_while_the_database_is_away_everybody_is_asked_for_patience(portal):
    with closing(Browser(portal.web.port)) as browser:
        portal.server.kill()
        away = browser.get("/")
        portal.server.restart()
        assert (away.status, away.wait) == (503, "5")
        assert browser.get("/").status == 200


def test_no_kill_loses_or_doubles_what_was_taken(portal):
    heard = kill_while_they_hand_in(portal, list(islice(cycle(ALL), KILLS)))
    print(f"{KILLS} kills, {len(heard.taken)} bids taken")
    assert len(heard.taken) >= KILLS * LEAST
    assert heard.lost(portal.app) == 0
    assert heard.refused == []
    with portal.app.app_context():
        keys = session.scalars(select(SubmissionVersion.idempotency_key)).all()
        assert sorted(keys) == sorted(heard.tried)
        assert list(invariants.broken(clock.machine_now())) == []
    assert portal.web.unhandled() == []


def test_the_suite_finds_a_database_that_does_not_wait_for_the_disk(portal):
    """Planted: `synchronous_commit` is off, and PostgreSQL is killed."""
    with psycopg.connect(portal.server.dsn("postgres"), autocommit=True) as line:
        for setting in HASTY:
            line.execute(f"alter system set {setting}".encode())
        line.execute("select pg_reload_conf()")
    heard = kill_while_they_hand_in(portal, [postmaster])
    assert heard.lost(portal.app) > 0
