"""Major matters and activities: filed by the organization, seen by street and bureau."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.db import session
from app.law import Track
from app.lawbook import queries as lawbook
from app.matters import rules
from app.matters.models import Matter
from app.matters.rules import Facts
from app.matters.states import MatterKind, MatterState
from app.permissions import Role
from tests import register
from tests.register import TODAY


def html(answer):
    return answer.get_data(as_text=True)


@pytest.fixture
def street(db):
    return register.unit("临江街道")


@pytest.fixture
def center(street):
    return register.organization(street_id=street.id)


@pytest.fixture
def own(center):
    return register.person("林晓", (Role.ORG_ADMIN, center))


@pytest.fixture
def desk(street):
    return register.person("高远", (Role.STREET, street))


@pytest.fixture
def bureau(db):
    return register.person("乌兰", (Role.CIVIL_AFFAIRS, register.unit("区民政局")))


def activity(**more):
    day = TODAY + timedelta(days=30)
    facts = {
        "kind": "activity",
        "title": "邻里节百家宴",
        "happens_on": day.isoformat(),
        "content": "邻里聚餐",
        "place": "临江公园",
        "persons": "260",
        "risks": "人员聚集：设两个出入口",
    }
    return facts | more


def codes(**more):
    facts = {"kind": MatterKind.LEADERS, "happens_on": TODAY, "content": "换届"}
    law = lawbook.law_on(TODAY, Track.SUB)
    return [f.code for f in rules.findings(Facts(**(facts | more)), law, today=TODAY)]


def test_what_a_filing_must_say_and_by_when(db):
    assert codes() == []
    assert codes(happens_on=TODAY + timedelta(1)) == ["matter-in-future"]
    assert codes(happens_on=TODAY - timedelta(31)) == ["matter-late"]
    assert codes(content=" ") == ["matter-empty"]
    found = codes(kind=MatterKind.ACTIVITY)
    assert found == ["activity-place", "activity-risks", "activity-persons", "activity-over"]
    facts = {"kind": MatterKind.ACTIVITY, "place": "x", "persons": 2, "risks": "y"}
    assert codes(**facts, happens_on=TODAY + timedelta(3)) == ["activity-late"]
    assert codes(**facts, happens_on=TODAY + timedelta(10)) == []


def test_an_activity_goes_from_the_organization_to_street_and_bureau(
    sign_in, center, own, desk, bureau
):
    browser = sign_in(own)
    assert browser.post(f"/matters/new/{center.id}", data=activity()).status_code == 302
    made = session.scalars(select(Matter)).one()
    page = f"/matters/{made.id}"
    data = {"supported": "yes", "text": "同意，控制人数。"}
    assert sign_in(desk).post(f"{page}/opinion", data=data).status_code == 302
    assert made.state is MatterState.OPINION
    assert (
        sign_in(bureau).post(f"{page}/note", data={"step": "note", "text": ""}).status_code == 302
    )
    assert made.state is MatterState.NOTED
    shown = html(browser.get(page))
    assert "同意，控制人数。" in shown


def test_a_filing_is_sent_back_corrected_and_sent_again(sign_in, center, own, bureau):
    browser, office = sign_in(own), sign_in(bureau)
    data = activity(kind="charter", happens_on=TODAY.isoformat(), place="", persons="", risks="")
    browser.post(f"/matters/new/{center.id}", data=data)
    made = session.scalars(select(Matter)).one()
    page = f"/matters/{made.id}"
    empty = office.post(f"{page}/note", data={"step": "return", "text": ""})
    assert empty.status_code == 422
    back = {"step": "return", "text": "请补充会议纪要"}
    assert office.post(f"{page}/note", data=back).status_code == 302
    assert "请补充会议纪要" in html(browser.get(f"{page}/again"))
    again = browser.post(f"{page}/again", data=data | {"content": "补充了纪要"})
    assert again.status_code == 302
    assert (made.state, made.content) == (MatterState.SENT, "补充了纪要")


def test_a_street_has_no_opinion_on_a_charter(sign_in, center, own, desk):
    data = activity(kind="charter", happens_on=TODAY.isoformat())
    sign_in(own).post(f"/matters/new/{center.id}", data=data)
    made = session.scalars(select(Matter)).one()
    answer = sign_in(desk).post(
        f"/matters/{made.id}/opinion", data={"supported": "yes", "text": "同意"}
    )
    assert answer.status_code == 422


def test_nothing_typed_is_lost(sign_in, center, own):
    answer = sign_in(own).post(f"/matters/new/{center.id}", data=activity(place="", risks=""))
    assert answer.status_code == 422
    assert "请填写活动地点" in html(answer)
    assert "邻里节百家宴" in html(answer)


def test_others_see_nothing_of_it(sign_in, center, own, db):
    sign_in(own).post(f"/matters/new/{center.id}", data=activity())
    made = session.scalars(select(Matter)).one()
    other = register.organization("澜湾区同心社区服务中心")
    stranger = sign_in(register.person("童雨", (Role.ORG_ADMIN, other)))
    far = sign_in(register.person("邻街", (Role.STREET, register.unit("远江街道"))))
    for browser in (stranger, far):
        assert browser.get(f"/matters/{made.id}").status_code == 404
        assert "邻里节" not in html(browser.get("/matters/"))
    assert stranger.post(f"/matters/new/{center.id}", data=activity()).status_code == 404


def test_the_list_costs_the_same_for_one_row_and_many(sign_in, center, own, bureau, queries):
    browser, office = sign_in(own), sign_in(bureau)

    def cost():
        with queries() as count:
            office.get("/matters/")
        return count.selects

    browser.post(f"/matters/new/{center.id}", data=activity())
    few = cost()
    for _ in range(3):
        browser.post(f"/matters/new/{center.id}", data=activity())
    assert cost() == few
    assert "邻里节百家宴" in html(office.get("/matters/export.csv"))
