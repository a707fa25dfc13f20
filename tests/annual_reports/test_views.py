"""The pages of annual reports: filling in, filing, looking, deciding, and what is public."""

import io

import pytest
from sqlalchemy import select

from app.annual_reports.waiting import waiting
from app.organizations.models import AnnualReport
from app.organizations.states import ReportState
from app.permissions import Role
from tests import register
from tests.annual_reports.test_rules import WHOLE
from tests.conftest import NOW
from tests.documents import corpus


@pytest.fixture
def offices(db):
    unit = register.unit("区卫健局")
    return {
        "unit": unit,
        "looker": register.person("科长", (Role.SUPERVISOR_UNIT, unit)),
        "registrar": register.person("郑凯文", (Role.REGISTRAR, register.unit("区民政局"))),
    }


@pytest.fixture
def center(db, offices):
    return register.organization(supervisor_id=offices["unit"].id)


@pytest.fixture
def owner(center):
    return register.person("林晓", (Role.ORG_ADMIN, center))


def html(answer):
    return answer.get_data(as_text=True)


def filled(browser, report):
    for subject, facts in WHOLE.items():
        answer = browser.post(f"/annual-reports/{report.id}/subjects/{subject}", data=facts)
        assert answer.status_code == 302, html(answer)
    paper = {"file": (io.BytesIO(corpus.pdf()), "年报.pdf")}
    sent = browser.post(
        f"/annual-reports/{report.id}/paper", data=paper, content_type="multipart/form-data"
    )
    assert sent.status_code == 302


def test_the_whole_way_through_the_pages(app, db, sign_in, center, offices, owner):
    browser = sign_in(owner)
    begun = browser.post(f"/annual-reports/organizations/{center.id}/2025")
    assert begun.status_code == 302
    report = db.scalars(select(AnnualReport)).one()
    early = browser.post(f"/annual-reports/{report.id}/check", data={"true": "y"})
    assert early.status_code == 422
    filled(browser, report)
    page = html(browser.get(f"/annual-reports/{report.id}/check"))
    assert "100.00元" in page
    filed = browser.post(f"/annual-reports/{report.id}/check", data={"true": "y"})
    receipt = html(browser.get(filed.headers["Location"]))
    assert "NB-" in receipt
    assert "逾期报送" in receipt  # today is November
    with app.test_request_context():
        (task,) = waiting(register.actor(offices["looker"]), NOW)
    looker = sign_in(offices["looker"])
    assert looker.post(task.url, data={"opinion": "同意报送"}).status_code == 302
    desk = sign_in(offices["registrar"])
    assert desk.post(f"/annual-reports/{report.id}/accept").status_code == 302
    db.expire_all()
    assert report.state is ReportState.ACCEPTED
    public = html(app.test_client().get(f"/organizations/{center.id}"))
    assert "2025 年度报告公开部分" in public
    assert "助餐" in public


def test_what_contradicts_itself_is_named_at_the_field_and_kept(db, sign_in, center, owner):
    browser = sign_in(owner)
    browser.post(f"/annual-reports/organizations/{center.id}/2025")
    report = db.scalars(select(AnnualReport)).one()
    address = f"/annual-reports/{report.id}/subjects/staff"
    wrong = browser.post(address, data=WHOLE["staff"] | {"full_time": 9})
    assert wrong.status_code == 422
    assert "9 人多于工作人员总数 8 人" in html(wrong)
    assert 'value="9"' in html(browser.get(address))  # kept although refused


def test_another_organization_and_another_supervisor_see_nothing(db, sign_in, center, owner):
    report = AnnualReport(organization=center, year=2025, state=ReportState.FILED, content=WHOLE)
    db.add(report)
    db.flush()
    stranger = sign_in(register.person("别人", (Role.ORG_ADMIN, register.organization("别的中心"))))
    assert stranger.get(f"/annual-reports/{report.id}").status_code == 404
    other = register.person("别处", (Role.SUPERVISOR_UNIT, register.unit("区文旅局")))
    assert sign_in(other).get(f"/annual-reports/{report.id}/look").status_code == 404


def test_the_registrar_sees_no_draft_and_returns_with_a_reason(db, sign_in, center, offices):
    report = AnnualReport(organization=center, year=2025, state=ReportState.DRAFT, content={})
    db.add(report)
    db.flush()
    desk = sign_in(offices["registrar"])
    assert desk.get(f"/annual-reports/{report.id}/desk").status_code == 404
    report.state = ReportState.FILED
    db.flush()
    assert desk.post(f"/annual-reports/{report.id}/accept").status_code == 422
    assert desk.post(f"/annual-reports/{report.id}/return").status_code == 422
    back = desk.post(f"/annual-reports/{report.id}/return", data={"reason": "收入不一致"})
    assert back.status_code == 302
    db.expire_all()
    assert (report.state, report.reason) == (ReportState.RETURNED, "收入不一致")


def test_the_list_can_be_filtered_and_exported_and_costs_the_same(db, sign_in, offices, request):
    watch = request.getfixturevalue("queries")
    desk = sign_in(offices["registrar"])

    def more(name, state):
        made = register.organization(name)
        made.annual_reports.append(register.report(2025, state))
        db.flush()

    more("甲中心", "late")
    address = "/annual-reports/?year=2025"
    desk.get(address)
    with watch() as few:
        desk.get(address)
    for name in "乙丙丁":
        more(f"{name}中心", "on_time")
    with watch() as many:
        page = html(desk.get(address))
    assert many.selects == few.selects
    assert "乙中心" in page
    late = html(desk.get(f"{address}&standing=late"))
    assert "甲中心" in late
    assert "乙中心" not in late
    assert "甲中心" in desk.get("/annual-reports/export.csv?year=2025").data.decode("utf-8-sig")
