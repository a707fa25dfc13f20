"""What an amendment must keep to. Pure: facts in, findings out."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from difflib import SequenceMatcher

from app import clock
from app.errors import Finding
from app.law import Calendar, CalendarNotAnnouncedError, Law

ONLY_LATER = "HOUSE/R-NTC-13"
FIELDS = ("content", "acceptance")
TEXT_MAX = 20_000
REASON_MAX = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An amendment as it is proposed, beside what stands now."""

    before: Mapping[str, str]
    after: Mapping[str, str]
    deadline: datetime
    new_deadline: datetime | None
    opening: datetime
    new_opening: datetime | None
    reason: str
    # It may affect how bids are prepared: then there must be time to react.
    material: bool

    @property
    def changed(self) -> list[str]:
        """Return the texts that differ."""
        return [name for name in FIELDS if self.after.get(name, "") != self.before.get(name, "")]

    @property
    def moves(self) -> bool:
        """Say whether a time changes."""
        return self.new_deadline != self.deadline or self.new_opening != self.opening


def amendment(wanted: Wanted, *, law: Law, calendar: Calendar, now: datetime) -> Iterator[Finding]:
    """An amendment changes something, says why, and leaves the time that the rule asks for.

    :law: GPR/31, NKG/R-NTC-08, HOUSE/R-NTC-13
    """
    if not wanted.reason.strip():
        yield Finding("amend-reason-missing", field="reason")
    elif len(wanted.reason) > REASON_MAX:
        yield Finding("amend-reason-long", field="reason", detail={"most": REASON_MAX})
    if not wanted.changed and not wanted.moves:
        yield Finding("amend-nothing", field="content")
    if any(len(wanted.after.get(name, "")) > TEXT_MAX for name in FIELDS):
        yield Finding("amend-text-long", field="content", detail={"most": TEXT_MAX})
    if "content" in wanted.changed and not wanted.after["content"].strip():
        yield Finding("content-missing", field="content")
    yield from _times(wanted, law=law, calendar=calendar, now=now)


def _times(wanted: Wanted, *, law: Law, calendar: Calendar, now: datetime) -> Iterator[Finding]:
    due, opening = wanted.new_deadline, wanted.new_opening
    if due is None or opening is None:
        yield Finding("amend-time-missing", field="deadline_at" if due is None else "opening_at")
        return
    if now >= wanted.deadline:
        yield Finding("amend-too-late", law=ONLY_LATER, detail={"deadline": wanted.deadline})
        return
    if due < wanted.deadline:
        detail = {"deadline": wanted.deadline}
        yield Finding("amend-only-later", law=ONLY_LATER, field="deadline_at", detail=detail)
    elif opening < due:
        yield Finding("opening-too-early", law=ONLY_LATER, field="opening_at")
    least = least_deadline(now, law)
    if wanted.material and wanted.changed and clock.local_date(due) < least:
        yield Finding(
            "amend-time-short",
            law=law.source("clarification_days").key,
            field="deadline_at",
            detail={"days": law.clarification_days, "least": least},
        )
    for name, at in (("deadline_at", due), ("opening_at", opening)):
        yield from _working(name, at, calendar)


def _working(name: str, at: datetime, calendar: Calendar) -> Iterator[Finding]:
    try:
        works = calendar.is_working_day(clock.local_date(at))
    except CalendarNotAnnouncedError as error:
        detail = {"year": error.year}
        yield Finding("amend-year", law="HOUSE/R-CAL-03", field=name, detail=detail)
    else:
        if not works:
            yield Finding("amend-day-off", field=name, detail={"day": clock.local_date(at)})


def screened(found: Iterable[Finding]) -> Iterator[Finding]:
    """What could not have been published does not come in by an amendment either.

    :law: TRF/A002, MOF102/10
    """
    for one in found:
        code = "call-negative-review" if one.warning else "call-negative-block"
        yield replace(one, code=code, field="content")


def least_deadline(now: datetime, law: Law) -> date:
    """Return the first day on which the deadline may be after a change that matters."""
    return clock.local_date(now) + timedelta(days=law.clarification_days)


def two_people(drafted_by: object, by: object) -> Iterator[Finding]:
    """Who proposed it does not publish it.

    :law: HOUSE/R-NTC-25
    """
    if drafted_by is not None and drafted_by == by:
        yield Finding("amend-two-people", law="HOUSE/R-NTC-25")


def difference(before: str, after: str) -> list[tuple[str, str]]:
    """Return what stayed, went and came, in the order of reading: ("same" | "gone" | "new", text)."""
    found: list[tuple[str, str]] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(("same", before[a:b]))
            continue
        if b > a:
            found.append(("gone", before[a:b]))
        if d > c:
            found.append(("new", after[c:d]))
    return found
