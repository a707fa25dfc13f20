"""Money is promised once."""

from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from app.accounts.models import Unit
from app.accounts.states import UnitKind
from app.audit.models import AuditRow
from app.errors import RefusedError
from app.funds import actions, queries
from app.funds.actions import LineFacts
from app.permissions import Actor

BY = Actor(id=uuid4(), name="冯静")


@pytest.fixture
def unit(db):
    made = Unit(key="minzheng", name="区民政局", short_name="民政局", kind=UnitKind.DEPARTMENT)
    db.add(made)
    db.flush()
    return made


def facts(unit, **more):
    held = {
        "code": "2026-101-01",
        "name": "养老服务",
        "unit_id": unit.id,
        "year": 2026,
        "amount": Decimal("1000.00"),
        "source": "fiscal",
    }
    return LineFacts(**{**held, **more})


@pytest.fixture
def line(unit, now):
    return actions.add(facts(unit), by=BY, now=now)


def codes(refused) -> list[str]:
    return [f.code for f in refused.value.findings]


def test_what_is_promised_is_no_longer_free(line, now):
    actions.commit(line, call_id=uuid4(), amount=Decimal("600.00"), now=now)
    assert queries.free(line) == Decimal("400.00")


def test_the_last_fen_may_be_promised_and_not_one_more(line, now):
    actions.commit(line, call_id=uuid4(), amount=Decimal("999.99"), now=now)
    with pytest.raises(RefusedError) as refused:
        actions.commit(line, call_id=uuid4(), amount=Decimal("0.02"), now=now)
    assert codes(refused) == ["budget-short"]
    assert refused.value.findings[0].detail["short"] == Decimal("0.01")
    actions.commit(line, call_id=uuid4(), amount=Decimal("0.01"), now=now)
    assert queries.free(line) == 0


def test_nothing_is_not_promised(line, now):
    with pytest.raises(RefusedError) as refused:
        actions.commit(line, call_id=uuid4(), amount=Decimal(0), now=now)
    assert codes(refused) == ["amount-not-positive"]


def test_a_second_promise_to_a_call_replaces_the_first(line, now):
    call = uuid4()
    actions.commit(line, call_id=call, amount=Decimal("900.00"), now=now)
    actions.commit(line, call_id=call, amount=Decimal("1000.00"), now=now)
    assert queries.free(line) == 0


def test_a_released_promise_is_free_again(line, now):
    call = uuid4()
    actions.commit(line, call_id=call, amount=Decimal("900.00"), now=now)
    actions.release(call)
    actions.release(call)
    assert queries.free(line) == Decimal("1000.00")


def test_a_promise_shrinks_to_the_contract_and_grows_only_with_a_balance(line, now):
    call = uuid4()
    actions.commit(line, call_id=call, amount=Decimal("900.00"), now=now)
    actions.adjust(call, Decimal("850.00"))
    assert queries.free(line) == Decimal("150.00")
    with pytest.raises(RefusedError):
        actions.adjust(call, Decimal("1000.01"))
    assert queries.free(line) == Decimal("150.00")


def test_a_line_is_never_smaller_than_its_promises(line, unit, now):
    actions.commit(line, call_id=uuid4(), amount=Decimal("900.00"), now=now)
    with pytest.raises(RefusedError) as refused:
        actions.change(line, facts(unit, amount=Decimal("899.99")), by=BY, now=now)
    assert codes(refused) == ["line-below-committed"]
    actions.change(line, facts(unit, amount=Decimal("900.00")), by=BY, now=now)
    assert queries.free(line) == 0


def test_a_code_is_there_once_a_year(line, unit, now):
    with pytest.raises(RefusedError) as refused:
        actions.add(facts(unit), by=BY, now=now)
    assert codes(refused) == ["line-code-taken"]
    assert actions.add(facts(unit, year=2027), by=BY, now=now).year == 2027


def test_entering_and_changing_write_one_audit_row_each(db, line, unit, now):
    before = db.scalar(select(func.count()).select_from(AuditRow))
    actions.change(line, facts(unit, name="养老"), by=BY, now=now)
    assert db.scalar(select(func.count()).select_from(AuditRow)) == before + 1


def test_all_balances_cost_one_query(line, unit, now, queries_of):
    others = [actions.add(facts(unit, code=f"c{i}"), by=BY, now=now) for i in range(5)]
    with queries_of() as count:
        queries.balances([line, *others])
    assert count.selects == 1


@pytest.fixture
def queries_of(request):
    return request.getfixturevalue("queries")


def test_a_list_shows_balances_and_their_sum(any_db, line, unit, now):
    actions.commit(line, call_id=uuid4(), amount=Decimal("250.50"), now=now)
    actions.add(facts(unit, code="x", amount=Decimal("10.00")), by=BY, now=now)
    rows, total = queries.listed(queries.Chosen(text="养老", sort="-free"))
    assert total == 2
    assert [row.balance.free for row in rows] == [Decimal("749.50"), Decimal("10.00")]
    assert queries.total_of(queries.Chosen())[1].committed == Decimal("250.50")
