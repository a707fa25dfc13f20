"""What an application holds, who reviews it, by when it is decided, who is a zombie. Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from app.errors import Finding
from app.law import Calendar, CalendarNotAnnouncedError, Law
from app.organizations.states import OrganizationType
from app.registrations.states import CaseKind, Desk

OTHER_KIND = "其他类"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What an application says, as the rules read it."""

    kind: CaseKind
    type: OrganizationType
    category: str
    preapproval: bool = False
    name: str = ""
    purpose: str = ""
    scope: str = ""
    necessity: str = ""
    feasibility: str = ""
    legal_representative: str = ""
    phone: str = ""
    address: str = ""
    street_id: UUID | None = None
    supervisor_id: UUID | None = None
    members: int = 0
    capital: Decimal | None = None
    conditional: bool = False
    missing: str = ""
    reason: str = ""


_NEEDED = (
    *("name", "purpose", "scope", "necessity", "feasibility"),
    *("legal_representative", "phone", "address", "street_id"),
)


def complete(said: Said, law: Law, materials: Collection[str]) -> Iterator[Finding]:
    """An application says what is founded, why it is needed and how it works, and has its materials.

    :law: REG/A116, REG/A124
    """
    if said.kind is not CaseKind.SET_UP:
        if not said.reason.strip():
            yield Finding("registration-no-reason", field="reason")
        return
    for name in _NEEDED:
        value = getattr(said, name)
        if not (value.strip() if isinstance(value, str) else value):
            yield Finding(f"registration-no-{name}", law="REG/A124", field=name)
    if needs_supervisor(said, law) and said.supervisor_id is None:
        yield Finding("registration-no-supervisor", law="REG/A125", field="supervisor_id")
    if said.capital is None and not said.conditional:
        yield Finding("registration-no-capital", law="REG/A121", field="capital")
    if said.conditional and said.type is not OrganizationType.SOCIETY:
        yield Finding("registration-conditional-type", law="REG/A121", field="conditional")
    elif said.conditional and not said.missing.strip():
        yield Finding("registration-no-missing", law="REG/A121", field="missing")
    absent = [name for name in law.registration_materials if name not in materials]
    if absent:
        detail = {"names": absent, "count": len(absent)}
        yield Finding("registration-materials", law="REG/A116", field="materials", detail=detail)


def kinds(law: Law) -> tuple[str, ...]:
    """Return the kinds to choose from."""
    return (*law.registration_direct_kinds, *law.registration_dual_kinds, OTHER_KIND)


def needs_supervisor(said: Said, law: Law) -> bool:
    """Say whether a supervisory unit reviews: political, legal, religious; or where a law asks.

    :law: REG/A115, REG/A127
    """
    if said.category in law.registration_dual_kinds:
        return True
    return said.category not in law.registration_direct_kinds and said.preapproval


def desks(said: Said, law: Law) -> tuple[Desk, ...]:
    """Return who reviews.

    :law: REG/A124, REG/A125, REG/A126
    """
    if said.kind is not CaseKind.SET_UP:
        return (Desk.REGISTRAR,)
    if needs_supervisor(said, law):
        return (Desk.REGISTRAR, Desk.SUPERVISOR, Desk.PARTY)
    return (Desk.REGISTRAR, Desk.PARTY)


_REVIEW_LAW = {Desk.REGISTRAR: "REG/A124", Desk.SUPERVISOR: "REG/A125", Desk.PARTY: "REG/A126"}


def reviewed(needed: Iterable[Desk], verdicts: Mapping[Desk, bool]) -> Iterator[Finding]:
    """Nothing is registered before every review is there and says yes.

    :law: REG/A124, REG/A125, REG/A126
    """
    for desk in needed:
        if desk not in verdicts:
            yield Finding(f"registration-waits-{desk}", law=_REVIEW_LAW[desk])
        elif not verdicts[desk]:
            yield Finding(f"registration-failed-{desk}", law=_REVIEW_LAW[desk])


def another_person(reviewer: UUID | None, decider: UUID | None) -> Iterator[Finding]:
    """Who reviewed at the window does not decide.

    :law: HOUSE/R-NTC-25
    """
    if reviewer is not None and reviewer == decider:
        yield Finding("registration-own-review", law="HOUSE/R-NTC-25")


def said_why(text: str, code: str, field: str) -> Iterator[Finding]:
    """A decision that others rely on says why."""
    if not text.strip():
        yield Finding(code, field=field)


# --- the clocks


@dataclass(frozen=True, slots=True)
class Clocks:
    """By when a case is decided: as promised, and as the regulation says."""

    promised_on: date | None
    statutory_on: date
    unknown_year: int | None = None


def clocks(accepted_on: date, law: Law, calendar: Calendar) -> Clocks:
    """Return both last days; the day of acceptance itself is not counted.

    A promise that reaches into a year whose days off are not announced is not guessed.

    :law: REG/A118, SOC/A118, HOUSE/R-CAL-03
    """
    statutory = calendar.add_days(accepted_on, law.registration_statutory_days)
    try:
        promised = calendar.add_working_days(accepted_on, law.registration_promised_wd)
    except CalendarNotAnnouncedError as error:
        return Clocks(None, statutory, error.year)
    return Clocks(promised, statutory)


def condition_due(first_day: date, law: Law) -> date:
    """Return by when missing members or capital are proved: with next year's annual report.

    :law: REG/A121
    """
    month, day = map(int, law.annual_report_registrar.split("-"))
    return date(first_day.year + law.condition_due_years, month, day)


def growth(before: int, now: int) -> Decimal | None:
    """Return the change in per cent against a base; without a base there is none.

    :law: REG/A122
    """
    return Decimal(now - before) * 100 / before if before else None


# --- branches and zombies


def branches(kind: OrganizationType) -> Iterator[Finding]:
    """A branch needs no approval, but a private non-enterprise unit may have none.

    :law: REG/A120, PNE/13
    """
    if kind is OrganizationType.SERVICE:
        yield Finding("registration-no-branches", law="PNE/13")


def report_years(law: Law, on: date) -> tuple[int, ...]:
    """Return the last years whose reports were due by a day, the newest first.

    :law: REG/A138
    """
    month, day = map(int, law.annual_report_registrar.split("-"))
    newest = on.year - 1 if on > date(on.year, month, day) else on.year - 2
    return tuple(newest - n for n in range(law.zombie_reports_missing))


def zombie(registered_on: date, reported: Collection[int], law: Law, *, on: date) -> bool:
    """Say whether an organization missed its reports often enough to be a candidate.

    :law: REG/A138
    """
    years = report_years(law, on)
    return registered_on.year <= min(years) and not set(years) & set(reported)
