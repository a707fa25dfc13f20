"""The pages of panels: whose they are, what they show, what they keep."""

import pytest

from app.db import session
from app.panels import actions, queries
from app.panels.states import MemberState, SheetState
from app.permissions import Role
from tests import register
from tests.panels import scenes
from tests.panels.scenes import DRAWN, SCORED


@pytest.fixture
def scene(db, set_clock):
    found = scenes.paneled(set_clock)
    set_clock(SCORED)
    return found


@pytest.fixture
def member(scene):
    return scenes.panel_of(scene).members[0]


@pytest.fixture
def expert(member, sign_in):
    return sign_in(session.get(register.Person, member.expert.person_id))


def text(answer) -> str:
    return answer.get_data(as_text=True)


def sheets_of(member):
    actions.accept(member, seen=True, tied=False, by=scenes.actor_of(member), now=SCORED)
    session.flush()
    return queries.sheets(member)


# --- the unit


def test_the_unit_draws_the_panel_on_its_page(db, set_clock, sign_in):
    scene = scenes.qualified(set_clock)
    for number in range(1, 8):
        scenes.expert(number)
    set_clock(DRAWN)
    buyer = sign_in(scene.people["buyer"])
    url = f"/panels/{scene.call.id}"
    assert "7 位专家" in text(buyer.get(url))
    wrong = buyer.post(url, data={"size": "4"})
    assert wrong.status_code == 422
    assert "4 是双数" in text(wrong)
    assert buyer.post(url, data={"size": "5"}).status_code == 302
    page = text(buyer.get(url))
    assert page.count("已通知，待答复") == 5
    assert "专家01" not in page  # names are secret until the result


def test_a_pool_that_is_too_small_leads_to_the_wider_one(db, set_clock, sign_in):
    scene = scenes.qualified(set_clock)
    for number in range(1, 4):
        scenes.expert(number)
    for number in range(4, 8):
        scenes.expert(number, fields=("environment",))
    set_clock(DRAWN)
    buyer = sign_in(scene.people["buyer"])
    refused = buyer.post(f"/panels/{scene.call.id}", data={"size": "5"})
    assert refused.status_code == 422
    assert "其他领域还有 4 位" in text(refused)
    widened = buyer.post(f"/panels/{scene.call.id}", data={"size": "5", "widen": "y"})
    assert widened.status_code == 302


def test_the_progress_shows_who_has_signed_and_no_points(scene, member, sign_in):
    for sheet in sheets_of(member):
        full = {"plan": ("21.5", "频次不够"), "team": ("15", ""), "safety": ("10", "")}
        actions.save_marks(sheet, full, now=SCORED)
        actions.sign(sheet, by=scenes.actor_of(member), now=SCORED)
    page = text(sign_in(scene.people["buyer"]).get(f"/panels/{scene.call.id}"))
    assert "3 / 3" in page
    assert "21.5" not in page


def test_another_units_panel_is_absent(scene, sign_in):
    other = register.person("贺淼", (Role.PURCHASER, register.unit("区司法局")))
    assert sign_in(other).get(f"/panels/{scene.call.id}").status_code == 404


def test_an_auditor_sees_the_draw_and_that_it_comes_out_the_same(scene, sign_in):
    auditor = register.person("袁辉", (Role.AUDITOR, register.unit("区审计局")))
    page = text(sign_in(auditor).get(f"/panels/{scene.call.id}/draw"))
    assert "抽出的专家一样" in page
    assert scenes.panel_of(scene).draw["seed"] in page


# --- the expert


def test_an_expert_sees_names_first_then_accepts_then_sees_bids(scene, member, expert):
    url = f"/panels/reviews/{member.id}"
    page = text(expert.get(url))
    assert scenes.NAMES[0] in page
    assert "打分表：" not in page
    assert expert.post(url).status_code == 422
    assert expert.post(url, data={"seen": "y"}).status_code == 302
    assert "还没开始" in text(expert.get(url))
    session.expire_all()
    assert queries.member(member.id).state is MemberState.ACCEPTED


def test_stepping_back_asks_the_next(scene, member, expert):
    url = f"/panels/reviews/{member.id}/recuse"
    assert expert.post(url, data={"reason": ""}).status_code == 422
    assert expert.post(url, data={"reason": "是前员工"}).status_code == 302
    session.expire_all()
    assert queries.member(member.id).state is MemberState.RECUSED
    assert len(queries.sitting(scenes.panel_of(scene))) == 5


def test_a_sheet_shows_the_bid_beside_the_levels_and_keeps_what_is_right(member, expert):
    sheet = sheets_of(member)[0]
    url = f"/panels/sheets/{sheet.id}"
    page = text(expert.get(url))
    assert "服务方案：逐项写明做法" in page
    assert "只回应了一部分服务内容。" in page
    data = {"plan-points": "21.5", "plan-reason": "频次不够", "team-points": "16", "act": "sign"}
    wrong = expert.post(url, data=data)
    assert wrong.status_code == 422
    assert "16 分超出 0—15 分的范围" in text(wrong)
    assert 'value="16"' in text(wrong)  # what was typed stays
    session.expire_all()
    assert {c.key: c.points for c in queries.cells(queries.sheet(sheet.id))}["plan"] == "21.5"


def test_autosave_answers_without_a_page_and_saves(member, expert):
    sheet = sheets_of(member)[0]
    answer = expert.post(
        f"/panels/sheets/{sheet.id}",
        data={"plan-points": "20", "plan-reason": ""},
        headers={"X-Requested-With": "autosave"},
    )
    assert answer.status_code == 204
    session.expire_all()
    assert queries.cells(queries.sheet(sheet.id))[0].points == "20"


def test_signing_is_a_page_of_its_own_and_final(member, expert):
    sheet = sheets_of(member)[0]
    full = {"plan-points": "25", "team-points": "15", "safety-points": "10", "act": "sign"}
    led = expert.post(f"/panels/sheets/{sheet.id}", data=full)
    assert led.headers["Location"].endswith(f"/panels/sheets/{sheet.id}/sign")
    assert "签字后谁都不能再改" in text(expert.get(led.headers["Location"]))
    assert expert.post(led.headers["Location"]).status_code == 302
    session.expire_all()
    assert queries.sheet(sheet.id).state is SheetState.SIGNED
    assert expert.post(f"/panels/sheets/{sheet.id}", data=full).status_code == 409


def test_signing_too_early_says_what_is_missing(member, expert):
    sheet = sheets_of(member)[0]
    page = expert.get(f"/panels/sheets/{sheet.id}/sign")
    assert "还没有打分" in text(page)
    assert expert.post(f"/panels/sheets/{sheet.id}/sign").status_code == 422


def test_a_sheet_is_its_experts_alone(scene, member, sign_in):
    sheet = sheets_of(member)[0]
    other = scenes.panel_of(scene).members[1]
    colleague = sign_in(session.get(register.Person, other.expert.person_id))
    for path in (f"/panels/sheets/{sheet.id}", f"/panels/sheets/{sheet.id}/sign"):
        assert colleague.get(path).status_code == 404
        assert colleague.post(path, data={"plan-points": "1"}).status_code == 404
    assert colleague.get(f"/panels/reviews/{member.id}").status_code == 404
    buyer = sign_in(scene.people["buyer"])
    assert buyer.get(f"/panels/sheets/{sheet.id}").status_code == 403


def test_my_reviews_cost_the_same_for_one_sheet_and_many(scene, member, expert, queries_):
    one = queries_(lambda: expert.get("/panels/"))
    sheets_of(member)
    assert queries_(lambda: expert.get("/panels/")) == one


@pytest.fixture
def queries_(queries):
    def count(ask):
        ask()
        with queries() as counted:
            assert ask().status_code == 200
        return counted.selects

    return count


# --- the pool


@pytest.fixture
def bureau(db, sign_in):
    return sign_in(register.person("吴岚", (Role.CIVIL_AFFAIRS, register.unit("区民政局"))))


def test_the_pool_is_searched_filtered_and_exported(bureau):
    scenes.expert(1, employer="澜城大学")
    scenes.expert(2, fields=("environment",))
    page = text(bureau.get("/panels/experts?q=澜城大学"))
    assert "ZJ-001" in page
    assert "ZJ-002" not in page
    assert "ZJ-002" in text(bureau.get("/panels/experts?field=environment&valid=yes&sort=-valid"))
    assert "ZJ-002" in bureau.get("/panels/experts.csv?field=environment").get_data().decode(
        "utf-8-sig"
    )
    assert bureau.get("/panels/experts.xlsx").get_data().startswith(b"PK")


def test_the_pool_costs_the_same_for_one_expert_and_many(bureau, queries_):
    scenes.expert(1)
    one = queries_(lambda: bureau.get("/panels/experts"))
    for number in range(2, 15):
        scenes.expert(number)
    assert queries_(lambda: bureau.get("/panels/experts")) == one


def test_an_entry_is_corrected(bureau):
    expert = scenes.expert(1)
    url = f"/panels/experts/{expert.id}"
    assert bureau.post(url, data={"employer": ""}).status_code == 422
    data = {"employer": "区社科院", "fields": "health", "valid_until": "2026-01-31"}
    assert bureau.post(url, data=data).status_code == 302
    session.expire_all()
    assert queries.expert(expert.id).employer == "区社科院"


def test_the_pool_is_the_bureaus(scene, sign_in):
    assert sign_in(scene.people["buyer"]).get("/panels/experts").status_code == 403
