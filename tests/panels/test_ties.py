"""Whoever is tied to a bidder is not drawn, not seated, sees nothing and counts for nothing."""

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from app.audit.models import AuditRow
from app.db import session
from app.errors import RefusedError, WrongStateError
from app.law import Track, law_at
from app.notices.models import Notice
from app.panels import actions, queries, rules
from app.panels.models import Mark, Sheet
from app.panels.states import MemberState, SheetState, TieKind
from app.permissions import Role
from app.results import actions as results
from tests import register
from tests.panels import scenes
from tests.panels.scenes import DRAWN, NOW, SCORED

TODAY = SCORED.date()
LAW = law_at(TODAY, Track.SUB)

pytestmark = pytest.mark.usefixtures("any_db")


@pytest.fixture
def scene(db, set_clock):
    made = scenes.paneled(set_clock)
    set_clock(SCORED)
    return made


@pytest.fixture
def panel(scene):
    return scenes.panel_of(scene)


@pytest.fixture
def member(panel):
    return panel.members[0]


def bidder(scene):
    return scene.submissions[0].organization


def declare(scene, expert, **more):
    facts = {"kind": TieKind.OTHER, "reason": "是青禾的前理事", "by": scene.reviewer, "now": SCORED}
    return actions.declare(expert, bidder(scene), **(facts | more))


def steps(*names) -> list[AuditRow]:
    asked = select(AuditRow).where(AuditRow.step.in_(names)).order_by(AuditRow.seq)
    return list(session.scalars(asked))


# --- rules


@pytest.mark.parametrize(
    ("ended_on", "stands"),
    [
        (None, True),
        (date(2023, 12, 1), True),
        (date(2023, 11, 30), True),
        (date(2023, 11, 29), False),
        (date(2024, 2, 29), True),
    ],
)
def test_a_tie_counts_three_years_from_its_end_that_day_included(ended_on, stands):
    assert rules.tie_stands(ended_on, date(2026, 11, 30), LAW) is stands


def test_a_leap_day_ends_with_the_first_of_march():
    assert rules.tie_stands(date(2024, 2, 29), date(2027, 3, 1), LAW)
    assert not rules.tie_stands(date(2024, 2, 29), date(2027, 3, 2), LAW)


@pytest.mark.parametrize(
    ("kind", "ended_on", "reason", "codes"),
    [
        (TieKind.EMPLOYMENT, TODAY, "前员工", []),
        (TieKind.KINSHIP, None, "配偶任职", []),
        (TieKind.KINSHIP, TODAY, "配偶任职", ["tie-has-no-end"]),
        (TieKind.CONTRACT, TODAY.replace(year=2027), "督导合同", ["tie-ends-later"]),
        (TieKind.OTHER, None, " ", ["recusal-reason-missing"]),
        (TieKind.OTHER, None, "长" * 1001, ["recusal-reason-too-long"]),
    ],
)
def test_a_tie_says_what_it_is(kind, ended_on, reason, codes):
    found = rules.tie(kind=kind, ended_on=ended_on, on=TODAY, reason=reason)
    assert [f.code for f in found] == codes


# --- drawing


def test_whoever_declared_a_tie_or_bears_the_name_of_the_head_is_not_drawn(db, set_clock):
    scene = scenes.qualified(set_clock)
    experts = [scenes.expert(number) for number in range(1, 9)]
    declare(scene, experts[0], now=DRAWN)
    declare(
        scene, experts[1], kind=TieKind.EMPLOYMENT, ended_on=date(2020, 1, 1), now=DRAWN
    )  # long ago
    bidder(scene).legal_representative = experts[2].name
    draw = actions.form(scene.call, size=5, by=scene.buyer, now=DRAWN).draw
    assert draw["excluded"] == {"ZJ-001": "declared", "ZJ-003": "bidder-head"}


def test_the_record_tells_who_shares_an_employer_but_no_employer(panel):
    assert set(panel.draw["employers"].values()) == {str(n) for n in range(1, 9)}


# --- a tie that comes late


def test_a_tie_declared_after_signing_voids_the_sheets_by_a_new_version(scene, panel, member):
    scenes.score(scene)
    before = len(steps("declare", "void"))
    declare(scene, member.expert)
    assert member.state is MemberState.RECUSED
    versions = session.scalars(select(Sheet).where(Sheet.member_id == member.id)).all()
    old = [s for s in versions if s.number == 1]
    new = [s for s in versions if s.number == 2]
    assert {s.state for s in old} == {SheetState.SIGNED}
    assert all(s.ended_at == SCORED and s.signed_at and s.marks for s in old)
    assert {s.state for s in new} == {SheetState.VOID}
    assert session.scalar(select(func.count(Mark.id))) == 5 * 3 * 3
    rows = steps("declare", "void")[before:]
    assert [(r.kind, r.step) for r in rows] == [("tie", "declare")] + [("sheet", "void")] * 3 + [
        ("panel_member", "void")
    ]
    assert rows[1].detail["note"] == "是青禾的前理事"


def test_the_next_in_order_is_asked_and_the_panel_is_open_again(scene, panel, member):
    scenes.score(scene)
    assert queries.is_closed(panel)
    declare(scene, member.expert)
    after = panel.members[-1]
    assert after.expert.number == panel.draw["order"][5] == panel.draw["after"][0]["next"]
    assert after.state is MemberState.ASKED
    assert not queries.is_closed(panel)
    with pytest.raises(WrongStateError):
        results.compute(scene.call, by=scene.buyer, now=SCORED)


def test_the_next_in_order_is_passed_over_if_tied(scene, panel, member):
    passed = queries.by_number(panel.draw["order"][5])
    declare(scene, passed)
    declare(scene, member.expert)
    (event,) = panel.draw["after"]
    assert event["out"][passed.number] == "declared"
    assert event["next"] == panel.draw["order"][6]
    assert rules.problems_of(panel.draw) == []


def test_with_an_empty_seat_nothing_is_computed(db, set_clock):
    scene = scenes.scored(set_clock, pool=5)
    panel = scenes.panel_of(scene)
    declare(scene, panel.members[0].expert)
    assert len(queries.sitting(panel)) == 4
    assert not queries.is_closed(panel)
    assert not queries.standings([scene.call.id])[scene.call.id].closed
    with pytest.raises(WrongStateError):
        queries.marks_of(scene.call.id)


def test_a_tie_to_somebody_else_leaves_the_panel_alone(scene, panel, member):
    stranger = register.organization("澜湾区旁观社")
    facts = {"kind": TieKind.OTHER, "reason": "理事", "by": scene.reviewer, "now": SCORED}
    actions.declare(member.expert, stranger, **facts)
    assert member.state is MemberState.ASKED


def test_after_the_report_the_unit_is_told_and_decides(db, set_clock):
    scene = scenes.ranked(set_clock)
    member = scenes.panel_of(scene).members[0]
    declare(scene, member.expert)
    assert member.state is MemberState.ACCEPTED
    assert session.scalars(select(Notice).where(Notice.code == "panel-tie-late")).all()


# --- a conflict that nobody declared


def work_for_a_bidder(scene, member):
    person = session.get(register.Person, member.expert.person_id)
    grant = register.RoleGrant(
        id=uuid4(), role=Role.ORG_USER, scope_id=bidder(scene).id, granted_at=NOW
    )
    person.grants.append(grant)
    session.flush()


def test_whoever_has_a_conflict_cannot_accept(scene, member):
    work_for_a_bidder(scene, member)
    with pytest.raises(RefusedError) as refused:
        actions.accept(member, seen=True, tied=False, by=scenes.actor_of(member), now=SCORED)
    assert [f.code for f in refused.value.findings] == ["tied-must-recuse"]


def test_whoever_has_a_conflict_neither_marks_nor_signs_nor_counts(scene, panel, member):
    scenes.score(scene)
    sheet = queries.sheets(member)[0]
    work_for_a_bidder(scene, member)
    for verb in (
        lambda: actions.save_marks(sheet, {"plan": ("1", "")}, now=SCORED),
        lambda: actions.sign(sheet, by=scenes.actor_of(member), now=SCORED),
        lambda: results.compute(scene.call, by=scene.buyer, now=SCORED),
    ):
        with pytest.raises(RefusedError):
            verb()
    actions.void(member, by=scene.buyer, now=SCORED)
    assert (member.state, len(queries.sitting(panel))) == (MemberState.RECUSED, 5)
    with pytest.raises(WrongStateError):
        actions.void(panel.members[1], by=scene.buyer, now=SCORED)


def test_an_employer_that_becomes_a_bidder_takes_the_expert_off(scene, member):
    expert = member.expert
    facts = {"title": "", "fields": expert.fields, "valid_until": expert.valid_until}
    name = bidder(scene).name
    actions.change(expert, employer=name, by=scene.reviewer, now=SCORED, **facts)
    assert member.state is MemberState.RECUSED


# --- lifting


def test_a_lifted_tie_counts_no_more_and_is_lifted_once_with_a_reason(scene, panel):
    spare = queries.by_number(panel.draw["order"][5])
    tie = declare(scene, spare)
    with pytest.raises(RefusedError):
        actions.lift(tie, " ", by=scene.reviewer, now=SCORED)
    actions.lift(tie, "同名的另一个人", by=scene.reviewer, now=SCORED)
    assert queries.conflicts(scene.call, TODAY) == {}
    with pytest.raises(WrongStateError):
        actions.lift(tie, "再一次", by=scene.reviewer, now=SCORED)


# --- pages


@pytest.fixture
def expert(member, sign_in):
    return sign_in(session.get(register.Person, member.expert.person_id))


def text(answer) -> str:
    return answer.get_data(as_text=True)


def test_an_expert_declares_on_a_page_and_is_off_the_panel(scene, member, expert):
    form = {"kind": "kinship", "reason": "配偶任理事长"}
    unknown = expert.post("/panels/ties", data=form | {"organization": "没有的社"})
    assert unknown.status_code == 422
    assert "登记库里没有" in text(unknown)
    name = bidder(scene).name
    assert expert.post("/panels/ties", data=form | {"organization": name}).status_code == 302
    assert "配偶任理事长" in text(expert.get("/panels/ties"))
    session.expire_all()
    assert queries.member(member.id).state is MemberState.RECUSED


def test_the_bureau_sets_and_lifts_a_tie_on_the_experts_page(scene, member, sign_in):
    unit = register.unit("区社会组织局")
    bureau = sign_in(register.person("吴岚", (Role.CIVIL_AFFAIRS, unit)))
    url = f"/panels/experts/{member.expert_id}"
    form = {"organization": bidder(scene).uscc, "kind": "contract", "reason": "督导合同"}
    assert bureau.post(f"{url}/ties", data=form | {"reason": ""}).status_code == 422
    assert bureau.post(f"{url}/ties", data=form).status_code == 302
    assert "督导合同" in text(bureau.get(url))
    (tie,) = queries.ties_of(member.expert_id)
    lifted = bureau.post(f"/panels/ties/{tie.id}/lift", data={"why": "查无此事"})
    assert lifted.status_code == 302
    assert "查无此事" in text(bureau.get(url))


def test_the_bids_close_to_whoever_has_a_conflict_and_the_unit_takes_them_off(
    scene, panel, member, expert, sign_in
):
    actions.accept(member, seen=True, tied=False, by=scenes.actor_of(member), now=SCORED)
    sheet = queries.sheets(member)[0].id
    assert expert.get(f"/panels/sheets/{sheet}").status_code == 200
    work_for_a_bidder(scene, member)
    assert expert.get(f"/panels/sheets/{sheet}").status_code == 404
    assert expert.get(f"/panels/sheets/{sheet}/sign").status_code == 404
    page = text(expert.get(f"/panels/reviews/{member.id}"))
    assert "响应文件已对您关闭" in page
    buyer = sign_in(scene.people["buyer"])
    assert "移出评审小组" in text(buyer.get(f"/panels/{scene.call.id}"))
    url = f"/panels/{scene.call.id}/members/{member.id}/void"
    assert buyer.post(url).status_code == 302
    assert buyer.post(url).status_code == 409
    session.expire_all()
    assert queries.member(member.id).state is MemberState.RECUSED
