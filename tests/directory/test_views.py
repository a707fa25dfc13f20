"""The pages of the directory."""

import io
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from app.directory.states import Condition, EntryState
from app.directory.waiting import waiting
from app.organizations.states import CreditKind
from app.permissions import Role
from tests import register
from tests.documents import corpus
from tests.register import TODAY


@pytest.fixture
def office(db, sign_in):
    return sign_in(register.person("乌兰", (Role.CIVIL_AFFAIRS, register.unit("区民政局"))))


def html(answer):
    return answer.get_data(as_text=True)


def test_the_directory_is_public_and_marks_who_has_priority(client, db):
    register.listed(register.organization("澜湾区新芽服务中心"))
    assert "优先</span>" not in html(client.get("/directory/"))
    center = register.organization("澜湾区青禾服务中心")
    center.grades.append(register.grade("3A"))
    register.listed(center)
    page = html(client.get("/directory/"))
    assert "优先</span>" in page
    assert "2 家组织" in page


def test_an_earlier_day_shows_who_stood_there_then(client, db):
    center = register.organization("澜湾区青禾服务中心")
    register.entry(
        center,
        (EntryState.LISTED, date(2025, 1, 1), date(2026, 11, 23)),
        (EntryState.REMOVED, TODAY, None),
    )
    assert "青禾" not in html(client.get("/directory/"))
    page = html(client.get("/directory/?on=2026-11-23"))
    assert "青禾" in page
    assert "2026年11月23日" in page
    for wrong in ("2026-13-40", "2099-01-01", "x"):
        assert client.get(f"/directory/?on={wrong}").status_code == 200


def test_the_states_are_counted_and_can_be_chosen(client, db):
    register.listed(register.organization("澜湾区青禾服务中心"))
    register.entry(register.organization("澜湾区安康服务中心"), (EntryState.SUSPENDED, TODAY, None))
    page = html(client.get("/directory/?state=suspended"))
    assert "安康" in page
    assert "青禾" not in page
    assert "暂停 1" in page


def test_the_directory_of_a_day_is_exported(client, db):
    register.listed(register.organization("澜湾区青禾服务中心"))
    answer = client.get("/directory/export.xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert [rows[1][0], rows[1][3]] == ["澜湾区青禾服务中心", "在目录内"]
    assert (
        client.get("/directory/export.csv?on=2023-01-01").data.decode("utf-8-sig").count("\n") == 1
    )


def test_the_list_costs_the_same_for_one_row_and_many(client, db, queries):
    register.listed(register.organization())
    client.get("/directory/")
    with queries() as few:
        client.get("/directory/")
    for number in range(4):
        center = register.organization(f"第{number}中心", street_id=register.unit(f"{number}街").id)
        center.grades.append(register.grade())
        register.listed(center)
    with queries() as many:
        client.get("/directory/")
    assert few.selects == many.selects


def test_an_organization_applies_and_sees_each_condition(sign_in, db, office):
    center = register.organization(full_time_staff=1)
    center.annual_reports.append(register.report(2025))
    browser = sign_in(register.person("林晓", (Role.ORG_ADMIN, center)))
    assert "不符合" in html(browser.get(f"/directory/apply/{center.id}"))
    assert "专职人员 1 人，要求不少于 2 人" in html(browser.get(f"/directory/apply/{center.id}"))
    center.full_time_staff = 3
    assert "不符合" not in html(browser.get(f"/directory/apply/{center.id}"))
    form = {"basis": "想承接助餐服务", "true": "y"}
    assert browser.post(f"/directory/apply/{center.id}", data={"basis": "x"}).status_code == 422
    unproven = browser.post(f"/directory/apply/{center.id}", data=form)
    assert unproven.status_code == 422
    assert "请补充治理证明" in html(unproven)
    for condition in Condition:
        upload = (io.BytesIO(corpus.real_pdf()), f"{condition}.pdf")
        data = {"condition": condition.value, "file": upload}
        added = browser.post(f"/directory/apply/{center.id}/evidence", data=data)
        assert added.status_code == 302
    assert browser.post(f"/directory/apply/{center.id}", data=form).status_code == 302
    assert "已申请" in html(browser.get(f"/organizations/{center.id}/own"))
    assert "想承接助餐服务" in html(office.get("/directory/work"))


def test_the_bureau_takes_each_decision_on_the_page_of_the_entry(sign_in, db, office):
    center = register.organization()
    center.annual_reports.append(register.report(2025))
    entry = register.entry(center, (EntryState.APPLIED, TODAY, None))
    page = f"/directory/entries/{entry.id}"
    assert "公示 5 个工作日" in html(office.get(page))
    assert office.post(f"{page}/publicize").status_code == 302
    early = office.post(f"{page}/list")
    assert early.status_code == 422
    assert "之后才能列入" in html(early)
    assert office.post(f"{page}/decide", data={"step": "refuse"}).status_code == 422
    assert office.post(f"{page}/decide", data={"step": "x", "reason": "y"}).status_code == 400
    assert (
        office.post(f"{page}/decide", data={"step": "refuse", "reason": "材料不全"}).status_code
        == 302
    )
    wrong = office.post(f"{page}/decide", data={"step": "suspend", "reason": "材料不全"})
    assert wrong.status_code == 409
    assert "材料不全" in html(office.get(page))


def test_others_decide_nothing(sign_in, client, db):
    entry = register.listed(register.organization())
    assert client.get(f"/directory/entries/{entry.id}").status_code == 302
    buyer = sign_in(register.person("周敏", (Role.PURCHASER, register.unit())))
    assert buyer.post(f"/directory/entries/{entry.id}/decide").status_code == 403


def test_what_waits_stands_on_the_desk_of_the_bureau(db, app, office):
    center = register.organization()
    register.listed(center)
    center.credit_events.append(register.credit(CreditKind.ABNORMAL_LIST, TODAY))
    db.flush()
    page = html(office.get("/directory/work"))
    assert "未按规定报送上一年度工作报告" in page
    nobody = register.actor(register.person("别人"))
    assert list(waiting(nobody, register.NOW)) == []


def test_the_public_page_says_where_it_may_take_part_and_why_not(client, db):
    center = register.organization()
    center.credit_events.append(register.credit(CreditKind.ABNORMAL_LIST, TODAY))
    register.listed(center)
    page = html(client.get(f"/organizations/{center.id}"))
    assert "2026年11月24日（周二）起列入活动异常名录" in page
    assert "目录只作推荐参考" in page


def test_a_document_of_a_wrong_kind_is_refused_beside_the_field(sign_in, db):
    center = register.organization()
    browser = sign_in(register.person("林晓", (Role.ORG_ADMIN, center)))
    data = {"condition": "finance", "file": (io.BytesIO(b"MZ"), "账本.exe")}
    answer = browser.post(f"/directory/apply/{center.id}/evidence", data=data)
    assert answer.status_code == 422
    assert "file-error" in html(answer)


def test_a_suspension_has_a_notice_to_print_for_the_organization_alone(sign_in, db, office):
    center = register.organization()
    entry = register.entry(center, (EntryState.SUSPENDED, TODAY, None))
    own = sign_in(register.person("林晓", (Role.ORG_ADMIN, center)))
    other = register.organization("澜湾区同心社区服务中心")
    stranger = sign_in(register.person("童雨", (Role.ORG_ADMIN, other)))
    page = f"/directory/periods/{entry.periods[0].id}/notice"
    assert "暂停目录资格通知书" in html(own.get(page))
    assert "暂停目录资格通知书" in html(office.get(page))
    assert stranger.get(page).status_code == 404


def test_a_removal_says_its_kind_of_reason(db, office):
    entry = register.listed(register.organization())
    data = {"step": "remove", "cause": "own_wish", "reason": "机构来函申请退出"}
    assert office.post(f"/directory/entries/{entry.id}/decide", data=data).status_code == 302
    assert "自愿退出" in html(office.get(f"/directory/entries/{entry.id}"))
