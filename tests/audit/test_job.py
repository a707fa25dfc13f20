"""The daily check."""

from uuid import uuid4

from sqlalchemy import select, text

from app.accounts import actions as accounts
from app.audit import queries
from app.audit.models import APPEND_ONLY_DOWN
from app.notices.models import Notice
from app.permissions import Role
from jobs.audit import check


def test_a_whole_log_is_written_down_and_told_to_nobody(db, now):
    check({}, now)
    assert queries.last_check().detail["broken"] is None
    assert db.scalars(select(Notice)).all() == []


def test_a_broken_log_is_told_to_those_who_watch(db, now):
    auditor = accounts.create_person(
        "袁辉", "yuanhui", grants=[(Role.AUDITOR, uuid4(), "区审计局")], now=now
    )
    accounts.create_person("周敏", "zhoumin", now=now)
    for statement in APPEND_ONLY_DOWN[db.get_bind().dialect.name]:
        db.execute(text(statement))
    db.execute(text("update audit_row set title = '别人' where seq = 1"))
    check({}, now)
    told = db.scalars(select(Notice)).one()
    assert (told.person_id, told.code, told.detail) == (auditor.id, "log-broken", {"row": 1})
