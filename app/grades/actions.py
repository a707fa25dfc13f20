"""Every verb of a grade: grant, keep, downgrade, cancel, tell of its end."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4, uuid5

from app.accounts import queries as people
from app.audit import actions as audit
from app.clock import local_date
from app.db import gate, session
from app.documents.models import StoredFile
from app.errors import Finding, refuse_if
from app.grades import queries, rules
from app.grades.models import GradeDecision, GradeReminder
from app.grades.rules import Decision
from app.grades.states import Cause, DecisionKind
from app.law import Law, Track, add_years
from app.lawbook import queries as lawbook
from app.notices import actions as notices
from app.organizations.actions import deciders
from app.organizations.models import Grade, Organization
from app.organizations.rules import credit_at, grade_at, rank
from app.organizations.states import CreditKind, GradeMethod
from app.permissions import Actor

NUMBERS = UUID("5b7f3c0a-4f0e-5a1b-9f4d-0b1c8f2f6a55")
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """Where a grade comes from: its scheme and score, how, and the paper."""

    method: GradeMethod
    scheme: str
    score: Decimal
    scale: int
    source: str
    assessment_id: UUID
    file_id: UUID | None = None


def grant(organization: Organization, level: str, basis: Basis, *, now: datetime) -> Grade:
    """Give a grade from today on for the years of the law, with a certificate number.

    Part of the confirmation of an assessment, which the log records.

    :law: ASM39/28, CRD60/R-CRD-08
    """
    on = local_date(now)
    law = _law(on)
    refuse_if(_grant_findings(organization, level, law, on))
    grade = Grade(
        id=uuid4(),
        organization=organization,
        level=level,
        awarded_on=on,
        valid_until=add_years(on, law.grade_valid_years) - DAY,
        certificate_no=_number(on.year),
        method=basis.method,
        scheme=basis.scheme,
        score=basis.score,
        scale=basis.scale,
        source=basis.source,
        assessment_id=basis.assessment_id,
        file_id=basis.file_id,
    )
    session.add(grade)
    session.flush()
    return grade


def _grant_findings(organization: Organization, level: str, law: Law, on: date) -> list[Finding]:
    """A newer certificate stands in the way; so does the serious list for the higher grades."""
    found = []
    if any(g.awarded_on >= on for g in organization.grades):
        found.append(Finding("grade-newer", law="ASM39/28"))
    listed = credit_at(organization.credit_events, on)
    serious = any(e.kind is CreditKind.SERIOUS_VIOLATION for e in listed)
    if serious and rank(level) >= law.priority_grade_min:
        found.append(Finding("grade-serious-list", law="CRD60/R-CRD-08", detail={"level": level}))
    return found


def _number(year: int) -> str:
    """Return the next certificate number of the year; those who draw one queue at the gate."""
    gate(uuid5(NUMBERS, str(year)), exclusive=True)
    stem = f"{year}-"
    return f"{stem}{queries.last_number(stem) + 1:03d}号"


def decide(
    grade: Grade,
    decision: Decision,
    cause: Cause,
    *,
    by: Actor,
    now: datetime,
    file: StoredFile | None = None,
) -> GradeDecision:
    """Keep, downgrade or cancel a grade from today on; earlier days keep their answer.

    :law: ASM39/30
    """
    on = local_date(now)
    organization = queries.locked(grade)
    counting = grade_at(organization.grades, on)
    refuse_if(rules.decision_findings(decision, grade, counting, on=on))
    made = GradeDecision(
        id=uuid4(),
        organization=organization,
        grade=grade,
        kind=decision.kind,
        cause=cause,
        reason=decision.reason.strip(),
        document=decision.document.strip(),
        file_id=file.id if file else None,
        decided_on=on,
        ban_until=rules.ban_until(decision.kind, on, _law(on)),
        decided_by=by.id,
        decided_at=now,
    )
    if decision.kind is not DecisionKind.KEEP:
        grade.cancelled_on, grade.cancel_reason = on, made.reason
    if decision.kind is DecisionKind.DOWNGRADE:
        assert decision.level is not None  # noqa: S101 -- asked by the rule
        made.new_grade = _lower(grade, decision.level, made, on)
    session.add(made)
    session.flush()
    detail = {"reason": made.reason, "source": made.document, "until": made.ban_until}
    if made.new_grade:
        detail["to"] = made.new_grade.level
    audit.note("grade", decision.kind.value, grade, by=by, now=now, law="ASM39/30", detail=detail)
    _tell(made, now)
    return made


def _lower(grade: Grade, level: str, decision: GradeDecision, on: date) -> Grade:
    """Return the certificate that takes the place of a better one, for the rest of its time."""
    lower = Grade(
        id=uuid4(),
        organization=grade.organization,
        level=level,
        awarded_on=on,
        valid_until=grade.valid_until,
        certificate_no=_number(on.year),
        method=GradeMethod.DOWNGRADE,
        scheme=grade.scheme,
        source=decision.document,
        file_id=decision.file_id,
        replaces_id=grade.id,
    )
    session.add(lower)
    return lower


def _tell(made: GradeDecision, now: datetime) -> None:
    detail = {
        "organization": made.organization.name,
        "level": made.grade.level,
        "to": made.new_grade.level if made.new_grade else "",
        "reason": made.reason,
        "until": made.ban_until or "",
    }
    told = people.people_of(made.organization_id)
    code, link = f"grade-{made.kind.value}", f"/grades/{made.grade_id}"
    notices.tell(told, code, now=now, link=link, detail=detail)


def remind(*, now: datetime) -> int:
    """Tell whose grade ends soon or has ended; return how many were told.

    The end itself needs no job: a lapsed grade counts as none by rule.

    :law: HOUSE/R-ASM-06
    """
    on = local_date(now)
    law = _law(on)
    near = queries.ending(on, max(law.grade_reminder_days))
    told = queries.told([grade.id for grade in near])
    count = 0
    for grade in near:
        newest = max(grade.organization.grades, key=lambda g: (g.awarded_on, g.level))
        due = rules.reminder(grade.valid_until, told.get(grade.id, ()), law, on=on)
        if newest is not grade or due is None:
            continue
        session.add(GradeReminder(grade_id=grade.id, days=due, at=now))
        _remind(grade, due, now)
        count += 1
    session.flush()
    return count


def _remind(grade: Grade, days: int, now: datetime) -> None:
    organization = grade.organization
    detail = {"organization": organization.name, "level": grade.level, "day": grade.valid_until}
    told = [*people.people_of(organization.id), *deciders()]
    code = "grade-ends" if days else "grade-lapsed"
    notices.tell(told, code, now=now, link=f"/grades/{grade.id}", detail=detail)


def _law(on: date) -> Law:
    return lawbook.law_on(on, Track.SUB)
