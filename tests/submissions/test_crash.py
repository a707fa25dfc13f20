"""R4, R5: whoever hands in is killed in the middle; what was confirmed is there, once and whole.

Real processes that end by SIGKILL, on SQLite and on PostgreSQL. The same suite runs on a
writer that confirms before it commits, which it must find.
"""

import os
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, text

from app import db
from app.audit.models import AuditRow
from app.db import session
from app.portal import invariants
from app.submissions import actions, queries
from app.submissions.models import SubmissionVersion
from tests import bids, register
from tests.conftest import NOW
from tests.services import full_counts
from tools import servers

ROOT = Path(__file__).resolve().parents[2]
WRITERS = 3
# Kills: three a round. Confirmed: at least so many before each kill.
ROUNDS, LEAST = (20, 60) if full_counts() else (2, 10)
BEFORE_COMMIT = 50

pytestmark = pytest.mark.gate


@dataclass
class Heard:
    """What the killed ones had said: keys that were tried, receipts that were confirmed."""

    tried: dict[UUID, UUID] = field(default_factory=dict)
    confirmed: dict[UUID, str] = field(default_factory=dict)
    # what the page showed, sent along with the key
    seen: dict[UUID, str] = field(default_factory=dict)


def begin(app: Flask) -> list[tuple[UUID, UUID]]:
    """Return finished drafts of one call, each with who writes it."""
    made = []
    with app.app_context():
        call = bids.project(deadline_at=db.db_now() + timedelta(hours=2))
        for number in range(WRITERS):
            by, organization_id = bids.bidder(f"澜湾区第{number}社")
            submission = bids.begun(call, by, organization_id)
            bids.filled(submission, by, bids.bid())
            made.append((submission.id, by.id))
        session.commit()
    return made


def write_until_killed(app: Flask, drafts: list[tuple[UUID, UUID]], *more: str) -> Heard:
    """Start a writer for each draft; kill each once it has confirmed enough; hear them out."""
    settings = app.config["SETTINGS"]
    env = {
        **os.environ,
        "JIELI_DATA": str(settings.data),
        "JIELI_ENV": "test",
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
    }
    writers = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.submissions.crash_writer", *map(str, ids), *more],
            cwd=ROOT,
            env=env,
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=servers.dies_with_parent(),
        )
        for ids in drafts
    ]
    heard = Heard()
    for (submission_id, _), writer in zip(drafts, writers, strict=True):
        assert writer.stdout is not None
        count = 0
        for line in writer.stdout:
            if not line.endswith("\n"):
                break  # the last line was cut off
            word, key, said = line.split()
            if word == "try":
                heard.tried[UUID(key)], heard.seen[UUID(key)] = submission_id, said
                continue
            heard.confirmed[UUID(key)] = said
            count += 1
            if count == LEAST:
                writer.kill()
        writer.wait(20)
        writer.stdout.close()
        assert count >= LEAST
    return heard


def lost(app: Flask, heard: Heard) -> int:
    """Count what was confirmed and is not there under its receipt."""
    with app.app_context():
        found = {
            v.idempotency_key: v.receipt_no for v in session.scalars(select(SubmissionVersion))
        }
    return sum(found.get(key) != receipt for key, receipt in heard.confirmed.items())


@pytest.mark.timeout(1800)
def test_nothing_confirmed_is_lost_and_nothing_half_done_stays(real):
    drafts = begin(real)
    people = dict(drafts)
    heard = Heard()
    for _ in range(ROUNDS):
        said = write_until_killed(real, drafts)
        heard.tried |= said.tried
        heard.confirmed |= said.confirmed
        # The browser of each killed one sends its page again: a definite answer, done once.
        with real.app_context():
            for key in said.tried.keys() - said.confirmed.keys():
                submission = queries.get(said.tried[key])
                by = register.actor(session.get(register.Person, people[submission.id]))
                version = actions.submit(submission, key=key, seen=said.seen[key], by=by)
                heard.confirmed[key] = version.receipt_no
                session.commit()
    assert lost(real, heard) == 0
    with real.app_context():
        versions = session.scalars(select(SubmissionVersion)).all()
        assert {v.idempotency_key for v in versions} == heard.tried.keys()
        assert len(versions) == len(heard.tried)
        assert sum(v.ended_at is None for v in versions) == WRITERS
        steps = select(AuditRow).where(AuditRow.step.in_(("submit", "replace")))
        told = [row.detail["receipt"] for row in session.scalars(steps)]
        assert sorted(told) == sorted(v.receipt_no for v in versions)
        assert list(invariants.broken(NOW)) == []
        if session.get_bind().dialect.name == "sqlite":
            assert session.scalar(text("pragma integrity_check")) == "ok"


def test_the_suite_finds_a_confirmation_before_the_commit(real):
    """Planted: the receipt is shown while its transaction is still open."""
    heard = write_until_killed(real, begin(real)[:1], str(BEFORE_COMMIT))
    assert lost(real, heard) > 0
