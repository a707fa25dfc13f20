"""The time line: what is public to all, everything to offices and the organization itself."""

from datetime import timedelta

import pytest

from app.db import session
from app.filings.models import FiledStand
from app.filings.states import EndKind, GroupKind
from app.matters import actions as matters
from app.matters.rules import Facts
from app.matters.states import MatterKind
from app.organizations.states import CreditKind
from app.permissions import Role
from app.profiles import actions as profiles
from tests import register
from tests.conftest import NOW
from tests.register import TODAY


def html(answer):
    return answer.get_data(as_text=True)


@pytest.fixture
def center(db):
    made = register.organization()
    made.grades.append(register.grade("3A"))
    made.annual_reports.append(register.report(2025))
    made.credit_events.append(
        register.credit(CreditKind.ABNORMAL_LIST, TODAY - timedelta(9), TODAY)
    )
    register.listed(made)
    return made


@pytest.fixture
def own(center):
    return register.person("林晓", (Role.ORG_ADMIN, center))


def test_everything_stands_in_one_line_by_year(client, sign_in, center, own):
    by = register.actor(own)
    profiles.edit(center, {"volunteers": 30, "finance_agent": "清泉"}, by=by, now=NOW)
    facts = Facts(kind=MatterKind.LEADERS, happens_on=TODAY, content="换届")
    matters.file(center, "第三届理事会换届", facts, by=by, now=NOW)
    session.flush()
    page = f"/organizations/{center.id}/timeline"
    public, inside = html(client.get(page)), html(sign_in(own).get(page))
    for word in ("评估等级 3A", "2025 年度工作报告", "在目录内", "活动异常名录", "变更：志愿者"):
        assert word in public
        assert word in inside
    for word in ("第三届理事会换届", "变更：财务负责"):
        assert word not in public
        assert word in inside


def test_it_can_be_filtered_by_kind(client, center):
    page = html(client.get(f"/organizations/{center.id}/timeline?kind=grade"))
    assert "评估等级 3A" in page
    assert "2025 年度工作报告" not in page
    assert client.get(f"/organizations/{center.id}/timeline?kind=nothing").status_code == 200


def test_the_time_on_file_before_registration_is_told(client, db, center):
    street = register.unit()
    day = center.registered_on
    stand = FiledStand(
        organization_id=center.id, group_kind=GroupKind.ENVIRONMENT, number="云备〔2017〕3号",
        community_id=street.id, street_id=street.id, starts_on=day - timedelta(400),
        ends_on=day - timedelta(1), end_kind=EndKind.REGISTERED,
    )  # fmt: skip
    db.add(stand)
    db.flush()
    page = html(client.get(f"/organizations/{center.id}/timeline?kind=filing"))
    assert page.index("不再备案") < page.index("环境护绿")  # the newest first
