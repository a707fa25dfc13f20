"""The ledger of a community: entered on the spot, seen by community, street and bureau."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.states import UnitKind
from app.db import session
from app.ledgers.models import ActivityRecord
from app.permissions import Role
from tests import register
from tests.register import TODAY


def html(answer):
    return answer.get_data(as_text=True)


@pytest.fixture
def street(db):
    return register.unit("临江街道")


@pytest.fixture
def community(street):
    return register.unit("青石巷社区", UnitKind.COMMUNITY, parent_id=street.id)


@pytest.fixture
def club(community):
    return register.organization(
        "青石巷社区读书会", filing_no="备2024-1", community_id=community.id
    )


@pytest.fixture
def desk(sign_in, community):
    return sign_in(register.person("罗社工", (Role.COMMUNITY, community)))


def entry(club, **more):
    facts = {
        "kind": "activity",
        "organization": str(club.id),
        "on": TODAY.isoformat(),
        "place": "活动室",
        "theme": "邻里读书会",
        "persons": "24",
        "result": "约定每月一次",
    }
    return facts | more


def test_the_community_enters_and_street_and_bureau_see(sign_in, community, street, club, desk):
    page = f"/ledgers/{community.id}"
    assert desk.get("/ledgers/").location == page
    assert desk.post(f"{page}/record", data=entry(club)).status_code == 302
    above = sign_in(register.person("高远", (Role.STREET, street)))
    bureau = sign_in(register.person("乌兰", (Role.CIVIL_AFFAIRS, register.unit("区民政局"))))
    for browser in (desk, above, bureau):
        assert "邻里读书会" in html(browser.get(page))
    exported = html(bureau.get(f"{page}/export.csv"))
    assert "约定每月一次" in exported
    assert "备2024-1" in exported


def test_what_is_missing_is_said_beside_the_field_and_nothing_is_lost(community, club, desk):
    answer = desk.post(f"/ledgers/{community.id}/record", data=entry(club, result=" "))
    assert answer.status_code == 422
    assert "邻里读书会" in html(answer)
    later = entry(club, on=(TODAY + timedelta(1)).isoformat())
    assert "日期不能晚于今天" in html(desk.post(f"/ledgers/{community.id}/record", data=later))
    assert session.scalars(select(ActivityRecord)).all() == []


def test_an_organization_of_another_community_is_not_offered(community, desk, street):
    other = register.unit("别处社区", UnitKind.COMMUNITY, parent_id=street.id)
    far = register.organization("别处社区合唱队", filing_no="备2", community_id=other.id)
    answer = desk.post(f"/ledgers/{community.id}/record", data=entry(far))
    assert answer.status_code == 422
    assert desk.get(f"/ledgers/{other.id}").status_code == 404


def test_the_list_costs_the_same_for_one_community_and_many(sign_in, community, street, queries):
    office = sign_in(register.person("乌兰", (Role.CIVIL_AFFAIRS, register.unit("区民政局"))))
    register.unit("一社区", UnitKind.COMMUNITY, parent_id=street.id)

    def cost():
        with queries() as count:
            office.get("/ledgers/")
        return count.selects

    few = cost()
    for number in range(3):
        register.unit(f"{number}号社区", UnitKind.COMMUNITY, parent_id=street.id)
    assert cost() == few
    assert "青石巷社区" in html(office.get("/ledgers/export.csv"))
