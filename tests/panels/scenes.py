"""Calls on their way from the opening to the result. Everybody in them is invented."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

from app.calls.models import Criterion
from app.db import session
from app.panels import actions as panels
from app.panels import queries as panel_queries
from app.panels.models import Expert, Panel, PanelMember
from app.permissions import Actor, Role
from app.projects.models import Project
from app.results import actions as results
from app.results import queries
from app.submissions import actions as submissions
from app.submissions import ceremony
from app.submissions.models import Submission
from app.track_records.models import TrackRecord
from tests import bids, register
from tests.bids import NOW, OPENING

LEVELS = [
    {"low": "16", "high": "25", "text": "逐项写明做法、频次、负责人和合格标准。"},
    {"low": "0", "high": "15", "text": "只回应了一部分服务内容。"},
]
SCHEME = {
    "step": "0.5",
    "half_life_days": 730,
    "kappa": "2",
    "grade_points": {"5A": "10", "4A": "8", "3A": "6", "2A": "0", "1A": "0"},
}
FIELD = "elder_child_care"
NAMES = ("澜湾区同心社会工作服务中心", "澜湾区青禾社会工作服务中心", "澜湾区新芽青少年中心")
CHECKED = OPENING + timedelta(hours=1)
DRAWN = OPENING + timedelta(hours=2)
SCORED = OPENING + timedelta(days=3)
CONTENT = "为独居老年人每周上门探访，检查居家安全，陪伴就医，建立台账并做满意度回访。"


def criteria() -> list[Criterion]:
    """Return the scheme of the journey: grade, record, fit, three judged parts, price."""
    rows = (
        ("grade", "grade", "评估等级", "10"),
        ("track_record", "track_record", "履约记录", "20"),
        ("fit", "fit", "契合度", "10"),
        ("plan", "judged", "服务方案", "25"),
        ("team", "judged", "团队与排班", "15"),
        ("safety", "judged", "应急与安全", "10"),
        ("price", "price", "价格", "10"),
    )
    found = [bids.criterion(*row, sort) for sort, row in enumerate(rows)]
    for one in found:
        one.levels = LEVELS if one.key == "plan" else []
    return found


@dataclass
class Scene:
    """A call with the people around it."""

    call: Project
    buyer: Actor
    reviewer: Actor
    people: dict[str, object] = field(default_factory=dict)

    @property
    def submissions(self) -> list[Submission]:
        """Return what was opened, by name of organization."""
        return sorted(queries.opened(self.call.id), key=lambda s: s.organization.name)

    def of(self, name: str) -> Submission:
        """Return the submission of an organization."""
        return next(s for s in self.submissions if s.organization.name == name)


def opened(set_clock, names=NAMES, prices=(), **more) -> Scene:
    """Return a call that has been opened, its clock an hour after."""
    set_clock(NOW)
    unit = bids.bureau()
    facts = {"scheme": SCHEME, "content": CONTENT, "fields": [FIELD]} | more
    call = bids.project(unit, **facts)
    call.criteria.clear()
    session.flush()
    call.criteria.extend(criteria())
    session.flush()
    buyer = register.person("周敏", (Role.PURCHASER, unit), (Role.OPENER, unit))
    reviewer = register.person("陈芳", (Role.REVIEWER, unit))
    scene = Scene(call, register.actor(buyer), register.actor(reviewer))
    scene.people |= {"buyer": buyer, "reviewer": reviewer, "unit": unit}
    for number, name in enumerate(names):
        price = prices[number] if number < len(prices) else f"{400000 + 10000 * number}.00"
        hand_in(scene, name, price)
    set_clock(OPENING)
    ceremony.open_all(call, by=scene.buyer)
    set_clock(CHECKED)
    return scene


def hand_in(scene: Scene, name: str, price: str) -> None:
    """Have an organization of the register hand in a bid."""
    organization = register.organization(name, scope="为老年人提供探访、陪伴、居家安全检查等服务")
    register.listed(organization)
    person = register.person("林晓", (Role.ORG_ADMIN, organization))
    by = register.actor(person)
    submission = submissions.start(scene.call, organization=organization, by=by, now=NOW)
    seen = bids.filled(submission, by, bids.bid(price))
    submissions.submit(submission, key=uuid4(), seen=seen, by=by)
    scene.people[name] = person


def qualified(set_clock, **more) -> Scene:
    """Return a call whose bidders all qualified, unless the register says otherwise."""
    scene = opened(set_clock, **more)
    qualify(scene)
    return scene


def qualify(scene: Scene) -> None:
    """Decide as the register suggests."""
    rows = queries.to_check(scene.call)
    decisions = {r.submission.id: results.Decision(passed=not r.findings) for r in rows}
    results.qualify_all(scene.call, decisions, by=scene.buyer, now=CHECKED)


def expert(
    number: int, *, employer: str = "", until: date = date(2027, 12, 31), fields=(FIELD,)
) -> Expert:
    """Return an expert of the pool, each with an employer of its own."""
    person = register.person(f"专家{number:02d}")
    person.grants.append(
        register.RoleGrant(id=uuid4(), role=Role.EXPERT, scope_id=person.id, granted_at=NOW)
    )
    made = Expert(
        id=uuid4(),
        person_id=person.id,
        number=f"ZJ-{number:03d}",
        name=person.name,
        employer=employer or f"澜城第{number}研究所",
        title="研究员",
        fields=list(fields),
        valid_until=until,
    )
    session.add(made)
    session.flush()
    return made


def paneled(set_clock, seats: int = 5, pool: int = 8, **more) -> Scene:
    """Return a call whose panel is drawn."""
    scene = qualified(set_clock, **more)
    for number in range(1, pool + 1):
        expert(number)
    set_clock(DRAWN)
    panels.form(scene.call, size=seats, by=scene.buyer, now=DRAWN)
    return scene


def panel_of(scene: Scene) -> Panel:
    """Return the panel."""
    found = panel_queries.panel_of(scene.call.id)
    assert found is not None
    return found


def actor_of(member: PanelMember) -> Actor:
    """Return an expert as the one who acts."""
    person = session.get(register.Person, member.expert.person_id)
    return register.actor(person)


def points(seat: int, bid: int, most: Decimal) -> str:
    """Return points that differ a little by seat and bid."""
    return str(most - Decimal(bid) - Decimal(seat % 3) / 2)


def score(scene: Scene) -> None:
    """Have every member accept, fill in and sign everything."""
    panel = panel_of(scene)
    order = {s.id: n for n, s in enumerate(scene.submissions)}
    for member in panel_queries.sitting(panel):
        by = actor_of(member)
        panels.accept(member, seen=True, tied=False, by=by, now=SCORED)
        session.flush()
        for sheet in panel_queries.sheets(member):
            typed = {
                cell.key: (points(member.place, order[sheet.submission_id], cell.most), "频次不够")
                for cell in panel_queries.cells(sheet)
            }
            assert panels.save_marks(sheet, typed, now=SCORED) == []
            panels.sign(sheet, by=by, now=SCORED)


def scored(set_clock, **more) -> Scene:
    """Return a call whose sheets are all signed."""
    scene = paneled(set_clock, **more)
    set_clock(SCORED)
    score(scene)
    return scene


def ranked(set_clock, **more) -> Scene:
    """Return a call with its ranking."""
    scene = scored(set_clock, **more)
    results.compute(scene.call, by=scene.buyer, now=SCORED)
    return scene


def record(organization, *, score: str, ends: date = date(2026, 6, 30), content: str = CONTENT):
    """Return a performed contract of an organization."""
    made = TrackRecord(
        id=uuid4(),
        organization_id=organization.id,
        title="独居老年人探访服务",
        buyer="区民政局",
        content=content,
        fields=[FIELD],
        amount=Decimal(100000),
        starts_on=ends - timedelta(days=300),
        ends_on=ends,
        score_cents=int(Decimal(score) * 100),
        recorded_at=NOW,
    )
    session.add(made)
    session.flush()
    return made


def a_round(set_clock, pool: int) -> Scene:
    """Return a venture round with its ranking; three ask for 30,000 yuan each."""
    set_clock(NOW)
    call = bids.venture(pool=Decimal(pool))
    officer = register.person("陆怡然", (Role.CIVIL_AFFAIRS, call.unit), (Role.OPENER, call.unit))
    scene = Scene(call, register.actor(officer), register.actor(officer))
    scene.people["buyer"] = officer
    for name in NAMES:
        bids.handed_in(call, name, bids.application())
    set_clock(OPENING)
    ceremony.open_all(call, by=scene.buyer)
    qualify(scene)
    for number in range(1, 6):
        expert(number)
    panels.form(call, size=5, by=scene.buyer, now=DRAWN)
    score(scene)
    results.compute(call, by=scene.buyer, now=SCORED)
    return scene
