"""R1: everybody hands in during the last minute, over HTTP, until the deadline and past it.

Gunicorn as in production, a database that waits for the disk, the chain of the log, real
password hashes for those who sign in meanwhile. Each person has the check page open, presses,
and is led to the receipt; whoever is through hands in again. Nothing is lost, doubled, late
or answered by a fault; then it is opened, and everything that must hold is checked.

How fast it was is printed. How much of a processor the web processes take for each bid (its
press, its receipt, its share of the sign-ins) is asked for in the full counts: the rest is a
question of how many processors there are, and who else is at work on them.
"""

import queue
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.accounts import passwords
from app.cli import load_models
from app.db import Base, session
from app.factory import create_app
from app.permissions import Role
from app.portal import invariants
from app.submissions import ceremony, queries
from app.submissions.models import SubmissionVersion
from tests import bids, register
from tests.conftest import POSTGRES, settings_in
from tests.services import Postgres, Redis, full_counts, redis_binary
from tests.web import FIELD, Bidder, Browser, Draft, Web, end_in, prepare, serving
from tools import servers

SECONDS, CONNECTIONS, DRAFTS = (60, 32, 600) if full_counts() else (2, 6, 12)
SIGN_INS = 20 if full_counts() else 2  # a second
DOORS = 16 if full_counts() else 2  # sign in side by side
PASSWORD = "jieli-rush-2026"
# About 8 KB when sealed: three answers of nearly a thousand characters.
TEXTS = {key: "写明做法、频次、负责人和应急。" * 60 for key, _ in bids.JUDGED}
SEALED = 8 * 1024
COST = 0.08  # seconds of a processor
LAST = 1  # from the moment at which the deadline is set
PATIENCE = 120

pytestmark = [pytest.mark.gate, pytest.mark.timeout(1800)]


@dataclass
class Portal:
    """The web processes on a database of their own, set up as in production."""

    app: Flask
    web: Web


@pytest.fixture
def portal(any_db: str, tmp_path) -> Iterator[Portal]:
    """Have a portal run on a database that waits for the disk."""
    server = Postgres.start(durable=True) if any_db == POSTGRES else None
    jobs = Redis.start(redis_binary("valkey"))
    try:
        url = server.create("rush") if server else f"sqlite:///{tmp_path}/jieli.db"
        app = create_app(replace(settings_in(tmp_path, url, jobs.url), env="production"))
        load_models()
        Base.metadata.create_all(app.extensions["db"])
        with serving(app) as web:
            yield Portal(app, web)
        app.extensions["db"].dispose()
    finally:
        jobs.stop()
        if server:
            server.stop()


@dataclass
class Rush:
    """What people were told."""

    # (submission, key, receipt on the page, seconds until the answer)
    taken: list[tuple[UUID, UUID, str, float]] = field(default_factory=list)
    refused: Counter[int] = field(default_factory=Counter)
    signed_in: Counter[int] = field(default_factory=Counter)

    seconds: float = 0
    worked: float = 0  # seconds of processor time in the web processes

    @property
    def cost(self) -> float:
        """Return how long the web processes worked for each bid."""
        return self.worked / len(self.taken)

    @property
    def a_second(self) -> float:
        """Return how many bids were taken in a second."""
        return len(self.taken) / self.seconds

    def within(self, share: float) -> float:
        """Return after how many seconds so large a share had its answer."""
        waits = sorted(wait for *_, wait in self.taken)
        return waits[int(len(waits) * share)]

    def words(self) -> str:
        """Say how fast it was."""
        return (
            f"{len(self.taken)} bids in {self.seconds:.0f} s, {self.a_second:.1f} a second, "
            f"half answered within {self.within(0.5) * 1000:.0f} ms, "
            f"99 of 100 within {self.within(0.99) * 1000:.0f} ms; "
            f"{sum(self.signed_in.values()) / self.seconds:.1f} sign-ins a second; "
            f"{self.cost * 1000:.0f} ms of the processor for each bid"
        )


def hand_in(waiting: "queue.Queue[Bidder]", rush: Rush) -> None:
    """Let one after the other press and see the receipt, until somebody is told it is over."""
    while True:
        bidder = waiting.get(timeout=PATIENCE)
        with closing(bidder.browser):
            if not bidder.page:
                bidder.look()
            if not bidder.page:
                return  # after the deadline the check page leads away
            key, start = bidder.key, time.monotonic()
            answer = bidder.press()
            wait = time.monotonic() - start
            if not answer.taken:
                rush.refused[answer.status] += 1
                return
            rush.taken.append((bidder.submission_id, key, bidder.receipt(), wait))
            bidder.page = {}
        waiting.put(bidder)


def sign_in(port: int, names: list[str], number: int, rush: Rush, over: threading.Event) -> None:
    """Let one after the other sign in, at an even pace, until it is over."""
    start, done = time.monotonic(), 0
    while not over.wait(max(0, start + done * DOORS / SIGN_INS - time.monotonic())):
        with closing(Browser(port)) as browser:
            form = dict(FIELD.findall(browser.get("/account/sign-in").text))
            name = names[(number + done * DOORS) % len(names)]
            typed = {**form, "username": name, "password": PASSWORD}
            rush.signed_in[browser.post("/account/sign-in", typed).status] += 1
        done += 1


def colleagues(app: Flask) -> list[str]:
    """Return the names of people who can sign in."""
    with app.app_context():
        stored = passwords.hashed(PASSWORD)
        made = [register.person(f"同事{n}", password_hash=stored) for n in range(20)]
        session.commit()
        return [person.username for person in made]


def look_at(drafts: list[Draft], port: int) -> list[Bidder]:
    """Have everybody open the check page in good time."""

    def look(draft: Draft) -> Bidder:
        bidder = draft.sits(port)
        assert bidder.look().status == 200
        bidder.browser.close()
        return bidder

    with ThreadPoolExecutor(CONNECTIONS) as people:
        return list(people.map(look, drafts))


def rush_at(at: Portal) -> tuple[UUID, datetime, Rush]:
    """Let everybody hand in until it is over; return the call, its deadline and what was told."""
    rush, over, waiting = Rush(), threading.Event(), queue.Queue()
    call_id, drafts = prepare(at.app, DRAFTS, texts=TEXTS)
    names = colleagues(at.app)
    late, crowd = look_at(drafts[:CONNECTIONS], at.web.port), look_at(drafts, at.web.port)
    for bidder in crowd:
        waiting.put(bidder)
    start, worked = clock.machine_now(), at.web.worked()
    with ThreadPoolExecutor(CONNECTIONS + DOORS) as people:
        doors = [
            people.submit(sign_in, at.web.port, names, number, rush, over)
            for number in range(DOORS)
        ]
        working = [people.submit(hand_in, waiting, rush) for _ in range(CONNECTIONS)]
        try:
            over.wait(SECONDS - LAST)
            servers.wait_until(lambda: len(rush.taken) >= CONNECTIONS, PATIENCE)
            deadline = end_in(at.app, call_id, LAST)
            for work in working:
                work.result(PATIENCE)
        finally:
            over.set()
        for door in doors:
            door.result(PATIENCE)
    rush.seconds = (deadline - start).total_seconds()
    rush.worked = at.web.worked() - worked
    print(rush.words())
    # Whoever has left the page open until now is told that it is over.
    for bidder in late:
        with closing(bidder.browser):
            rush.refused[bidder.press().status] += 1
    return call_id, deadline, rush


def test_a_rush_until_the_deadline_loses_and_doubles_nothing(portal):
    call_id, deadline, rush = rush_at(portal)
    assert portal.web.unhandled() == []
    assert set(rush.refused) == {422}
    assert set(rush.signed_in) == {302}
    told = {key: receipt for _, key, receipt, _ in rush.taken}
    with portal.app.app_context():
        found = session.scalars(select(SubmissionVersion)).all()
        there = {version.idempotency_key: version.receipt_no for version in found}
        assert told.items() - there.items() == set()  # lost
        assert len(found) - len(rush.taken) == 0  # doubled
        assert [v.receipt_no for v in found if v.received_at >= deadline] == []  # late
        assert min(version.size for version in found) >= SEALED
    last = {submission: receipt for submission, _, receipt, _ in rush.taken}
    with portal.app.app_context():
        opener = register.actor(register.person("周敏", (Role.OPENER, None)))
        opening = ceremony.open_all(queries.calls.get(call_id), by=opener)
        assert {UUID(row["submission"]): row["receipt"] for row in opening.rows} == last
        session.commit()
        assert list(invariants.broken(clock.machine_now())) == []
    if full_counts():
        assert rush.cost <= COST
