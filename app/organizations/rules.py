"""What is true of an organization on a day, and whether a credit code can be one. Pure.

Both ends of a grade belong to it: it is valid on `valid_until`. A credit event is in force
from the day it was decided until the day before it was lifted.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Protocol, TypeVar

from stdnum.cn import uscc as standard

from app.errors import Finding
from app.law import Law
from app.organizations.states import LISTS, CreditKind, OrganizationType, Standing

LEVELS = ("5A", "4A", "3A", "2A", "1A")
CODE_LENGTH = 18
# The second character of a code given out by civil affairs (5): 1 society, 2 service, 3 foundation.
PREFIXES = {
    "51": OrganizationType.SOCIETY,
    "52": OrganizationType.SERVICE,
    "53": OrganizationType.FOUNDATION,
}
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_INNER = slice(8, 16)
_INNER_CHECK = 16
_INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_SPACES = re.compile(r"[\s\-·.　]+")
PINYIN_LENGTH = 240


class Dated(Protocol):
    """What a grade must say about itself."""

    @property
    def level(self) -> str:
        """Return 5A to 1A."""
        ...

    @property
    def awarded_on(self) -> date:
        """Return the first day."""
        ...

    @property
    def valid_until(self) -> date:
        """Return the last day."""
        ...

    @property
    def cancelled_on(self) -> date | None:
        """Return the day from which it no longer counts."""
        ...


class Decided(Protocol):
    """What a credit event must say about itself."""

    @property
    def decided_on(self) -> date:
        """Return the first day."""
        ...

    @property
    def lifted_on(self) -> date | None:
        """Return the first day on which it is gone."""
        ...


class Kinded(Decided, Protocol):
    """A credit event that says of which kind it is."""

    @property
    def kind(self) -> CreditKind:
        """Return its kind."""
        ...


class Report(Protocol):
    """What a yearly report must say about itself."""

    @property
    def year(self) -> int:
        """Return the year it is about."""
        ...

    @property
    def filed_on(self) -> date | None:
        """Return the day it was first filed."""
        ...


G = TypeVar("G", bound=Dated)
E = TypeVar("E", bound=Decided)
K = TypeVar("K", bound=Kinded)


def grade_at(grades: Iterable[G], day: date) -> G | None:
    """Return the grade that counts on `day`: the newest one awarded by then, if still valid.

    An earlier certificate never revives: a new assessment replaces it, also a worse one.

    :law: ASM39/29
    """
    awarded = [g for g in grades if g.awarded_on <= day]
    newest = max(awarded, key=lambda g: (g.awarded_on, g.level, g.valid_until), default=None)
    if newest is None or newest.valid_until < day:
        return None
    if newest.cancelled_on is not None and newest.cancelled_on <= day:
        return None
    return newest


def credit_at(events: Iterable[E], day: date) -> list[E]:
    """Return the credit events in force on `day`, the oldest first."""
    found = [e for e in events if in_force(e, day)]
    return sorted(found, key=lambda e: e.decided_on)


def listed_at(events: Iterable[K], day: date) -> list[K]:
    """Return the entries in the two lists that stand on `day`, the oldest first."""
    return credit_at((e for e in events if e.kind in LISTS), day)


def report_due_on(year: int, law: Law) -> date:
    """Return by when the report about `year` is with the registrar.

    :law: SOC/28, PNE/23
    """
    month, day = law.annual_report_registrar.split("-")
    return date(year + 1, int(month), int(day))


def last_due_year(on: date, law: Law) -> int:
    """Return the last year whose report was due before `on`."""
    year = on.year - 1
    return year if report_due_on(year, law) < on else year - 1


def report_on(
    reports: Iterable[Report], year: int, law: Law, *, registered_on: date, on: date
) -> Standing:
    """Say how the report about `year` stands on a day; no job has a part in it.

    Filed by the due day is on time, later is late, not filed by then is missing. Nothing is
    due for a year before the organization was registered or before the portal counts.
    """
    due = report_due_on(year, law)
    filed = min(
        (r.filed_on for r in reports if r.year == year and r.filed_on and r.filed_on <= on),
        default=None,
    )
    if filed is not None:
        return Standing.ON_TIME if filed <= due else Standing.LATE
    owed = registered_on.year <= year and year >= law.report_first_year
    return Standing.MISSING if owed and due < on else Standing.NOT_DUE


def report_years(registered_on: date, on: date, law: Law) -> Sequence[int]:
    """Return the years about which a report was due or can be filed by `on`, newest first."""
    first = max(registered_on.year, law.report_first_year)
    return range(on.year - 1, first - 1, -1)


def in_force(event: Decided, day: date) -> bool:
    """Say whether an entry stands on `day`; it no longer does on the day it is lifted."""
    return event.decided_on <= day and (event.lifted_on is None or day < event.lifted_on)


def rank(level: str | None) -> int:
    """Return 5 for 5A down to 1 for 1A, and 0 for none."""
    return int(level[0]) if level else 0


def registration_level(code: str) -> str:
    """Return at which level it is registered, from the division in its credit code.

    :law: GB32100/R-USC-01
    """
    division = code[2:8]
    if division.endswith("0000"):
        return "ministry" if division.startswith("10") else "province"
    return "city" if division.endswith("00") else "county"


def code_of(written: str) -> str:
    """Return a credit code as typed or pasted in its plain form: upper case, no spaces."""
    return _SPACES.sub("", written).upper()


def code_findings(code: str, kind: OrganizationType | None = None) -> Iterator[Finding]:
    """Say what is wrong with a credit code (统一社会信用代码), the outermost thing first.

    :law: GB32100/R-USC-01
    """
    if len(code) != CODE_LENGTH:
        yield _wrong("uscc-length", "GB32100/R-USC-01", count=len(code))
        return
    foreign = sorted({c for c in code if c not in _ALPHABET})
    if foreign or not code[2:8].isdigit():
        signs = "、".join(foreign) or code[2:8]
        yield _wrong("uscc-characters", "GB32100/R-USC-01", signs=signs)
        return
    if not standard.is_valid(code):
        right = standard.calc_check_digit(code[:-1])
        yield _wrong("uscc-check", "GB32100/R-USC-04", right=right, given=code[-1])
    elif inner_check(code[_INNER]) != code[_INNER_CHECK]:
        right, given = inner_check(code[_INNER]), code[_INNER_CHECK]
        yield _wrong("uscc-inner-check", "GB11714/R-USC-05", right=right, given=given)
    elif code[:2] not in PREFIXES:
        yield _wrong("uscc-not-civil-affairs", "GB32100/R-USC-03", prefix=code[:2])
    elif kind is not None and PREFIXES[code[:2]] is not kind:
        yield _wrong("uscc-other-type", "GB32100/R-USC-03", prefix=code[:2])


def inner_check(body: str) -> str:
    """Return the check character of an organization code from the eight before it (GB 11714)."""
    total = sum(int(c, 36) * w for c, w in zip(body, _INNER_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def pinyin(name: str) -> str:
    """Return what a Chinese name is sorted and found by."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 -- its words take half a second to load

    return "".join(lazy_pinyin(name)).lower()[:PINYIN_LENGTH]


def people_findings(
    *, staff: int, full_time_staff: int, certified_social_workers: int
) -> Iterator[Finding]:
    """Say where the numbers of people contradict each other: parts of the staff exceed it."""
    if full_time_staff > staff:
        yield Finding("more-full-time-than-staff", field="full_time_staff", detail={"staff": staff})
    if certified_social_workers > staff:
        yield Finding(
            "more-certified-than-staff", field="certified_social_workers", detail={"staff": staff}
        )


def _wrong(code: str, law: str, **detail: object) -> Finding:
    return Finding(code, law=law, field="uscc", detail=detail)
