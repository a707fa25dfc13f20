"""The pages of a profile: who sees which fact, what changing leaves behind."""

from datetime import timedelta

import pytest

from app.audit.models import AuditRow
from app.db import session
from app.permissions import Role
from app.profiles import queries
from tests import register
from tests.register import TODAY


@pytest.fixture
def organization(db):
    return register.organization(
        "澜湾区青禾社会工作服务中心",
        phone="13900001111",
        contact="苏禾",
        contact_phone="13800002222",
        finance_agent="清泉代理记账",
        address="临江路 1 号",
    )


@pytest.fixture
def own(organization):
    return register.person("林晓", (Role.ORG_ADMIN, organization))


@pytest.fixture
def registrar(db):
    return register.person("郑凯文", (Role.REGISTRAR, register.unit("区民政局")))


@pytest.fixture
def buyer(db):
    return register.person("周敏", (Role.PURCHASER, register.unit("区教育局")))


def html(answer):
    return answer.get_data(as_text=True)


def page(client, organization):
    return html(client.get(f"/organizations/{organization.id}"))


def test_each_audience_sees_its_facts(client, sign_in, organization, buyer, registrar):
    public = page(client, organization)
    office, keeper = page(sign_in(buyer), organization), page(sign_in(registrar), organization)
    assert "139****1111" in public
    assert "苏禾" not in public
    assert "清泉代理记账" not in public
    assert "苏禾" in office
    assert "清泉代理记账" in office
    assert "13800002222" not in office
    assert "13800002222" in keeper


def own_facts(**more):
    return {
        "phone": "13900001111",
        "address": "临江路 1 号",
        "staff": "8",
        "full_time_staff": "5",
        "certified_social_workers": "0",
        "volunteers": "0",
        "members": "0",
        "part_time_officials": "0",
    } | more


def test_the_organization_keeps_its_own_facts_and_their_history(sign_in, organization, own):
    browser = sign_in(own)
    address = f"/organizations/{organization.id}/edit"
    answer = browser.post(address, data=own_facts(full_time_staff="6", legal_adviser="正言律所"))
    assert answer.status_code == 302
    history = html(browser.get(f"/organizations/{organization.id}/history"))
    assert "正言律所" in history
    assert "机构自行填报" in history
    assert queries.facts_on(organization, TODAY - timedelta(1))["full_time_staff"] == 5
    assert queries.facts_on(organization, TODAY)["full_time_staff"] == 6
    assert session.query(AuditRow).filter_by(kind="organization", step="edit").count() == 1


def test_more_full_time_people_than_staff_is_refused_beside_the_field(sign_in, organization, own):
    answer = sign_in(own).post(
        f"/organizations/{organization.id}/edit", data=own_facts(full_time_staff="9")
    )
    assert answer.status_code == 422
    assert "full_time_staff-error" in html(answer)
    assert organization.full_time_staff == 5


def register_facts(organization, **more):
    return {
        "name": organization.name,
        "short_name": organization.short_name,
        "category": organization.category,
        "fields": list(organization.fields),
        **dict.fromkeys(
            ("supervisor_id", "industry_regulator_id", "street_id", "community_id"), ""
        ),
        "source": "澜民社变〔2026〕12号",
        "on": TODAY.isoformat(),
    } | more


def test_the_registrar_changes_the_entry_by_a_document(sign_in, organization, own, registrar):
    browser = sign_in(registrar)
    address = f"/organizations/{organization.id}/amend"
    day = TODAY - timedelta(10)
    data = register_facts(organization, legal_representative="何书云", on=day.isoformat())
    assert browser.post(address, data=data).status_code == 302
    assert queries.facts_on(organization, day)["legal_representative"] == "何书云"
    assert queries.facts_on(organization, day - timedelta(1))["legal_representative"] == ""
    told = html(sign_in(own).get("/notices/"))
    assert "变更了澜湾区青禾社会工作服务中心的登记事项" in told
    shown = html(browser.get(f"/organizations/{organization.id}/history?on={day - timedelta(1)}"))
    assert "澜民社变〔2026〕12号" in shown


def test_a_change_before_another_is_refused_and_nothing_typed_is_lost(
    sign_in, organization, registrar
):
    browser, address = sign_in(registrar), f"/organizations/{organization.id}/amend"
    data = register_facts(organization, legal_representative="何书云")
    browser.post(address, data=data)
    early = (TODAY - timedelta(3)).isoformat()
    again = browser.post(address, data=data | {"legal_representative": "陶然", "on": early})
    assert again.status_code == 422
    assert "陶然" in html(again)
    assert "生效日期不能早于这一天" in html(again)


def test_a_tax_qualification_has_its_days_and_its_document(
    client, sign_in, organization, registrar
):
    data = {
        "kind": "exemption",
        "document_no": "澜财税〔2025〕3号",
        "valid_from": "2025-01-01",
        "valid_until": "2029-12-31",
    }
    address = f"/organizations/{organization.id}/tax"
    assert sign_in(registrar).post(address, data=data).status_code == 302
    assert "澜财税〔2025〕3号" in page(client, organization)
    assert sign_in(registrar).post(address, data=data).status_code == 422
    backwards = data | {"valid_from": "2026-01-01", "valid_until": "2025-01-01"}
    assert "截止日不能早于起始日" in html(sign_in(registrar).post(address, data=backwards))


def test_a_stranger_has_no_history(client, sign_in, organization, db):
    other = register.organization("澜湾区同心社区服务中心")
    stranger = sign_in(register.person("童雨", (Role.ORG_ADMIN, other)))
    assert stranger.get(f"/organizations/{organization.id}/history").status_code == 404
    assert stranger.get(f"/organizations/{organization.id}/history.csv").status_code == 404


def test_the_history_can_be_taken_away(sign_in, organization, own):
    browser = sign_in(own)
    browser.post(f"/organizations/{organization.id}/edit", data=own_facts(volunteers="30"))
    taken = browser.get(f"/organizations/{organization.id}/history.csv")
    assert "志愿者,,30" in html(taken)


def test_one_organization_has_one_code_that_leads_to_its_page(client, organization):
    answer = client.get(f"/organizations/code/{organization.uscc}")
    assert answer.location.endswith(f"/organizations/{organization.id}")
    picture = client.get(f"/organizations/{organization.id}/code.svg")
    assert picture.mimetype == "image/svg+xml"
    assert client.get("/organizations/code/nothing").status_code == 404


def test_the_table_of_facts_is_public(client, db):
    assert "谁可以看到" in html(client.get("/organizations/facts"))
