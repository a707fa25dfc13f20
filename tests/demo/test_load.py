"""The demo district in the tables: complete, in order, and shown to be right by the portal's own checks."""

from datetime import date

from sqlalchemy import func, select

from app.accounts.models import Person
from app.audit import queries as audit
from app.calls.models import Call, CallVersion
from app.calls.states import CallState
from app.contracts.models import Contract, Milestone
from app.db import session
from app.demo import actions
from app.directory.models import DirectoryEntry
from app.organizations.models import Organization
from app.panels.models import Panel
from app.panels.rules import problems_of
from app.payments.models import Payment
from app.results.models import Award, Ranking
from app.rounds.models import Round
from app.submissions.models import Submission, SubmissionVersion
from app.submissions.states import SubmissionState
from scoring import record

TODAY = date(2026, 11, 24)


def count(model, *where):
    return session.scalar(select(func.count()).select_from(model).where(*where))


def the_district_stands_in_the_tables(loaded):
    assert count(Organization) == 430
    assert count(DirectoryEntry) == 138
    assert count(Person) == len(loaded.people)
    assert count(Call) == 58
    assert {c.state for c in session.scalars(select(Call))} >= set(CallState) - {CallState.OPENED}
    past = session.scalars(select(Round).order_by(Round.year)).first()
    assert past.state is CallState.AWARDED


def it_is_loaded_once(loaded):
    assert actions.loaded()


def the_log_of_the_demo_fits_together(loaded):
    assert audit.verdict().whole


def every_award_went_to_the_first_place(loaded):
    rows = session.scalars(select(Ranking))
    first = {row.call_id: row.record["ranking"]["rows"][0]["key"] for row in rows}
    for award in session.scalars(select(Award).where(Award.call_id.in_(first))):
        assert str(award.submission_id) == first[award.call_id]


def every_ranking_is_what_its_own_record_says(loaded):
    rows = session.scalars(select(Ranking)).all()
    assert len(rows) > 25
    for row in rows:
        assert record.differences(row.record) == []


def what_is_not_opened_stays_sealed(loaded):
    sealed = select(Submission).where(Submission.state == SubmissionState.SUBMITTED)
    for submission in session.scalars(sealed):
        assert submission.price is None
        assert submission.content is None
    live = SubmissionVersion.ended_at.is_(None)
    assert count(SubmissionVersion, live, ~SubmissionVersion.boxes.any()) == 0


def contracts_add_up_and_nothing_is_paid_twice(loaded):
    for contract in session.scalars(select(Contract)):
        assert sum(m.amount for m in contract.milestones) == contract.amount
    paid = count(Payment, Payment.milestone_id.is_not(None))
    assert paid == count(Milestone, Milestone.state == "paid")


def every_panel_can_be_drawn_again_from_its_record(loaded):
    panels = session.scalars(select(Panel)).all()
    assert len(panels) > 25
    for panel in panels:
        assert problems_of(panel.draw) == []
        assert [m.expert.number for m in panel.members] == panel.draw["taken"]


def what_was_published_is_frozen(loaded):
    published = count(Call, Call.published_at.is_not(None))
    assert count(CallVersion) == published


CHECKS = (
    the_district_stands_in_the_tables,
    it_is_loaded_once,
    the_log_of_the_demo_fits_together,
    every_award_went_to_the_first_place,
    every_ranking_is_what_its_own_record_says,
    what_is_not_opened_stays_sealed,
    contracts_add_up_and_nothing_is_paid_twice,
    every_panel_can_be_drawn_again_from_its_record,
    what_was_published_is_frozen,
)


def test_the_demo_district_is_complete_in_order_and_right(db):
    """Load it once for all checks: loading is the dear part."""
    loaded = actions.load(TODAY, "x")
    for check in CHECKS:
        check(loaded)
