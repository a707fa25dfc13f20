"""When an entry may be made and ended, what the facts propose, and what is public. Pure.

An entry is in force from its first day until the day before it was lifted. What is public is
`PUBLIC` and `shown`: the public page, the lists, the exports and the search ask nothing else.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from app.credit.states import Act, Penalty
from app.errors import Finding
from app.law import Law, add_months, add_years
from app.law.grounds import grounds
from app.organizations.rules import in_force, last_due_year, report_on
from app.organizations.states import LISTS, CreditKind, ReportState, Standing


class Credit(Protocol):
    """A piece of credit information."""

    @property
    def id(self) -> UUID:
        """Return its id."""
        ...

    @property
    def kind(self) -> CreditKind:
        """Return its kind."""
        ...

    @property
    def ground(self) -> str:
        """Return the coded ground, if it is in a list."""
        ...

    @property
    def reason(self) -> str:
        """Return why."""
        ...

    @property
    def decided_by(self) -> str:
        """Return the office."""
        ...

    @property
    def number(self) -> str:
        """Return the number of the paper."""
        ...

    @property
    def decided_on(self) -> date:
        """Return the first day."""
        ...

    @property
    def lifted_on(self) -> date | None:
        """Return the first day on which it is gone."""
        ...

    @property
    def expires_on(self) -> date | None:
        """Return the last day on which it counts by itself."""
        ...

    @property
    def repaired(self) -> bool:
        """Say whether it ended by repair."""
        ...

    @property
    def penalty(self) -> str:
        """Return the kind of penalty."""
        ...

    @property
    def fine(self) -> Decimal | None:
        """Return the fine in yuan."""
        ...


class Report(Protocol):
    """A yearly report."""

    @property
    def year(self) -> int:
        """Return the year it is about."""
        ...

    @property
    def filed_on(self) -> date | None:
        """Return the day it was first filed."""
        ...

    @property
    def state(self) -> ReportState:
        """Return where it stands."""
        ...


# --- entering


def entry(
    kind: CreditKind, ground: str, *, decided_on: date, on: date, entered_by: date | None
) -> Iterator[Finding]:
    """Say what is wrong with an entry: a day to come, a ground of the other list, entered late.

    `entered_by`: the last working day for entering it; None where the calendar is not known.

    :law: CRD60/11, CRD60/15, CRD60/R-CRD-02
    """
    if decided_on > on:
        yield Finding("credit-in-future", field="decided_on")
    if kind in LISTS:
        chosen = grounds().get(ground)
        if chosen is None or chosen.list != kind:
            law = "CRD60/11" if kind is CreditKind.ABNORMAL_LIST else "CRD60/15"
            yield Finding("ground-of-other-list", law=law, field="ground")
    if entered_by is not None and entered_by < on:
        detail = {"day": entered_by}
        yield Finding("entered-late", law="CRD60/R-CRD-02", warning=True, detail=detail)


def letters(first: date | None, second: date | None, law: Law) -> Iterator[Finding]:
    """Unreachable means two letters that nobody signed for, so many days apart.

    :law: CRD60/R-CRD-04
    """
    least, most = law.unreachable_letter_days
    if first is None or second is None:
        yield Finding("letters-missing", law="CRD60/R-CRD-04", field="letter_2")
    elif not least <= (second - first).days <= most:
        detail = {"days": (second - first).days, "least": least, "most": most}
        yield Finding("letters-apart", law="CRD60/R-CRD-04", field="letter_2", detail=detail)


def expiry(kind: CreditKind, decided_on: date, law: Law) -> date | None:
    """Return until when something counts by itself; list entries last until they are lifted.

    :law: CLS/A098
    """
    ends = kind in (CreditKind.PENALTY, CreditKind.COMMENDATION)
    return add_years(decided_on, law.penalty_expires_y) if ends else None


def second_person(first: Collection[UUID | None], actor: UUID | None) -> Iterator[Finding]:
    """The serious list takes two people: who reviewed the proposal does not decide it.

    :law: HOUSE/R-NTC-25
    """
    if actor is not None and actor in first:
        yield Finding("second-person", law="HOUSE/R-NTC-25")


# --- ending


def lift(
    event: Credit, events: Iterable[Credit], law: Law, *, on: date, applied: bool, proof: bool
) -> Iterator[Finding]:
    """Say why an entry cannot end yet.

    From the abnormal list: with proof of what was put right, or after the months where there
    is nothing to put right. From the serious list: full years without a new cause, and on
    application.

    :law: CRD60/14, CRD60/R-CRD-07
    """
    if not in_force(event, on):
        yield Finding("not-in-force")
        return
    if event.kind is CreditKind.ABNORMAL_LIST:
        yield from _off_abnormal(event, law, on=on, proof=proof)
    elif event.kind is CreditKind.SERIOUS_VIOLATION:
        yield from _off_serious(event, events, law, on=on, applied=applied)


def _off_abnormal(event: Credit, law: Law, *, on: date, proof: bool) -> Iterator[Finding]:
    ground = grounds().get(event.ground)
    if ground is not None and not ground.rectify:
        until = add_months(event.decided_on, law.abnormal_off_months)
        if on < until:
            detail = {"day": until, "months": law.abnormal_off_months}
            yield Finding("six-months", law="CRD60/14", detail=detail)
    elif not proof:
        yield Finding("proof-missing", law="CRD60/14", field="reason")


def _off_serious(
    event: Credit, events: Iterable[Credit], law: Law, *, on: date, applied: bool
) -> Iterator[Finding]:
    cause = max(
        (
            e.decided_on
            for e in events
            if e.id != event.id and e.kind in (*LISTS, CreditKind.PENALTY)
            and event.decided_on < e.decided_on <= on
        ),
        default=event.decided_on,
    )  # fmt: skip
    until = add_years(cause, law.serious_off_y)
    if on < until:
        detail = {"day": until, "years": law.serious_off_y, "since": cause}
        yield Finding("two-years", law="CRD60/R-CRD-07", detail=detail)
    if not applied:
        yield Finding("application-missing", law="CRD60/R-CRD-07")


# --- what the facts propose


@dataclass(frozen=True, slots=True)
class Overdue:
    """An order to put something right whose day has passed, and whether it was verified since."""

    id: UUID
    title: str
    due_on: date
    penalty: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of one organization on a day."""

    registered_on: date
    credit: tuple[Credit, ...]
    reports: tuple[Report, ...]
    overdue: tuple[Overdue, ...] = ()
    ordered: tuple[UUID, ...] = ()
    """Orders that are not done, overdue or not."""
    penalties: tuple[Overdue, ...] = ()
    """Inspections that propose a penalty."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason for a proposal. `key` is the same as long as the cause is the same."""

    act: Act
    kind: CreditKind
    ground: str
    key: str
    finding: Finding
    event_id: UUID | None = None


def causes(facts: Facts, law: Law, *, on: date) -> Iterator[Cause]:
    """Say what the facts of a day propose; a person decides.

    :law: CRD60/11, CRD60/14, CRD60/15
    """
    yield from _report(facts, law, on)
    yield from _rectification(facts)
    yield from _penalties(facts, law, on)
    yield from _two_years(facts, law, on)
    yield from _ends(facts, law, on)


def _listed(facts: Facts, kind: CreditKind, on: date, *among: str) -> list[Credit]:
    """Return the entries of a list in force on a day, of some grounds if any are named."""
    return [
        e
        for e in facts.credit
        if e.kind is kind and in_force(e, on) and (not among or e.ground in among)
    ]


def _report(facts: Facts, law: Law, on: date) -> Iterator[Cause]:
    year = last_due_year(on, law)
    stands = report_on(facts.reports, year, law, registered_on=facts.registered_on, on=on)
    # An entry from before grounds were coded may be for this very report.
    if stands is Standing.MISSING and not _listed(
        facts, CreditKind.ABNORMAL_LIST, on, "report", ""
    ):
        finding = Finding("cause-report", law="CRD60/11", detail={"year": year})
        yield Cause(Act.LIST, CreditKind.ABNORMAL_LIST, "report", f"report:{year}", finding)


def _rectification(facts: Facts) -> Iterator[Cause]:
    for late in facts.overdue:
        detail = {"title": late.title, "day": late.due_on}
        finding = Finding("cause-rectification", law="CRD60/11", detail=detail)
        key = f"rectification:{late.id}"
        yield Cause(Act.LIST, CreditKind.ABNORMAL_LIST, "rectification", key, finding)
    for one in facts.penalties:
        detail = {"title": one.title, "penalty": one.penalty}
        finding = Finding("cause-inspection-penalty", law="CLS/A160", detail=detail)
        yield Cause(Act.LIST, CreditKind.PENALTY, "", f"inspection-penalty:{one.id}", finding)


def is_light(event: Credit, law: Law) -> bool:
    """Say whether a penalty is a warning or a fine below the limit.

    :law: CRD60/11
    """
    if event.penalty == Penalty.WARNING:
        return True
    return (
        event.penalty == Penalty.FINE and event.fine is not None and event.fine < law.serious_fine
    )


def serious_ground(event: Credit, law: Law) -> str:
    """Return the ground on which one penalty alone leads to the serious list, or nothing.

    :law: CRD60/15
    """
    if event.penalty == Penalty.FINE and event.fine is not None and event.fine >= law.serious_fine:
        return "heavy_fine"
    return {Penalty.STOP.value: "stopped", Penalty.REVOCATION.value: "revoked"}.get(
        event.penalty, ""
    )


def _penalties(facts: Facts, law: Law, on: date) -> Iterator[Cause]:
    counted = sorted(
        (e for e in facts.credit if e.kind is CreditKind.PENALTY and _counts(e, on)),
        key=lambda e: (e.decided_on, str(e.id)),
    )
    light: list[Credit] = []
    for event in counted:
        detail: dict[str, object] = {"day": event.decided_on, "reason": event.reason}
        ground = serious_ground(event, law)
        if ground:
            finding = Finding("cause-penalty", law="CRD60/15", detail=detail)
            key = f"penalty:{event.id}"
            yield Cause(Act.LIST, CreditKind.SERIOUS_VIOLATION, ground, key, finding)
        elif is_light(event, law):
            light.append(event)
            first = add_years(event.decided_on, -law.repeat_penalty_years)
            within = [e for e in light if e.decided_on >= first]
            if len(within) >= law.repeat_penalties:
                many = {"count": len(within), "years": law.repeat_penalty_years}
                finding = Finding("cause-repeated", law="CRD60/15", detail=detail | many)
                kind, key = CreditKind.SERIOUS_VIOLATION, f"repeated:{event.id}"
                yield Cause(Act.LIST, kind, "repeated", key, finding)
            else:
                finding = Finding("cause-light-penalty", law="CRD60/11", detail=detail)
                kind, key = CreditKind.ABNORMAL_LIST, f"penalty:{event.id}"
                yield Cause(Act.LIST, kind, "light_penalty", key, finding)


def _counts(event: Credit, on: date) -> bool:
    return in_force(event, on) and (event.expires_on is None or on <= event.expires_on)


def _two_years(facts: Facts, law: Law, on: date) -> Iterator[Cause]:
    if _listed(facts, CreditKind.SERIOUS_VIOLATION, on):
        return
    for event in _listed(facts, CreditKind.ABNORMAL_LIST, on):
        if add_years(event.decided_on, law.abnormal_to_serious_y) <= on:
            detail = {"day": event.decided_on, "years": law.abnormal_to_serious_y}
            finding = Finding("cause-two-years", law="CRD60/15", detail=detail)
            kind, key = CreditKind.SERIOUS_VIOLATION, f"two-years:{event.id}"
            yield Cause(Act.LIST, kind, "two_years", key, finding)


def _ends(facts: Facts, law: Law, on: date) -> Iterator[Cause]:
    for event in _listed(facts, CreditKind.ABNORMAL_LIST, on):
        code = _why_over(event, facts, law, on)
        if code:
            finding = Finding(code, law="CRD60/14", detail={"day": event.decided_on})
            key = f"{code}:{event.id}"
            yield Cause(Act.LIFT, event.kind, event.ground, key, finding, event.id)


def _why_over(event: Credit, facts: Facts, law: Law, on: date) -> str:
    ground = grounds().get(event.ground)
    if ground is not None and not ground.rectify:
        over = add_months(event.decided_on, law.abnormal_off_months) <= on
        return "over-by-time" if over else ""
    if event.ground == "report":
        year = last_due_year(event.decided_on, law)
        accepted = any(
            r.year == year and r.filed_on and r.filed_on <= on and r.state is ReportState.ACCEPTED
            for r in facts.reports
        )
        return "over-by-report" if accepted else ""
    if event.ground == "rectification" and not facts.ordered:
        return "over-by-rectification"
    return ""


# --- what is public

# The one table. What is not in the row of a kind is seen by its people and by offices only.
_COMMON = ("kind", "reason", "office", "number", "first_day", "end")
PUBLIC: Mapping[CreditKind, tuple[str, ...]] = {
    CreditKind.ABNORMAL_LIST: ("ground", *_COMMON),
    CreditKind.SERIOUS_VIOLATION: ("ground", *_COMMON),
    CreditKind.PENALTY: (*_COMMON, "penalty", "fine", "expires"),
    CreditKind.INSPECTION: ("kind", "office", "first_day", "end"),
    CreditKind.COMMENDATION: (*_COMMON, "expires"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A piece of credit information as the public sees it; what is not public is empty."""

    kind: CreditKind
    ground: str = ""
    reason: str = ""
    office: str = ""
    number: str = ""
    first_day: date
    end: date | None = None
    expires: date | None = None
    penalty: str = ""
    fine: Decimal | None = None


def end_of(event: Credit) -> date | None:
    """Return the first day on which an entry no longer counts."""
    expired = date.fromordinal(event.expires_on.toordinal() + 1) if event.expires_on else None
    days = [d for d in (event.lifted_on, expired) if d is not None]
    return min(days, default=None)


def is_public(event: Credit, law: Law, *, on: date) -> bool:
    """Say whether the public sees an entry on a day.

    While it is in force; after its end for the years of the table, unless it was repaired:
    then it is gone from that day.

    :law: CLS/A098
    """
    if event.decided_on > on:
        return False
    end = end_of(event)
    if end is None or on < end:
        return True
    if event.repaired:
        return False
    years = int(law.credit_public_years[event.kind])
    return add_years(on, -years) < end


def shown(event: Credit, law: Law, *, on: date) -> Shown | None:
    """Return what the public sees of an entry on a day, or nothing.

    :law: CLS/A098
    """
    return _of(event, PUBLIC[event.kind]) if is_public(event, law, on=on) else None


def whole(event: Credit) -> Shown:
    """Return all of it, for its own people and for offices."""
    return _of(event, tuple(Shown.__dataclass_fields__))


def _of(event: Credit, fields: Collection[str]) -> Shown:
    values = {
        "kind": event.kind,
        "ground": event.ground,
        "reason": event.reason,
        "office": event.decided_by,
        "number": event.number,
        "first_day": event.decided_on,
        "end": end_of(event),
        "expires": event.expires_on,
        "penalty": event.penalty,
        "fine": event.fine,
    }
    return Shown(**{name: value for name, value in values.items() if name in fields})  # type: ignore[arg-type]
