"""What holds for every call, project or round: its scheme, its words, its days.

Facts in, findings out. `field` of a finding is the name of the field in the form.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from app import clock
from app.calls import wording
from app.errors import Finding
from app.law import Calendar, CalendarNotAnnouncedError, Law, Track
from scoring.criteria import Criterion, Kind, Scheme, check
from scoring.errors import Problem

QUESTION_MAX = 1000
# Where a fault of the scheme is ruled; everything else is HOUSE/R-SCO-02.
_LEVELS = "HOUSE/R-SCO-03"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFacts:
    """What the rules of the trunk look at. `on`: the day of publication, today for a draft."""

    on: date
    calendar: Calendar
    title: str = ""
    summary: str = ""
    content: str = ""
    conditions: str = ""
    fields: tuple[str, ...] = ()
    requires_directory: bool = False
    scheme: Scheme = field(default_factory=lambda: Scheme(criteria=(), track=Track.SUB))
    questions_until: datetime | None = None
    deadline_at: datetime | None = None
    opening_at: datetime | None = None
    payment_percents: tuple[int, ...] = ()


# --- what must be there


def described(facts: CallFacts, _: Law) -> Iterator[Finding]:
    """A notice says what is asked for: title, one sentence, content, field."""
    for name in ("title", "summary", "content"):
        if not getattr(facts, name).strip():
            yield Finding(f"{name}-missing", field=name)
    if not facts.fields:
        yield Finding("fields-missing", field="fields")


def directory(facts: CallFacts, law: Law) -> Iterator[Finding]:
    """Whether the directory may be a condition: never in government procurement, else with care.

    :law: INS25/R-QUA-17, FCR/8(3)
    """
    if not facts.requires_directory:
        return
    permission = law.permits.directory_as_condition
    if not permission:
        yield Finding("directory-forbidden", law=permission.law, field="requires_directory")
    elif permission.care:
        yield Finding(
            "directory-care", law=permission.law, field="requires_directory", warning=True
        )


def fair_words(facts: CallFacts, _: Law) -> Iterator[Finding]:
    """Conditions and criteria shut nobody out, and levels say what is seen.

    :law: INS25/R-QUA-09, INS25/R-QUA-10, INS25/R-QUA-12, HOUSE/R-SCO-03
    """
    yield from _hits(wording.unfair(facts.conditions), "conditions")
    for index, criterion in enumerate(facts.scheme.judged):
        said = [criterion.name, criterion.settings.get("text", "")]
        levels = "。".join(level.text for level in criterion.levels)
        yield from _hits(wording.unfair("。".join((*said, levels))), f"judged-{index}-levels")
        yield from _hits(wording.vague(levels), f"judged-{index}-levels")


def _hits(hits: Iterator[wording.Hit], name: str) -> Iterator[Finding]:
    for hit in hits:
        yield Finding(
            hit.entry.code,
            law=hit.entry.law,
            field=name,
            detail={"words": hit.words},
            warning=True,
        )


# --- the scheme


def scheme(facts: CallFacts, law: Law) -> Iterator[Finding]:
    """The published scheme adds up, is described, and scores nothing that the track forbids.

    :law: HOUSE/R-SCO-07, HOUSE/R-SCO-02, HOUSE/R-SCO-03
    """
    problems = check(
        facts.scheme,
        total=Decimal(law.score_total),
        price_floor=law.price_weight_floor,
        grade_cap=None if law.permits.award_here else law.grade_score_cap_gp,
        fit_allowed=bool(law.permits.fit_scored),
        trim_allowed=bool(law.permits.trimming),
    )
    for problem in problems:
        criterion = next((c for c in facts.scheme.criteria if c.key == problem.criterion), None)
        unread = _unread(criterion) if problem.code == "level-not-a-number" else {}
        yield Finding(
            f"scheme-{problem.code}",
            law=_scheme_law(problem.code, law),
            field=_scheme_field(problem, facts.scheme),
            detail={
                "name": criterion.name if criterion else "",
                **_plain(problem.detail),
                **unread,
            },
        )


def _unread(criterion: Criterion | None) -> dict[str, object]:
    """Return the first level that was typed without numbers."""
    for line, level in enumerate(criterion.levels if criterion else (), 1):
        if not (level.low.is_finite() and level.high.is_finite()):
            return {"line": line, "text": level.text[:20]}
    return {}


def _plain(detail: Mapping[str, object]) -> dict[str, object]:
    """Write points as they are typed: a Decimal in a finding would be read as money."""
    return {k: f"{v.normalize():f}" if isinstance(v, Decimal) else v for k, v in detail.items()}


def _scheme_law(code: str, law: Law) -> str:
    if code.startswith("level"):
        return _LEVELS
    return {
        "total-wrong": "HOUSE/R-SCO-07",
        "price-too-low": law.source("price_weight_floor").key,
        "grade-too-high": law.source("grade_score_cap_gp").key,
        "fit-forbidden": law.permits.fit_scored.law,
        "trimming-forbidden": law.permits.trimming.law,
    }.get(code, "HOUSE/R-SCO-02")


def _scheme_field(problem: Problem, scheme: Scheme) -> str:
    """Return the field of the form where a fault is put right."""
    if problem.code in {"half-life-wrong", "kappa-wrong"}:
        return "half_life_days" if problem.code.startswith("half") else "kappa"
    if problem.code.startswith("grade-points"):
        return f"grade_{str(problem.detail.get('grade', '5A'))[0]}"
    if problem.code == "price-too-low":
        return "points_price"
    for index, criterion in enumerate(scheme.judged):
        if criterion.key == problem.criterion:
            part = "levels" if problem.code.startswith("level") else "points"
            return f"judged-{index}-{part}"
    found = next((c for c in scheme.criteria if c.key == problem.criterion), None)
    return "points_total" if found is None else f"points_{Kind(found.kind).value}"


# --- the days


def deadline(facts: CallFacts, law: Law) -> Iterator[Finding]:
    """Those who want to take part get their days to prepare; the day of publication is not counted.

    :law: NKG/R-NTC-07, GPL/35, VEN/R-VEN-01
    """
    if facts.deadline_at is None:
        yield Finding("deadline-missing", field="deadline_at")
        return
    days = (clock.local_date(facts.deadline_at) - facts.on).days
    if days < law.bid_days_min:
        yield Finding(
            "deadline-too-early",
            law=law.source("bid_days_min").key,
            field="deadline_at",
            detail={
                "days": max(days, 0),
                "least": law.bid_days_min,
                "earliest": facts.on + timedelta(days=law.bid_days_min),
            },
        )


def working_days(facts: CallFacts, _: Law) -> Iterator[Finding]:
    """What follows the deadline is counted in working days: no deadline in a year without a calendar.

    :law: HOUSE/R-CAL-03
    """
    for name in ("deadline_at", "opening_at"):
        at = getattr(facts, name)
        if at is None:
            continue
        try:
            works = facts.calendar.is_working_day(clock.local_date(at))
        except CalendarNotAnnouncedError as error:
            detail = {"year": error.year, "last": facts.calendar.last_year}
            yield Finding("year-not-announced", law="HOUSE/R-CAL-03", field=name, detail=detail)
        else:
            if not works:
                yield Finding(
                    "day-off", field=name, detail={"day": clock.local_date(at)}, warning=True
                )


def questions(facts: CallFacts, law: Law) -> Iterator[Finding]:
    """Questions end early enough for the answers to be out in time.

    :law: NKG/R-NTC-08, GPR/31
    """
    until, due = facts.questions_until, facts.deadline_at
    if until is None:
        yield Finding("questions-missing", field="questions_until")
    elif clock.local_date(until) < facts.on:
        yield Finding("questions-past", field="questions_until")
    elif due is not None:
        last = clock.local_date(due) - timedelta(days=law.clarification_days)
        if clock.local_date(until) > last:
            yield Finding(
                "questions-too-late",
                law=law.source("clarification_days").key,
                field="questions_until",
                detail={"days": law.clarification_days, "last": last},
            )


def opening(facts: CallFacts, _: Law) -> Iterator[Finding]:
    """Nothing is opened before the deadline.

    :law: HOUSE/R-NTC-13
    """
    if facts.opening_at is None:
        yield Finding("opening-missing", field="opening_at")
    elif facts.deadline_at is not None and facts.opening_at < facts.deadline_at:
        yield Finding("opening-too-early", law="HOUSE/R-NTC-13", field="opening_at")


def payments(facts: CallFacts, law: Law) -> Iterator[Finding]:
    """The parts of the payment add up to the whole.

    :law: NKG/R-AWD-13, VEN/R-VEN-07
    """
    percents = facts.payment_percents
    cited = "VEN/R-VEN-07" if law.track is Track.VENTURE else "NKG/R-AWD-13"
    if not percents:
        yield Finding("payments-missing", law=cited, field="payment_percents")
    elif any(p <= 0 for p in percents) or sum(percents) != 100:  # noqa: PLR2004 -- per cent
        detail = {"total": sum(percents)}
        yield Finding("payments-wrong", law=cited, field="payment_percents", detail=detail)


def two_people(*, drafted_by: object, reviewed_by: object) -> Iterator[Finding]:
    """Who drafted does not review.

    :law: HOUSE/R-NTC-25
    """
    if drafted_by is not None and drafted_by == reviewed_by:
        yield Finding("two-people", law="HOUSE/R-NTC-25")


# --- questions


def question(
    text: str, *, questions_until: datetime | None, taking: bool, now: datetime
) -> Iterator[Finding]:
    """A question comes in time and says something.

    :law: GPR/52
    """
    if not taking or (questions_until is not None and now >= questions_until):
        yield Finding("questions-over", law="GPR/52", field="text")
    elif not text.strip():
        yield Finding("question-empty", field="text")
    elif len(text) > QUESTION_MAX:
        detail = {"length": len(text), "most": QUESTION_MAX}
        yield Finding("question-too-long", field="text", detail=detail)


TRUNK = (described, directory, fair_words, scheme, deadline, working_days, questions, opening)
"""Rules of facts and law that both kinds share, in the order in which findings are shown."""
