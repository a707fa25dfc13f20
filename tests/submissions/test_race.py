"""Many at once: one live version each, nobody late, nothing missing at the opening.

Real transactions on a database of their own, one thread for each person. The same suite is
run on two planted faults, which it must find: otherwise it would prove nothing.
"""

import threading
from collections.abc import Callable
from contextvars import Context
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select, text

from app import clock, db
from app.db import session
from app.errors import RefusedError, WrongStateError
from app.permissions import Actor, Role
from app.submissions import actions, ceremony, queries, rules
from app.submissions.models import Submission, SubmissionVersion
from tests import bids, register
from tests.services import full_counts
from tools import servers

WRITERS = 6
ROUNDS, LEAST = (20, 250) if full_counts() else (2, 12)
SECONDS = 0.6
SLOW = timedelta(seconds=1)

pytestmark = pytest.mark.gate


@dataclass
class Bidder:
    """Somebody with a finished draft."""

    submission_id: UUID
    actor: Actor
    seen: str


@dataclass
class Round:
    """What happened around one deadline."""

    call_id: UUID
    deadline: datetime
    # organization's submission, receipt, the database's time before and at the insert
    accepted: list[tuple[UUID, str, datetime, datetime]] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)

    @property
    def late(self) -> int:
        """Count what was taken although it began or was stamped at or after the deadline."""
        return sum(max(before, at) >= self.deadline for _, _, before, at in self.accepted)

    @property
    def missing(self) -> int:
        """Count what was taken last by each organization and is not on the opening list."""
        last = {submission: receipt for submission, receipt, _, _ in self.accepted}
        return len(set(last.values()) - set(self.opened))


def run(*tasks: Callable[[], None]) -> None:
    """Run all at once, each in a thread and a context of its own; fail if one of them fails."""
    failed: list[BaseException] = []
    barrier = threading.Barrier(len(tasks))

    def body(task: Callable[[], None]) -> None:
        try:
            barrier.wait()
            Context().run(task)
        except BaseException as error:  # noqa: BLE001 -- told below
            failed.append(error)

    threads = [threading.Thread(target=body, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


def prepare(app: Flask, count: int, seconds: float) -> tuple[Round, list[Bidder]]:
    """Return a call whose deadline is near, with finished drafts."""
    with app.app_context():
        call = bids.project(deadline_at=db.db_now() + timedelta(hours=1))
        made = []
        for _ in range(count):
            by, organization_id = bids.bidder(f"澜湾区{uuid4().hex[:8]}社")
            submission = bids.begun(call, by, organization_id)
            made.append(Bidder(submission.id, by, bids.filled(submission, by, bids.bid())))
        call.deadline_at = call.opening_at = db.db_now() + timedelta(seconds=seconds)
        session.commit()
        return Round(call.id, call.deadline_at), made


def hand_in_until_refused(app: Flask, round_: Round, bidder: Bidder) -> None:
    """Hand in again and again until nothing is taken any more."""
    while True:
        with app.app_context():
            try:
                seen = bids.filled(queries.get(bidder.submission_id), bidder.actor, bids.bid())
                session.commit()
                submission = queries.get(bidder.submission_id)
                before = db.db_now()
                version = actions.submit(submission, key=uuid4(), seen=seen, by=bidder.actor)
            except (RefusedError, WrongStateError):
                session.rollback()
                return
            taken = (submission.id, version.receipt_no, before, version.received_at)
            session.commit()
            round_.accepted.append(taken)


def open_at_the_deadline(app: Flask, round_: Round, opener: Actor) -> None:
    """Wait for the deadline and open at once, while others are still handing in."""
    wait = (round_.deadline - clock.machine_now()).total_seconds()
    threading.Event().wait(max(wait, 0))
    with app.app_context():
        while True:
            try:
                opening = ceremony.open_all(queries.calls.get(round_.call_id), by=opener)
                break
            except RefusedError:
                session.rollback()
        round_.opened = [row["receipt"] for row in opening.rows]
        session.commit()


def bring_the_deadline_near(app: Flask, round_: Round) -> None:
    """Once enough has been handed in, move the deadline to the next moment, alone at the gate."""
    while len(round_.accepted) < LEAST:
        threading.Event().wait(0.02)
    with app.app_context():
        db.gate(round_.call_id, exclusive=True)
        call = queries.calls.get(round_.call_id)
        call.deadline_at = call.opening_at = db.db_now() + timedelta(seconds=SECONDS)
        round_.deadline = call.deadline_at
        session.commit()


def around_the_deadline(app: Flask) -> Round:
    """Let many hand in while the deadline passes and somebody opens."""
    round_, bidders = prepare(app, WRITERS, 3600)
    with app.app_context():
        opener = register.actor(register.person("周敏", (Role.OPENER, None)))
        session.commit()

    def close() -> None:
        bring_the_deadline_near(app, round_)
        open_at_the_deadline(app, round_, opener)

    run(*(lambda b=b: hand_in_until_refused(app, round_, b) for b in bidders), close)
    return round_


@pytest.mark.timeout(1800)
def test_nothing_is_late_and_nothing_is_missing(real):
    found = [around_the_deadline(real) for _ in range(ROUNDS)]
    assert all(len(r.accepted) >= LEAST for r in found)
    assert [(r.late, r.missing) for r in found] == [(0, 0)] * ROUNDS


def test_the_suite_finds_the_clock_of_the_application(real, monkeypatch):
    """Planted: one web server whose clock is slow decides by its own clock, before the gate."""

    def at_the_gate(submission: Submission) -> datetime:
        at = clock.machine_now() - SLOW
        db.gate(submission.call_id)
        return at

    monkeypatch.setattr(actions, "_at_the_gate", at_the_gate)
    round_, (bidder,) = prepare(real, 1, 0.3)
    with real.app_context():
        assert servers.wait_until(lambda: db.db_now() >= round_.deadline, 10)
        call = queries.calls.get(round_.call_id)
        call.deadline_at = db.db_now()  # as late as can be: whatever the machine is busy with
        round_.deadline = call.deadline_at
        session.commit()
        submission, before = queries.get(bidder.submission_id), db.db_now()
        version = actions.submit(submission, key=uuid4(), seen=bidder.seen, by=bidder.actor)
        round_.accepted.append((submission.id, version.receipt_no, before, db.db_now()))
        session.commit()
    assert round_.late > 0


@pytest.mark.postgres
def test_the_suite_finds_the_time_of_the_first_statement(real, monkeypatch):
    """Planted: now() is asked, which stands still. Begun before the deadline, handed in after."""

    def at_the_gate(submission: Submission) -> datetime:
        db.gate(submission.call_id)
        return session.execute(text("select now()")).scalar_one()

    monkeypatch.setattr(actions, "_at_the_gate", at_the_gate)
    round_, (bidder,) = prepare(real, 1, 0.3)
    with real.app_context():
        submission = queries.get(bidder.submission_id)  # the transaction begins
        assert servers.wait_until(lambda: db.db_now() >= round_.deadline, 10)
        before = db.db_now()
        version = actions.submit(submission, key=uuid4(), seen=bidder.seen, by=bidder.actor)
        taken = (submission.id, version.receipt_no, before, version.received_at)
        session.commit()
        round_.accepted.append(taken)
    assert round_.late == 1


@pytest.mark.postgres
def test_the_suite_finds_an_opening_that_does_not_wait(real, monkeypatch):
    """Planted: no gate. Somebody has read the clock, the opening runs, then the insert comes."""
    round_, (bidder,) = prepare(real, 1, 0.3)
    with real.app_context():
        opener = register.actor(register.person("周敏", (Role.OPENER, None)))
        session.commit()
    monkeypatch.setattr(db, "gate", lambda *_, **__: None)
    read, opened = threading.Event(), threading.Event()
    insert = actions._insert

    def slow_insert(*args, **kwargs):
        read.set()
        opened.wait(10)
        return insert(*args, **kwargs)

    monkeypatch.setattr(actions, "_insert", slow_insert)

    def hand_in() -> None:
        with real.app_context():
            submission = queries.get(bidder.submission_id)
            before = db.db_now()
            version = actions.submit(submission, key=uuid4(), seen=bidder.seen, by=bidder.actor)
            taken = (submission.id, version.receipt_no, before, version.received_at)
            session.commit()
            round_.accepted.append(taken)

    def open_it() -> None:
        read.wait(10)
        open_at_the_deadline(real, round_, opener)
        opened.set()

    run(hand_in, open_it)
    assert round_.missing == 1


def test_one_organization_at_eight_desks_has_one_live_version(real):
    _, (bidder,) = prepare(real, 1, 3600)
    receipts: list[str] = []

    def hand_in() -> None:
        while True:
            with real.app_context():
                try:
                    seen = bids.filled(queries.get(bidder.submission_id), bidder.actor, bids.bid())
                    session.commit()
                    submission = queries.get(bidder.submission_id)
                    version = actions.submit(submission, key=uuid4(), seen=seen, by=bidder.actor)
                except RefusedError:  # a colleague has handed this very draft in: once more
                    session.rollback()
                    continue
                receipts.append(version.receipt_no)
                session.commit()
                return

    run(*[hand_in] * 8)
    with real.app_context():
        versions = session.scalars(select(SubmissionVersion)).all()
        live = [v for v in versions if v.ended_at is None]
        boxes = [len(v.boxes) for v in versions]
    assert len(set(receipts)) == len(versions) == 8
    assert len(live) == 1
    assert boxes == [0 if v.ended_at else 2 for v in versions]


def send_eight_times(app: Flask, key_of: Callable[[], UUID]) -> tuple[list[str], int]:
    """Send one page eight times at once; return the receipts shown and how many versions are there."""
    _, (bidder,) = prepare(app, 1, 3600)
    receipts: list[str] = []

    def hand_in() -> None:
        with app.app_context():
            submission = queries.get(bidder.submission_id)
            try:
                key = key_of()
                version = actions.submit(submission, key=key, seen=bidder.seen, by=bidder.actor)
            except RefusedError:
                session.rollback()
                receipts.append("refused")
                return
            receipts.append(version.receipt_no)
            session.commit()

    run(*[hand_in] * 8)
    with app.app_context():
        return receipts, session.query(SubmissionVersion).count()


def test_one_page_sent_eight_times_at_once_gives_one_receipt(real):
    key = uuid4()
    receipts, versions = send_eight_times(real, lambda: key)
    assert (len(receipts), len(set(receipts)), versions) == (8, 1, 1)


def test_the_suite_finds_a_retry_without_its_key(real):
    """Planted: every sending of the page makes a key of its own."""
    receipts, versions = send_eight_times(real, uuid4)
    assert (receipts.count("refused"), len(set(receipts)), versions) == (7, 2, 1)


def test_two_colleagues_saving_two_pages_at_once_lose_nothing(real):
    _, (bidder,) = prepare(real, 1, 3600)

    def save(key: str) -> Callable[[], None]:
        def body() -> None:
            with real.app_context():
                submission = queries.get(bidder.submission_id)
                part = {"texts": {key: f"新的{key}"}}
                now = clock.machine_now()
                actions.save_draft(submission, rules.TEXT + key, part, by=bidder.actor, now=now)
                session.commit()

        return body

    run(*(save(key) for key, _ in bids.JUDGED))
    with real.app_context():
        draft = queries.draft_of(queries.get(bidder.submission_id))
    assert draft["texts"] == {key: f"新的{key}" for key, _ in bids.JUDGED}
