"""Proposed from the history, approved from a budget line, paid once by another person."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.audit.models import AuditRow
from app.awards import actions, queries
from app.awards.models import GradeAward
from app.awards.states import AwardState
from app.db import session
from app.errors import RefusedError, WrongStateError
from app.funds import queries as funds
from app.notices.models import Notice
from app.organizations.states import CreditKind
from app.payments.models import Payment
from app.permissions import SYSTEM
from jobs import awards as jobs
from tests import register
from tests.awards_due import Money
from tests.conftest import NOW

S = AwardState


@pytest.fixture
def money(db):
    return Money()


def count(kind):
    return session.scalar(select(func.count()).select_from(kind))


def test_a_first_3a_is_ten_thousand_yuan_and_the_bureau_is_told(money):
    award = money.proposed()
    assert (award.level, award.amount, award.state) == ("3A", Decimal("10000.00"), S.PROPOSED)
    told = session.scalars(select(Notice).where(Notice.person_id == money.clerk.id)).all()
    assert [n.code for n in told] == ["grade-award-proposed"]


def test_it_is_never_proposed_a_second_time_however_often_the_history_is_read(money):
    award = money.proposed()
    assert actions.propose(award.organization, by=SYSTEM, now=NOW) == []
    assert actions.propose_all(by=SYSTEM, now=NOW) == 0
    jobs.look({}, NOW)
    jobs.propose({"organization": str(award.organization_id)}, NOW)
    assert count(GradeAward) == 1
    rows = select(func.count()).where(AuditRow.kind == "grade_award", AuditRow.step == "propose")
    assert session.scalar(rows) == 1


def test_a_refused_award_is_not_proposed_again(money):
    award = money.proposed()
    actions.refuse(award, "重复申报", by=money.clerk, now=NOW)
    assert actions.propose_all(by=SYSTEM, now=NOW) == 0


def test_a_4a_after_a_3a_that_was_awarded_is_another_award(money):
    award = money.proposed()
    award.organization.grades.append(register.grade("4A", date(2026, 6, 1)))
    session.flush()
    (second,) = actions.propose(award.organization, by=SYSTEM, now=NOW)
    assert (second.level, second.amount) == ("4A", Decimal("20000.00"))


def test_a_3a_held_long_before_the_rule_uses_the_first_time_up(money):
    made = money.organization(
        register.grade("3A", date(2012, 3, 1)), register.grade("3A", date(2026, 3, 1))
    )
    assert actions.propose(made, by=SYSTEM, now=NOW) == []


def test_a_grade_from_before_the_districts_rule_is_not_awarded(money):
    made = money.organization(register.grade("3A", date(2024, 12, 31)))
    assert actions.propose(made, by=SYSTEM, now=NOW) == []


def test_the_database_refuses_a_second_award_for_a_grade(money):
    award = money.proposed()
    another = register.grade("3A", date(2026, 5, 1))
    award.organization.grades.append(another)
    session.flush()
    twin = GradeAward(
        organization_id=award.organization_id,
        grade_id=another.id,
        level="3A",
        amount=Decimal(10_000),
        proposed_at=NOW,
    )
    session.add(twin)
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


# --- the money


def test_approving_promises_the_money_and_paying_takes_another_person(money):
    award = money.approved()
    assert funds.free(money.line) == Decimal("40000.00")
    with pytest.raises(RefusedError) as refused:
        actions.pay(award, voucher="1", by=money.clerk, now=NOW)
    assert [f.code for f in refused.value.findings] == ["same-person-accepts-and-pays"]


def test_it_is_paid_once_by_somebody_else(money):
    award = money.approved()
    payment = actions.pay(award, voucher="DJJL-1", by=money.payer, now=NOW)
    assert (payment.amount, payment.accepted_by, payment.approved_by) == (
        Decimal("10000.00"),
        money.clerk.id,
        money.payer.id,
    )
    assert award.state is S.PAID
    with pytest.raises(WrongStateError):
        actions.pay(award, voucher="DJJL-2", by=money.payer, now=NOW)
    assert count(Payment) == 1


def test_a_line_without_a_free_balance_approves_nothing(db):
    short = Money(amount=9_999)
    award = short.proposed()
    with pytest.raises(RefusedError) as refused:
        actions.approve(award, short.line, by=short.clerk, now=NOW)
    assert [f.code for f in refused.value.findings] == ["budget-short"]
    assert award.state is S.PROPOSED


def test_refusing_gives_the_money_back_and_says_why(money):
    award = money.approved()
    with pytest.raises(RefusedError):
        actions.refuse(award, " ", by=money.clerk, now=NOW)
    actions.refuse(award, "等级证书有误", by=money.clerk, now=NOW)
    assert funds.free(money.line) == Decimal("50000.00")
    assert (award.state, award.reason) == (S.REFUSED, "等级证书有误")


def test_a_grade_that_was_cancelled_in_between_is_not_paid(money):
    award = money.approved()
    award.grade.cancelled_on = date(2026, 11, 20)
    with pytest.raises(RefusedError) as refused:
        actions.pay(award, voucher="1", by=money.payer, now=NOW)
    assert [f.code for f in refused.value.findings] == ["grade-award-grade-cancelled"]
    assert award.state is S.APPROVED


def test_who_is_on_the_serious_list_gets_nothing(money):
    award = money.proposed()
    award.organization.credit_events.append(
        register.credit(CreditKind.SERIOUS_VIOLATION, date(2026, 6, 1))
    )
    with pytest.raises(RefusedError) as refused:
        actions.approve(award, money.line, by=money.clerk, now=NOW)
    (finding,) = refused.value.findings
    assert (finding.code, finding.law) == ("grade-award-serious-list", "CRD60/R-CRD-08")


def test_the_list_costs_the_same_for_one_and_for_three(money, queries):
    from app.awards import queries as reads  # noqa: PLC0415

    def cost():
        session.expire_all()
        with queries() as seen:
            rows, _total = reads.listed(reads.Search())
            assert [(r.organization.name, r.grade.level, r.line, r.payment) for r in rows]
        return seen.selects

    money.proposed()
    one = cost()
    for name in ("澜湾区乙中心", "澜湾区丙中心"):
        made = money.organization(register.grade("4A", date(2026, 3, 1)), name=name)
        actions.propose(made, by=SYSTEM, now=NOW)
    assert cost() == one
    assert queries is not None


def test_the_list_is_filtered(money):
    money.proposed()
    search = queries.Search
    assert queries.listed(search(state=S.PROPOSED))[1] == 1
    assert queries.listed(search(state=S.PAID))[1] == 0
    assert queries.listed(search(words="青禾"))[1] == 1
    assert queries.listed(search(level="5A"))[1] == 0
    assert queries.counts(search()) == {S.PROPOSED: (1, Decimal("10000.00"))}
