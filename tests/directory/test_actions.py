"""Into the directory, off it, and back: each step by its person, each with its period."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from app import clock
from app.audit.models import AuditRow
from app.directory import actions
from app.directory import queries as directory
from app.directory.states import Cause, EntryState
from app.errors import RefusedError, WrongStateError
from app.notices.models import Notice
from app.organizations.states import CreditKind
from app.permissions import Role
from app.profiles import actions as profiles
from app.queue import Outbox
from tests import register
from tests.conftest import NOW
from tests.register import TODAY

LATER = NOW + timedelta(days=8)


@pytest.fixture
def bureau(db):
    return register.actor(register.person("乌兰", (Role.CIVIL_AFFAIRS, register.unit("区民政局"))))


@pytest.fixture
def center(db):
    made = register.organization()
    made.annual_reports.append(register.report(2025))
    return made


@pytest.fixture
def owner(center):
    made = register.actor(register.person("林晓", (Role.ORG_ADMIN, center)))
    register.proven(center, made)
    return made


def codes(refused):
    return [f.code for f in refused.value.findings]


def test_the_whole_way_leaves_a_history_without_gaps(db, bureau, owner, center):
    entry = actions.apply(center, basis="想承接助餐服务", by=owner, now=NOW)
    actions.publicize(entry, by=bureau, now=NOW)
    assert entry.publicity_until == date(2026, 11, 30)
    with pytest.raises(RefusedError) as early:
        actions.list_(entry, by=bureau, now=NOW + timedelta(days=6))
    assert codes(early) == ["publicity-runs"]
    actions.list_(entry, by=bureau, now=LATER)
    actions.suspend(entry, "年报逾期", by=bureau, now=LATER + timedelta(days=10))
    actions.resume(entry, "已补报", by=bureau, now=LATER + timedelta(days=20))
    actions.remove(entry, "自愿退出", by=bureau, now=LATER + timedelta(days=30))
    db.flush()
    seen = {
        TODAY + timedelta(days=n): directory.status_on(center.id, TODAY + timedelta(days=n))
        for n in range(45)
    }
    assert seen[TODAY] is EntryState.PUBLICIZED
    assert seen[TODAY + timedelta(days=7)] is EntryState.PUBLICIZED
    assert seen[TODAY + timedelta(days=8)] is EntryState.LISTED
    assert seen[TODAY + timedelta(days=17)] is EntryState.LISTED
    assert seen[TODAY + timedelta(days=18)] is EntryState.SUSPENDED
    assert seen[TODAY + timedelta(days=28)] is EntryState.LISTED
    assert seen[TODAY + timedelta(days=38)] is EntryState.REMOVED
    assert None not in seen.values()


def test_every_step_writes_one_row_of_the_log_and_tells_the_organization(db, bureau, owner, center):
    def rows():
        return db.scalar(select(func.count()).select_from(AuditRow))

    def told():
        return set(db.scalars(select(Notice.code).where(Notice.person_id == owner.id)))

    entry = actions.apply(center, basis="想承接助餐服务", by=owner, now=NOW)
    before = rows()
    actions.publicize(entry, by=bureau, now=NOW)
    actions.list_(entry, by=bureau, now=LATER)
    actions.suspend(entry, "年报逾期", by=bureau, now=LATER)
    assert rows() == before + 3
    assert told() == {"directory-publicized", "directory-listed", "directory-suspended"}


def test_the_conditions_are_checked_at_the_application_and_again(db, bureau, owner, center):
    center.full_time_staff = 1
    with pytest.raises(RefusedError) as few:
        actions.apply(center, basis="x", by=owner, now=NOW)
    assert codes(few) == ["too-few-full-time"]
    center.full_time_staff = 3
    entry = actions.apply(center, basis="x", by=owner, now=NOW)
    actions.publicize(entry, by=bureau, now=NOW)
    center.credit_events.append(register.credit(CreditKind.ABNORMAL_LIST, TODAY))
    with pytest.raises(RefusedError) as listed:
        actions.list_(entry, by=bureau, now=LATER)
    assert codes(listed) == ["abnormal-list"]
    assert entry.state is EntryState.PUBLICIZED


def test_a_5a_is_listed_without_publicity_and_others_are_not(db, bureau, owner, center):
    entry = actions.apply(center, basis="x", by=owner, now=NOW)
    with pytest.raises(RefusedError) as early:
        actions.list_(entry, by=bureau, now=NOW)
    assert codes(early) == ["publicity-first"]
    center.grades.append(register.grade("5A"))
    actions.list_(entry, by=bureau, now=NOW)
    assert entry.state is EntryState.LISTED


def test_a_decision_needs_a_reason(db, bureau, center):
    entry = register.listed(center)
    with pytest.raises(RefusedError):
        actions.suspend(entry, "  ", by=bureau, now=NOW)
    assert entry.state is EntryState.LISTED


def test_who_was_refused_or_removed_applies_again(db, bureau, owner, center):
    entry = actions.apply(center, basis="x", by=owner, now=NOW)
    with pytest.raises(RefusedError) as twice:
        actions.apply(center, basis="x", by=owner, now=NOW)
    assert codes(twice) == ["already-on-directory"]
    actions.refuse(entry, "材料不全", by=bureau, now=NOW)
    with pytest.raises(RefusedError) as unproven:
        actions.apply(center, basis="补齐了", by=owner, now=LATER)
    assert codes(unproven) == ["evidence-governance", "evidence-finance", "evidence-premises"]
    register.proven(center, owner)
    again = actions.apply(center, basis="补齐了", by=owner, now=LATER)
    assert again.id == entry.id
    assert again.state is EntryState.APPLIED
    with pytest.raises(WrongStateError):
        actions.suspend(again, "x", by=bureau, now=LATER)


def test_an_unannounced_year_is_refused_not_guessed(db, bureau, owner, center):
    entry = actions.apply(center, basis="x", by=owner, now=NOW)
    center.annual_reports += [register.report(2026)]
    december = datetime(2026, 12, 30, 10, 0, tzinfo=clock.SHANGHAI)
    with pytest.raises(RefusedError) as unknown:
        actions.publicize(entry, by=bureau, now=december)
    assert codes(unknown) == ["publicity-year-unknown"]


def test_the_register_proposes_and_a_person_decides(db, bureau, center):
    entry = register.listed(center)
    assert directory.proposals(TODAY) == []
    event = register.credit(CreditKind.ABNORMAL_LIST, TODAY)
    center.credit_events.append(event)
    db.flush()
    (proposal,) = directory.proposals(TODAY)
    assert (proposal.step, [r.code for r in proposal.reasons]) == ("suspend", ["abnormal-list"])
    actions.suspend(entry, "列入活动异常名录", by=bureau, now=NOW)
    assert directory.proposals(TODAY) == []
    event.lifted_on = TODAY
    db.flush()
    assert [p.step for p in directory.proposals(TODAY)] == ["resume"]


def test_who_no_longer_exists_is_proposed_for_removal(db, bureau, center):
    entry = register.listed(center)
    center.ended_on = TODAY
    db.flush()
    assert directory.proposals(TODAY - timedelta(days=1)) == []
    (proposal,) = directory.proposals(TODAY)
    assert (proposal.step, [r.code for r in proposal.reasons]) == ("remove", ["organization-ended"])
    actions.suspend(entry, "注销登记", by=bureau, now=NOW)
    assert [p.step for p in directory.proposals(TODAY)] == ["remove"]
    with pytest.raises(RefusedError) as refused:  # never back
        actions.resume(entry, "恢复", by=bureau, now=NOW)
    assert codes(refused) == ["organization-ended"]
    actions.remove(entry, "注销登记", by=bureau, now=NOW, cause=Cause.DEREGISTERED)
    assert directory.proposals(TODAY) == []


def test_proposals_cost_the_same_for_one_and_many(db, queries):
    def cost():
        db.flush()
        db.expire_all()
        with queries() as count:
            directory.proposals(TODAY)
        return count.selects

    register.listed(register.organization())
    directory.proposals(TODAY)
    few = cost()
    for number in range(3):
        center = register.organization(f"澜湾区第{number}中心")
        register.listed(center)
        center.credit_events.append(register.credit(CreditKind.ABNORMAL_LIST, TODAY))
    assert cost() == few


def test_the_facts_of_the_day_decide_about_the_conditions(db, bureau, owner, center):
    profiles.edit(center, {"full_time_staff": 1}, by=owner, now=LATER)
    assert [f.code for f in directory.condition_findings(center, TODAY)] == []
    late = [f.code for f in directory.condition_findings(center, clock.local_date(LATER))]
    assert late == ["too-few-full-time"]


def test_a_5a_enters_by_itself_once_unless_something_speaks_against_it(db, bureau, center):
    center.grades.append(register.grade("5A"))
    other = register.organization("澜湾区同心社区服务中心")
    other.annual_reports.append(register.report(2025))
    other.grades.append(register.grade("5A"))
    other.credit_events.append(register.credit(CreditKind.ABNORMAL_LIST, TODAY))
    db.flush()
    assert actions.daily(now=NOW) == 1
    db.flush()
    assert directory.status_on(center.id, TODAY) is EntryState.LISTED
    assert directory.entry_of(other.id) is None
    assert actions.daily(now=NOW) == 0


def test_who_was_removed_does_not_enter_by_itself(db, bureau, center):
    center.grades.append(register.grade("5A"))
    actions.remove(register.listed(center), "自愿退出", by=bureau, now=NOW, cause=Cause.OWN_WISH)
    db.flush()
    assert actions.daily(now=LATER) == 0


def test_a_lapsed_grade_is_proposed_and_can_be_left_with_a_reason(db, bureau, center):
    center.grades.append(register.grade("3A", date(2021, 11, 1)))
    entry = register.listed(center, date(2024, 1, 10))
    db.flush()
    (proposal,) = directory.proposals(TODAY)
    assert [r.code for r in proposal.reasons] == ["grade-lapsed"]
    actions.dismiss(entry, "等级不是入库条件", by=bureau, now=NOW)
    db.flush()
    assert directory.proposals(TODAY) == []
    with pytest.raises(RefusedError):
        actions.dismiss(entry, "再来一次", by=bureau, now=NOW)
    center.credit_events.append(register.credit(CreditKind.ABNORMAL_LIST, TODAY))
    db.flush()
    assert len(directory.proposals(TODAY)) == 1


def test_a_proposal_is_told_once(db, bureau, center):
    register.listed(center)
    center.credit_events.append(register.credit(CreditKind.ABNORMAL_LIST, TODAY))
    db.flush()
    for _ in range(2):
        actions.daily(now=NOW)
        db.flush()
    asked = select(func.count()).select_from(Outbox).where(Outbox.topic == "directory.proposed")
    assert db.scalar(asked) == 1
