"""Onto the lists and off them: by whom, with what paper, and what follows at once."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from app import clock
from app.audit.models import AuditRow
from app.credit import actions, queries
from app.credit.actions import Paper
from app.credit.models import CreditProposal
from app.credit.states import Act, ProposalState
from app.directory import queries as directory
from app.directory.actions import resume
from app.directory.states import Cause, EntryState
from app.errors import RefusedError, WrongStateError
from app.law import Track
from app.notices.models import Notice
from app.organizations.states import LISTS, CreditKind
from app.permissions import Role
from tests import register
from tests.conftest import NOW
from tests.register import TODAY

ABNORMAL, SERIOUS = LISTS
PAPER = Paper(
    reason="未报送2025年度工作报告", office="区民政局", number="〔2026〕12号", first_on=TODAY
)


@pytest.fixture
def bureau(db):
    unit = register.unit("区民政局")
    return [
        register.actor(register.person(name, (Role.CIVIL_AFFAIRS, unit)))
        for name in ("吴岚", "陆毅然")
    ]


@pytest.fixture
def center(db):
    return register.organization()


@pytest.fixture
def owner(center):
    return register.actor(register.person("林晓", (Role.ORG_ADMIN, center)))


def codes(refused):
    return [f.code for f in refused.value.findings]


def rows(db):
    return db.scalar(select(func.count()).select_from(AuditRow))


def told(db, person):
    return db.scalars(select(Notice.code).where(Notice.person_id == person.id)).all()


def night(db):
    made = actions.propose_due(NOW)
    db.flush()
    return made


def one_proposal(db):
    return db.scalars(select(CreditProposal)).one()


def test_a_missing_report_goes_the_whole_way_and_the_directory_is_suspended_at_once(
    db, bureau, owner, center
):
    register.listed(center)
    night(db)
    proposal = one_proposal(db)
    assert (proposal.act, proposal.kind, proposal.ground) == (Act.LIST, ABNORMAL, "report")
    assert directory.gate(center, track=Track.SUB, on=TODAY).eligible
    before = rows(db)
    event = actions.enlist(proposal, PAPER, by=bureau[0], now=NOW)
    db.flush()
    assert rows(db) == before + 2  # the entry, and the suspension that follows from it
    assert directory.status_on(center.id, TODAY) is EntryState.SUSPENDED
    assert directory.status_on(center.id, TODAY - timedelta(days=1)) is EntryState.LISTED
    found = directory.gate(center, track=Track.SUB, on=TODAY)
    assert [r.code for r in found.reasons] == ["suspended", "abnormal-list"]
    assert directory.gate(center, track=Track.SUB, on=TODAY - timedelta(days=1)).eligible
    assert "directory-suspended" in told(db, owner)
    assert "credit-recorded" in told(db, owner)
    entry = directory.entry_of(center.id)
    assert entry.periods[-1].cause is Cause.ABNORMAL_LIST
    later = NOW + timedelta(days=10)
    with pytest.raises(RefusedError) as refused:  # first off the list, then back on the directory
        resume(entry, "已补报", by=bureau[0], now=later)
    assert [f.code for f in refused.value.findings] == ["still-abnormal-list"]
    actions.lift(event, "已补报，经核对收下", by=bureau[0], now=later)
    db.flush()
    assert [p.step for p in directory.proposals(clock.local_date(later))] == []
    center.annual_reports.append(register.report(2025, "late"))
    db.flush()
    assert [p.step for p in directory.proposals(clock.local_date(later))] == ["resume"]
    assert "credit-resume" in told(db, bureau[1])


def test_a_night_that_runs_twice_proposes_once(db, bureau, center):
    assert (night(db), night(db)) == (1, 0)
    actions.drop(one_proposal(db), "已经停办", by=bureau[0], now=NOW)
    assert night(db) == 0


def test_the_abnormal_list_takes_one_person_and_the_serious_list_two(db, bureau, center):
    first, second = bureau
    made = actions.propose(center, SERIOUS, "fraud", PAPER, by=first, now=NOW)
    with pytest.raises(RefusedError) as early:
        actions.enlist(made, PAPER, by=second, now=NOW)
    assert codes(early) == ["review-first"]
    actions.review(made, PAPER, by=first, now=NOW)
    with pytest.raises(RefusedError) as same:
        actions.enlist(made, None, by=first, now=NOW)
    assert codes(same) == ["second-person"]
    event = actions.enlist(made, None, by=second, now=NOW)
    assert (event.kind, event.ground, event.number) == (SERIOUS, "fraud", "〔2026〕12号")
    assert made.state is ProposalState.DONE
    with pytest.raises(WrongStateError):
        actions.enlist(made, None, by=second, now=NOW)


def test_unreachable_takes_its_two_letters(db, bureau, center):
    with pytest.raises(RefusedError) as none:
        actions.propose(center, ABNORMAL, "unreachable", PAPER, by=bureau[0], now=NOW)
    assert codes(none) == ["letters-missing"]


def test_an_entry_tells_the_departments_jointly(db, bureau, center):
    reviewer = register.person("科长", (Role.REVIEWER, register.unit("区卫健局")))
    made = actions.propose(center, ABNORMAL, "party", PAPER, by=bureau[0], now=NOW)
    actions.enlist(made, PAPER, by=bureau[0], now=NOW)
    assert told(db, reviewer) == ["credit-notice"]


def test_a_penalty_is_entered_with_its_end_and_a_list_entry_is_not_entered_so(db, bureau, center):
    event = actions.record(
        center, CreditKind.PENALTY, PAPER, penalty="warning", by=bureau[0], now=NOW
    )
    assert event.expires_on == date(2029, 11, 24)
    with pytest.raises(RefusedError) as listed:
        actions.record(center, ABNORMAL, PAPER, by=bureau[0], now=NOW)
    assert codes(listed) == ["proposal-first"]


def test_repair_is_applied_for_verified_and_then_the_entry_is_no_longer_public(
    db, bureau, owner, center
):
    made = actions.propose(center, ABNORMAL, "party", PAPER, by=bureau[0], now=NOW)
    event = actions.enlist(made, PAPER, by=bureau[0], now=NOW)
    sent = actions.apply_repair(event, "已成立党支部", by=owner, now=NOW)
    assert sent.due_on == date(2026, 12, 1)  # the fifth working day
    with pytest.raises(RefusedError) as twice:
        actions.apply_repair(event, "再来一次", by=owner, now=NOW)
    assert codes(twice) == ["repair-open"]
    actions.refuse_repair(sent, "批复还没有附上", by=bureau[0], now=NOW)
    again = actions.apply_repair(event, "批复已附", by=owner, now=NOW)
    before = rows(db)
    actions.accept_repair(again, "批复已核对", by=bureau[0], now=NOW + timedelta(days=1))
    assert rows(db) == before + 1
    assert (event.lifted_on, event.repaired) == (TODAY + timedelta(days=1), True)
    shown = queries.shown_of([event], TODAY + timedelta(days=1), public=True)
    assert shown == []
    assert len(queries.shown_of([event], TODAY + timedelta(days=1), public=False)) == 1


def test_the_due_day_of_a_year_without_a_calendar_is_not_guessed(db, bureau, owner, center):
    december = datetime(2026, 12, 30, 10, 0, tzinfo=clock.SHANGHAI)
    made = actions.propose(center, ABNORMAL, "party", PAPER, by=bureau[0], now=december)
    event = actions.enlist(made, PAPER, by=bureau[0], now=december)
    assert actions.apply_repair(event, "已整改", by=owner, now=december).due_on is None


def test_the_serious_list_is_left_only_after_two_years_on_application(db, bureau, owner, center):
    old = Paper(
        reason="弄虚作假", office="区民政局", number="〔2024〕3号", first_on=date(2024, 11, 24)
    )
    made = actions.propose(center, SERIOUS, "fraud", old, by=bureau[0], now=NOW)
    actions.review(made, old, by=bureau[0], now=NOW)
    event = actions.enlist(made, None, by=bureau[1], now=NOW)
    with pytest.raises(RefusedError) as alone:
        actions.lift(event, "已满两年", by=bureau[0], now=NOW)
    assert codes(alone) == ["application-missing"]
    sent = actions.apply_repair(event, "两年来没有新的情形", by=owner, now=NOW)
    actions.accept_repair(sent, "已核对", by=bureau[0], now=NOW)
    assert event.lifted_on == TODAY


def test_what_was_entered_after_its_working_days_is_marked(db, bureau, center):
    def entered(day):
        paper = Paper(reason="警告", office="区民政局", number="1号", first_on=day)
        return actions.record(center, CreditKind.PENALTY, paper, by=bureau[0], now=NOW)

    assert not actions.entered_late(entered(date(2026, 11, 17)))
    assert actions.entered_late(entered(date(2026, 11, 16)))
