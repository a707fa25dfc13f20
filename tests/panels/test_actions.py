"""Drawing, answering, scoring, signing: each step and each refusal."""

from datetime import date

import pytest
from sqlalchemy import func, select

from app.audit.models import AuditRow
from app.calls.states import CallState
from app.db import session
from app.errors import RefusedError, WrongStateError
from app.notices.models import Notice
from app.organizations.states import CreditKind
from app.panels import actions, queries, rules
from app.panels.models import Mark
from app.panels.states import MemberState, SheetState
from tests import register
from tests.bids import NOW
from tests.panels import scenes
from tests.panels.scenes import DRAWN, SCORED

pytestmark = pytest.mark.usefixtures("any_db")


def rows() -> int:
    return session.scalar(select(func.count()).select_from(AuditRow))


def told(code: str) -> list:
    return list(session.scalars(select(Notice).where(Notice.code == code)))


@pytest.fixture
def scene(db, set_clock):
    return scenes.paneled(set_clock)


@pytest.fixture
def member(scene):
    return scenes.panel_of(scene).members[0]


def accepted(member):
    actions.accept(member, seen=True, tied=False, by=scenes.actor_of(member), now=SCORED)
    session.flush()
    return queries.sheets(member)[0]


# --- the draw


def test_the_panel_is_drawn_and_everybody_asked_and_the_call_scored(scene):
    panel = scenes.panel_of(scene)
    assert scene.call.state is CallState.SCORING
    assert [m.expert.number for m in panel.members] == panel.draw["taken"]
    assert rules.problems_of(panel.draw) == []
    assert len(told("panel-asked")) == 5


def test_drawing_writes_one_row_with_the_seed(db, set_clock):
    scene = scenes.qualified(set_clock)
    for number in range(1, 6):
        scenes.expert(number)
    before = rows()
    panel = actions.form(scene.call, size=5, by=scene.buyer, now=DRAWN)
    assert rows() == before + 1
    last = session.scalars(select(AuditRow).order_by(AuditRow.seq.desc())).first()
    assert (last.step, last.detail["seed"]) == ("begin", panel.draw["seed"])


def test_who_is_tied_to_a_bidder_or_no_longer_valid_is_never_drawn(db, set_clock):
    scene = scenes.qualified(set_clock)
    tied = scenes.expert(1)
    person = session.get(register.Person, tied.person_id)
    organization = scene.submissions[0].organization
    person.grants.append(
        register.RoleGrant(role=scenes.Role.ORG_USER, scope_id=organization.id, granted_at=NOW)
    )
    scenes.expert(2, until=date(2026, 11, 1))
    scenes.expert(3, employer="区民政局")
    for number in range(4, 9):
        scenes.expert(number)
    panel = actions.form(scene.call, size=5, by=scene.buyer, now=DRAWN)
    assert panel.draw["excluded"] == {
        "ZJ-001": "bidder",
        "ZJ-002": "expired",
        "ZJ-003": "posting-unit",
    }
    assert set(panel.draw["taken"]) == {f"ZJ-00{n}" for n in range(4, 9)}


def test_a_pool_that_is_too_small_is_said_and_nothing_begins(db, set_clock):
    scene = scenes.qualified(set_clock)
    for number in range(1, 5):
        scenes.expert(number)
    with pytest.raises(RefusedError) as refused:
        actions.form(scene.call, size=5, by=scene.buyer, now=DRAWN)
    assert [f.code for f in refused.value.findings] == ["pool-too-small-in-field"]
    assert scene.call.state is CallState.OPENED


def test_nothing_is_drawn_while_somebody_is_unchecked(db, set_clock):
    scene = scenes.opened(set_clock)
    with pytest.raises(RefusedError) as refused:
        actions.form(scene.call, size=5, by=scene.buyer, now=DRAWN)
    assert [f.code for f in refused.value.findings] == ["qualification-first"]


def test_too_few_who_qualified_are_not_scored(db, set_clock):
    scene = scenes.opened(set_clock)
    out = scene.submissions[0].organization
    out.credit_events.append(register.credit(CreditKind.ABNORMAL_LIST, date(2026, 9, 1)))
    session.flush()
    scenes.qualify(scene)
    with pytest.raises(RefusedError) as refused:
        actions.form(scene.call, size=5, by=scene.buyer, now=DRAWN)
    assert [f.code for f in refused.value.findings] == ["bidders-too-few"]


def test_a_panel_is_drawn_once(scene):
    with pytest.raises(WrongStateError):
        actions.form(scene.call, size=5, by=scene.buyer, now=DRAWN)


# --- answering


def test_accepting_lays_out_a_sheet_for_every_bid_and_keeps_the_list_of_names(member):
    before = rows()
    accepted(member)
    assert member.state is MemberState.ACCEPTED
    assert member.declaration["bidders"] == sorted(scenes.NAMES)
    assert len(queries.sheets(member)) == 3
    assert rows() == before + 1


def test_accepting_without_the_declaration_is_refused(member):
    with pytest.raises(RefusedError):
        actions.accept(member, seen=False, tied=False, by=scenes.actor_of(member), now=SCORED)
    assert member.state is MemberState.ASKED


def test_whoever_steps_back_is_replaced_by_the_next_in_order(scene, member):
    panel = scenes.panel_of(scene)
    before = rows()
    after = actions.recuse(member, "是青禾的前员工", by=scenes.actor_of(member), now=SCORED)
    assert rows() == before + 1
    assert after.expert.number == panel.draw["order"][5]
    assert member.state is MemberState.RECUSED
    assert len(queries.sitting(panel)) == 5


def test_stepping_back_needs_a_reason(member):
    with pytest.raises(RefusedError):
        actions.recuse(member, "  ", by=scenes.actor_of(member), now=SCORED)


def test_when_the_order_has_run_out_the_unit_is_told_and_draws_again(db, set_clock):
    scene = scenes.paneled(set_clock, pool=5)
    panel = scenes.panel_of(scene)
    leaving = panel.members[0]
    assert actions.recuse(leaving, "生病", by=scenes.actor_of(leaving), now=SCORED) is None
    assert len(told("panel-short")) == 1
    with pytest.raises(RefusedError):
        actions.refill(panel, by=scene.buyer, now=SCORED)
    scenes.expert(20)
    assert actions.refill(panel, by=scene.buyer, now=SCORED) == ["ZJ-020"]
    assert len(queries.sitting(panel)) == 5
    assert panel.draw["after"][1]["seated"] == ["ZJ-020"]
    with pytest.raises(WrongStateError):
        actions.refill(panel, by=scene.buyer, now=SCORED)


# --- scoring


def test_right_cells_are_kept_while_wrong_ones_are_named(member):
    sheet = accepted(member)
    typed = {"plan": ("21.5", "频次不够"), "team": ("16", "")}
    found = actions.save_marks(sheet, typed, now=SCORED)
    assert [(f.code, f.field) for f in found] == [("mark-out-of-range", "team-points")]
    held = {c.key: c.points for c in queries.cells(sheet)}
    assert held == {"plan": "21.5", "team": "", "safety": ""}


def test_saving_writes_nothing_into_the_log(member):
    sheet = accepted(member)
    before = rows()
    actions.save_marks(sheet, {"plan": ("20", "")}, now=SCORED)
    assert rows() == before


def test_an_incomplete_sheet_cannot_be_signed(member):
    sheet = accepted(member)
    actions.save_marks(sheet, {"plan": ("20", "频次不够"), "team": ("14", "")}, now=SCORED)
    with pytest.raises(RefusedError) as refused:
        actions.sign(sheet, by=scenes.actor_of(member), now=SCORED)
    assert [f.code for f in refused.value.findings] == ["mark-reason-missing", "mark-missing"]


def test_a_signed_sheet_cannot_be_changed(member):
    sheet = accepted(member)
    full = {"plan": ("25", ""), "team": ("15", ""), "safety": ("10", "")}
    actions.save_marks(sheet, full, now=SCORED)
    before = rows()
    actions.sign(sheet, by=scenes.actor_of(member), now=SCORED, dissent="评分标准第二档太宽")
    assert rows() == before + 1
    assert (sheet.state, member.dissent) == (SheetState.SIGNED, "评分标准第二档太宽")
    with pytest.raises(WrongStateError):
        actions.save_marks(sheet, {"plan": ("1", "")}, now=SCORED)
    with pytest.raises(WrongStateError):
        actions.sign(sheet, by=scenes.actor_of(member), now=SCORED)


def test_marks_are_nobodys_until_every_sheet_is_signed(scene, member, set_clock):
    sheet = accepted(member)
    full = {"plan": ("25", ""), "team": ("15", ""), "safety": ("10", "")}
    actions.save_marks(sheet, full, now=SCORED)
    actions.sign(sheet, by=scenes.actor_of(member), now=SCORED)
    with pytest.raises(WrongStateError):
        queries.marks_of(scene.call.id)
    assert queries.reasons_of(scene.call.id) == {}


def test_when_all_are_signed_the_unit_is_told_and_gets_all_marks(scene):
    scenes.score(scene)
    assert len(queries.marks_of(scene.call.id)) == 5 * 3 * 3
    assert len(told("panel-closed")) == 1


def test_marks_of_whoever_stepped_back_later_do_not_count(scene, member):
    sheet = accepted(member)
    full = {"plan": ("25", ""), "team": ("15", ""), "safety": ("10", "")}
    actions.save_marks(sheet, full, now=SCORED)
    actions.sign(sheet, by=scenes.actor_of(member), now=SCORED)
    number = member.expert.number
    actions.recuse(member, "想起来是亲戚", by=scenes.actor_of(member), now=SCORED)
    for other in queries.sitting(scenes.panel_of(scene)):
        by = scenes.actor_of(other)
        actions.accept(other, seen=True, tied=False, by=by, now=SCORED)
        for one in queries.sheets(other):
            actions.save_marks(one, full, now=SCORED)
            actions.sign(one, by=by, now=SCORED)
    marks = queries.marks_of(scene.call.id)
    assert number not in {m.expert for m in marks}
    assert session.scalar(select(func.count(Mark.id))) == 5 * 3 * 3 + 3


# --- the pool


def test_an_expert_is_entered_changed_and_never_numbered_twice(db):
    by = register.actor(register.person("吴兰", (scenes.Role.CIVIL_AFFAIRS, register.unit())))
    facts = {
        "employer": "澜城大学",
        "title": "教授",
        "fields": ["health"],
        "valid_until": date(2027, 12, 31),
    }
    made = actions.enter(register.person("王立"), number="ZJ-100", by=by, now=NOW, **facts)
    with pytest.raises(RefusedError):
        actions.enter(register.person("李明"), number="ZJ-100", by=by, now=NOW, **facts)
    before = rows()
    actions.change(made, by=by, now=NOW, **(facts | {"valid_until": date(2026, 1, 1)}))
    assert rows() == before + 1
    assert queries.experts(queries.Search(valid="no"), NOW.date())[0] == [made]
