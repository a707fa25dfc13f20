"""Announcing a call, and saying that one is not for us."""

from decimal import Decimal

import pytest
from sqlalchemy import func, select

from app import queue, words
from app.audit.models import AuditRow
from app.calls.states import CallState
from app.matches import actions, engine
from app.matches.models import Announcement, Feedback
from app.notices.models import Notice
from app.queue import Outbox
from jobs import drain, portal
from tests import bids, register


def told(db):
    rows = db.execute(select(Notice.person_id, Notice.code).where(Notice.code.startswith("match")))
    return dict(rows.all())


def entries(db, step):
    return db.scalar(
        select(func.count(AuditRow.seq)).where(AuditRow.kind == "match", AuditRow.step == step)
    )


def test_those_whom_it_fits_and_who_may_take_part_are_told(district, db, now, any_db):
    assert actions.announce(district.call, now=now) == 2
    people = {name: person.id for name, person in district.people.items()}
    found = told(db)
    assert found[people["青禾"]] == "match-words"
    assert people["安康"] not in found  # may not take part
    assert people["新芽"] not in found  # one word in common is not enough
    assert entries(db, "announce") == 1


def test_nobody_is_told_twice(district, db, now):
    actions.announce(district.call, now=now)
    first = told(db)
    assert actions.announce(district.call, now=now) == 0
    assert told(db) == first
    assert db.scalar(select(func.count(Announcement.id))) == 2


def test_the_outbox_announces_a_call_once(app, district, db, now):
    portal.use(app)
    payload = {"call_id": str(district.call.id)}
    for _ in range(2):
        key = f"matches.announce:{district.call.id}"
        queue.later("matches.announce", payload, now=now, effect_key=key)
    db.commit()
    drain.drain()
    db.expire_all()
    asked = select(Outbox).where(Outbox.topic == "matches.announce")
    (row,) = db.scalars(asked)
    assert row.done_at is not None, row.error
    assert db.scalar(select(func.count(Notice.id)).where(Notice.code == "match-words")) == 2


def test_the_words_of_the_notice_say_why(app, district, db, now):
    actions.announce(district.call, now=now)
    person = district.people["青禾"].id
    notice = db.scalar(select(Notice).where(Notice.person_id == person))
    with app.test_request_context():
        subject, body = words.notice(notice.code, notice.detail)
    assert district.call.title in subject
    assert "独居" in body
    assert notice.link == f"/calls/{district.call.id}"


def test_the_evidence_adds_up(district, db, now):
    actions.announce(district.call, now=now)
    for kept in db.scalars(select(Announcement)):
        parts = kept.evidence["parts"].values()
        assert sum(Decimal(p["value"]) for p in parts) == Decimal(kept.evidence["score"])


@pytest.mark.parametrize("state", [CallState.CANCELLED, CallState.OPENED])
def test_a_call_that_takes_nothing_is_announced_to_nobody(district, db, now, state):
    district.call.state = state
    assert actions.announce(district.call, now=now) == 0
    assert told(db) == {}


def test_after_the_deadline_nothing_is_announced(district, db):
    assert actions.announce(district.call, now=bids.DEADLINE) == 0


def test_declining_twice_is_one_row_and_keeps_the_newer_reason(district, db, now, any_db):
    who, by = district.by_name["青禾"], register.actor(district.people["青禾"])
    for reason in ("人手不够", "离得太远"):
        actions.decline(district.call, organization=who, reason=reason, by=by, now=now)
    (said,) = db.scalars(select(Feedback))
    assert said.reason == "离得太远"
    assert entries(db, "decline") == 2


def test_restoring_what_is_shown_changes_nothing(district, db, now):
    who, by = district.by_name["青禾"], register.actor(district.people["青禾"])
    actions.restore(district.call, organization=who, by=by, now=now)
    assert entries(db, "restore") == 0


def test_a_refresh_makes_both_indexes(app, district, db, now):
    portal.use(app)
    queue.later("matches.refresh", {}, now=now)
    db.commit()
    drain.drain()
    names = {path.name.partition("-")[0] for path in engine.folder().glob("*.index")}
    assert names == {"organizations", "calls"}
