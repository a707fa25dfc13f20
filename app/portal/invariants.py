"""What must hold at any moment, whatever was done and whatever broke: I1 to I12.

Read after a fault, after a restore and in the night (`flask check-invariants`). Each check
yields one line for everything that is not as it must be; nothing is right. The numbers are
those of docs/operations.md.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from app import clock, money
from app.accounts.models import Person
from app.accounts.rules import separation
from app.audit import queries as audit
from app.audit.models import AuditRow
from app.awards.models import GradeAward
from app.awards.states import AwardState
from app.calls import queries as calls
from app.calls.models import Call
from app.calls.states import CallState
from app.clock import local_date
from app.contracts.models import Contract, Milestone
from app.contracts.states import ContractState, MilestoneState
from app.credit import queries as credit
from app.credit.models import CreditProposal
from app.credit.states import Act, ProposalState
from app.db import session
from app.directory.models import DirectoryEntry
from app.directory.states import EntryState
from app.documents import queries as files
from app.documents import storage
from app.documents.models import StoredFile
from app.filings.models import FiledStand
from app.funds.models import BudgetLine, Commitment
from app.inspections import rules as inspections
from app.inspections.models import Inspection, InspectionPlan
from app.organizations.models import CreditEvent, Grade, Organization
from app.organizations.states import CreditKind
from app.panels import queries as panel_queries
from app.panels import rules as panels
from app.panels.models import Expert, Panel, PanelMember, Sheet, Tie
from app.panels.states import MemberState, SheetState
from app.payments.models import Payment
from app.queue import Outbox
from app.results import actions as results
from app.results import queries as rankings
from app.results.models import Award
from app.submissions import queries as submissions
from app.submissions.models import Opening, Submission, SubmissionVersion
from app.submissions.sealing import Part, check_of, whole
from app.submissions.states import SubmissionState
from matching.draw import problems_of

PATIENCE = timedelta(minutes=10)
HANDED_IN = ("submit", "replace")
DRAWING = ("begin", "recuse", "void", "refill")
OPENED = (SubmissionState.OPENED, SubmissionState.QUALIFIED, SubmissionState.REJECTED)


def receipts(_: datetime) -> Iterator[str]:
    """I1: what counts is sealed as the log says, and what was opened is what its receipt says."""
    sealed = {
        detail.get("receipt"): detail.get("sealed")
        for detail in session.scalars(
            select(AuditRow.detail).where(
                AuditRow.kind == "submission", AuditRow.step.in_(HANDED_IN)
            )
        )
    }
    for version in _live():
        if version.receipt_no in sealed and sealed[version.receipt_no] is None:
            continue  # taken and opened before there were boxes
        commitments = {box.part.value: box.commitment for box in version.boxes}
        if set(commitments) != set(Part) or check_of(commitments) != version.commitment:
            yield f"{version.receipt_no} is not what was handed in"
        elif sealed.get(version.receipt_no, "") != submissions.sealed_digest(version):
            yield f"{version.receipt_no} is not sealed as it was"
        elif any(box.is_open for box in version.boxes):
            yield from _opened(version)
        elif not submissions.opens_here(version):
            yield f"{version.receipt_no} does not open"


def _opened(version: SubmissionVersion) -> Iterator[str]:
    found = submissions.opened(version)
    if any(one.commitment != box.commitment for box, one in found.items()):
        yield f"{version.receipt_no} is not what was handed in"
        return
    held = version.submission.content
    if held is not None and held != whole(found.values())[0]:
        yield f"{version.receipt_no}: its open content differs from the sealed one"


def _live() -> Iterator[SubmissionVersion]:
    asked = select(SubmissionVersion).where(SubmissionVersion.ended_at.is_(None))
    call = joinedload(SubmissionVersion.submission).joinedload(Submission.call)
    options = (call, selectinload(SubmissionVersion.boxes))
    yield from session.scalars(asked.options(*options).order_by(SubmissionVersion.receipt_no))


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


def stands(now: datetime) -> Iterator[str]:
    """I6: a filed organization stands once, and one that has ended stands no longer."""
    twice = (
        select(FiledStand.number)
        .where(FiledStand.ends_on.is_(None))
        .group_by(FiledStand.organization_id, FiledStand.number)
        .having(func.count() > 1)
    )
    for number in session.scalars(twice):
        yield f"{number} stands twice"
    ended = (
        select(FiledStand.number)
        .join(FiledStand.organization)
        .where(FiledStand.ends_on.is_(None), Organization.ended_on <= local_date(now))
    )
    for number in session.scalars(ended):
        yield f"{number} stands although it has ended"


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
    """I7: nobody controls the own work."""
    for person in session.scalars(select(Person).options(selectinload(Person.grants))):
        if any(not f.warning for f in separation(person.actor().grants)):
            yield f"{person.username} holds roles that clash"


def ties(now: datetime) -> Iterator[str]:
    """I7: nobody sits or counts in spite of a tie, and no sheet of whoever left counts."""
    on = clock.local_date(now)
    scoring = select(Panel).join(Panel.call).where(Call.state == CallState.SCORING)
    for panel in session.scalars(scoring):
        for number, why in panel_queries.tied(panel, on).items():
            yield f"{number} sits on the panel of {panel.call.number} in spite of a tie ({why})"
    declared = select(PanelMember).where(PanelMember.state == MemberState.ACCEPTED)
    for member in session.scalars(declared):
        if member.declaration.get("conflict"):
            yield f"a member of {member.audit_title} scores in spite of a tie"
    left = (
        select(Sheet)
        .join(Sheet.member)
        .where(PanelMember.state == MemberState.RECUSED, Sheet.ended_at.is_(None))
        .where(Sheet.state != SheetState.VOID)
    )
    for sheet in session.scalars(left):
        yield f"a sheet of {sheet.audit_title} counts although its expert left"
    yield from _counted()


def _counted() -> Iterator[str]:
    """Name ties that stood in the log before the report that counts the expert's sheets."""
    reported = dict(
        session.execute(
            select(AuditRow.call_id, func.max(AuditRow.seq))
            .where(AuditRow.step == "report", AuditRow.end == CallState.RANKED)
            .group_by(AuditRow.call_id)
        ).all()
    )
    rows = session.execute(
        select(Tie, Expert.number, Panel.call_id, AuditRow.seq)
        .join(Expert, Expert.id == Tie.expert_id)
        .join(PanelMember, PanelMember.expert_id == Expert.id)
        .join(Panel, Panel.id == PanelMember.panel_id)
        .join(Submission, Submission.call_id == Panel.call_id)
        .join(AuditRow, and_(AuditRow.thing_id == Tie.id, AuditRow.step == "declare"))
        .where(
            PanelMember.state == MemberState.ACCEPTED,
            Tie.lifted_at.is_(None),
            Submission.state.in_(OPENED),
            or_(
                Submission.organization_id == Tie.organization_id,
                Submission.partner_id == Tie.organization_id,
            ),
        )
    )
    for tie, number, call_id, seq in rows:
        call = session.get_one(Call, call_id)
        on = clock.local_date(call.reported_at or tie.declared_at)
        stands = panels.tie_stands(tie.ended_on, on, calls.law_of(call))
        if stands and seq < reported.get(call_id, 0):
            yield f"{number} counted for {call.number} in spite of a tie"


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
    boxes = selectinload(Submission.versions).selectinload(SubmissionVersion.boxes)
    asked = select(Submission).where(closed).options(joinedload(Submission.call), boxes)
    for submission in session.scalars(asked):
        lies_open = any(b.is_open for v in submission.versions for b in v.boxes)
        if submission.price is not None or submission.content is not None or lies_open:
            yield f"a submission to {submission.call.number} lies open before its opening"


def draws(_: datetime) -> Iterator[str]:
    """I12: every draw comes out the same from its record alone, and is the one in the log."""
    for panel in session.scalars(select(Panel).options(joinedload(Panel.call))):
        # What was drawn before the portal came without the record of it.
        if not panel.draw.get("seed"):
            continue
        wrong = panels.problems_of(panel.draw) or list(_not_as_logged(panel))
        sits = {m.expert.number for m in panel_queries.sitting(panel)}
        if not wrong and sits != panels.seated(panel.draw):
            wrong = ["seats"]
        if wrong:
            yield f"the draw of {panel.call.number} differs: {', '.join(wrong)}"


def _not_as_logged(panel: Panel) -> Iterator[str]:
    """Name what was drawn twice or otherwise than logged: a draw is not run until it is liked."""
    rows = session.scalars(
        select(AuditRow)
        .where(
            AuditRow.call_id == panel.call_id, AuditRow.step.in_(DRAWING), AuditRow.kind != "sheet"
        )
        .order_by(AuditRow.seq)
    ).all()
    # The demo tells its own story: its steps carry no particulars.
    begun = [r.detail["digest"] for r in rows if r.step == "begin" and "digest" in r.detail]
    if begun and begun != [panels.digest_of(panel.draw)]:
        yield "log of the draw"
    after = [r.detail.get("seed", r.detail.get("next")) for r in rows if r.step != "begin"]
    events = panel.draw.get("after", ())
    if after != [e["draw"]["seed"] if "draw" in e else e["next"] for e in events]:
        yield "log of the seats"


def inspected(_: datetime) -> Iterator[str]:
    """I12: every draw of an inspection comes out the same, and its two inspectors are of it."""
    for plan in session.scalars(select(InspectionPlan)):
        for name, part in inspections.parts(plan.draw):
            if wrong := problems_of(part):
                yield f"the draw {name} of {plan.number} differs: {', '.join(wrong)}"
    signed = Inspection.signed_at.is_not(None)
    for one in session.scalars(select(Inspection).where(signed)):
        if one.recorded_by == one.signed_by or not one.papers_shown:
            yield f"{one.audit_title} was signed by one person, or without papers"


def credit_lists(now: datetime) -> Iterator[str]:
    """I8: who stands on a list that suspends at once is not listed on the directory."""
    on = local_date(now)
    law = credit.law_of(on)
    asked = (
        select(CreditEvent)
        .join(DirectoryEntry, DirectoryEntry.organization_id == CreditEvent.organization_id)
        .where(
            CreditEvent.kind.in_(law.directory_suspended_by),
            credit.stands_on(on),
            CreditEvent.entered_at.is_not(None),
            DirectoryEntry.state == EntryState.LISTED,
        )
        .options(joinedload(CreditEvent.organization))
    )
    for event in session.scalars(asked):
        yield f"{event.audit_title} stands on a list and on the directory"
    asked_twice = select(CreditProposal.id).where(
        CreditProposal.kind == CreditKind.SERIOUS_VIOLATION,
        CreditProposal.act == Act.LIST,
        CreditProposal.state == ProposalState.DONE,
        or_(
            CreditProposal.reviewed_by.is_(None),
            CreditProposal.reviewed_by == CreditProposal.decided_by,
        ),
    )
    for key in session.scalars(asked_twice):
        yield f"the proposal {key} for the serious list was decided by one person"


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
    "I7 roles": roles,
    "I7 ties": ties,
    "I6 stands": stands,
    "I8 states": states,
    "I9 outbox": outbox,
    "I10 files": stored,
    "I11 sealed until the opening": sealed,
    "I12 draws": draws,
    "I12 inspections": inspected,
    "I8 credit lists": credit_lists,
    "I12 rankings": computed,
}


def broken(now: datetime) -> Iterator[tuple[str, str]]:
    """Yield what does not hold: the invariant, and what is wrong."""
    for name, check in ALL.items():
        for line in check(now):
            yield name, line
