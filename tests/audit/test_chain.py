"""The log as a chain: every change is found, and the database refuses most of them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError

from app.audit import actions, queries, rules
from app.audit.models import APPEND_ONLY_DOWN, AuditHead, AuditRow
from app.permissions import SYSTEM, Actor

WHO = Actor(id=uuid4(), name="周敏")


class Thing:
    """Something that can be written about."""

    def __init__(self, title="养老服务项目"):
        self.id, self.audit_call_id, self.audit_title = uuid4(), uuid4(), title


@pytest.fixture
def log(db, now):
    """Write three rows, and have the database's own refusal out of the way."""
    for number in range(3):
        at = now + timedelta(minutes=number)
        detail = {"amount": "480000.00", "why": ["甲", "乙"], "n": number}
        actions.note("call", "publish", Thing(), by=WHO, now=at, law="GPL/35", detail=detail)
    return db


@pytest.fixture
def unlocked(log):
    for statement in APPEND_ONLY_DOWN[log.get_bind().dialect.name]:
        log.execute(text(statement))
    return log


def test_an_untouched_chain_is_whole(any_db, log):
    assert queries.verdict() == rules.Verdict(3)


def test_an_empty_log_is_whole(db):
    assert queries.verdict() == rules.Verdict(0)


def test_the_payload_of_every_row_equals_its_columns(any_db, log):
    log.expire_all()
    for row in log.scalars(select(AuditRow)):
        assert rules.payload_of(row.facts()) == row.payload


CHANGES = {
    "at": text("'2020-01-01 00:00:00'"),
    "actor_id": uuid4(),
    "actor_name": "何志远",
    "kind": "contract",
    "step": "withdraw",
    "start": "draft",
    "end": "void",
    "thing_id": None,
    "call_id": None,
    "title": "别的项目",
    "law": "GPL/36",
    "detail": {"amount": "1.00"},
    "payload": "{}",
    "hash": "0" * 64,
    "seq": 9,
}


def test_every_column_stands_in_the_table_of_changes():
    assert set(CHANGES) == {column.name for column in AuditRow.__table__.columns}


@pytest.mark.parametrize("column", CHANGES)
def test_a_change_of_any_column_is_found(any_db, unlocked, column):
    value = CHANGES[column]
    if column == "at":
        value = queries.of_call(unlocked.scalar(select(AuditRow.call_id)))[0].at - timedelta(days=9)
    unlocked.execute(update(AuditRow).where(AuditRow.seq == 2).values({column: value}))
    assert queries.verdict().broken == 2


def test_a_row_that_was_taken_out_is_found(unlocked):
    unlocked.execute(delete(AuditRow).where(AuditRow.seq == 2))
    assert queries.verdict() == rules.Verdict(1, 2, "missing")


def test_rows_cut_off_at_the_end_are_found(unlocked):
    unlocked.execute(delete(AuditRow).where(AuditRow.seq == 3))
    assert queries.verdict() == rules.Verdict(2, 3, "head")


def test_a_head_set_back_is_found_by_the_next_row(unlocked, now):
    unlocked.execute(update(AuditHead).values(seq=2, hash="x"))
    assert queries.verdict().why == "head"


def test_a_forged_row_with_a_fitting_payload_breaks_the_seal(unlocked):
    row = unlocked.scalars(select(AuditRow).where(AuditRow.seq == 2)).one()
    row.title = "别的项目"
    row.payload = rules.payload_of(row.facts())
    unlocked.flush()
    assert queries.verdict() == rules.Verdict(1, 2, "hash")


@pytest.mark.parametrize("statement", ["update audit_row set title = 'x'", "delete from audit_row"])
def test_the_database_refuses_to_change_or_delete_a_row(any_db, log, statement):
    with pytest.raises(DBAPIError, match="append-only"), log.begin_nested():
        log.execute(text(statement))


@pytest.mark.postgres
def test_the_table_cannot_be_emptied_at_a_stroke(log):
    with pytest.raises(DBAPIError, match="append-only"), log.begin_nested():
        log.execute(text("truncate audit_row"))


def test_the_check_writes_down_what_it_found(log, now):
    assert actions.check(by=SYSTEM, now=now).rows == 3
    assert queries.last_check().detail == {"rows": 3, "broken": None, "why": ""}
    assert queries.verdict() == rules.Verdict(4)


def test_an_instant_is_written_down_in_utc(log):
    assert '"at":"2026-11-24T02:48:00+00:00"' in log.scalar(
        select(AuditRow.payload).order_by(AuditRow.seq)
    )


@pytest.mark.parametrize(
    ("value", "safe"),
    [("=1+1", "'=1+1"), ("+86", "'+86"), ("-1", "'-1"), ("@x", "'@x"), ("青禾", "青禾"), ("", "")],
)
def test_no_cell_becomes_a_formula(value, safe):
    assert rules.cell(value) == safe
