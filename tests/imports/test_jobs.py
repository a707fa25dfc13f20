"""A large file goes through the outbox: checked, confirmed, written, each once."""

from contextvars import Context

import pytest
from sqlalchemy import func, select

from app import sheets
from app.audit.models import AuditRow
from app.db import session as db_session
from app.errors import WrongStateError
from app.imports import actions, queries, registry
from app.imports.states import RunState
from app.organizations.models import Organization
from app.permissions import SYSTEM
from app.queue import Outbox
from jobs import drain, portal
from tests import register
from tests.conftest import NOW

HEADS = ["名称", "统一社会信用代码", "登记日期"]


@pytest.fixture(autouse=True)
def _jobs_run_in(app):
    portal.use(app)


def test_a_large_file_goes_through_the_outbox(any_db, db):
    rows = [(f"第{n}中心", register.code(), "2018-05-01") for n in range(510)]
    kind = registry.kind("organizations")
    run = actions.start(kind, sheets.csv(HEADS, rows), "大.csv", by=SYSTEM, now=NOW)
    db.commit()
    assert drain.drain() == 1
    db.expire_all()
    assert (run.state, run.done, run.added) == (RunState.READY, 500, 510)
    actions.confirm(queries.with_content(run.id), by=SYSTEM, now=NOW)
    db.commit()
    assert drain.drain() == 1
    assert drain.drain() == 0
    db.expire_all()
    assert (run.state, run.done, run.content) == (RunState.DONE, 510, None)
    assert db.scalar(select(func.count()).select_from(Organization)) == 510
    assert db.scalars(select(Outbox.error).where(Outbox.error.is_not(None))).all() == []


def test_a_large_bad_file_comes_back_with_its_cells(any_db, db):
    rows = [(f"第{n}中心", register.code(), "2018-05-01") for n in range(509)]
    rows.append(("坏", "52990106MJ81T06281", "2018-05-01"))
    kind = registry.kind("organizations")
    run = actions.start(kind, sheets.csv(HEADS, rows), "大.csv", by=SYSTEM, now=NOW)
    db.commit()
    drain.drain()
    db.expire_all()
    assert (run.state, run.problem_count) == (RunState.BAD, 1)
    assert run.problems[0]["row"] == 511


def test_a_check_that_another_worker_has_taken_over_stops(real):
    """The lock ends with every word on how far it is; a slow worker's row is due again."""
    portal.use(real)
    with real.app_context():
        rows = [(f"第{n}中心", register.code(), "2018-05-01") for n in range(510)]
        kind = registry.kind("organizations")
        run = actions.start(kind, sheets.csv(HEADS, rows), "大.csv", by=SYSTEM, now=NOW)
        db_session.commit()

        def meanwhile(done):
            db_session.commit()
            if done == actions.STEP:
                assert Context().run(drain.drain) == 1

        with pytest.raises(WrongStateError):
            actions.work(run.id, now=NOW, progress=meanwhile)
        db_session.rollback()
        assert run.state is RunState.READY
        asked = select(func.count()).select_from(AuditRow).where(AuditRow.step == "accept")
        assert db_session.scalar(asked) == 1
