"""Whether a grade may be downgraded or cancelled, how long that bars, who is told. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from app.errors import Finding
from app.grades.states import DecisionKind
from app.law import Law, add_years
from app.organizations.rules import LEVELS, Dated, rank


class Ban(Protocol):
    """A decision that keeps an organization from applying."""

    @property
    def kind(self) -> DecisionKind:
        """Return what was decided."""
        ...

    @property
    def decided_on(self) -> date:
        """Return its first day."""
        ...

    @property
    def ban_until(self) -> date | None:
        """Return the last day on which it bars; none if it does not."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What somebody decides about a grade."""

    kind: DecisionKind
    reason: str
    document: str
    level: str | None = None


def decision_findings(
    decision: Decision, grade: Dated, counting: Dated | None, *, on: date
) -> Iterator[Finding]:
    """A grade in force may be ended from today on, with a reason and a document.

    :law: ASM39/30
    """
    if counting is not grade:
        yield Finding("grade-not-in-force", law="ASM39/29")
        return
    if decision.kind is not DecisionKind.KEEP and on <= grade.awarded_on:
        yield Finding("grade-too-young", law="ASM39/30", detail={"day": grade.awarded_on})
    if not decision.reason.strip():
        yield Finding("grade-reason-missing", law="ASM39/30", field="reason")
    if not decision.document.strip():
        yield Finding("grade-document-missing", law="ASM39/30", field="document")
    if decision.kind is DecisionKind.DOWNGRADE:
        lower = [level for level in LEVELS if rank(level) < rank(grade.level)]
        if decision.level not in lower:
            detail = {"level": grade.level}
            code = "downgrade-not-lower" if lower else "downgrade-lowest"
            yield Finding(code, law="ASM39/30", field="level", detail=detail)


def ban_until(kind: DecisionKind, decided_on: date, law: Law) -> date | None:
    """Return the last day on which the organization may not apply; none if it may.

    :law: ASM39/30
    """
    years = {
        DecisionKind.KEEP: 0,
        DecisionKind.DOWNGRADE: law.assess_ban_downgraded_y,
        DecisionKind.CANCEL: law.assess_ban_cancelled_y,
    }[kind]
    return add_years(decided_on, years) if years else None


def bans_at(bans: Iterable[Ban], day: date) -> list[Ban]:
    """Return what bars from applying on `day`, the longest first."""
    found = [b for b in bans if b.ban_until and b.decided_on <= day <= b.ban_until]
    return sorted(found, key=lambda b: b.ban_until or day, reverse=True)


def reminder(valid_until: date, told: Iterable[int], law: Law, *, on: date) -> int | None:
    """Return which reminder is due: of the days before the end, the nearest not told yet.

    0 says that it has lapsed. One that was missed because nothing ran is told late, and the
    earlier ones are then no longer told.

    :law: HOUSE/R-ASM-06
    """
    left = (valid_until - on).days
    known = set(told)
    if left < 0:
        recent = -left <= max(law.grade_reminder_days)
        return 0 if recent and 0 not in known else None
    due = [days for days in law.grade_reminder_days if left <= days]
    if not due or any(days <= min(due) for days in known):
        return None
    return min(due)
