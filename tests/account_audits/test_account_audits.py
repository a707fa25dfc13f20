"""Financial audits: set off by causes, once each; reported, rectified, closed."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.account_audits import actions, rules
from app.account_audits import queries as audits
from app.account_audits.actions import Report
from app.account_audits.models import AccountAudit
from app.account_audits.states import AuditState, Opinion, Trigger
from app.account_audits.waiting import waiting
from app.db import session
from app.errors import RefusedError
from app.permissions import Role
from app.profiles import actions as profiles
from tests import register
from tests.conftest import NOW
from tests.register import TODAY


def html(answer):
    return answer.get_data(as_text=True)


@pytest.fixture
def center(db):
    return register.organization()


@pytest.fixture
def bureau(db):
    return register.person("乌兰", (Role.CIVIL_AFFAIRS, register.unit("区民政局")))


@pytest.fixture
def own(center):
    return register.person("林晓", (Role.ORG_ADMIN, center))


def ordered():
    return session.scalars(select(AccountAudit)).all()


def test_a_new_legal_representative_orders_one_audit(app, center, bureau, own):
    by = register.actor(bureau)
    facts = {"legal_representative": "何书云"}
    profiles.amend(center, facts, on=TODAY, source="澜民社变〔2026〕12号", by=by, now=NOW)
    session.flush()
    assert actions.daily(now=NOW) == 1
    session.flush()
    assert actions.daily(now=NOW) == 0
    (made,) = ordered()
    assert (made.trigger, made.due_on) == (Trigger.REPRESENTATIVE, TODAY + timedelta(60))
    with app.test_request_context():
        (task,) = waiting(by, NOW)
    assert task.due_at.date() == made.due_on


def test_of_one_cause_there_is_one_audit(center, bureau):
    by = register.actor(bureau)
    actions.order(center, Trigger.COMPLAINT, "举报属实", by=by, now=NOW, cause="c")
    session.flush()
    with pytest.raises(RefusedError):
        actions.order(center, Trigger.COMPLAINT, "再来", by=by, now=NOW, cause="c")


def test_an_opinion_that_is_not_clean_names_faults_and_a_day():
    def codes(**more):
        facts = {"opinion": Opinion.QUALIFIED, "faults": "", "rectify_by": None, "today": TODAY}
        return [f.code for f in rules.report_findings(**(facts | more))]

    assert codes() == ["audit-faults", "audit-rectify-by"]
    assert codes(faults="x", rectify_by=TODAY) == ["audit-rectify-past"]
    assert codes(faults="x", rectify_by=TODAY + timedelta(9)) == []
    assert codes(opinion=Opinion.CLEAN) == []


def test_a_clean_report_closes_it(center, bureau):
    by = register.actor(bureau)
    made = actions.order(center, Trigger.ASSESSMENT, "评估前审计", by=by, now=NOW)
    said = Report(auditor="明诚所", opinion=Opinion.CLEAN, fee=Decimal("8000.00"))
    actions.report(made, said, by=by, now=NOW)
    assert (made.state, made.fee) == (AuditState.CLOSED, Decimal("8000.00"))


def test_faults_are_put_right_through_the_pages(sign_in, center, bureau, own):
    office = sign_in(bureau)
    data = {"trigger": "spot_check", "reason": "随机抽查"}
    assert office.post(f"/account-audits/order/{center.id}", data=data).status_code == 302
    (made,) = ordered()
    page = f"/account-audits/{made.id}"
    report = {"auditor": "明诚所", "opinion": "qualified", "faults": "缺签收单", "fee": "8000"}
    missing = office.post(f"{page}/report", data=report)
    assert missing.status_code == 422
    assert "请填写整改期限" in html(missing)
    assert "缺签收单" in html(missing)
    day = (TODAY + timedelta(20)).isoformat()
    assert office.post(f"{page}/report", data=report | {"rectify_by": day}).status_code == 302
    assert made.state is AuditState.RECTIFYING
    mine = sign_in(own)
    assert "缺签收单" in html(mine.get(page))
    assert mine.post(f"{page}/end", data={"text": "改好了"}).status_code == 403
    assert office.post(f"{page}/end", data={"text": "已核实补齐"}).status_code == 302
    assert made.state is AuditState.CLOSED


def test_others_see_nothing_of_it(sign_in, center, bureau, db):
    made = actions.order(center, Trigger.SPOT_CHECK, "抽查", by=register.actor(bureau), now=NOW)
    session.flush()
    other = register.organization("澜湾区同心社区服务中心")
    stranger = sign_in(register.person("童雨", (Role.ORG_ADMIN, other)))
    assert stranger.get(f"/account-audits/{made.id}").status_code == 404
    assert audits.listed(register.actor(bureau), audits.Chosen())[1] == 1
    assert center.name not in html(stranger.get("/account-audits/"))


def test_the_list_costs_the_same_for_one_row_and_many(sign_in, center, bureau, queries):
    office, by = sign_in(bureau), register.actor(bureau)

    def cost():
        with queries() as count:
            office.get("/account-audits/")
        return count.selects

    actions.order(center, Trigger.SPOT_CHECK, "抽查", by=by, now=NOW)
    few = cost()
    for number in range(3):
        of = register.organization(f"澜湾区第{number}社")
        actions.order(of, Trigger.SPOT_CHECK, "抽查", by=by, now=NOW)
    assert cost() == few
    assert "随机抽查" in html(office.get("/account-audits/export.csv"))
