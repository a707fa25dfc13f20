"""Drafting and publishing a round."""

from decimal import Decimal

import pytest
from sqlalchemy import func, select

from app.audit.models import AuditRow
from app.calls import queries as calls
from app.calls.states import CallState
from app.errors import RefusedError
from app.funds import queries as funds
from app.queue import Outbox
from app.rounds import actions
from tests import drafts


def blocking(venture, now):
    return {f.code for f in actions.check(venture, on=now.date()) if not f.warning}


def test_a_filled_in_round_has_nothing_against_it(venture, now):
    assert blocking(venture, now) == set()


def test_a_fresh_round_brings_its_rubric_and_the_local_caps(unit, drafter, now):
    fresh = actions.draft(unit.id, by=drafter, now=now)
    assert sum(c.points for c in fresh.criteria) == 100
    assert (fresh.labour_share_max, fresh.payment_percents) == (Decimal(50), [60, 30, 10])
    assert fresh.number == "LW-GYCT-2026-001"


def test_rounds_are_counted(venture, unit, drafter, now):
    assert actions.draft(unit.id, by=drafter, now=now).sequence == venture.sequence + 1


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("labour_share_max", Decimal(60), "labour-cap-too-high"),
        ("labour_share_max", None, "labour-cap-missing"),
        ("grant_cap", Decimal(600000), "cap-too-high"),
        ("pool", Decimal(6000000), "pool-line-too-small"),
        ("pool", None, "pool-missing"),
        ("own_share_min", None, "own-share-missing"),
        ("performs_to", None, "period-missing"),
        ("payment_percents", [60, 30], "payments-wrong"),
    ],
)
def test_what_is_wrong_is_said(venture, now, name, value, code):
    setattr(venture, name, value)
    assert code in blocking(venture, now)


def test_a_period_of_two_months_is_too_short(venture, now):
    venture.performs_to = venture.performs_from.replace(month=3)
    assert "period-wrong" in blocking(venture, now)


def test_a_period_of_exactly_twelve_months_is_allowed(venture, now):
    venture.performs_to = venture.performs_from.replace(year=2028, month=1, day=31)
    assert "period-wrong" not in blocking(venture, now)


def test_a_stricter_round_is_allowed(venture, now):
    venture.labour_share_max = Decimal(30)
    assert blocking(venture, now) == set()


def test_publishing_sets_the_pool_aside_and_announces(db, venture, drafter, reviewer, now):
    actions.send(venture, by=drafter, now=now)
    actions.publish(venture, by=reviewer, now=now)
    assert venture.state is CallState.PUBLISHED
    assert funds.free(venture.budget_line) == Decimal("800000.00")
    (row,) = db.scalars(select(Outbox).where(Outbox.topic == "matches.announce")).all()
    assert row.payload == {"call_id": str(venture.id)}
    (version,) = calls.versions(venture.id)
    assert version.content["grant_cap"] == "80000.00"


def test_whoever_drafted_a_round_cannot_publish_it(unit, now):
    both = drafts.person("武岚", unit, drafts.Role.CIVIL_AFFAIRS, drafts.Role.REVIEWER, now=now)
    by = drafts.actor(both)
    venture = drafts.round_(unit, by, now)
    actions.send(venture, by=by, now=now)
    with pytest.raises(RefusedError) as refused:
        actions.publish(venture, by=by, now=now)
    assert [f.code for f in refused.value.findings if not f.warning] == ["two-people"]


def test_every_verb_writes_one_row(db, unit, drafter, reviewer, now):
    def rows():
        return db.scalar(select(func.count()).select_from(AuditRow))

    counts = [rows()]
    venture = actions.draft(unit.id, by=drafter, now=now)
    counts.append(rows())
    for subject, values in drafts.round_answers(unit, now).items():
        actions.save(venture, subject, values, by=drafter, now=now)
        counts.append(rows())
    db.flush()
    db.refresh(venture)
    actions.send(venture, by=drafter, now=now)
    counts.append(rows())
    actions.publish(venture, by=reviewer, now=now)
    counts.append(rows())
    assert counts == list(range(counts[0], counts[0] + len(counts)))
