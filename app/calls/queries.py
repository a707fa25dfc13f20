"""Reads of calls: one, the public lists with their counts, the lists of a unit, the law of a call."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import ColumnElement, Text, and_, case, cast, false, func, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from app import clock
from app.calls.models import Call, CallVersion, Question
from app.calls.states import PUBLIC, CallKind, CallState
from app.db import session
from app.documents import queries as documents
from app.documents.models import StoredFile
from app.errors import NotFoundError
from app.formats import PAGE_SIZE
from app.law import Law, Track
from app.lawbook import queries as lawbook
from matching.text import search_terms
from scoring.criteria import Criterion as Part
from scoring.criteria import Kind, Level, Scheme

SOON = timedelta(days=5)
ANNEX = "notice"
OPEN, SOON_KEY, REVIEW, PUBLICITY, RESULTS, ENDED = (
    "open", "soon", "review", "publicity", "results", "ended",
)  # fmt: skip
GROUPS = (OPEN, SOON_KEY, REVIEW, PUBLICITY, RESULTS, ENDED)
SORTS = ("deadline", "-deadline", "published", "-published", "title", "-title")
_IN_REVIEW = (CallState.OPENED, CallState.SCORING, CallState.RANKED)
# Groups of which the state alone decides.
_STATES_OF = {
    "draft": (CallState.DRAFT,),
    "in_review": (CallState.IN_REVIEW,),
    PUBLICITY: (CallState.PUBLICITY,),
    "awarded": (CallState.AWARDED,),
    RESULTS: (CallState.AWARDED, CallState.PUBLICITY),
    ENDED: (CallState.FAILED, CallState.CANCELLED),
}
# What is published is in groups by its deadline.
_PAST = "past"
_BY_DUE = {
    OPEN: frozenset({OPEN}),
    SOON_KEY: frozenset({OPEN, SOON_KEY}),
    _PAST: frozenset({REVIEW}),
}


# --- one


def get(call_id: UUID) -> Call:
    """Return one call or raise NotFoundError."""
    found = session.get(Call, call_id)
    if found is None:
        raise NotFoundError
    return found


def published(call_id: UUID) -> Call:
    """Return one call that the public may see, or raise NotFoundError."""
    found = get(call_id)
    if found.state not in PUBLIC:
        raise NotFoundError
    return found


def by_ids(ids: Iterable[UUID]) -> dict[UUID, Call]:
    """Return calls by id, in one question."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = session.scalars(select(Call).where(Call.id.in_(wanted)).options(joinedload(Call.unit)))
    return {row.id: row for row in rows}


def question(question_id: UUID) -> Question:
    """Return one question or raise NotFoundError."""
    found = session.get(Question, question_id)
    if found is None:
        raise NotFoundError
    return found


def law_of(call: Call, on: date | None = None) -> Law:
    """Return the law of a call: of its rule date once it is published, before that of `on`."""
    day = call.rule_date or on or clock.local_date(call.created_at)
    return lawbook.law_on(day, call.track)


def scheme_of(call: Call) -> Scheme:
    """Return the scheme of a call as scoring takes it."""
    kept = call.scheme or {}
    grade_points = kept.get("grade_points") or {}
    step = str(kept.get("step", "1"))  # experts mark whole points
    return Scheme(
        criteria=tuple(
            Part(
                key=c.key,
                kind=Kind(c.kind),
                name=c.name,
                points=c.points,
                levels=tuple(
                    Level(_number(row["low"]), _number(row["high"]), row["text"])
                    for row in c.levels
                ),
                settings={"text": c.text, "step": step} if c.levels else {"text": c.text},
            )
            for c in call.criteria
        ),
        track=call.track.value,
        half_life_days=kept.get("half_life_days"),
        kappa=Decimal(str(kept["kappa"])) if kept.get("kappa") is not None else None,
        grade_points={level: Decimal(str(points)) for level, points in grade_points.items()},
        version=latest_digest(call.id),
    )


def _number(typed: str) -> Decimal:
    """Read a border of a level; what was not typed as a number is none."""
    return Decimal(typed) if typed else Decimal("NaN")


def versions(call_id: UUID) -> Sequence[CallVersion]:
    """Return what was published, newest first."""
    asked = select(CallVersion).where(CallVersion.call_id == call_id)
    return session.scalars(asked.order_by(CallVersion.number.desc())).all()


def latest_digest(call_id: UUID) -> str:
    """Return the digest of the version in force; empty before publication."""
    asked = select(CallVersion.digest).where(CallVersion.call_id == call_id)
    return session.scalar(asked.order_by(CallVersion.number.desc()).limit(1)) or ""


def last_number(prefix: str, year: int) -> int:
    """Return the highest sequence that is used of a kind of number in a year."""
    start = number_of(prefix, year, None)
    rows = session.scalars(
        select(Call.number).where(Call.number.startswith(start, autoescape=True))
    )
    return max((int(n) for row in rows if (n := row.removeprefix(start)).isdigit()), default=0)


def number_of(prefix: str, year: int, sequence: int | None) -> str:
    """Write a number: LW-SUB-2026-031."""
    site = current_app.config["SETTINGS"].number_prefix
    start = f"{site}-{prefix}-{year}-"
    return start if sequence is None else f"{start}{sequence:03d}"


def annexes(call_id: UUID) -> Collection[StoredFile]:
    """Return the files that belong to the notice of a call."""
    return documents.of_call(call_id, ANNEX)


def annex(call: Call, file_id: UUID) -> StoredFile:
    """Return one file of the notice of a call or raise NotFoundError."""
    found = next((f for f in annexes(call.id) if f.id == file_id), None)
    if found is None:
        raise NotFoundError
    return found


# --- the public lists


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is asked of the lists; empty means all. `unit_ids` limits to the work of some units."""

    words: str = ""
    group: str = ""
    kind: CallKind | None = None
    field: str = ""
    track: Track | None = None
    sort: str = "deadline"
    unit_ids: Collection[UUID] | None = None
    public_only: bool = False


def public(asked: Search, now: datetime, *, page: int | None = None) -> Sequence[Call]:
    """Return public calls; 20 of them where a page is asked for."""
    found = (
        select(Call)
        .where(_public(), _filters(asked, now))
        .options(joinedload(Call.unit))
        .order_by(*_order(asked.sort))
    )
    if page is not None:
        found = found.limit(PAGE_SIZE).offset((max(page, 1) - 1) * PAGE_SIZE)
    return session.scalars(found).all()


@dataclass(frozen=True, slots=True)
class Alike:
    """How many calls are the same in all that the filters of the lists ask."""

    groups: frozenset[str]
    kind: CallKind
    track: Track
    fields: frozenset[str]
    number: int

    def fits(self, asked: Search) -> bool:
        """Say whether these are among what is asked for (the words were asked before)."""
        return (
            (not asked.group or asked.group in self.groups)
            and (asked.kind is None or asked.kind is self.kind)
            and (asked.track is None or asked.track is self.track)
            and (not asked.field or asked.field in self.fields)
        )

    def values(self, name: str) -> Collection[Any]:
        """Return the values of one filter that these fall under."""
        return {
            "group": self.groups,
            "kind": (self.kind,),
            "track": (self.track,),
            "field": self.fields,
        }[name]


def tally(asked: Search, now: datetime) -> Sequence[Alike]:
    """Count the calls that hold the words, for all filters at once, in one question."""
    due = case(
        (Call.deadline_at.is_(None), ""),
        (Call.deadline_at <= now, _PAST),
        (Call.deadline_at < now + SOON, SOON_KEY),
        else_=OPEN,
    )
    fields = cast(Call.fields, Text)
    only = Search(words=asked.words, unit_ids=asked.unit_ids, public_only=asked.public_only)
    every = (
        select(Call.state, due.label("due"), Call.kind, Call.track, fields.label("fields"))
        .where(_filters(only, now))
        .subquery()
    )
    rows = session.execute(select(every, func.count()).group_by(*every.c))
    return [
        Alike(_groups_of(state, due), kind, track, _keys(fields), number)
        for state, due, kind, track, fields, number in rows
    ]


def counts(
    tallied: Sequence[Alike], asked: Search, name: str, values: Iterable[Any]
) -> dict[Any, int]:
    """Return how many there would be for each value of one filter, the others staying.

    An empty value stands for all.
    """
    rest = replace(asked, **{name: getattr(Search(), name)})
    found = dict.fromkeys(values, 0)
    for row in tallied:
        if row.fits(rest):
            for value in ("", *row.values(name)):
                if value in found:
                    found[value] += row.number
    return found


def _keys(written: str | None) -> frozenset[str]:
    """Read a list of keys as it is stored."""
    return frozenset(json.loads(written or "[]") or ())


def _groups_of(state: CallState, due: str) -> frozenset[str]:
    """Return the groups of states that a call is in: what `group_is` asks the database."""
    if state is CallState.PUBLISHED:
        return _BY_DUE.get(due, frozenset())
    if state in _IN_REVIEW:
        return frozenset({REVIEW})
    return frozenset(group for group, states in _STATES_OF.items() if state in states)


def group_is(group: str, now: datetime) -> ColumnElement[bool]:
    """Return the condition of a group of states, as the clock stands."""
    published = Call.state == CallState.PUBLISHED
    if group == OPEN:
        return and_(published, Call.deadline_at > now)
    if group == SOON_KEY:
        return and_(published, Call.deadline_at > now, Call.deadline_at < now + SOON)
    if group == REVIEW:
        closed = and_(published, Call.deadline_at <= now)
        return or_(closed, Call.state.in_(_IN_REVIEW))
    return Call.state.in_(_STATES_OF[group]) if group in _STATES_OF else false()


def _public() -> ColumnElement[bool]:
    return Call.state.in_(PUBLIC)


def _filters(asked: Search, now: datetime) -> ColumnElement[bool]:
    wanted: list[ColumnElement[bool]] = [true()]
    if asked.group:
        wanted.append(group_is(asked.group, now))
    if asked.kind:
        wanted.append(Call.kind == asked.kind)
    if asked.track:
        wanted.append(Call.track == asked.track)
    if asked.field:
        # Keys are plain ASCII words, stored as JSON: "health" stands in quotes.
        wanted.append(cast(Call.fields, Text).contains(f'"{asked.field}"', autoescape=True))
    if asked.public_only:
        wanted.append(_public())
    if asked.unit_ids is not None:
        wanted.append(Call.unit_id.in_(asked.unit_ids))
    wanted += [_holds(term) for term in search_terms(asked.words)]
    return and_(*wanted)


def _holds(term: str) -> ColumnElement[bool]:
    """Return whether a call holds a piece of what is searched: 养老 is found in 居家养老服务."""
    columns = (Call.title, Call.number, Call.summary, Call.content, Call.place)
    return or_(*(func.lower(c).contains(term, autoescape=True) for c in columns))


def _order(sort: str) -> tuple[Any, ...]:
    column: Any = {
        "deadline": Call.deadline_at,
        "published": Call.published_at,
        "title": Call.title,
    }.get(sort.removeprefix("-"), Call.deadline_at)
    first = column.desc() if sort.startswith("-") else column.asc()
    # What is not published yet is the newest.
    empty = column.is_not(None) if sort == "-published" else column.is_(None)
    return (empty, first, Call.number.desc() if sort.startswith("-") else Call.number)


# --- the lists of a unit


def of_unit(asked: Search, now: datetime, *, page: int | None = None) -> Sequence[Call]:
    """Return the calls of some units in every state; 20 of them where a page is asked for."""
    found = (
        select(Call)
        .where(_filters(asked, now))
        .options(joinedload(Call.unit), selectinload(Call.questions))
        .order_by(*_order(asked.sort))
    )
    if page is not None:
        found = found.limit(PAGE_SIZE).offset((max(page, 1) - 1) * PAGE_SIZE)
    return session.scalars(found).all()


# --- what waits


def unanswered(unit_ids: Collection[UUID], now: datetime) -> Sequence[Question]:
    """Return the questions of open calls that wait for an answer of these units, oldest first."""
    asked = (
        select(Question)
        .join(Question.call)
        .where(
            Call.unit_id.in_(unit_ids),
            Call.state == CallState.PUBLISHED,
            Call.deadline_at > now,
            Question.answered_at.is_(None),
        )
        .options(joinedload(Question.call))
        .order_by(Question.asked_at)
    )
    return session.scalars(asked).all()


def in_state(
    state: CallState, unit_ids: Collection[UUID], kind: CallKind | None = None
) -> Sequence[Call]:
    """Return the calls of these units in one state, oldest first."""
    asked = select(Call).where(Call.state == state, Call.unit_id.in_(unit_ids))
    if kind is not None:
        asked = asked.where(Call.kind == kind)
    return session.scalars(asked.options(joinedload(Call.unit)).order_by(Call.created_at)).all()
