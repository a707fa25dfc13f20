"""The demo district holds, and every kind of damage is found and named."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import select, text, update

from app import queue
from app.audit.actions import note, record
from app.awards.models import GradeAward
from app.awards.states import AwardState
from app.calls.models import Call
from app.calls.states import CallState
from app.contracts.models import Milestone
from app.contracts.states import MilestoneState
from app.db import session
from app.demo import actions as demo
from app.filings.models import FiledStand
from app.lifecycle import Taken
from app.organizations.models import Grade
from app.panels import rules
from app.panels.models import Panel, PanelMember, Tie
from app.panels.states import MemberState, TieKind
from app.permissions import SYSTEM
from app.portal import invariants
from app.results.models import Ranking
from app.submissions.models import Opening, Submission, SubmissionVersion
from app.submissions.states import SubmissionState

TODAY = date(2026, 11, 24)
SECOND = timedelta(seconds=1)


def found(now) -> set[str]:
    """Return which invariants are broken."""
    session.flush()
    session.expire_all()
    return {name for name, _line in invariants.broken(now)}


def first(model, *where):
    return session.scalars(select(model).where(*where).limit(1)).one()


def live_bid(state: SubmissionState) -> SubmissionVersion:
    return session.scalars(
        select(SubmissionVersion)
        .join(SubmissionVersion.submission)
        .where(SubmissionVersion.ended_at.is_(None), Submission.state == state)
        .limit(1)
    ).one()


@pytest.mark.sqlite
def test_the_demo_district_holds_and_damage_is_named(db, now, app):
    demo.load(TODAY, "x")
    session.commit()
    assert list(invariants.broken(now)) == []
    for damage, wanted in DAMAGE.items():
        with session.begin_nested() as place:
            damage(now)
            assert wanted in found(now), damage.__name__
            place.rollback()
    assert found(now) == set()
    said = app.test_cli_runner().invoke(args=["check-invariants"])
    assert said.exit_code == 0, said.output
    assert "0 faults" in said.output


def another_price_is_swapped_in(_now):
    one, other = session.scalars(
        select(SubmissionVersion).where(SubmissionVersion.ended_at.is_(None)).limit(2)
    )
    one.boxes[0].sealed = other.boxes[0].sealed


def an_open_price_is_changed(_now):
    submission = live_bid(SubmissionState.QUALIFIED).submission
    submission.content = {**submission.content, "price": "1.00"}


def one_that_ended_still_stands(_now):
    stand = first(FiledStand, FiledStand.ends_on.is_(None))
    stand.organization.ended_on = TODAY


def a_bid_comes_late(_now):
    version = live_bid(SubmissionState.QUALIFIED)
    version.received_at = version.submission.call.deadline_at


def a_bid_is_dropped_at_the_opening(_now):
    opening = first(Opening, Opening.count > 1)
    opening.rows = opening.rows[1:]


def a_paid_milestone_is_set_back(_now):
    stone = first(Milestone, Milestone.state == MilestoneState.PAID)
    session.execute(
        update(Milestone).where(Milestone.id == stone.id).values(state=MilestoneState.ACCEPTED)
    )


def a_milestone_is_worth_more(_now):
    stone = first(Milestone)
    stone.amount += Decimal("0.01")


def a_letter_waits(now):
    queue.later("notices.mail", {"notice": str(uuid4())}, now=now - timedelta(hours=1))


def the_draw_is_steered(_now):
    panel = first(Panel)
    panel.draw = {**panel.draw, "order": sorted(panel.draw["order"])}


def the_draw_is_run_until_it_is_liked(_now):
    panel = first(Panel)
    made = {**panel.draw, "at": (panel.formed_at + SECOND).isoformat()}
    made["seed"] = rules.seed_of(made["call"], made["pool_hash"], panel.formed_at + SECOND)
    made["order"] = rules.ordered(made["seed"], made["pool"], made["of_field"])
    facts = {"size": made["size"], "same_employer": made["same_employer"]}
    made["taken"] = rules.taken(made["order"], made["employers"], **facts)
    assert rules.problems_of(made) == []
    panel.draw = made


def somebody_with_a_tie_sits(_now):
    expert, bid = sitting_and_bid(CallState.SCORING)
    expert.employer = bid.organization.name


def a_tie_was_known_before_the_report(now):
    expert, bid = sitting_and_bid(CallState.PUBLICITY, CallState.AWARDED, CallState.RANKED)
    facts = {"kind": TieKind.OTHER, "reason": "前理事", "declared_at": now, "lifted_why": ""}
    tie = Tie(expert=expert, organization=bid.organization, **facts)
    session.add(tie)
    note("tie", "declare", tie, by=SYSTEM, now=now)
    report = {"kind": "call", "step": "report", "start": "scoring", "end": "ranked"}
    record(Taken(**report, thing=bid.call, by=SYSTEM, now=now, law=None, detail={}))


def a_sheet_of_somebody_who_left_counts(_now):
    first(PanelMember, PanelMember.sheets.any()).state = MemberState.RECUSED


def sitting_and_bid(*states):
    asked = select(PanelMember, Submission).where(
        PanelMember.panel_id == Panel.id,
        PanelMember.state == MemberState.ACCEPTED,
        Panel.call_id == Submission.call_id,
        Submission.state == SubmissionState.QUALIFIED,
        Submission.call_id == Call.id,
        Call.state.in_(states),
    )
    member, bid = session.execute(asked.limit(1)).one()
    return member.expert, bid


def a_ranking_is_changed(_now):
    ranking = first(Ranking)
    ranking.digest = "0" * 64


def a_row_of_the_log_is_changed(_now):
    postgres = session.get_bind().dialect.name == "postgresql"
    off = "alter table audit_row disable trigger user"
    session.execute(text(off if postgres else "drop trigger audit_row_no_update"))
    session.execute(text("update audit_row set actor_name = '某某' where seq = 3"))


def a_price_lies_open_too_early(_now):
    version = live_bid(SubmissionState.SUBMITTED)
    version.submission.content = {"price": "1.00"}


def an_award_is_paid_without_a_payment(_now):
    first(GradeAward, GradeAward.state == AwardState.APPROVED).state = AwardState.PAID


def a_downgrade_begins_on_another_day(_now):
    first(Grade, Grade.replaces_id.is_not(None)).awarded_on += timedelta(days=1)


DAMAGE = {
    one_that_ended_still_stands: "I6 stands",
    an_award_is_paid_without_a_payment: "I6 awards",
    a_downgrade_begins_on_another_day: "I6 grades",
    another_price_is_swapped_in: "I1 receipts",
    an_open_price_is_changed: "I1 receipts",
    a_bid_comes_late: "I2 deadlines",
    a_bid_is_dropped_at_the_opening: "I3 opening lists",
    a_paid_milestone_is_set_back: "I6 payments",
    a_milestone_is_worth_more: "I6 payments",
    a_letter_waits: "I9 outbox",
    somebody_with_a_tie_sits: "I7 ties",
    a_tie_was_known_before_the_report: "I7 ties",
    a_sheet_of_somebody_who_left_counts: "I7 ties",
    the_draw_is_steered: "I12 draws",
    the_draw_is_run_until_it_is_liked: "I12 draws",
    a_ranking_is_changed: "I12 rankings",
    a_row_of_the_log_is_changed: "I5 chain of the log",
    a_price_lies_open_too_early: "I11 sealed until the opening",
}
