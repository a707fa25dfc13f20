"""A department, two list owners, a budget line, a negative list."""

from datetime import date
from decimal import Decimal

import pytest

from app.accounts.models import Person, RoleGrant, Unit
from app.accounts.states import UnitKind
from app.functions.models import NegativeEntry
from app.functions.rules import Facts
from app.funds.models import BudgetLine
from app.permissions import Actor, Grant, Role


@pytest.fixture
def unit(db):
    made = Unit(key="minzheng", name="区民政局", short_name="民政局", kind=UnitKind.DEPARTMENT)
    db.add(made)
    db.flush()
    return made


def list_owner(db, unit, now, username):
    made = Person(name=username, username=username, created_at=now)
    made.grants = [RoleGrant(role=Role.LIST_OWNER, scope_id=unit.id, granted_at=now)]
    db.add(made)
    db.flush()
    return made


@pytest.fixture
def drafter_person(db, unit, now):
    return list_owner(db, unit, now, "shenyan")


@pytest.fixture
def reviewer_person(db, unit, now):
    return list_owner(db, unit, now, "guning")


def actor(person) -> Actor:
    grants = tuple(Grant(g.role, g.scope_id) for g in person.grants)
    return Actor(id=person.id, name=person.name, grants=grants)


@pytest.fixture
def drafter(drafter_person):
    return actor(drafter_person)


@pytest.fixture
def reviewer(reviewer_person):
    return actor(reviewer_person)


@pytest.fixture
def line(db, unit):
    made = BudgetLine(
        code="2026-101-01",
        name="养老服务",
        unit_id=unit.id,
        year=2026,
        amount=Decimal("500000.00"),
        source="fiscal",
    )
    db.add(made)
    db.flush()
    return made


@pytest.fixture
def negative(db):
    rows = [
        ("GJ-02", "national", "应当由政府自己办的事项", "行政审批、行政处罚只能由行政机关自己办。",
         ["行政审批", "行政处罚", "行政许可"], "block", False),
        ("BD-01", "local", "纪检监察履职事项", "监督检查、问题线索处置由纪检监察机关自己办。",
         ["纪检监察", "问题线索"], "review", True),
        ("BD-02", "local", "干部人事管理", "干部考察、任免不转移。", ["干部考察"], "block", True),
    ]  # fmt: skip
    for sort, (number, layer, title, text, keywords, action, confirmed) in enumerate(rows):
        db.add(
            NegativeEntry(
                number=number,
                layer=layer,
                title=title,
                text=text,
                keywords=keywords,
                action=action,
                source="澜湾区负面清单（示例）",
                wording_confirmed=confirmed,
                since=date(2020, 3, 1),
                sort=sort,
            )
        )
    db.flush()


@pytest.fixture
def facts(unit, line):
    def make(**more) -> Facts:
        held = {
            "name": "高龄和独居老年人定期探访",
            "unit_id": unit.id,
            "field": "elder_child_care",
            "basis": "民政局职责规定（示例）",
            "content": "每周探访独居老年人，看身体、看居住安全、听需求。",
            "conditions": "能独立承担民事责任。",
            "reason": "要走到居民身边去做",
            "fee_standard": "每人次 14 元",
            "budget_line_id": line.id,
            "budget_amount": Decimal("480000.00"),
        }
        return Facts(**{**held, **more})

    return make
