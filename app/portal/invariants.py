"""What must hold at any moment, whatever was done and whatever broke: I1 to I12.

Read after a fault, after a restore and in the night (`flask check-invariants`). Each check
yields one line for everything that is not as it must be; nothing is right. The numbers are
those of docs/operations.md.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from app import money
from app.accounts.models import Person
from app.accounts.rules import separation
from app.audit import queries as audit
from app.audit.models import AuditRow
from app.awards.models import GradeAward
from app.awards.states import AwardState
from app.calls.models import Call
from app.contracts.models import Contract, Milestone
from app.contracts.states import ContractState, MilestoneState
from app.db import session
from app.documents import queries as files
from app.documents import storage
from app.documents.models import StoredFile
from app.errors import NotFoundError
from app.funds.models import BudgetLine, Commitment
from app.organizations.models import Grade
from app.panels import rules as panels
from app.panels.models import Panel, PanelMember
from app.panels.states import MemberState
from app.payments.models import Payment
from app.queue import Outbox
from app.results import actions as results
from app.results import queries as rankings
from app.results.models import Award
from app.submissions import queries as submissions
from app.submissions.models import Opening, Submission, SubmissionVersion
from app.submissions.sealing import SealBrokenError
from app.submissions.states import SubmissionState

PATIENCE = timedelta(minutes=10)
HANDED_IN = ("submit", "replace")


def receipts(_: datetime) -> Iterator[str]:
    """I1: what counts opens at its place, and is what its receipt says."""
    for version in _live():
        try:
            opened = submissions.opened(version)
        except (SealBrokenError, NotFoundError):
            yield f"{version.receipt_no} does not open"
            continue
        if opened.commitment != version.commitment:
            yield f"{version.receipt_no} is not what was handed in"
        held = version.submission.content
        if held is not None and held != opened.content:
            yield f"{version.receipt_no}: its open content differs from the sealed one"


def _live() -> Iterator[SubmissionVersion]:
    asked = select(SubmissionVersion).where(SubmissionVersion.ended_at.is_(None))
    whole = joinedload(SubmissionVersion.submission).joinedload(Submission.call)
    yield from session.scalars(asked.options(whole).order_by(SubmissionVersion.receipt_no))


def known_receipts(_: datetime) -> Iterator[str]:
    """I1, I4: every receipt that the log knows is there with the same check."""
    versions = dict(
        session.execute(select(SubmissionVersion.receipt_no, SubmissionVersion.commitment)).all()
    )
    logged = session.scalars(
        select(AuditRow.detail).where(AuditRow.kind == "submission", AuditRow.step.in_(HANDED_IN))
    )
    for detail in logged:
        receipt = detail.get("receipt", "")
        if receipt not in versions:
            yield f"{receipt} was given out and is not there"
        elif detail.get("check") != versions[receipt]:
            yield f"{receipt} was given out for something else"


def in_time(_: datetime) -> Iterator[str]:
    """I2: nothing was received at or after its deadline."""
    asked = (
        select(SubmissionVersion.receipt_no)
        .join(SubmissionVersion.submission)
        .join(Submission.call)
        .where(SubmissionVersion.received_at >= Call.deadline_at)
    )
    for receipt in session.scalars(asked):
        yield f"{receipt} is late"


def openings(_: datetime) -> Iterator[str]:
    """I3: the opening list is what counted at the close, neither more nor less."""
    live: dict[UUID, dict[str, str]] = {}
    for version in _live():
        submission = version.submission
        live.setdefault(submission.call_id, {})[str(submission.id)] = version.receipt_no
    for opening in session.scalars(select(Opening).options(joinedload(Opening.call))):
        held = live.get(opening.call_id, {})
        listed = [row["submission"] for row in opening.rows]
        right = {row.get("receipt", held.get(row["submission"])) for row in opening.rows}
        whole = opening.count == len(listed) == len(held) and set(listed) == set(held)
        if not whole or right != set(held.values()):
            yield f"{opening.call.number}: the opening list is not what was handed in"


def chain(_: datetime) -> Iterator[str]:
    """I5: the log fits together from its first row to its last."""
    verdict = audit.verdict()
    if not verdict.whole:
        yield f"row {verdict.broken} of the log does not fit ({verdict.why})"


def one_live(_: datetime) -> Iterator[str]:
    """I6: of one organization at most one version counts."""
    asked = (
        select(SubmissionVersion.submission_id)
        .where(SubmissionVersion.ended_at.is_(None))
        .group_by(SubmissionVersion.submission_id)
        .having(func.count(SubmissionVersion.id) > 1)
    )
    for submission_id in session.scalars(asked):
        yield f"{submission_id} has two versions that count"


def payments(_: datetime) -> Iterator[str]:
    """I6: one payment for each paid milestone, paid <= contract <= award, parts = whole."""
    paid = dict(
        session.execute(
            select(Payment.milestone_id, func.count()).group_by(Payment.milestone_id)
        ).all()
    )
    sums = dict(
        session.execute(
            select(Payment.contract_id, func.sum(Payment.amount)).group_by(Payment.contract_id)
        ).all()
    )
    awarded = dict(session.execute(select(Award.id, Award.amount)).all())
    asked = select(Contract).options(selectinload(Contract.milestones)).order_by(Contract.number)
    for contract in session.scalars(asked):
        for stone in contract.milestones:
            if paid.get(stone.id, 0) != int(stone.state is MilestoneState.PAID):
                yield f"{stone.audit_title} is {stone.state} with {paid.get(stone.id, 0)} payments"
        if sums.get(contract.id, money.ZERO) > contract.amount:
            yield f"{contract.number}: more is paid than agreed"
        if contract.award_id and contract.amount > awarded[contract.award_id]:
            yield f"{contract.number}: more is agreed than awarded"
        if money.total(m.amount for m in contract.milestones) != contract.amount:
            yield f"{contract.number}: its milestones do not add up"


def awards(_: datetime) -> Iterator[str]:
    """I6: one payment for each paid award, of its amount, and no more promised than a line holds."""
    asked = select(GradeAward).options(joinedload(GradeAward.organization))
    whole = asked.options(joinedload(GradeAward.payment)).order_by(GradeAward.id)
    for award in session.scalars(whole):
        paid = award.payment.amount if award.payment else None
        if paid != (award.amount if award.state is AwardState.PAID else None):
            yield f"{award.audit_title} is {award.state} with {paid} paid"
    promised = (
        select(BudgetLine, func.sum(Commitment.amount))
        .join(Commitment, Commitment.line_id == BudgetLine.id)
        .group_by(BudgetLine.id)
    )
    for line, total in session.execute(promised):
        if total > line.amount:
            yield f"{line.audit_title}: more is promised than it holds"


def grades(_: datetime) -> Iterator[str]:
    """I6: a certificate that a lower one replaced ended on the day on which that began."""
    lower = aliased(Grade)
    asked = select(Grade, lower).join(lower, lower.replaces_id == Grade.id)
    for old, new in session.execute(asked.order_by(Grade.certificate_no)):
        if old.cancelled_on != new.awarded_on or old.organization_id != new.organization_id:
            yield f"{new.certificate_no} does not follow on {old.certificate_no}"


def roles(_: datetime) -> Iterator[str]:
    """I7: nobody controls the own work, and nobody who declared a tie scores."""
    for person in session.scalars(select(Person).options(selectinload(Person.grants))):
        if any(not f.warning for f in separation(person.actor().grants)):
            yield f"{person.username} holds roles that clash"
    asked = select(PanelMember).where(PanelMember.state == MemberState.ACCEPTED)
    for member in session.scalars(asked):
        if member.declaration.get("conflict"):
            yield f"a member of {member.audit_title} scores in spite of a tie"


def states(_: datetime) -> Iterator[str]:
    """I8: a contract or milestone stands where the last step in the log left it."""
    newest = (
        select(func.max(AuditRow.seq))
        .where(AuditRow.kind.in_(("contract", "milestone")), AuditRow.end != "")
        .group_by(AuditRow.thing_id)
    )
    rows = session.execute(select(AuditRow.thing_id, AuditRow.end).where(AuditRow.seq.in_(newest)))
    ends = dict(rows.all())
    things: list[Contract | Milestone] = [*session.scalars(select(Contract))]
    things += session.scalars(select(Milestone).options(joinedload(Milestone.contract)))
    for thing in things:
        start = ContractState.DRAFT if isinstance(thing, Contract) else MilestoneState.PLANNED
        if ends.get(thing.id, start) != thing.state:
            yield f"{thing.audit_title} is {thing.state}; the log ends at {ends.get(thing.id)}"


def outbox(now: datetime) -> Iterator[str]:
    """I9: nothing waits in the outbox for longer than ten minutes."""
    old = session.execute(
        select(Outbox.topic, func.count())
        .where(Outbox.done_at.is_(None), Outbox.due_at < now - PATIENCE)
        .group_by(Outbox.topic)
    )
    for topic, count in old:
        yield f"{count} of {topic} wait in the outbox"


def stored(_: datetime) -> Iterator[str]:
    """I10: every file is there, is what it was, and belongs to somebody."""
    for address in sorted(files.held()):
        if not storage.is_whole(address):
            yield f"{address} is missing or changed"
    for file in session.scalars(select(StoredFile)):
        if not file.owners:
            yield f"{file.id} belongs to nobody"


def sealed(_: datetime) -> Iterator[str]:
    """I11: before the opening no price and no content lies open."""
    closed = Submission.state.in_((SubmissionState.DRAFT, SubmissionState.SUBMITTED))
    asked = select(Submission).where(closed).options(joinedload(Submission.call))
    for submission in session.scalars(asked):
        if submission.price is not None or submission.content is not None:
            yield f"a submission to {submission.call.number} lies open before its opening"


def draws(_: datetime) -> Iterator[str]:
    """I12: every draw comes out the same from its record alone."""
    for panel in session.scalars(select(Panel).options(joinedload(Panel.call))):
        # What was drawn before the portal came without the record of it.
        wrong = panels.problems_of(panel.draw) if panel.draw.get("seed") else []
        if wrong:
            yield f"the draw of {panel.call.number} differs: {', '.join(wrong)}"


def computed(_: datetime) -> Iterator[str]:
    """I12: every ranking comes out the same from its record alone."""
    for ranking, wrong in results.verified(rankings.rankings()):
        if wrong:
            yield f"the ranking of {ranking.call.number} differs at {wrong[0][0]}"


ALL: dict[str, Callable[[datetime], Iterator[str]]] = {
    "I1 receipts": receipts,
    "I1 I4 receipts of the log": known_receipts,
    "I2 deadlines": in_time,
    "I3 opening lists": openings,
    "I5 chain of the log": chain,
    "I6 one live version": one_live,
    "I6 payments": payments,
    "I6 awards": awards,
    "I6 grades": grades,
    "I7 roles and ties": roles,
    "I8 states": states,
    "I9 outbox": outbox,
    "I10 files": stored,
    "I11 sealed until the opening": sealed,
    "I12 draws": draws,
    "I12 rankings": computed,
}


def broken(now: datetime) -> Iterator[tuple[str, str]]:
    """Yield what does not hold: the invariant, and what is wrong."""
    for name, check in ALL.items():
        for line in check(now):
            yield name, line
