"""What a result must keep to: who may be scored, the order of awards, publicity, objections. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from app import clock
from app.errors import Finding
from app.law import Calendar, CalendarNotAnnouncedError, Law, Track

OFFICE_CLOSES = (17, 30)
TEXT_MAX = 2000
AWARD_LAW = {
    Track.GP: "GPR/43",
    Track.SUB: "NKG/R-AWD-01",
    Track.TRANSFER: "HOUSE/R-AWD-01",
    Track.VENTURE: "HOUSE/R-AWD-01",
}
# Under which article somebody is turned down for a reason that the register does not know.
REJECT_LAWS = ("GPL/22", "GPR/19", "GPR/18", "MOF87/37")
SKIP_CAUSES = ("gave-up", "force-majeure", "unlawful", "tie-draw")
CORRECT_CAUSES = ("arithmetic", "out-of-range", "objective-differs", "abnormal-mark")


def legal_day(deadline: datetime) -> date:
    """Return the day that a deadline ends: 24:00 belongs to the day before."""
    return clock.local_date(deadline - timedelta(microseconds=1))


# --- qualification


def papers(
    content: Mapping[str, Any], price: Decimal | None, ceiling: Decimal | None
) -> Iterator[Finding]:
    """Say what speaks against a submission itself: no statement, no price, a price above the ceiling.

    :law: GPL/22, HOUSE/R-SCO-02
    """
    if not content.get("statement"):
        yield Finding("statement-missing", law="GPL/22")
    if price is None or price <= 0:
        yield Finding("no-valid-price", law="HOUSE/R-SCO-02")
    elif ceiling is not None and price > ceiling:
        detail = {"price": price, "ceiling": ceiling}
        yield Finding("price-above-ceiling", law="HOUSE/R-SCO-02", detail=detail)


def decision(
    *, passed: bool, findings: Sequence[Finding], note: str, law: str, field: str = ""
) -> Iterator[Finding]:
    """Turning somebody down needs a finding, or a reason with its article; so does passing in spite of one.

    :law: GPL/22
    """
    at = f"{field}-note" if field else None
    if not passed and not findings:
        if not note.strip():
            yield Finding("reject-reason-missing", law="GPL/22", field=at)
        if law not in REJECT_LAWS:
            yield Finding("reject-law-missing", field=f"{field}-law" if field else None)
    if passed and findings and not note.strip():
        yield Finding("pass-reason-missing", law=findings[0].law, field=at)


# --- the award


def order(
    places: Mapping[str, int], chosen: str, *, cause: str, reason: str, track: Track
) -> Iterator[Finding]:
    """Awards follow the ranking; whoever is passed over, or stands level, needs cause and reason.

    :law: GPR/43, NKG/R-AWD-01, HOUSE/R-AWD-01
    """
    ahead = [k for k, place in places.items() if place < places[chosen]]
    level = [k for k, place in places.items() if place == places[chosen] and k != chosen]
    if not ahead and not level:
        return
    law = AWARD_LAW[track]
    if cause not in SKIP_CAUSES:
        code = "award-out-of-order" if ahead else "award-tied"
        yield Finding(code, law=law, field="cause", detail={"place": places[chosen]})
    if not reason.strip():
        yield Finding("award-reason-missing", law=law, field="reason")


def publicity_end(begins: date, law: Law, calendar: Calendar) -> datetime:
    """Return when the publicity ends: the end of office hours on its last working day.

    Raises CalendarNotAnnouncedError.

    :law: HOUSE/R-CAL-04, NKG/R-QCC-13, MOF87/69
    """
    last = calendar.publicity_end(
        begins, law.publicity_wd, counts_first_day=law.publicity_counts_first_day
    )
    return closing(last)


def closing(day: date) -> datetime:
    """Return the end of office hours of a day."""
    return clock.at_local(day, *OFFICE_CLOSES)


def unannounced(error: CalendarNotAnnouncedError) -> Finding:
    """Say that the days off of a year are not known yet, so that nothing is counted."""
    detail = {"year": error.year}
    return Finding("result-year-not-announced", law="HOUSE/R-CAL-03", detail=detail)


# --- objections


def objection(
    text: str, evidence: str, *, open_already: bool, in_publicity: bool
) -> Iterator[Finding]:
    """An objection is raised in the publicity, once at a time, with what it is about.

    :law: NKG/R-QCC-13, HOUSE/R-QCC-13
    """
    if not in_publicity:
        yield Finding("objection-not-now", law="HOUSE/R-QCC-13")
    if open_already:
        yield Finding("objection-open-already", law="HOUSE/R-QCC-13")
    if not text.strip():
        yield Finding("objection-empty", law="HOUSE/R-QCC-13", field="text")
    for name, said in (("text", text), ("evidence", evidence)):
        if len(said) > TEXT_MAX:
            detail = {"length": len(said), "most": TEXT_MAX}
            yield Finding("objection-too-long", field=name, detail=detail)


def answerer(decided_by: UUID | None, by: UUID | None) -> Iterator[Finding]:
    """Whoever decided the result does not judge the objection against it.

    :law: HOUSE/R-NTC-25
    """
    if decided_by is not None and decided_by == by:
        yield Finding("objection-two-people", law="HOUSE/R-NTC-25")


def days_left(today: date, until: datetime, calendar: Calendar) -> int:
    """Return the working days of publicity that are still to run after today."""
    return calendar.working_days_between(today, clock.local_date(until))


def resumed(today: date, left: int, calendar: Calendar) -> datetime:
    """Return when the publicity ends that runs on after an answer today (today is not counted)."""
    return closing(calendar.add_working_days(today, left))
