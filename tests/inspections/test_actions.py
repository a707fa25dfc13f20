"""A plan's way from the announcement to the published results, and the orders on it."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.credit import actions as credit
from app.credit.models import CreditProposal
from app.errors import NotFoundError, RefusedError, WrongStateError
from app.inspections import actions, queries, rules
from app.inspections.rules import Visit
from app.inspections.states import InspectionKind, InspectionState, PlanState, Result
from app.notices.models import Notice
from app.organizations.states import CreditKind
from app.permissions import Role
from matching.draw import problems_of
from tests import register
from tests.conftest import NOW
from tests.register import TODAY

DRAW = datetime(2026, 11, 25, 21, 30, tzinfo=clock.SHANGHAI)
AFTER = DRAW + timedelta(minutes=5)
GOOD = Visit(result=Result.GOOD, visited_on=date(2026, 11, 26), papers_shown=True)
BAD = Visit(
    result=Result.PROBLEMS,
    visited_on=date(2026, 11, 26),
    papers_shown=True,
    findings="未按章程召开理事会，账目记载不全",
    order_no="〔2026〕责改3号",
    rectify_by=date(2026, 12, 20),
)


@pytest.fixture
def bureau(db):
    unit = register.unit("区民政局")
    return register.actor(register.person("吴岚", (Role.CIVIL_AFFAIRS, unit)))


@pytest.fixture
def people(db, bureau):
    found = {}
    for number in range(4):
        unit = register.unit(f"区第{number}局")
        person = register.person(f"检查{number}", (Role.REVIEWER, unit))
        actions.add_inspector(
            person,
            unit,
            number=f"ZF-{number:03}",
            valid_until=date(2027, 12, 31),
            by=bureau,
            now=NOW,
        )
        found[person.id] = register.actor(person)
    return found


@pytest.fixture
def plan(db, bureau, people):
    made = register.organization()
    made.annual_reports.append(register.report(2025))
    db.flush()
    facts = {
        "number": "〔2026〕抽查1号",
        "title": "2026年度双随机抽查",
        "kind": InspectionKind.RANDOM,
        "year": 2026,
        "matters": "章程、财务、活动",
        "departments": [],
        "source": "2026年11月25日福利彩票开奖号码",
        "draw_at": DRAW,
        "visits_until": date(2026, 12, 31),
    }
    return actions.plan(facts, by=bureau, now=NOW)


@pytest.fixture
def inspection(db, plan, bureau):
    actions.announce(plan, by=bureau, now=NOW)
    actions.draw(plan, "03 07 12 19 22 30", by=bureau, now=AFTER)
    db.flush()
    (one,) = plan.inspections
    return one


def seats(inspection, people):
    return [people[s.inspector.person_id] for s in inspection.seats if s.recused_at is None]


def codes(refused):
    return [f.code for f in refused.value.findings]


VISIT = datetime(2026, 11, 26, 16, 0, tzinfo=clock.SHANGHAI)


def test_the_pool_is_frozen_before_the_source_speaks_and_nobody_draws_early(db, plan, bureau):
    actions.announce(plan, by=bureau, now=NOW)
    assert plan.pool["green"]["size"] == 1
    register.organization("澜湾区后来中心")  # too late for this pool
    with pytest.raises(RefusedError) as early:
        actions.draw(plan, "1 2 3", by=bureau, now=DRAW - timedelta(seconds=1))
    assert codes(early) == ["draw-too-early"]
    actions.draw(plan, "1  2 3", by=bureau, now=AFTER)
    assert plan.announced == "1 2 3"
    assert len(plan.draw["organizations"]["green"]["pool"]) == 1
    assert all(problems_of(part) == [] for _name, part in rules.parts(plan.draw))
    with pytest.raises(WrongStateError):
        actions.draw(plan, "4 5 6", by=bureau, now=AFTER)


def test_two_drawn_inspectors_record_and_sign_and_nobody_else(db, inspection, people, bureau):
    first, second = seats(inspection, people)
    with pytest.raises(RefusedError) as stranger:
        actions.record(inspection, GOOD, by=bureau, now=VISIT)
    assert codes(stranger) == ["not-drawn"]
    actions.record(inspection, GOOD, by=first, now=VISIT)
    with pytest.raises(RefusedError) as alone:
        actions.sign(inspection, by=first, now=VISIT)
    assert codes(alone) == ["second-inspector"]
    actions.send_back(inspection, "日期写错了", by=second, now=VISIT)
    actions.record(inspection, GOOD, by=first, now=VISIT)
    actions.sign(inspection, by=second, now=VISIT)
    assert inspection.state is InspectionState.PASSED
    assert inspection.organization.credit_events == []


def test_whoever_steps_back_is_replaced_by_the_next_of_the_draw(db, inspection, people):
    seat = inspection.seats[0]
    order = inspection.plan.draw["inspectors"][inspection.organization.uscc]["order"]
    made = actions.recuse(seat, "配偶在该组织任职", by=seats(inspection, people)[0], now=AFTER)
    assert made.inspector.number == order[2]
    assert len(actions.seated(inspection)) == 2
    assert seat.inspector.person_id not in actions.seated(inspection)


def test_an_order_is_a_sign_until_it_is_verified_and_a_cause_when_it_is_overdue(
    db, inspection, people, bureau
):
    first, second = seats(inspection, people)
    center = inspection.organization
    owner = register.actor(register.person("林晓", (Role.ORG_ADMIN, center)))
    actions.record(inspection, BAD, by=first, now=VISIT)
    actions.sign(inspection, by=second, now=VISIT)
    db.flush()
    db.expire(center)
    (event,) = center.credit_events
    assert (event.kind, event.lifted_on, event.number) == (
        CreditKind.INSPECTION,
        None,
        "〔2026〕责改3号",
    )
    late = datetime(2026, 12, 21, 9, 0, tzinfo=clock.SHANGHAI)
    credit.propose_due(VISIT)
    assert db.scalars(select(CreditProposal)).all() == []
    credit.propose_due(late)
    (proposal,) = db.scalars(select(CreditProposal)).all()
    assert proposal.ground == "rectification"
    actions.answer(inspection, "已补开理事会，账目已补记", by=owner, now=late)
    actions.reject(inspection, "缺会议纪要", by=bureau, now=late)
    actions.answer(inspection, "会议纪要已附", by=owner, now=late)
    actions.verify(inspection, "已到场核对", by=bureau, now=late)
    assert inspection.state is InspectionState.RECTIFIED
    assert event.lifted_on == clock.local_date(late)
    told = db.scalars(select(Notice.code).where(Notice.person_id == owner.id)).all()
    assert told == ["inspection-ordered", "inspection-rejected", "inspection-verified"]


def test_the_results_are_published_when_all_are_in(db, inspection, people, bureau):
    plan = inspection.plan
    with pytest.raises(RefusedError) as early:
        actions.publish(plan, by=bureau, now=VISIT)
    assert codes(early) == ["results-missing"]
    first, second = seats(inspection, people)
    actions.record(inspection, GOOD, by=first, now=VISIT)
    actions.sign(inspection, by=second, now=VISIT)
    key = inspection.organization_id
    assert queries.of_organization(key, public=True) == []
    actions.publish(plan, by=bureau, now=VISIT)
    assert plan.state is PlanState.PUBLISHED
    assert [i.id for i in queries.of_organization(key, public=True)] == [inspection.id]


def test_a_plan_without_inspectors_is_not_drawn(db, bureau):
    register.organization()
    facts = {
        "number": "〔2026〕抽查2号",
        "title": "抽查",
        "kind": InspectionKind.SPECIAL,
        "year": 2026,
        "matters": "x",
        "departments": [],
        "source": "开奖号码",
        "draw_at": DRAW,
        "visits_until": TODAY,
    }
    plan = actions.plan(facts, by=bureau, now=NOW)
    actions.announce(plan, by=bureau, now=NOW)
    with pytest.raises(RefusedError) as few:
        actions.draw(plan, "1", by=bureau, now=AFTER)
    assert codes(few) == ["too-few-inspectors"]
    assert plan.state is PlanState.ANNOUNCED
    with pytest.raises(NotFoundError):
        queries.get(plan.id)
