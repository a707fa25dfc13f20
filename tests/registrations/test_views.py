"""The pages of registrations, as applicants and offices use them."""

from http import HTTPStatus
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from app.organizations.states import OrganizationType
from app.permissions import Role
from app.registrations import actions
from app.registrations.models import RegistrationCase
from app.registrations.states import CaseState, Desk
from tests import register
from tests.filings.conftest import PDF

TODAY = register.TODAY


def text(answer) -> str:
    return answer.get_data(as_text=True)


def test_the_guide_shows_fifteen_materials_and_both_clocks(client):
    page = text(client.get("/registrations/"))
    assert "15 项申请材料" in page
    assert "10 个工作日" in page
    assert "2026年12月8日（周二）" in page
    assert "60 日" in page
    assert "2027年1月23日（周六）" in page
    assert "示例" in page


def test_a_newcomer_begins_and_goes_on_page_by_page(client, db):
    begun = client.post(
        "/registrations/start",
        data={
            "name": "澜湾区晨曦协会", "type": "society", "category": "科技类", "your_name": "陈晓",
            "your_phone": "19900004321", "password": "春天一起去河边种树吧",
        },
    )  # fmt: skip
    assert begun.status_code == HTTPStatus.FOUND
    case = db.query(RegistrationCase).one()
    assert "已上传 0 项，共 15 项" in text(client.get(begun.location))
    wrong = client.post(f"{begun.location}/edit/purpose", data={"purpose": "助老"})
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "助老" in text(wrong)
    client.post(f"{begun.location}/edit/money", data={"capital": "30,000"})
    first = case.materials[0].id
    empty = client.post(f"{begun.location}/materials/{first}", data={})
    assert "请先选文件" in text(empty)
    client.post(
        f"{begun.location}/materials/{first}",
        data={"file": (BytesIO(PDF), "申请书.pdf")},
        content_type="multipart/form-data",
    )
    assert "已上传 1 项，共 15 项" in text(client.get(begun.location))
    early = client.post(f"{begun.location}/submit", data={"true": "y"})
    assert early.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "还缺 14 项材料" in text(early)


def test_the_window_accepts_and_the_page_shows_by_when(sign_in, written, applicant, window, now):
    case = written()
    actions.submit(case, by=register.actor(applicant), now=now)
    browser = sign_in(window)
    browser.post(f"/registrations/{case.id}/intake", data={"act": "accept"})
    page = text(sign_in(applicant).get(f"/registrations/{case.id}"))
    assert "2026年12月8日（周二）" in page
    assert "正在审查" in page


def test_materials_are_looked_through_and_returned_at_once(
    sign_in, written, applicant, window, now
):
    case = written()
    actions.submit(case, by=register.actor(applicant), now=now)
    browser, page = sign_in(window), f"/registrations/{case.id}"
    data = {f"ok-{m.id}": "y" for m in case.materials[1:]}
    browser.post(f"{page}/look", data=data | {f"note-{case.materials[0].id}": "要签字"})
    nothing = browser.post(f"{page}/intake", data={"act": "return", "text": ""})
    assert "请写明理由，申请人看得到" in text(nothing)
    browser.post(f"{page}/intake", data={"act": "return", "text": "申请书要签字"})
    told = text(sign_in(applicant).get(f"{page}/materials"))
    assert "要签字" in told
    assert "待补正" in told


def test_the_chief_registers_and_a_wrong_code_is_explained(sign_in, reviewed, chief):
    case = reviewed()
    browser, page = sign_in(chief), f"/registrations/{case.id}"
    said = {"act": "register", "document": "1号", "first_day": TODAY.isoformat()}
    wrong = browser.post(f"{page}/decide", data=said | {"uscc": register.code()})
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    right = register.code(OrganizationType.SOCIETY)
    done = browser.post(f"{page}/decide", data=said | {"uscc": right}, follow_redirects=True)
    assert "名册里已有这家组织" in text(done)
    assert case.state is CaseState.REGISTERED


def test_strangers_and_other_units_see_nothing(sign_in, accepted, justice):
    case = accepted()
    other = register.person("别处", (Role.SUPERVISOR_UNIT, justice))
    for person in (register.person("路人"), other):
        answer = sign_in(person).get(f"/registrations/{case.id}")
        assert answer.status_code == HTTPStatus.NOT_FOUND


def test_the_party_body_sees_no_materials_and_leaves_only_a_result(
    sign_in, accepted, party, applicant
):
    case = accepted()
    browser = sign_in(party)
    first = case.materials[0].id
    assert browser.get(f"/registrations/{case.id}/files/{first}").status_code == 404
    browser.post(f"/registrations/{case.id}/party", data={"act": "pass"})
    assert [r.desk for r in case.reviews] == [Desk.PARTY]
    assert "只留结果" in text(sign_in(applicant).get(f"/registrations/{case.id}"))


def test_the_list_costs_the_same_for_one_and_three(sign_in, accepted, window, queries):
    browser = sign_in(window)
    accepted()
    with queries() as one:
        browser.get("/registrations/work")
    accepted("澜湾区二协会")
    accepted("澜湾区三协会")
    with queries() as three:
        page = browser.get("/registrations/work")
    assert "澜湾区三协会" in text(page)
    assert one.selects == three.selects


@pytest.mark.parametrize("path", ["work", "zombies"])
def test_every_list_is_exported(sign_in, accepted, window, path):
    accepted()
    register.organization("澜湾区沉睡中心")
    answer = sign_in(window).get(f"/registrations/{path}?export=xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert len(rows) == 2


def test_the_candidates_cost_the_same_for_one_and_three(sign_in, window, queries):
    browser = sign_in(window)
    register.organization("甲")
    with queries() as one:
        browser.get("/registrations/zombies")
    register.organization("乙")
    register.organization("丙")
    with queries() as three:
        browser.get("/registrations/zombies")
    assert one.selects == three.selects


def test_an_association_records_a_branch_and_a_private_unit_reads_why_not(sign_in, client, db):
    society = register.organization("澜湾区甲协会", type=OrganizationType.SOCIETY)
    unit = register.organization("澜湾区乙中心")
    head = sign_in(register.person("会长", (Role.ORG_ADMIN, society), (Role.ORG_ADMIN, unit)))
    head.post(
        f"/registrations/branches/{society.id}",
        data={
            "name": "甲协会云栖分会", "address": "云栖街道", "head": "王一", "document": "决议",
            "starts_on": TODAY.isoformat(),
        },
    )  # fmt: skip
    assert "甲协会云栖分会" in text(client.get(f"/organizations/{society.id}"))
    assert "不得设立分支机构" in text(head.get(f"/registrations/branches/{unit.id}"))


def test_what_waits_stands_on_the_desk_of_each(sign_in, accepted, window, party, chief):
    accepted()
    for person in (window, party):
        assert "登记申请：澜湾区晨曦助老协会" in text(sign_in(person).get("/work"))
    assert "登记申请：澜湾区晨曦助老协会" not in text(sign_in(chief).get("/work"))
