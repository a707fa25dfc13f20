"""The story of a call: who has the baton now, and every step with its date and article.

Dates that need the calendar of a year that is not announced are said in words, never
guessed. Dates that follow from a decision not taken yet are said as the rule says them.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from flask_babel import gettext as _

from app import clock, formats
from app.calls import labels, queries
from app.calls.models import Call
from app.calls.states import CallKind, Phase
from app.law import Calendar, CalendarNotAnnouncedError, Law
from app.lawbook import queries as lawbook


class Turn(NamedTuple):
    """Whose turn it is and what to do; until when, or since when."""

    who: str
    when: str


@dataclass(frozen=True, slots=True)
class Holder:
    """The strip of three: done before, now, next."""

    previous: Turn | None
    current: Turn
    following: Turn | None


@dataclass(frozen=True, slots=True)
class TimeStep:
    """One step of the time line, as the macro `steps` takes it."""

    state: str  # done, now, next
    name: str
    when: str
    law: str | None = None
    note: str = ""


# --- who has the baton


def holder(call: Call, now: datetime, law: Law | None = None) -> Holder:
    """Return who has it now, who had it before, and who gets it next."""
    law = law or queries.law_of(call, clock.local_date(now))
    unit = call.unit.short_name
    told = _told(call, now)
    taking = Turn(_taking_part(call), _until(call.deadline_at, now))
    openers = Turn(_("The openers: open it"), _moment(call.opening_at, now))
    check = Turn(_("%(unit)s: check who qualifies, form the panel", unit=unit), "")
    experts = Turn(_("The experts: score on their own"), "")
    decide = Turn(_("%(unit)s: decide the result", unit=unit), _decide_by(call, law, now))
    decided = Turn(_("%(unit)s: decided the result", unit=unit), _day(call.publicity_from, now))
    confirm = Turn(_("%(unit)s: confirm the result", unit=unit), "")
    second = Turn(_("A second person: review and publish"), _("Not whoever drafted"))
    object_ = Turn(_("Whoever took part: may object"), _until(call.publicity_until, now))
    notice_over = Turn(_("The public notice is over"), _moment(call.publicity_until, now))
    contract = Turn(_("Both sides: sign and perform the contract"), _days(law.sign_within_days))
    closed = Turn(
        _("Organizations: took part"),
        _("Closed %(time)s", time=_moment(call.deadline_at, now)) if call.deadline_at else "",
    )
    drafting = Turn(_("%(unit)s: fill in the draft", unit=unit), "")
    drafted = Turn(_("%(unit)s: filled in the draft", unit=unit), "")
    opened = Turn(_("The openers: opened it"), _moment(call.opening_at, now))
    formed = Turn(_("%(unit)s: formed the panel", unit=unit), "")
    report = Turn(_("The experts: handed in the report"), _moment(call.reported_at, now))
    notice = Turn(_("The public: result in notice"), _wd(law.publicity_wd))
    confirmed = Turn(_("%(unit)s: confirmed the result", unit=unit), _day(call.closed_at, now))
    ended = Holder(told, Turn(_("It has ended"), _day(call.closed_at, now)), None)
    return {
        Phase.DRAFT: Holder(None, drafting, second),
        Phase.IN_REVIEW: Holder(drafted, second, taking),
        Phase.TAKING: Holder(told, taking, openers),
        Phase.WAITING_OPENING: Holder(closed, openers, check),
        Phase.OPENED: Holder(opened, check, experts),
        Phase.SCORING: Holder(formed, experts, decide),
        Phase.RANKED: Holder(report, decide, notice),
        Phase.PUBLICITY: Holder(decided, object_, confirm),
        Phase.PUBLICITY_OVER: Holder(notice_over, confirm, contract),
        Phase.AWARDED: Holder(confirmed, contract, None),
    }.get(call.phase(now), ended)


def _told(call: Call, now: datetime) -> Turn:
    """Say what the unit did last: answered, else published."""
    unit = call.unit.short_name
    answered = [q.answered_at for q in call.questions if q.answered_at]
    if answered:
        return Turn(_("%(unit)s: published answers", unit=unit), _day(max(answered), now))
    return Turn(_("%(unit)s: published it", unit=unit), _day(call.published_at, now))


def _taking_part(call: Call) -> str:
    if call.kind is CallKind.ROUND:
        return str(_("Organizations: hand in an application"))
    return str(_("Organizations that want it: hand in a bid"))


# --- the time line


def timeline(call: Call, law: Law, now: datetime) -> list[TimeStep]:
    """Return every step of a call with its date, in order; the present one is `now`.

    The line of a call that came to no result breaks off where it ended.
    """
    calendar = lawbook.calendar()
    phase = call.phase(now)
    reached = _REACHED[phase]
    over = call.closed_at is not None and _passed(call.deadline_at, call.closed_at)
    if phase is Phase.CANCELLED and over:
        reached = _REACHED[Phase.WAITING_OPENING]
    steps = [
        (_("Notice published"), _published(call, now), law.info.governing[0], ""),
        (_("End of questions"), _moment(call.questions_until, now), None, ""),
        (
            _("Answers published"),
            _answers(call, law, now),
            law.source("clarification_days").key,
            "",
        ),
        (
            _("Applications") if call.kind is CallKind.ROUND else _("Bids"),
            _until(call.deadline_at, now),
            law.source("bid_days_min").key,
            "",
        ),
        (_("Opening"), _moment(call.opening_at, now), "HOUSE/R-NTC-13", ""),
        (_("Check who qualifies"), _("After the opening"), "GPL/22", ""),
        (_("Scoring by the experts"), _scored(call, now), "HOUSE/R-PAN-11", ""),
        (
            _("Decision"),
            _decide_by(call, law, now)
            or _("Within %(n)s working days of the report", n=law.decide_within_wd),
            law.source("decide_within_wd").key,
            "",
        ),
        (
            _("Result in public notice"),
            _publicity(call, law, calendar, now),
            law.source("publicity_wd").key,
            "",
        ),
        (
            _("Signing of the contract")
            if call.kind is CallKind.PROJECT
            else _("Sign the agreement"),
            _days(law.sign_within_days),
            law.source("sign_within_days").key,
            "",
        ),
    ]
    ahead = _ahead(call, law, call.closed_at or now)
    found = [
        TimeStep(
            "done" if i < reached and i not in ahead else "now" if i == reached else "next",
            name,
            when,
            article,
            note,
        )
        for i, (name, when, article, note) in enumerate(steps)
    ]
    if phase not in _BROKEN_OFF:
        return found
    end = TimeStep("done", str(labels.STATES[f"call.{phase}"]), _day(call.closed_at, now))
    return [*(step for step in found if step.state == "done"), end]


def _passed(at: datetime | None, now: datetime) -> bool:
    return at is not None and at <= now


def _ahead(call: Call, law: Law, now: datetime) -> set[int]:
    """Return the steps of questions and answers whose last day is still to come."""
    ahead = set()
    if call.questions_until is not None and now < call.questions_until:
        ahead.add(1)
    if call.deadline_at is not None and now < call.deadline_at - timedelta(
        days=law.clarification_days
    ):
        ahead.add(2)
    return ahead


# The place of every phase in the time line: what lies before it is done.
_REACHED = {
    Phase.DRAFT: 0,
    Phase.IN_REVIEW: 0,
    Phase.TAKING: 3,
    Phase.WAITING_OPENING: 4,
    Phase.OPENED: 5,
    Phase.SCORING: 6,
    Phase.RANKED: 7,
    Phase.PUBLICITY: 8,
    Phase.PUBLICITY_OVER: 8,
    Phase.AWARDED: 9,
    Phase.FAILED: 5,
    Phase.CANCELLED: 3,
}
# These came to no result: a call fails once it has been opened, and is cancelled before.
_BROKEN_OFF = (Phase.FAILED, Phase.CANCELLED)
# The same in the seven bars of a list: how many of draft, review, submissions, opening,
# review and award, contract, performance lie behind.
LANE_OF = {
    Phase.DRAFT: 0,
    Phase.IN_REVIEW: 1,
    Phase.TAKING: 2,
    Phase.WAITING_OPENING: 3,
    Phase.OPENED: 3,
    Phase.SCORING: 4,
    Phase.RANKED: 4,
    Phase.PUBLICITY: 4,
    Phase.PUBLICITY_OVER: 4,
    Phase.AWARDED: 5,
}


def needs_calendar(call: Call, law: Law) -> int | None:
    """Return the year whose calendar the time line still waits for, if there is one."""
    try:
        _earliest_publicity(call, law, lawbook.calendar())
    except CalendarNotAnnouncedError as error:
        return error.year
    return None


def _published(call: Call, now: datetime) -> str:
    return _day(call.published_at, now) or _("Once it is reviewed")


def _answers(call: Call, law: Law, now: datetime) -> str:
    answered = [q.answered_at for q in call.questions if q.answered_at]
    if answered:
        return _day(max(answered), now)
    return str(_("At the latest %(n)s days before the deadline", n=law.clarification_days))


def _scored(call: Call, now: datetime) -> str:
    if call.reported_at:
        return str(_("Report on %(day)s", day=_day(call.reported_at, now)))
    return str(_("Once it is clear who qualifies"))


def _decide_by(call: Call, law: Law, now: datetime) -> str:
    if call.reported_at is None or call.publicity_from is not None:
        return ""
    try:
        last = lawbook.calendar().add_working_days(
            clock.local_date(call.reported_at), law.decide_within_wd
        )
    except CalendarNotAnnouncedError as error:
        return unannounced(error.year)
    return str(_("By %(day)s", day=_day(last, now)))


def _publicity(call: Call, law: Law, calendar: Calendar, now: datetime) -> str:
    days = _wd(law.publicity_wd)
    if call.publicity_from and call.publicity_until:
        return f"{_span(call.publicity_from, call.publicity_until, now)}{_(', ')}{days}"
    try:
        found = _earliest_publicity(call, law, calendar)
    except CalendarNotAnnouncedError as error:
        return f"{days}{_(', ')}{unannounced(error.year)}"
    if found is None:
        return days
    when = _("at the earliest %(span)s", span=_span(*found, now))
    return f"{when}{_(', ')}{days}"


def _earliest_publicity(call: Call, law: Law, calendar: Calendar) -> tuple[date, date] | None:
    """Return first and last day, if everything went at once after the opening."""
    if call.publicity_from or call.opening_at is None:
        return None
    first = calendar.add_working_days(clock.local_date(call.opening_at), 1)
    last = calendar.publicity_end(
        first, law.publicity_wd, counts_first_day=law.publicity_counts_first_day
    )
    return first, last


def unannounced(year: int) -> str:
    """Say why there is no date."""
    return str(_("Dates appear once the days off of %(year)s are announced", year=year))


def _wd(n: int) -> str:
    return str(_("%(n)s working days", n=n))


def _days(n: int) -> str:
    return str(_("Within %(n)s days of the award notice", n=n))


def _until(at: datetime | None, now: datetime) -> str:
    return _("Until %(time)s", time=_moment(at, now)) if at else ""


def _moment(at: datetime | None, now: datetime) -> str:
    today = clock.local_date(now)
    return formats.moment(at, formats.language(), today=today) if at else ""


def _day(at: datetime | date | None, now: datetime) -> str:
    return formats.day(at, formats.language(), today=clock.local_date(now)) if at else ""


def _span(first: date, last: date | datetime, now: datetime) -> str:
    return formats.span(first, last, formats.language(), today=clock.local_date(now))
