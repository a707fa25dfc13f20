"""A night that is killed half-way and runs again changes nothing twice.

A real process is ended by SIGKILL while its proposals are written and not committed, on SQLite
and on PostgreSQL. The same measure runs on a night without effect keys, which it must find.
"""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app import clock
from app.audit.models import AuditRow
from app.credit.models import CreditProposal
from app.db import portal_now, session
from app.notices.models import Notice
from app.organizations.states import CreditKind
from app.permissions import Role
from tests import register
from tests.services import full_counts
from tools import servers

ROOT = Path(__file__).resolve().parents[2]
KILLS, ORGANIZATIONS = (10, 60) if full_counts() else (1, 12)
SECONDS = 60

pytestmark = pytest.mark.gate


def begin(app):
    """Write a register of which everybody owes a report, and some have been on the list for years."""
    with app.app_context():
        register.person("吴岚", (Role.CIVIL_AFFAIRS, register.unit("区民政局")))
        long_ago = clock.local_date(portal_now()) - timedelta(days=900)
        for number in range(ORGANIZATIONS):
            center = register.organization(f"澜湾区第{number}中心")
            if number % 4 == 0:
                center.credit_events.append(register.credit(CreditKind.ABNORMAL_LIST, long_ago))
                center.credit_events[0].ground = "party"
        session.commit()


def run(app, mode):
    """Start a night; kill it half-way if it stops there; return what it said."""
    settings = app.config["SETTINGS"]
    env = {
        **os.environ,
        "JIELI_DATA": str(settings.data),
        "JIELI_ENV": "test",
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
    }
    with subprocess.Popen(
        [sys.executable, "-m", "tests.credit.night_runner", mode],
        cwd=ROOT,
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=servers.dies_with_parent(),
    ) as night:
        said = night.stdout.readline().strip()
        if mode == "half":
            night.kill()
        night.wait(SECONDS)
    return said


def counts(app):
    """Return how many proposals, notices and rows of the log there are."""
    with app.app_context():
        return tuple(
            session.scalar(select(func.count()).select_from(table))
            for table in (CreditProposal, Notice, AuditRow)
        )


def doubled(app):
    """Count causes that were proposed more than once."""
    same = (CreditProposal.organization_id, CreditProposal.act, CreditProposal.kind,
            CreditProposal.cause)  # fmt: skip
    with app.app_context():
        asked = select(*same).group_by(*same).having(func.count() > 1)
        return len(session.execute(asked).all())


@pytest.mark.timeout(900)
def test_a_night_that_dies_half_way_and_runs_again_changes_nothing_twice(real):
    begin(real)
    before = counts(real)
    for _ in range(KILLS):
        assert run(real, "half") == "half"
        assert counts(real) == before
    run(real, "whole")
    once = counts(real)
    assert once[0] == ORGANIZATIONS + (ORGANIZATIONS + 3) // 4
    assert (once[1], once[2]) == (before[1] + 1, before[2] + 1)
    run(real, "whole")
    assert counts(real) == once
    assert doubled(real) == 0


def test_the_measure_finds_a_night_that_proposes_twice(real):
    begin(real)
    run(real, "keyless")
    assert doubled(real) == 0
    run(real, "keyless")
    assert doubled(real) > 0
