"""Every verb of an award: propose, approve, refuse, pay."""

from datetime import datetime
from uuid import UUID, uuid4

from app.accounts import queries as people
from app.audit import actions as audit
from app.awards import queries, rules
from app.awards.models import GradeAward
from app.awards.states import LIFE, AwardState
from app.clock import local_date
from app.db import gate, session
from app.errors import Finding, refuse_if
from app.funds import actions as funds
from app.funds.models import BudgetLine
from app.law import Track, load
from app.lawbook import queries as lawbook
from app.notices import actions as notices
from app.organizations import queries as organizations
from app.organizations.actions import deciders
from app.organizations.models import Organization
from app.organizations.rules import credit_at, registration_level
from app.organizations.states import CreditKind
from app.payments import actions as payments
from app.payments.models import Payment
from app.permissions import Actor, Role


def propose_all(*, by: Actor, now: datetime) -> int:
    """Go through the whole history once more; return how many awards were proposed."""
    return sum(len(propose(o, by=by, now=now)) for o in queries.unproposed())


def propose(organization: Organization, *, by: Actor, now: datetime) -> list[GradeAward]:
    """Propose what the history of an organization entitles it to and was not proposed yet.

    The law is that of the first day of each grade. Whoever proposes for one organization
    queues at its gate, and the database refuses a second award for a grade.

    :law: SUP/A072, SUP/A073
    """
    if organization.uscc is None:
        return []
    gate(organization.id, exclusive=True)
    known = {award.level for award in queries.of(organization.id)}
    on, at = local_date(now), registration_level(organization.uscc)
    made = []
    after = lawbook.law_on(on, Track.SUB).first_award_after_higher
    for grade in rules.first_times(organization.grades, after_higher=after):
        if not load().first_day <= grade.awarded_on <= on or grade.level in known:
            continue  # for an older day the rule is not known, and nothing is guessed
        law = lawbook.law_on(grade.awarded_on, Track.SUB)
        if any(rules.entitlement(grade.level, at, law)):
            continue
        award = GradeAward(
            id=uuid4(),
            organization=organization,
            grade=grade,
            level=grade.level,
            amount=law.first_grade_award[grade.level],
            proposed_at=now,
        )
        session.add(award)
        session.flush()
        detail = {"amount": award.amount, "number": grade.certificate_no}
        audit.note("grade_award", "propose", award, by=by, now=now, law="SUP/A072", detail=detail)
        _tell(award, deciders(), "grade-award-proposed", f"/awards/{award.id}", now)
        made.append(award)
    return made


def propose_for(organization_id: UUID, *, by: Actor, now: datetime) -> list[GradeAward]:
    """Propose for one organization, by its id."""
    return propose(organizations.whole(organization_id), by=by, now=now)


def approve(award: GradeAward, line: BudgetLine, *, by: Actor, now: datetime) -> None:
    """Approve an award and promise its money from a budget line; another person pays.

    :law: SUP/A072, GPL/6
    """
    held = queries.locked(award)
    if held.state is AwardState.PROPOSED:
        refuse_if(_payable(held, now))
        funds.commit(line, call_id=held.id, amount=held.amount, now=now, kind="award")
        held.line_id, held.approved_by, held.approved_at = line.id, by.id, now
    detail = {"amount": held.amount, "source": line.name}
    LIFE.take("approve", held, by=by, now=now, detail=detail)
    _tell(held, people.people_with(Role.FINANCE), "grade-award-due", f"/awards/{held.id}", now)
    _tell_organization(held, "grade-award-approved", now)


def _payable(held: GradeAward, now: datetime) -> list[Finding]:
    on, organization = local_date(now), held.organization
    listed = credit_at(organization.credit_events, on)
    serious = any(e.kind is CreditKind.SERIOUS_VIOLATION for e in listed)
    return list(rules.payable(held.grade, organization.grades, serious=serious, on=on))


def refuse(award: GradeAward, reason: str, *, by: Actor, now: datetime) -> None:
    """Refuse an award; what was promised for it is free again."""
    why = reason.strip()
    if not why:
        refuse_if([Finding("grade-award-reason-missing", field="reason")])
    held = queries.locked(award)
    LIFE.take("refuse", held, by=by, now=now, detail={"reason": why})
    funds.release(held.id)
    held.reason = why
    _tell_organization(held, "grade-award-refused", now, reason=why)


def pay(award: GradeAward, *, voucher: str, by: Actor, now: datetime) -> Payment:
    """Pay an approved award, once, by another person than approved it.

    :law: HOUSE/R-AWD-13
    """
    held = queries.locked(award)
    if held.state is AwardState.APPROVED:
        refuse_if(_payable(held, now))
    detail = {"amount": held.amount, "voucher": voucher}
    LIFE.take("pay", held, by=by, now=now, detail=detail)
    payment = payments.record(
        grade_award_id=held.id,
        amount=held.amount,
        accepted_by=held.approved_by,
        voucher=voucher,
        by=by,
        now=now,
    )
    _tell_organization(held, "grade-award-paid", now)
    return payment


def _tell_organization(held: GradeAward, code: str, now: datetime, **more: object) -> None:
    link = f"/awards/own/{held.organization_id}"
    _tell(held, people.people_of(held.organization_id), code, link, now, **more)


def _tell(
    held: GradeAward, told: list[UUID], code: str, link: str, now: datetime, **more: object
) -> None:
    detail = {"organization": held.organization.name, "level": held.level, "amount": held.amount}
    notices.tell(told, code, now=now, link=link, detail=detail | more)
