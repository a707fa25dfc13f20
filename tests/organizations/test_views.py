"""The pages of the register, in a browser without JavaScript."""

import io
from datetime import date

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from app.accounts.models import Person
from app.audit.models import AuditRow
from app.notices.models import Notice
from app.organizations import queries
from app.organizations.models import Claim
from app.organizations.rules import grade_at
from app.organizations.states import ClaimState, CreditKind
from app.permissions import Role
from tests import register

PASSWORD = "白鹭飞过澜湾的清晨和傍晚"


@pytest.fixture
def bureau(db):
    return register.unit("区民政局")


@pytest.fixture
def registrar(bureau):
    return register.person("郑凯文", (Role.REGISTRAR, bureau))


def html(answer):
    return answer.get_data(as_text=True)


def test_the_register_is_public_and_can_be_searched(client, db):
    register.organization("澜湾区青禾社会工作服务中心")
    register.organization("澜湾区同心社区服务中心", filing_no="备2024-001")
    both = html(client.get("/organizations/"))
    one = html(client.get("/organizations/?q=青禾"))
    assert "青禾社会工作" in both
    assert "备2024-001" in both
    assert "青禾社会工作" in one
    assert "同心社区" not in one
    assert "同心社区" in html(client.get("/organizations/?status=filed"))
    assert "没有符合这些条件的组织" in html(client.get("/organizations/?grade=5A"))


def test_a_code_and_pinyin_find_as_well(client, db):
    center = register.organization("澜湾区青禾社会工作服务中心", short_name="青禾社工")
    register.organization("澜湾区同心社区服务中心")
    for asked in (center.uscc, center.uscc[:8] + " ", "qinghe"):
        page = html(client.get("/organizations/", query_string={"q": asked}))
        assert "青禾社会工作" in page


def test_the_list_costs_the_same_for_one_row_and_many(client, db, queries):
    register.organization("澜湾区第一服务中心", street_id=register.unit("甲街道").id)
    with queries() as few:
        client.get("/organizations/")
    for number in range(4):
        center = register.organization(
            f"澜湾区第{number}中心", street_id=register.unit(f"{number}街").id
        )
        center.grades.append(register.grade())
    with queries() as many:
        client.get("/organizations/")
    assert few.selects == many.selects


@pytest.mark.parametrize("sort", ["name", "-name", "grade", "-grade"])
def test_the_list_can_be_sorted(client, db, sort):
    for name, level in (("安康", "3A"), ("同心", "5A")):
        center = register.organization(f"{name}服务中心")
        center.grades.append(register.grade(level))
    page = html(client.get(f"/organizations/?sort={sort}"))
    first = "安康服务中心" if sort in ("name", "-grade") else "同心服务中心"
    second = "同心服务中心" if first == "安康服务中心" else "安康服务中心"
    assert page.index(first) < page.index(second)


def test_all_filtered_rows_are_exported(client, db):
    for number in range(25):
        register.organization(f"澜湾区第{number}服务中心")
    answer = client.get("/organizations/export.xlsx?q=服务")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert len(rows) == 26
    assert rows[0][0] == "名称"
    text = client.get("/organizations/export.csv").data.decode("utf-8-sig")
    assert len(text.splitlines()) == 26
    assert client.get("/organizations/export.exe").status_code == 404


def test_the_public_page_masks_telephones_and_names_the_representative(client, db):
    center = register.organization(phone="13800002046", legal_representative="林晓")
    center.grades.append(register.grade("3A"))
    center.credit_events.append(
        register.credit(CreditKind.ABNORMAL_LIST, date(2026, 1, 5), date(2026, 6, 1))
    )
    page = html(client.get(f"/organizations/{center.id}"))
    assert "138****2046" in page
    assert "13800002046" not in page
    assert "林晓" in page
    assert "活动异常名录" in page
    assert "已移出" in page


def test_its_own_people_change_what_is_theirs(sign_in, db):
    center = register.organization(phone="1", address="旧址", staff=8)
    person = register.person("林晓", (Role.ORG_ADMIN, center))
    browser = sign_in(person)
    facts = {"phone": "0755-12345678", "address": "新址 8 号", "intro": "十年社区服务",
             "staff": "9", "full_time_staff": "6", "certified_social_workers": "4", "volunteers": "30"}  # fmt: skip
    answer = browser.post(f"/organizations/{center.id}/edit", data=facts)
    assert answer.status_code == 302
    db.expire_all()
    assert (center.address, center.full_time_staff) == ("新址 8 号", 6)
    row = db.scalars(select(AuditRow).where(AuditRow.step == "edit")).one()
    assert row.detail["address"] == ["旧址", "新址 8 号"]


def test_impossible_numbers_are_said_beside_the_field(sign_in, db):
    center = register.organization()
    browser = sign_in(register.person("林晓", (Role.ORG_ADMIN, center)))
    facts = {"phone": "1", "address": "x", "staff": "3", "full_time_staff": "4"}
    answer = browser.post(f"/organizations/{center.id}/edit", data=facts)
    assert answer.status_code == 422
    assert "专职人员不能多于工作人员总数（3 人）" in html(answer)


def test_others_do_not_see_the_own_page(sign_in, client, db):
    center, other = register.organization(), register.organization("澜湾区同心服务中心")
    browser = sign_in(register.person("童宇", (Role.ORG_ADMIN, other)))
    assert browser.get(f"/organizations/{center.id}/own").status_code == 404
    assert browser.get(f"/organizations/{center.id}/edit").status_code == 404
    assert browser.get("/organizations/own").location.endswith(f"{other.id}/own")
    assert client.get(f"/organizations/{center.id}/own").status_code == 302


def test_a_new_person_claims_an_organization_and_the_registrar_confirms(
    client, sign_in, db, registrar
):
    center = register.organization(legal_representative="林建国")
    assert "没有这个代码" in html(
        client.post("/organizations/claim", data={"code": register.code()})
    )
    found = client.post("/organizations/claim", data={"code": center.uscc})
    assert found.location.endswith(f"{center.id}/claim")
    assert "林建国" in html(client.get(found.location))
    form = {"name": "林晓", "phone": "138 0000 2046", "password": PASSWORD,
            "statement": "项目总监", "true": "y"}  # fmt: skip
    sent = client.post(found.location, data=form)
    assert sent.status_code == 302, html(sent)
    assert "已收到您的认领申请" in html(client.get(sent.location))
    claim = db.scalars(select(Claim)).one()
    assert db.scalars(select(Notice.person_id).where(Notice.code == "claim-sent")).all() == [
        registrar.id
    ]
    office = sign_in(registrar)
    assert "林晓" in html(office.get("/organizations/claims/"))
    assert "项目总监" in html(office.get(f"/organizations/claims/{claim.id}"))
    assert office.post(f"/organizations/claims/{claim.id}/confirm").status_code == 302
    assert client.get(f"/organizations/{center.id}/own").status_code == 200
    again = office.post(f"/organizations/claims/{claim.id}/confirm")
    assert again.status_code == 409


def test_a_weak_password_loses_nothing_that_was_typed(client, db):
    center = register.organization()
    form = {
        "name": "林晓",
        "phone": "13800002046",
        "password": "1",
        "statement": "项目总监",
        "true": "y",
    }
    answer = client.post(f"/organizations/{center.id}/claim", data=form)
    assert answer.status_code == 422
    assert "项目总监" in html(answer)
    assert db.scalars(select(Person).where(Person.username == "13800002046")).all() == []


def test_a_refusal_needs_a_reason_and_the_person_reads_it(sign_in, db, registrar):
    center, person = register.organization(), register.person("林晓")
    browser, office = sign_in(person), sign_in(registrar)
    browser.post(f"/organizations/{center.id}/claim", data={"statement": "项目总监", "true": "y"})
    claim = db.scalars(select(Claim)).one()
    assert office.post(f"/organizations/claims/{claim.id}/refuse", data={}).status_code == 422
    office.post(f"/organizations/claims/{claim.id}/refuse", data={"reason": "请补授权书"})
    db.expire_all()
    assert (claim.state, claim.reason) == (ClaimState.REFUSED, "请补授权书")
    assert "请补授权书" in html(browser.get("/organizations/claim"))
    assert browser.get(f"/organizations/{center.id}/own").status_code == 403


def test_a_claim_is_sent_once(sign_in, db):
    center = register.organization()
    browser = sign_in(register.person("林晓"))
    form = {"statement": "项目总监", "true": "y"}
    browser.post(f"/organizations/{center.id}/claim", data=form)
    again = browser.post(f"/organizations/{center.id}/claim", data=form)
    assert "已经提交过" in html(again)


def test_a_receipt_is_for_whoever_claimed(sign_in, client, db):
    center = register.organization()
    sign_in(register.person("林晓")).post(
        f"/organizations/{center.id}/claim", data={"statement": "项目总监", "true": "y"}
    )
    claim = db.scalars(select(Claim)).one()
    other = sign_in(register.person("别人"))
    assert other.get(f"/organizations/claims/{claim.id}/sent").status_code == 404
    assert other.get(f"/organizations/claims/{claim.id}").status_code == 403


@pytest.mark.parametrize(
    "day", [date(2019, 12, 31), date(2020, 1, 1), date(2024, 1, 1), date(2025, 1, 1)]
)
def test_the_list_shows_the_grade_that_the_rule_says(db, day):
    center = register.organization()
    center.grades += [
        register.grade("5A", date(2020, 1, 1)),
        register.grade("3A", date(2024, 1, 1), cancelled_on=date(2025, 1, 1)),
    ]
    db.flush()
    (row,), _ = queries.search(queries.Search(), on=day)
    grade = grade_at(center.grades, day)
    assert row.level == (grade.level if grade else None)
