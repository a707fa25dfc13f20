"""The pages of filings, as residents and offices use them."""

from http import HTTPStatus
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from app.filings import actions, queries
from app.filings.models import Filing
from app.filings.states import FilingState, GroupKind
from app.permissions import Role
from tests import register
from tests.filings.conftest import PDF

TODAY = register.TODAY


def text(answer) -> str:
    return answer.get_data(as_text=True)


@pytest.fixture
def sent(written, resident, now):
    def make(*args, **more):
        filing = written(*args, **more)
        actions.send(filing, by=register.actor(resident), now=now)
        return filing

    return make


def test_a_newcomer_begins_with_an_account_of_their_own(client, community, db):
    answer = client.post(
        "/filings/start",
        data={
            "name": "松涛社区护绿小组", "group_kind": "environment",
            "community_id": str(community.id), "your_name": "陈晓", "your_phone": "199 0000 4321",
            "password": "春天一起去河边种树吧",
        },
    )  # fmt: skip
    assert answer.status_code == HTTPStatus.FOUND
    filing = db.query(Filing).one()
    assert answer.location == f"/filings/{filing.id}/edit/charter"
    assert text(client.get(answer.location)).count("陈晓") >= 1


def test_nothing_typed_is_lost_when_something_is_missing(client, community):
    answer = client.post("/filings/start", data={"name": "松涛社区护绿小组"})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "松涛社区护绿小组" in text(answer)


def test_a_resident_fills_in_and_sends(sign_in, resident, community, db):
    browser = sign_in(resident)
    begun = browser.post(
        "/filings/start",
        data={"name": "松涛队", "group_kind": "mutual", "community_id": str(community.id)},
    )
    base = begun.location.removesuffix("/edit/charter")
    assert "请上传活动章程" in text(browser.get(base))
    browser.post(
        f"{base}/edit/charter",
        data={
            "person_in_charge": "李秀英", "phone": "19900001234", "purpose": "互助",
            "activities": "走访", "charter": (BytesIO(PDF), "章程.pdf"),
        },
        content_type="multipart/form-data",
    )  # fmt: skip
    browser.post(
        f"{base}/edit/members",
        data={"members": "9", "member_list": (BytesIO(PDF), "名单.pdf")},
        content_type="multipart/form-data",
    )
    answer = browser.post(f"{base}/send", data={"true": "y"}, follow_redirects=True)
    assert "由松涛社区初审" in text(answer)
    assert db.query(Filing).one().state is FilingState.SENT


def test_a_stranger_does_not_see_a_filing_nor_its_papers(sign_in, sent):
    filing = sent()
    stranger = sign_in(register.person("路人"))
    for path in ("", "/files/member_list", "/edit/about"):
        assert stranger.get(f"/filings/{filing.id}{path}").status_code == HTTPStatus.NOT_FOUND


def test_a_draft_is_nobody_elses_business(sign_in, written, worker):
    filing = written()
    assert sign_in(worker).get(f"/filings/{filing.id}").status_code == HTTPStatus.NOT_FOUND


def test_the_community_and_the_street_decide_on_its_page(sign_in, sent, worker, officer, db):
    filing = sent()
    page, community, street = f"/filings/{filing.id}", sign_in(worker), sign_in(officer)
    assert "通过，报街道" in text(community.get(page))
    community.post(f"{page}/check", data={"act": "pass", "text": "齐全"})
    street.post(f"{page}/review", data={"act": "pass", "text": "符合条件"})
    bad = street.post(f"{page}/opinion", data={"act": "pass", "text": "同意", "document": ""})
    assert bad.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "请写文件名称或文号" in text(bad)
    done = street.post(
        f"{page}/opinion",
        data={"act": "pass", "text": "同意", "document": "1号", "first_day": TODAY.isoformat()},
        follow_redirects=True,
    )
    assert "LW备〔2026〕001号" in text(done)


def test_an_office_of_another_place_has_no_say(sign_in, sent, other_community):

    filing = sent()
    other = sign_in(register.person("别处", (Role.COMMUNITY, other_community)))
    answer = other.post(f"/filings/{filing.id}/check", data={"act": "pass", "text": "好"})
    assert answer.status_code == HTTPStatus.NOT_FOUND


def test_the_public_list_names_no_person_and_answers_for_any_day(client, filed):
    filed()
    page = text(client.get("/filings/"))
    assert "云栖街道松涛社区邻里互助队" in page
    assert "李秀英" not in page
    assert "没有符合条件的备案组织" in text(client.get("/filings/?on=2026-11-01"))


def test_the_register_shows_the_filing_and_the_masked_phone(client, filed):
    page = text(client.get(f"/organizations/{filed().organization_id}"))
    assert "LW备〔2026〕001号" in page
    assert "19900001234" not in page


def test_the_list_costs_the_same_for_one_and_three(client, filed, queries):

    filed()
    with queries() as one:
        client.get("/filings/")
    filed("松涛社区合唱队", GroupKind.CULTURE)
    filed("松涛社区护绿队", GroupKind.ENVIRONMENT)
    with queries() as three:
        client.get("/filings/")
    assert one.selects == three.selects


def test_the_filings_of_my_place_cost_the_same_for_one_and_three(sign_in, sent, worker, queries):
    browser = sign_in(worker)
    sent()
    with queries() as one:
        browser.get("/filings/work")
    sent("松涛社区二队")
    sent("松涛社区三队")
    with queries() as three:
        page = browser.get("/filings/work")
    assert "松涛社区三队" in text(page)
    assert one.selects == three.selects


@pytest.mark.parametrize("path", ["/filings/export.xlsx", "/filings/work?export=xlsx"])
def test_every_list_is_exported(sign_in, filed, worker, path):
    filed()
    book = CalamineWorkbook.from_filelike(BytesIO(sign_in(worker).get(path).data))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[1][0] == "云栖街道松涛社区邻里互助队"


def test_a_host_is_named_and_shown_on_both_pages(sign_in, client, filed, resident):
    filing, host = filed(), register.organization("澜湾区青禾社会工作服务中心")
    held = queries_of(filing)
    browser = sign_in(resident)
    wrong = browser.post(
        f"/filings/organizations/{held.id}/host",
        data={"host_code": register.code(), "starts_on": TODAY.isoformat(), "document": "协议"},
    )
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    browser.post(
        f"/filings/organizations/{held.id}/host",
        data={"host_code": host.uscc, "starts_on": TODAY.isoformat(), "document": "协议1号"},
    )
    assert host.name in text(client.get(f"/organizations/{filing.organization_id}"))
    assert filing.name in text(client.get(f"/organizations/{host.id}"))


def queries_of(filing):
    return queries.stand_on(filing.organization_id, TODAY)


def test_the_street_joins_and_the_community_checks_on_the_page_of_the_stand(
    sign_in, filed, worker, officer
):
    one, two = filed(), filed("松涛社区第二互助队", override="楼栋不同")
    held, into = queries_of(two), queries_of(one)
    checked = sign_in(worker).post(
        f"/filings/organizations/{into.id}/check", data={"verdict": "active", "note": "正常"},
        follow_redirects=True,
    )  # fmt: skip
    assert "年度核查已记录" in text(checked)
    joined = sign_in(officer).post(
        f"/filings/organizations/{held.id}/merge",
        data={"into": str(into.id), "ends_on": TODAY.isoformat(), "document": "9号"},
        follow_redirects=True,
    )
    assert "已整合，双方的历史都保留" in text(joined)


def test_a_decision_without_its_turn_is_refused(sign_in, written, resident, officer):
    filing = written()
    answer = sign_in(officer).post(
        f"/filings/{filing.id}/review", data={"act": "pass", "text": "可以"}
    )
    assert answer.status_code == HTTPStatus.CONFLICT


def test_whoever_acts_for_a_filed_one_is_led_to_it(sign_in, filed, resident):
    filing = filed()
    browser = sign_in(resident)
    assert 'href="/filings/own"' in text(browser.get("/work"))
    page = browser.get("/filings/own", follow_redirects=True)
    assert filing.number in text(page)
    assert "办理变更备案" in text(page)
