"""Twelve who press "pay" at once: an award is paid once, on SQLite and on PostgreSQL.

The same machinery as for milestones (tests/contracts/test_race.py), because both are paid by
`payments.actions.record` under the lock of the thing. The planted fault is a payment that
looks, waits and then writes; the measure must find it.
"""

import threading
from contextvars import Context

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.awards import actions
from app.awards.models import GradeAward
from app.awards.states import AwardState
from app.db import session
from app.errors import RefusedError, WrongStateError
from app.payments.models import Payment
from app.permissions import SYSTEM
from tests import register
from tests.awards_due import Money
from tests.conftest import NOW
from tests.services import full_counts

AWARDS = 40 if full_counts() else 4
CROWD = 12
PATIENCE = 60


def all_at_once(act):
    """Have twelve do it at the same moment; return how many did."""
    done, together = [], threading.Barrier(CROWD)

    def press():
        together.wait(PATIENCE)
        done.append(act())

    threads = [threading.Thread(target=Context().run, args=(press,)) for _ in range(CROWD)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert len(done) == CROWD
    return sum(done)


def to_be_paid(app, count):
    """Approve so many awards; return them and who pays."""
    with app.app_context():
        money = Money(amount=10_000 * count)
        found = []
        for number in range(count):
            award = money.proposed(name=f"澜湾区{number}号服务中心")
            actions.approve(award, money.line, by=money.clerk, now=NOW)
            found.append(award.id)
        session.commit()
        return found, money.payer


def paying(app, award_id, payer):
    """Return what pays as the portal does, and says whether it was paid."""

    def pay():
        with app.app_context():
            try:
                award = session.get(GradeAward, award_id)
                actions.pay(award, voucher="凭-1", by=payer, now=NOW)
                session.commit()
            except (RefusedError, WrongStateError, IntegrityError):
                session.rollback()
                return False
        return True

    return pay


@pytest.mark.gate
def test_twelve_who_pay_at_once_pay_once(real):
    awards, payer = to_be_paid(real, AWARDS)
    assert [all_at_once(paying(real, one, payer)) for one in awards] == [1] * len(awards)
    with real.app_context():
        assert session.scalar(select(func.count(Payment.id))) == len(awards)


def test_the_race_finds_a_payment_that_only_looks(real):
    (award_id,), _payer = to_be_paid(real, 1)
    seen = threading.Barrier(CROWD)

    def naive():
        with Session(real.extensions["db_reads"]) as looking:
            free = looking.get(GradeAward, award_id).state is AwardState.APPROVED
        seen.wait(PATIENCE)
        return free

    assert all_at_once(naive) == CROWD


@pytest.mark.gate
def test_twelve_who_read_the_history_at_once_propose_once(real):
    with real.app_context():
        made = Money().organization(register.grade("4A", register.TODAY.replace(month=3)))
        session.commit()
        organization_id = made.id

    def propose():
        with real.app_context():
            try:
                made = actions.propose_for(organization_id, by=SYSTEM, now=NOW)
                session.commit()
            except IntegrityError:
                session.rollback()
                return False
            return bool(made)

    assert all_at_once(propose) == 1
    with real.app_context():
        assert session.scalar(select(func.count(GradeAward.id))) == 1
