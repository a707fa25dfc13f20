"""Who may take part on a day, under which article not, and who may enter the directory. Pure.

Both days of a period belong to it. Two answers are kept apart: `reasons` keep out,
`remarks` inform (in government procurement the directory and the abnormal list may do no
more than that). Read `gate` first.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Protocol, TypeVar

from app.directory.states import Cause, Condition, EntryState
from app.errors import Finding
from app.law import Law, Track, add_years
from app.organizations.rules import Dated, Report, grade_at, in_force, rank, report_on
from app.organizations.states import LISTS, CreditKind, Standing

ASSOCIATIONS = "行业协会商会"


class Period(Protocol):
    """From when to when an entry stood how."""

    @property
    def status(self) -> EntryState:
        """Return how it stood."""
        ...

    @property
    def starts_on(self) -> date:
        """Return the first day."""
        ...

    @property
    def ends_on(self) -> date | None:
        """Return the last day; none while it lasts."""
        ...

    @property
    def reason(self) -> str:
        """Return why."""
        ...


class Credit(Protocol):
    """An entry in a credit list."""

    @property
    def kind(self) -> CreditKind:
        """Return which list."""
        ...

    @property
    def reason(self) -> str:
        """Return why."""
        ...

    @property
    def decided_on(self) -> date:
        """Return the first day."""
        ...

    @property
    def lifted_on(self) -> date | None:
        """Return the first day on which it is gone."""
        ...


P = TypeVar("P", bound=Period)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of an organization, as of a day."""

    registered: bool
    registered_on: date
    period: Period | None
    credit: tuple[Credit, ...]
    ended_on: date | None = None


def period_at(periods: Iterable[P], day: date) -> P | None:
    """Return the period that holds `day`; of two the one that began later."""
    found = [p for p in periods if p.starts_on <= day and (p.ends_on is None or day <= p.ends_on)]
    return max(found, key=lambda p: p.starts_on, default=None)


# --- the gate ---------------------------------------------------------------------------


def reasons(
    facts: Facts, law: Law, *, on: date, directory_required: bool = True
) -> Iterator[Finding]:
    """Say what keeps an organization out on a day; nothing means that it may take part."""
    yield from capacity(facts, law, on=on)
    if directory_required and law.permits.directory_as_condition:
        yield from standing(facts)
    yield from credit(facts, law, on=on)


def remarks(
    facts: Facts, law: Law, *, on: date, directory_required: bool = True
) -> Iterator[Finding]:
    """Say what a buyer should know although it keeps nobody out.

    :law: INS25/R-QUA-17, HOUSE/R-CRD-09
    """
    allowed = law.permits.directory_as_condition
    if not allowed:
        yield Finding("directory-no-condition", law=allowed.law, warning=True)
    if not (directory_required and allowed):
        yield from (_as_remark(finding, allowed.law) for finding in standing(facts))
    bars = law.permits.abnormal_list_bars
    if not bars:
        for event in _of(facts, CreditKind.ABNORMAL_LIST):
            if in_force(event, on):
                yield _as_remark(_listed_as("abnormal-list", bars.law, event), bars.law)


def capacity(facts: Facts, law: Law, *, on: date) -> Iterator[Finding]:
    """Only a legal person takes part; a filed organization (备案) does so through a host.

    :law: GPL/22, DIR/R-DIR-01, VEN/R-VEN-05
    """
    if not facts.registered:
        yield Finding("not-registered", law=_CAPACITY_FILED[law.track])
    elif facts.registered_on > on:
        yield Finding(
            "registered-later", law=_CAPACITY[law.track], detail={"day": facts.registered_on}
        )
    elif facts.ended_on is not None and facts.ended_on <= on:
        yield Finding(
            "organization-ended", law=_CAPACITY[law.track], detail={"day": facts.ended_on}
        )


def standing(facts: Facts) -> Iterator[Finding]:
    """Only who stands on the directory takes part, where that may be a condition.

    :law: DIR/A017, DIR/R-DIR-01, DIR/R-DIR-04
    """
    period = facts.period
    status = period.status if period else None
    if period is None or status in (EntryState.APPLIED, EntryState.REFUSED):
        yield Finding("not-listed", law="DIR/R-DIR-01")
    elif status is EntryState.PUBLICIZED:
        yield Finding("still-publicized", law="DIR/R-DIR-01", detail={"day": period.starts_on})
    elif status in (EntryState.SUSPENDED, EntryState.REMOVED):
        article = "DIR/A017" if status is EntryState.SUSPENDED else "DIR/R-DIR-04"
        code = "suspended" if status is EntryState.SUSPENDED else "removed"
        detail = {"day": period.starts_on, "reason": period.reason or "—"}
        yield Finding(code, law=article, detail=detail)


def credit(facts: Facts, law: Law, *, on: date) -> Iterator[Finding]:
    """Say which entries in credit lists keep out: those in force, and those not long enough ago.

    :law: CRD60/R-CRD-08, GPL/22, VEN/R-VEN-04
    """
    bars = law.permits.abnormal_list_bars
    years = law.abnormal_lookback_y if law.track is Track.VENTURE else 0
    if bars:
        for event in _of(facts, CreditKind.ABNORMAL_LIST):
            if in_force(event, on):
                yield _listed_as("abnormal-list", bars.law, event)
            elif ended_within(event, years, on):
                yield _past("abnormal-list-past", "VEN/R-VEN-04", event, years)
    # Government procurement takes only what the law itself names: the entry while it stands.
    years = 0 if law.track is Track.GP else law.serious_lookback_y
    for event in _of(facts, CreditKind.SERIOUS_VIOLATION):
        if in_force(event, on):
            yield _listed_as("serious-list", "CRD60/R-CRD-08", event)
        elif ended_within(event, years, on):
            yield _past("serious-list-past", _PAST[law.track], event, years)
    years = law.violation_lookback_y
    for event in _of(facts, CreditKind.PENALTY):
        if decided_within(event, years, on):
            yield _past("penalty", _PENALTY[law.track], event, years)


def ended_within(event: Credit, years: int, on: date) -> bool:
    """Say whether an entry ended in the `years` before `on` (its anniversary still counts)."""
    ended = event.lifted_on
    return (
        years > 0
        and event.decided_on <= on
        and ended is not None
        and ended <= on <= add_years(ended, years)
    )


def decided_within(event: Credit, years: int, on: date) -> bool:
    """Say whether a penalty was decided in the `years` before `on` (its anniversary counts).

    One that was revoked before `on` no longer does.
    """
    if event.lifted_on is not None and event.lifted_on <= on:
        return False
    return event.decided_on <= on <= add_years(event.decided_on, years)


_CAPACITY: Mapping[Track, str] = {
    Track.TRANSFER: "DIR/R-DIR-01",
    Track.GP: "GPL/22",
    Track.SUB: "GPL/22",
    Track.VENTURE: "VEN/R-VEN-04",
}
_CAPACITY_FILED: Mapping[Track, str] = {**_CAPACITY, Track.VENTURE: "VEN/R-VEN-05"}
_PAST: Mapping[Track, str] = {
    Track.TRANSFER: "DIR/R-DIR-01",
    Track.GP: "CRD60/R-CRD-08",
    Track.SUB: "DIR/R-DIR-01",
    Track.VENTURE: "VEN/R-VEN-04",
}
_PENALTY: Mapping[Track, str] = {
    Track.TRANSFER: "DIR/R-DIR-01",
    Track.GP: "GPL/22",
    Track.SUB: "GPL/22",
    Track.VENTURE: "VEN/R-VEN-04",
}


def _of(facts: Facts, kind: CreditKind) -> list[Credit]:
    return sorted((e for e in facts.credit if e.kind is kind), key=lambda e: e.decided_on)


def _listed_as(code: str, law: str, event: Credit) -> Finding:
    detail = {"day": event.decided_on, "reason": event.reason}
    return Finding(code, law=law, detail=detail)


def _past(code: str, law: str, event: Credit, years: int) -> Finding:
    day = event.decided_on if code == "penalty" else event.lifted_on
    detail = {"day": day, "reason": event.reason, "years": years}
    return Finding(code, law=law, detail=detail)


def _as_remark(finding: Finding, law: str) -> Finding:
    return Finding(finding.code, law=law, detail=finding.detail, warning=True)


# --- entering ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """What the conditions of entry ask about."""

    registered: bool
    registered_on: date
    category: str
    full_time_staff: int
    level: str | None
    reports: tuple[Report, ...]
    credit: tuple[Credit, ...]


def entry_findings(applicant: Applicant, law: Law, *, on: date) -> Iterator[Finding]:
    """Say which conditions of entry are not met; each names what is missing.

    :law: DIR/R-DIR-01
    """
    if not applicant.registered:
        yield Finding("not-registered", law="DIR/R-DIR-01")
    needed = staff_needed(applicant.category, law)
    if applicant.full_time_staff < needed:
        detail = {"needed": needed, "count": applicant.full_time_staff}
        yield Finding("too-few-full-time", law="DIR/R-DIR-01", detail=detail)
    yield from _report_findings(applicant, law, on=on)
    for event in sorted(applicant.credit, key=lambda e: e.decided_on):
        if in_force(event, on) and event.kind is CreditKind.ABNORMAL_LIST:
            yield _listed_as("abnormal-list", "DIR/R-DIR-01", event)
        elif in_force(event, on) and event.kind is CreditKind.SERIOUS_VIOLATION:
            yield _listed_as("serious-list", "DIR/R-DIR-01", event)
        elif event.kind is CreditKind.PENALTY and decided_within(event, law.dir_clean_years, on):
            yield _past("penalty", "DIR/R-DIR-01", event, law.dir_clean_years)
        elif event.kind in LISTS and ended_within(event, law.dir_clean_years, on):
            code = f"{_LISTS[event.kind]}-past"
            yield _past(code, "DIR/R-DIR-01", event, law.dir_clean_years)


def evidence_findings(shown: Iterable[Condition]) -> Iterator[Finding]:
    """Say which conditions no document shows.

    :law: DIR/R-DIR-01
    """
    there = set(shown)
    for condition in Condition:
        if condition not in there:
            yield Finding(f"evidence-{condition}", law="DIR/R-DIR-01")


def staff_needed(category: str, law: Law) -> int:
    """Return how many full-time people the directory asks for; more of an industry association."""
    key = "industry_association" if category == ASSOCIATIONS else "other"
    return int(law.dir_min_staff[key])


def _report_findings(applicant: Applicant, law: Law, *, on: date) -> Iterator[Finding]:
    year = on.year - 1
    stands = report_on(applicant.reports, year, law, registered_on=applicant.registered_on, on=on)
    if stands in (Standing.MISSING, Standing.LATE):
        yield Finding(f"report-{stands}", law="DIR/R-DIR-01", detail={"year": year})


def _grade_findings(period: Period, grades: tuple[Dated, ...], on: date) -> Iterator[Finding]:
    """Say that it had a grade when it was listed, and has none today."""
    had = grade_at(grades, period.starts_on)
    if had is not None and grade_at(grades, on) is None:
        detail = {"level": had.level, "day": had.valid_until}
        yield Finding("grade-lapsed", law="ASM39/29", detail=detail)


_LISTS = {CreditKind.ABNORMAL_LIST: "abnormal-list", CreditKind.SERIOUS_VIOLATION: "serious-list"}


def enters_at_once(level: str | None, law: Law) -> bool:
    """Say whether a grade enters the directory without an application.

    :law: DIR/R-DIR-03
    """
    return rank(level) >= law.dir_auto_grade


def has_priority(level: str | None, law: Law) -> bool:
    """Say whether a grade has priority (3A及以上优先).

    :law: ASM39/R-ASM-05
    """
    return rank(level) >= law.priority_grade_min


# --- staying ------------------------------------------------------------------------------


def triggers(
    period: Period,
    credit_events: Iterable[Credit],
    reports: Iterable[Report],
    law: Law,
    *,
    registered_on: date,
    on: date,
    grades: Iterable[Dated] = (),
) -> Iterator[Finding]:
    """Say what speaks for suspending or removing a listed organization; a person decides.

    :law: DIR/A017, DIR/R-DIR-04, ASM39/29
    """
    yield from _grade_findings(period, tuple(grades), on)
    for event in sorted(credit_events, key=lambda e: e.decided_on):
        if event.kind is CreditKind.PENALTY:
            if period.starts_on <= event.decided_on and decided_within(
                event, law.dir_clean_years, on
            ):
                yield _past("penalty", "DIR/R-DIR-04", event, law.dir_clean_years)
        elif event.kind in LISTS and in_force(event, on):
            yield _listed_as(_LISTS[event.kind], "DIR/R-DIR-04", event)
    year = on.year - 1
    if report_on(reports, year, law, registered_on=registered_on, on=on) is Standing.MISSING:
        yield Finding("report-missing", law="DIR/R-DIR-04", detail={"year": year})


def ended(ended_on: date | None, *, on: date) -> Finding | None:
    """Say that an organization no longer exists, if so: it is to be removed.

    :law: DIR/R-DIR-04
    """
    if ended_on is None or ended_on > on:
        return None
    return Finding("organization-ended", law="DIR/R-DIR-04", detail={"day": ended_on})


def resume_findings(
    credit_events: Iterable[Credit], law: Law, *, ended_on: date | None, on: date
) -> Iterator[Finding]:
    """Say what keeps a suspended organization off: a list that suspends at once, or its own end.

    :law: DIR/R-DIR-04
    """
    if gone := ended(ended_on, on=on):
        yield gone
    for event in sorted(credit_events, key=lambda e: e.decided_on):
        if event.kind in LISTS and event.kind in law.directory_suspended_by and in_force(event, on):
            yield _listed_as(f"still-{_LISTS[event.kind]}", "DIR/R-DIR-04", event)


def cause_of(kind: CreditKind) -> Cause:
    """Return by which cause a credit entry suspends."""
    return CAUSES.get(_LISTS.get(kind, kind.value), Cause.OTHER)


CAUSES: Mapping[str, Cause] = {
    "grade-lapsed": Cause.GRADE_LAPSED,
    "abnormal-list": Cause.ABNORMAL_LIST,
    "serious-list": Cause.SERIOUS_LIST,
    "report-missing": Cause.REPORT_MISSING,
    "penalty": Cause.PENALTY,
    "organization-ended": Cause.DEREGISTERED,
}


def proposal_key(step: str, reasons: Iterable[Finding]) -> str:
    """Return by what a proposal is known: the same causes are the same proposal.

    A new cause, or the same one from another day, is a new proposal.
    """
    said = sorted(f"{r.code}:{sorted((r.detail or {}).items(), key=str)}" for r in reasons)
    return sha256(f"{step}|{'|'.join(said)}".encode()).hexdigest()
