"""The pages of the budget."""

from decimal import Decimal
from http import HTTPStatus
from uuid import uuid4

import pytest

from app.accounts.models import Person, RoleGrant, Unit
from app.accounts.states import UnitKind
from app.funds import actions, queries
from app.funds.models import BudgetLine
from app.permissions import Role


def text(answer) -> str:
    return answer.get_data(as_text=True)


def person(db, now, role, unit):
    made = Person(name=role, username=f"{role}-{unit.key}", created_at=now)
    made.grants = [RoleGrant(role=role, scope_id=unit.id, granted_at=now)]
    db.add(made)
    db.flush()
    return made


@pytest.fixture
def unit(db):
    made = Unit(key="minzheng", name="区民政局", short_name="民政局", kind=UnitKind.DEPARTMENT)
    db.add(made)
    db.flush()
    return made


@pytest.fixture
def other(db):
    made = Unit(key="sifa", name="区司法局", short_name="司法局", kind=UnitKind.DEPARTMENT)
    db.add(made)
    db.flush()
    return made


@pytest.fixture
def line(db, unit):
    def make(name="养老服务", of=unit, amount="1000.00"):
        made = BudgetLine(
            code=str(uuid4())[:8], name=name, unit_id=of.id, year=2026,
            amount=Decimal(amount), source="fiscal",
        )  # fmt: skip
        db.add(made)
        db.flush()
        return made

    return make


@pytest.fixture
def finance(db, now, unit, sign_in):
    return sign_in(person(db, now, Role.FINANCE, unit))


def test_a_purchaser_sees_the_lines_of_the_own_unit_alone(db, now, unit, other, line, sign_in):
    mine, theirs = line("养老服务"), line("法律援助", of=other)
    browser = sign_in(person(db, now, Role.PURCHASER, unit))
    page = text(browser.get("/funds/"))
    assert "养老服务" in page
    assert "法律援助" not in page
    assert "法律援助" not in browser.get("/funds/export.csv").data.decode("utf-8-sig")
    assert browser.get(f"/funds/{mine.id}").status_code == HTTPStatus.OK
    assert browser.get(f"/funds/{theirs.id}").status_code == HTTPStatus.NOT_FOUND


def test_finance_sees_all_lines_with_their_balances(now, finance, line, other):
    actions.commit(line("养老服务"), call_id=uuid4(), amount=Decimal("400.50"), now=now)
    line("法律援助", of=other)
    page = text(finance.get("/funds/?sort=-free&q=服务"))
    assert "599.50" in page
    assert "法律援助" not in page
    assert "法律援助" in text(finance.get("/funds/"))


@pytest.mark.parametrize("query", ["?year=x", "?unit=x", "?source=x", "?sort=x", "?page=99"])
def test_an_odd_address_is_no_error(finance, line, query):
    line()
    assert finance.get(f"/funds/{query}").status_code == HTTPStatus.OK


FORM = {
    "code": "2026-1",
    "name": "托育服务",
    "year": "2026",
    "amount": "120,000",
    "source": "fiscal",
}


def test_finance_enters_and_changes_a_line(finance, unit):
    form = {**FORM, "unit_id": str(unit.id)}
    assert finance.get("/funds/new").status_code == HTTPStatus.OK
    address = finance.post("/funds/new", data=form).location
    assert "120,000.00" in text(finance.get(address))
    assert finance.get(f"{address}/edit").status_code == HTTPStatus.OK
    answer = finance.post(f"{address}/edit", data={**form, "amount": "130000"})
    assert answer.location == address
    assert "130,000.00" in text(finance.get(address))
    again = finance.post("/funds/new", data=form)
    assert again.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "托育服务" in text(again)


def test_a_line_is_not_made_smaller_than_what_is_promised(now, finance, line, unit):
    held = line()
    actions.commit(held, call_id=uuid4(), amount=Decimal(900), now=now)
    form = {**FORM, "unit_id": str(unit.id), "amount": "899"}
    answer = finance.post(f"/funds/{held.id}/edit", data=form)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "jl-err" in text(answer)
    assert queries.free(held) == Decimal(100)


@pytest.mark.parametrize("form", [{}, {**FORM, "amount": "much"}, {**FORM, "year": "26"}])
def test_a_form_with_faults_keeps_what_was_typed(finance, form):
    answer = finance.post("/funds/new", data=form)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "jl-errors" in text(answer)
    assert form.get("amount", "") in text(answer)


def test_others_do_not_write(db, now, unit, sign_in, client):
    browser = sign_in(person(db, now, Role.PURCHASER, unit))
    assert browser.post("/funds/new", data=FORM).status_code == HTTPStatus.FORBIDDEN
    assert client.get("/funds/").status_code in (302, 401)


def test_the_list_costs_the_same_for_one_and_three_lines(finance, line, request, db):
    watch = request.getfixturevalue("queries")
    costs = []
    for more in (1, 2):
        for _ in range(more):
            line()
        db.expire_all()
        with watch() as count:
            finance.get("/funds/")
        costs.append(count.selects)
    assert costs[0] == costs[1]
