"""The pages of an assessment, as the organization, the assessors, the bureau and the public see them."""

from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from app.assessments.models import Assessment, AssessmentObjection
from app.assessments.states import AssessmentState, AssessorState
from app.assessments.waiting import waiting
from app.db import session
from app.organizations.states import GradeMethod
from app.permissions import Role
from tests import register
from tests.assessing import PNG, Office

A = AssessmentState


@pytest.fixture
def office(db):
    return Office()


@pytest.fixture
def bureau(office, sign_in):
    return sign_in(office.clerk)


def html(answer):
    return answer.get_data(as_text=True)


def organization_with_admin(office):
    made, _by = office.organization()
    person = register.person("白芸", (Role.ORG_ADMIN, made))
    return made, person


def test_an_organization_applies_in_the_pages(office, sign_in):
    in_ = office.round()
    made, person = organization_with_admin(office)
    browser = sign_in(person)
    page = html(browser.get(f"/assessments/apply/{made.id}/{in_.id}"))
    assert "登记库中今天没有不能申请的情形" in page
    answer = browser.post(f"/assessments/apply/{made.id}/{in_.id}", data={"method": "full"})
    assert answer.status_code == 302
    held = session.scalars(select(Assessment)).one()
    form = {f"rows-{n}-points": p for n, p in enumerate(("150", "200", "500"))}
    form |= {f"rows-{n}-file": (BytesIO(PNG), f"材料{n}.png") for n in range(3)}
    form |= {f"rows-{n}-note": "见材料" for n in range(3)}
    answer = browser.post(f"/assessments/own/{held.id}/edit", data=form)
    assert answer.status_code == 302
    assert browser.post(f"/assessments/own/{held.id}/send", data={}).status_code == 422
    answer = browser.post(f"/assessments/own/{held.id}/send", data={"true": "y"})
    assert answer.status_code == 302
    session.refresh(held)
    assert held.state is A.APPLIED
    file_id = held.self_marks["1.1"]["files"][0]
    assert browser.get(f"/assessments/own/{held.id}/evidence/{file_id}").data == PNG


def test_what_is_missing_leads_to_its_cell_and_nothing_typed_is_lost(office, sign_in):
    in_ = office.round()
    made, person = organization_with_admin(office)
    browser = sign_in(person)
    browser.post(f"/assessments/apply/{made.id}/{in_.id}", data={"method": "full"})
    held = session.scalars(select(Assessment)).one()
    typed = {"rows-0-points": "一百", "rows-1-points": "20", "rows-2-points": ""}
    answer = browser.post(f"/assessments/own/{held.id}/edit", data=typed)
    assert answer.status_code == 422
    assert 'value="一百"' in html(answer)
    page = html(browser.post(f"/assessments/own/{held.id}/send", data={"true": "y"}))
    assert f"/assessments/own/{held.id}/edit#rows-0-points" in page


def test_who_may_not_apply_reads_why_and_has_no_form(office, sign_in):
    in_ = office.round()
    made, person = organization_with_admin(office)
    made.grades.append(register.grade("3A"))
    page = html(sign_in(person).get(f"/assessments/apply/{made.id}/{in_.id}"))
    assert "3A 等级有效期至2029年6月30日" in page
    assert 'name="method"' not in page


def test_another_organization_sees_nothing_of_it(office, sign_in):
    held = office.applied()
    _other, by = office.organization("澜湾区别家中心")
    other = sign_in(session.get(type(office.clerk), by.id))
    assert other.get(f"/assessments/own/{held.id}").status_code == 404
    assert other.get(f"/assessments/{held.id}").status_code == 403
    assert other.get(f"/assessments/{held.id}/result").status_code == 404


def test_the_bureau_accepts_appoints_and_begins(office, bureau):
    held = office.applied()
    path = f"/assessments/{held.id}"
    answer = bureau.post(f"{path}/accept", data={"last": "failed", "before": "qualified"})
    assert answer.status_code == 422
    assert "上年度年检不合格" in html(answer)
    bureau.post(f"{path}/accept", data={"last": "qualified", "before": "basic"})
    assert "已受理" in html(bureau.get(path))
    seat = {"candidate": f"expert:{office.expert.id}"}
    assert bureau.post(f"{path}/appoint", data=seat).status_code == 302
    answer = bureau.post(f"{path}/begin", data={"visit_on": "2026-11-30"})
    assert answer.status_code == 422
    assert "许教授还没有作回避声明" in html(answer)


def test_a_decision_that_needs_a_reason_says_so_at_its_field(office, bureau):
    held = office.applied()
    answer = bureau.post(f"/assessments/{held.id}/decline", data={"step": "refuse", "reason": ""})
    assert answer.status_code == 422
    assert bureau.post(f"/assessments/{held.id}/decline", data={"step": "x"}).status_code == 400
    said = {"step": "refuse", "reason": "材料不实"}
    assert bureau.post(f"/assessments/{held.id}/decline", data=said).status_code == 302
    session.refresh(held)
    assert held.state is A.REFUSED


def test_an_assessor_declares_first_and_then_scores_alone(office, sign_in):
    held = office.accepted()
    row = office.appoint(held, office.expert, kind_of("expert"))
    browser = sign_in(office.expert)
    path = f"/assessments/sheets/{row.id}"
    assert "回避声明" in html(browser.get(path))
    file_id = held.self_marks["1.1"]["files"][0]
    assert browser.get(f"{path}/evidence/{file_id}").status_code == 404
    assert browser.post(f"{path}/declare", data={}).status_code == 422
    browser.post(f"{path}/declare", data={"sure": "y"})
    session.refresh(row)
    assert row.state is AssessorState.READY
    assert browser.get(f"{path}/evidence/{file_id}").data == PNG


def kind_of(name):
    from app.assessments.states import AssessorKind  # noqa: PLC0415

    return AssessorKind(name)


def test_nobody_opens_the_sheet_of_a_colleague(office, sign_in):
    held = office.assessing()
    theirs = next(a for a in held.assessors if a.person_id == office.business.id)
    colleague = register.person("同事", (Role.PURCHASER, office.unit))
    for person in (colleague, office.registrar, office.clerk, office.expert):
        assert sign_in(person).get(f"/assessments/sheets/{theirs.id}").status_code == 404


def test_a_hole_in_a_sheet_is_refused_at_its_cell_and_the_rest_is_kept(office, sign_in):
    held = office.assessing()
    row = next(a for a in held.assessors if a.person_id == office.expert.id)
    typed = {"rows-0-points": "150", "rows-1-points": "999", "rows-2-points": "", "act": "sign"}
    answer = sign_in(office.expert).post(f"/assessments/sheets/{row.id}", data=typed)
    assert answer.status_code == 422
    page = html(answer)
    assert 'href="#rows-1-points"' in page
    assert 'href="#rows-2-points"' in page
    session.refresh(row)
    assert row.marks["1.1"]["points"] == "150"
    assert row.state is AssessorState.READY


def test_the_public_sees_a_result_only_in_publicity_and_after(office, client):
    held = office.concluded()
    assert client.get(f"/assessments/{held.id}/result").status_code == 404
    office.publicized(held)
    page = html(client.get(f"/assessments/{held.id}/result"))
    assert "850" in page
    assert "郑凯文" not in page  # who assessed is not shown in public
    assert "青禾" in html(client.get("/assessments/"))


def test_the_bureau_records_the_vote_shows_and_confirms(office, bureau, set_clock):
    held = office.concluded()
    path = f"/assessments/{held.id}"
    short = {"members": "9", "yes": "4", "no": "5", "minutes": "纪要"}
    answer = bureau.post(f"{path}/decide", data=short)
    assert answer.status_code == 422
    assert 'value="4"' in html(answer)
    assert bureau.post(f"{path}/decide", data=short | {"yes": "5", "no": "4"}).status_code == 302
    assert bureau.post(f"{path}/publicize").status_code == 302
    answer = bureau.post(f"{path}/confirm")
    assert answer.status_code == 422
    assert "期满后才能确认" in html(answer)
    set_clock(office.now + timedelta(days=20))
    assert bureau.post(f"{path}/confirm").status_code == 302
    assert "确认为 3A" in html(bureau.get(path))
    assert bureau.post(f"{path}/confirm").status_code == 409


def test_anybody_who_is_signed_in_may_object(office, sign_in, client):
    held = office.publicized()
    path = f"/assessments/{held.id}/objections"
    assert client.post(path, data={"text": "不实"}).status_code == 302  # to the sign-in page
    browser = sign_in(register.person("路人"))
    assert browser.post(path, data={"text": ""}).status_code == 422
    assert browser.post(path, data={"text": "照片是去年的"}).status_code == 302
    assert session.scalars(select(AssessmentObjection.text)).all() == ["照片是去年的"]


def test_the_list_is_filtered_and_exported(office, bureau):
    office.applied()
    assert "青禾" in html(bureau.get("/assessments/work?state=applied"))
    assert "没有符合条件的申请" in html(bureau.get("/assessments/work?state=confirmed"))
    for wrong in ("state=x", "round=x", "type=x", "sort=x", "page=99999999999"):
        assert bureau.get(f"/assessments/work?{wrong}").status_code == 200
    assert bureau.get("/assessments/work/export.xlsx").status_code == 200
    assert bureau.get("/assessments/work/export.pdf").status_code == 404


def test_the_list_costs_the_same_for_one_and_for_three(office, bureau, queries):
    in_ = office.round()

    def cost():
        with queries() as count:
            bureau.get("/assessments/work")
        return count.selects

    office.applied(in_)
    bureau.get("/assessments/work")
    one = cost()
    for _n in range(2):
        office.applied(in_)
    assert cost() == one


def test_a_round_is_written_announced_and_then_frozen(office, bureau):
    scheme = office.scheme()
    said = {
        "year": "2026",
        "title": "2026年度评估",
        "document": "",
        "text": "正文",
        "apply_from": "2026-11-01",
        "apply_until": "2026-10-01",
        "service": str(scheme.id),
    }
    answer = bureau.post("/assessments/rounds/new", data=said)
    assert answer.status_code == 422
    assert "截止日期早于开始日期" in html(answer)
    answer = bureau.post("/assessments/rounds/new", data=said | {"apply_until": "2026-12-01"})
    path = answer.headers["Location"]
    assert "请填写通知文号" in html(bureau.post(f"{path}/announce"))


# --- what waits


def titles(person, now):
    return [t.title for t in waiting(register.actor(person), now)]


def test_each_step_waits_for_whoever_has_to_take_it(app, office, now):
    with app.test_request_context():
        held = office.applied()
        assert titles(office.clerk, now) == ["等级评估：青禾社会工作服务"]
        office.assessing(office.accepted(held))
        assert titles(office.clerk, now) == []
        assert titles(office.expert, now) == ["评估：青禾社会工作服务"]
        office.publicized(office.concluded(held))
        assert titles(office.expert, now) == []
        assert titles(office.clerk, now) == []
        assert titles(office.clerk, now + timedelta(days=20)) == ["等级评估：青禾社会工作服务"]


def test_a_draft_waits_for_the_organization_until_the_last_day(app, office, now):
    from app.assessments import actions  # noqa: PLC0415

    in_ = office.round()
    made, person = organization_with_admin(office)
    actions.start(in_, made, GradeMethod.FULL, by=register.actor(person), now=now)
    with app.test_request_context():
        (task,) = waiting(register.actor(person), now)
    assert task.due_at.date().isoformat() == "2026-12-15"
