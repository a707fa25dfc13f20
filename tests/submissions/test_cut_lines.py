"""R6: the line to the database breaks, the line to the queue breaks; every person gets an answer.

Gunicorn reaches a durable PostgreSQL over a line that is cut at one chunk of a hundred. Who
gets no receipt sends the same page again. The same suite runs on people who send a fresh page
instead, whose doubles it must count.
"""

import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from itertools import cycle

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import clock
from app.cli import load_models
from app.db import Base, session
from app.factory import create_app
from app.portal import invariants
from app.queue import Outbox
from app.submissions.models import SubmissionVersion
from tests.conftest import settings_in
from tests.cuts import ANSWERED, Breaks, Line, never
from tests.services import Postgres, Redis, full_counts, redis_binary
from tests.web import Answer, Bidder, Draft, Web, prepare, serving

CLIENTS = 6
CUTS = 500 if full_counts() else 15
ACTS = 12
SEED = 20261124
SECONDS = 600
DATABASE = "cuts"

pytestmark = [pytest.mark.gate, pytest.mark.timeout(900)]


@dataclass
class Portal:
    """The web processes, and the lines on which they reach the database and the queue."""

    app: Flask
    web: Web
    line: Line
    queue_line: Line
    queue: Redis

    def versions(self) -> set[str]:
        """Return the receipts of all that is there."""
        with self.app.app_context():
            return set(session.scalars(select(SubmissionVersion.receipt_no)))

    def letters(self) -> int:
        """Return how many letters wait for the worker."""
        with self.app.app_context():
            return session.scalar(select(func.count()).select_from(Outbox))


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """Have a portal run on a PostgreSQL that waits for the disk, behind a line."""
    data = tmp_path_factory.mktemp("cuts")
    server, queue = Postgres.start(durable=True), Redis.start(redis_binary("valkey"))
    try:
        app = create_app(settings_in(data, server.create(DATABASE)))
        load_models()
        Base.metadata.create_all(app.extensions["db"])
        with (
            closing(Line(server.folder / ".s.PGSQL.5432")) as line,
            closing(Line(queue.folder / "queue.sock")) as queue_line,
            serving(
                app,
                DATABASE_URL=f"postgresql+psycopg://postgres@127.0.0.1:{line.port}/{DATABASE}"
                "?sslmode=disable",
                REDIS_URL=f"redis://127.0.0.1:{queue_line.port}",
            ) as web,
        ):
            yield Portal(app, web, line, queue_line, queue)
        app.extensions["db"].dispose()
    finally:
        queue.stop()
        server.stop()


def one_chunk_in_a_hundred() -> Breaks:
    """Return what breaks a line now and then, by dice that always fall the same way."""
    dice = random.Random(SEED)
    return lambda _said, _way: dice.random() < 0.01


def every_third_commit() -> Breaks:
    """Return what loses the answer to every third COMMIT: it is done, and nobody is told."""
    third = cycle((False, False, True))
    return lambda said, way: way == ANSWERED and b"COMMIT\0" in said and next(third)


# --- people


@dataclass
class Told:
    """How often somebody meant to hand in, and what they were told in the end."""

    acts: int = 0
    cuts: int = 0
    answers: list[int] = field(default_factory=list)
    receipts: list[str] = field(default_factory=list)


Press = Callable[[Bidder], Answer]


def the_same_page(bidder: Bidder) -> Answer:
    """Send one page until there is an answer."""
    return bidder.press_again()


def a_fresh_page(bidder: Bidder) -> Answer:
    """Planted: open the page again before each further try, with a fresh key."""
    while (answer := bidder.press()).status >= 500:
        bidder.look_again()
    return answer


def hand_in(at: Portal, breaks: Breaks, press: Press, *, acts: int = ACTS, cuts: int = 0) -> Told:
    """Have people hand in while the line breaks, so often or until it was cut so often."""
    _, drafts = prepare(at.app, CLIENTS)
    told, lock = Told(), threading.Lock()
    at.line.cuts, at.line.breaks = 0, breaks

    def another() -> bool:
        with lock:
            more = at.line.cuts < cuts if cuts else told.acts < acts
            told.acts += more
            return more

    def person(draft: Draft) -> None:
        with draft.at(at.web.port) as bidder:
            while another():
                bidder.look_again()
                told.answers.append(press(bidder).status)
                told.receipts.append(bidder.receipt_again())

    try:
        with ThreadPoolExecutor(CLIENTS) as people:
            for work in [people.submit(person, draft) for draft in drafts]:
                work.result(SECONDS)
    finally:
        at.line.breaks, told.cuts = never, at.line.cuts
    print(f"{told.cuts} cuts, {told.acts} bids")
    return told


def test_every_page_over_a_line_that_breaks_is_done_once(portal):
    before = portal.versions()
    told = hand_in(portal, one_chunk_in_a_hundred(), the_same_page, cuts=CUTS)
    there = portal.versions() - before
    assert told.cuts >= CUTS
    assert set(told.answers) == {302}
    assert set(told.receipts) - there == set()  # lost
    assert len(there) - told.acts == 0  # doubled
    assert portal.web.unhandled() == []
    with portal.app.app_context():
        assert list(invariants.broken(clock.machine_now())) == []


def test_a_receipt_that_was_lost_after_the_commit_is_given_again(portal):
    before = portal.versions()
    told = hand_in(portal, every_third_commit(), the_same_page)
    assert told.cuts > 0
    assert set(told.receipts) == portal.versions() - before
    assert len(set(told.receipts)) == told.acts


def test_the_suite_counts_the_doubles_of_pages_without_their_key(portal):
    """Planted: each further try is sent with a fresh key."""
    before = portal.versions()
    told = hand_in(portal, every_third_commit(), a_fresh_page)
    # Some of the cuts were of the answer to a package that was loaded: those double nothing.
    assert 0 < len(portal.versions() - before) - told.acts <= told.cuts


def test_a_queue_that_breaks_or_is_away_keeps_nobody_from_handing_in(portal):
    _, (draft,) = prepare(portal.app, 1)
    before = portal.letters()
    with draft.at(portal.web.port) as bidder:
        portal.queue_line.breaks = lambda _said, _way: True
        for _ in range(3):
            bidder.look()
            assert bidder.press().taken
        portal.queue.stop()
        bidder.look()
        assert bidder.press().taken
    assert portal.queue_line.cuts > 0
    assert portal.letters() == before + 4
