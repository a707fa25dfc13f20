"""Clocks and completeness of complaints: facts in, findings out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.complaints.states import ComplaintState, Outcome
from app.errors import Finding
from app.law import Calendar, Law

# What one sender, known only by a digest, may send in a day: a form open to all needs a limit.
MOST_A_DAY = 5


@dataclass(frozen=True, slots=True)
class Clock:
    """Until when something has to be done, and what."""

    due_on: date
    what: str


def due(
    state: ComplaintState, received_on: date, taken_up_on: date | None, law: Law, calendar: Calendar
) -> Clock | None:
    """Return which clock runs: to be taken up, or to be answered; the first day is not counted.

    :law: HOUSE/A170
    """
    if state is ComplaintState.SENT:
        return Clock(calendar.add_working_days(received_on, law.intake_wd), "take_up")
    if state is ComplaintState.TAKEN_UP and taken_up_on is not None:
        return Clock(calendar.add_working_days(taken_up_on, law.intake_reply_wd), "answer")
    return None


def complete(*, text: str, anonymous: bool, name: str, phone: str) -> Iterator[Finding]:
    """A complaint says what happened; who gives a name gives a telephone to be asked."""
    if not text.strip():
        yield Finding("complaint-empty", field="text")
    if not anonymous and not (name.strip() and phone.strip()):
        yield Finding("complaint-nameless", field="name" if not name.strip() else "phone")


def too_many(sent_today: int) -> Iterator[Finding]:
    """Say that somebody has sent enough for one day."""
    if sent_today >= MOST_A_DAY:
        yield Finding("complaints-enough", detail={"count": MOST_A_DAY})


def reward_findings(
    *, outcome: Outcome | None, anonymous: bool, amount: Decimal, law: Law
) -> Iterator[Finding]:
    """Say why a report earns no reward: unfounded, nobody to pay, or above the limit.

    :law: HOUSE/A170
    """
    if outcome not in (Outcome.TRUE, Outcome.PARTLY):
        yield Finding("reward-unfounded", law="HOUSE/A170", field="amount")
    if anonymous:
        yield Finding("reward-nobody", law="HOUSE/A170", field="amount")
    if amount <= 0:
        yield Finding("reward-not-positive", field="amount")
    if amount > law.intake_reward_max:
        detail = {"most": law.intake_reward_max}
        yield Finding("reward-too-high", law="HOUSE/A170", field="amount", detail=detail)
