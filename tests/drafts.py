"""A department with its people, money and list, and a draft that nothing stands against. All invented."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from app import clock
from app.accounts.models import Person, RoleGrant, Unit
from app.accounts.states import UnitKind
from app.db import session
from app.functions.models import CatalogueCode, FunctionItem, NegativeEntry
from app.functions.states import ItemState
from app.funds.models import BudgetLine
from app.permissions import Actor, Grant, Role
from app.projects import actions
from app.projects.models import Project
from app.rounds import actions as round_actions
from app.rounds.models import Round


def unit(name: str = "区民政局", kind: UnitKind = UnitKind.DEPARTMENT) -> Unit:
    """Return a new unit."""
    made = Unit(id=uuid4(), key=f"u{uuid4().hex[:12]}", name=name, short_name=name, kind=kind)
    session.add(made)
    session.flush()
    return made


def person(name: str, of: Unit, *roles: Role, now: datetime) -> Person:
    """Return somebody with roles at a unit."""
    made = Person(id=uuid4(), name=name, username=f"p{uuid4().hex[:12]}", created_at=now)
    made.grants = [RoleGrant(role=r, scope_id=of.id, granted_at=now) for r in roles]
    session.add(made)
    session.flush()
    return made


def actor(of: Person) -> Actor:
    """Return who a person is when acting."""
    return Actor(of.id, of.name, tuple(Grant(g.role, g.scope_id) for g in of.grants))


def line(of: Unit, amount: str = "500000.00", **more: Any) -> BudgetLine:
    """Return a budget line."""
    facts: dict[str, Any] = {"year": 2026, "source": "fiscal", "name": "养老服务专项"} | more
    made = BudgetLine(
        id=uuid4(), code=f"{uuid4().hex[:12]}", unit_id=of.id, amount=Decimal(amount), **facts
    )
    session.add(made)
    session.flush()
    return made


def item(of: Unit, now: datetime) -> FunctionItem:
    """Return a published item of the list."""
    made = FunctionItem(
        id=uuid4(),
        number=f"LW-ZY-{uuid4().hex[:6]}",
        name="高龄和独居老年人定期探访",
        unit_id=of.id,
        field="elder_child_care",
        state=ItemState.PUBLISHED,
        created_at=now,
    )
    session.add(made)
    session.flush()
    return made


def negative(word: str = "行政处罚", action: str = "block") -> NegativeEntry:
    """Return an entry of the negative list."""
    made = NegativeEntry(
        id=uuid4(),
        number=f"FM-{uuid4().hex[:4]}",
        layer="local",
        title=word,
        text=f"{word}由行政机关自己办，不得交给社会组织。",
        keywords=[word],
        action=action,
        source="区级负面清单（示例）",
        since=date(2020, 3, 1),
    )
    session.add(made)
    session.flush()
    return made


def code() -> CatalogueCode:
    """Return a code of the catalogue."""
    made = session.get(CatalogueCode, "C05010400")
    if made is None:
        made = CatalogueCode(code="C05010400", name="养老服务", level=3)
        session.add(made)
        session.flush()
    return made


def answers(of: Unit, now: datetime, *, paid_by: BudgetLine | None = None) -> dict[str, Any]:
    """Return everything that a drafter fills in, so that nothing stands against publishing."""
    today = clock.local_date(now)
    return {
        "item": {
            "item_id": item(of, now).id,
            "budget_line_id": (paid_by or line(of)).id,
            "mode": "project_letting",
        },
        "work": {
            "title": "独居老年人居家安全与陪伴服务",
            "summary": "为三个街道 640 位独居老人每周探访。",
            "service_object": "云栖、望潮、桥头三个街道的独居老年人 640 位",
            "content": "每人每周至少探访 1 次\n维护居家报警设备\n30 分钟内响应紧急呼叫",
            "place": "云栖、望潮、桥头街道",
            "fields": ["elder_child_care"],
            "catalogue_code": code().code,
            "need_ids": [str(uuid4())],
        },
        "time": {
            "questions_until": clock.at_local(today + timedelta(days=7), 17),
            "deadline_at": clock.at_local(today + timedelta(days=14), 15),
            "opening_at": clock.at_local(today + timedelta(days=14), 15, 30),
            "service_from": date(2027, 1, 1),
            "service_to": date(2027, 12, 31),
            "ceiling": Decimal("480000.00"),
            "payment_percents": [30, 40, 30],
            "acceptance": "每季度交台账，街道抽查一成，期末开验收会。",
        },
    }


def project(of: Unit, by: Actor, now: datetime, **more: Any) -> Project:
    """Return a draft that is filled in; `more` changes columns afterwards."""
    made = actions.draft(of.id, by=by, now=now)
    for subject, values in answers(of, now).items():
        actions.save(made, subject, values, by=by, now=now)
    for name, value in more.items():
        setattr(made, name, value)
    session.flush()
    session.refresh(made)
    return made


def round_answers(of: Unit, now: datetime) -> dict[str, Any]:
    """Return everything that is filled in for a round, so that nothing stands against publishing."""
    today = clock.local_date(now)
    return {
        "theme": {
            "title": "第九届公益创投（2027年度）",
            "theme": "一老一小、助残、社区治理",
            "summary": "资助社区里办得成、看得见的小事。",
            "content": "养老育幼\n残疾人服务\n社区治理",
            "fields": ["elder_child_care", "community_service"],
        },
        "money": {
            "budget_line_id": line(of, "5000000.00", source="lottery", name="公益创投").id,
            "pool": Decimal("4200000.00"),
            "grant_cap": Decimal("80000.00"),
            "labour_share_max": Decimal("50.00"),
            "own_share_min": Decimal("10.00"),
        },
        "time": {
            "questions_until": clock.at_local(today + timedelta(days=14), 17),
            "deadline_at": clock.at_local(today + timedelta(days=24), 17, 30),
            "opening_at": clock.at_local(today + timedelta(days=27), 9),
            "performs_from": date(2027, 2, 1),
            "performs_to": date(2027, 11, 30),
        },
    }


def round_(of: Unit, by: Actor, now: datetime) -> Round:
    """Return a draft of a round that is filled in."""
    made = round_actions.draft(of.id, by=by, now=now)
    for subject, values in round_answers(of, now).items():
        round_actions.save(made, subject, values, by=by, now=now)
    session.flush()
    session.refresh(made)
    return made
