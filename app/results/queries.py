"""Reads of results: what is to be checked, rankings, awards, objections, the public list."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Unit
from app.accounts.states import UnitKind
from app.calls import queries as calls
from app.calls.models import Call
from app.calls.states import CallKind, CallState
from app.db import session
from app.directory import queries as directory
from app.errors import Finding, NotFoundError
from app.formats import PAGE_SIZE
from app.organizations.models import Organization
from app.permissions import Actor, Role
from app.projects.models import Project
from app.results import rules
from app.results.models import Award, FitStatistics, Objection, Qualification, Ranking
from app.results.states import ObjectionState
from app.submissions.models import Submission
from app.submissions.states import SubmissionState
from app.track_records.models import TrackRecord

SORTS = ("day", "title", "amount")
OUT = (CallState.PUBLICITY, CallState.AWARDED)
OPENED = (SubmissionState.OPENED, SubmissionState.QUALIFIED, SubmissionState.REJECTED)
DECIDED = (SubmissionState.QUALIFIED, SubmissionState.REJECTED)
PLACES = (UnitKind.DISTRICT, UnitKind.STREET, UnitKind.COMMUNITY)
ORG_ROLES = (Role.ORG_ADMIN, Role.ORG_USER)


# --- qualification


@dataclass(frozen=True, slots=True)
class Checked:
    """A submission with what speaks against it as of the deadline, and what was decided."""

    submission: Submission
    findings: tuple[Finding, ...]
    remarks: tuple[Finding, ...]
    grade: str | None
    decided: Qualification | None


def to_check(call: Call) -> list[Checked]:
    """Return everything that was opened with its findings, in a fixed number of questions."""
    if call.deadline_at is None:
        return []
    found = session.scalars(
        select(Submission)
        .where(Submission.call_id == call.id, Submission.state.in_(OPENED))
        .options(
            joinedload(Submission.organization).options(
                selectinload(Organization.grades), selectinload(Organization.credit_events)
            )
        )
        .order_by(Submission.price, Submission.id)
    ).all()
    gates = directory.gates(
        [s.organization for s in found],
        track=call.track,
        on=rules.legal_day(call.deadline_at),
        directory_required=call.requires_directory,
    )
    decided = qualifications([s.id for s in found])
    ceiling = call.ceiling if isinstance(call, Project) else None
    return [
        Checked(
            s,
            (
                *(gate := gates[s.organization_id]).reasons,
                *rules.papers(s.content or {}, s.price, ceiling),
            ),
            gate.remarks,
            gate.grade.level if gate.grade else None,
            decided.get(s.id),
        )
        for s in found
    ]


def qualifications(ids: Collection[UUID]) -> dict[UUID, Qualification]:
    """Return what was decided, by submission."""
    rows = session.scalars(select(Qualification).where(Qualification.submission_id.in_(ids)))
    return {row.submission_id: row for row in rows}


def qualification_of(submission_id: UUID) -> Qualification | None:
    """Return what was decided on one submission."""
    return session.scalar(select(Qualification).where(Qualification.submission_id == submission_id))


def opened(call_id: UUID) -> Sequence[Submission]:
    """Return everything that was opened, with its organization."""
    return session.scalars(
        select(Submission)
        .where(Submission.call_id == call_id, Submission.state.in_(OPENED))
        .options(joinedload(Submission.organization))
        .order_by(Submission.id)
    ).all()


# --- what a ranking is computed from


def decided(call_id: UUID) -> Sequence[Submission]:
    """Return what was decided on, with the organizations and their grades, in fixed questions."""
    return session.scalars(
        select(Submission)
        .where(Submission.call_id == call_id, Submission.state.in_(DECIDED))
        .options(joinedload(Submission.organization).selectinload(Organization.grades))
        .order_by(Submission.id)
    ).all()


def texts(on: date, until: datetime) -> list[str]:
    """Return the texts of the district as of a day: scopes, performed contracts, published calls."""
    scopes = session.scalars(
        select(Organization.scope).where(Organization.registered_on <= on, Organization.scope != "")
    )
    records = session.execute(
        select(TrackRecord.title, TrackRecord.content).where(TrackRecord.ends_on <= on)
    )
    published = session.execute(
        select(Call.title, Call.content).where(Call.published_at <= until, Call.content != "")
    )
    return [*scopes, *(f"{t}\n{c}" for t, c in records), *(f"{t}\n{c}" for t, c in published)]


def place_names() -> set[str]:
    """Return the names of places, which say nothing about the work."""
    rows = session.execute(select(Unit.name, Unit.short_name).where(Unit.kind.in_(PLACES)))
    return {word for row in rows for word in row if word}


def statistics(version: str) -> FitStatistics | None:
    """Return the statistics kept under a version."""
    return session.get(FitStatistics, version)


# --- rankings


def ranking_of(call_id: UUID) -> Ranking | None:
    """Return the ranking in force of a call: the last version."""
    return session.scalar(
        select(Ranking).where(Ranking.call_id == call_id).order_by(Ranking.version.desc()).limit(1)
    )


def rankings(call_id: UUID | None = None) -> Sequence[Ranking]:
    """Return every version, of one call or of all."""
    asked = select(Ranking).options(joinedload(Ranking.call)).order_by(Ranking.computed_at)
    if call_id is not None:
        asked = asked.where(Ranking.call_id == call_id)
    return session.scalars(asked.order_by(Ranking.version)).all()


def call_by_number(number: str) -> Call | None:
    """Return a call by its number."""
    return session.scalar(select(Call).where(Call.number == number))


# --- awards


def awards_of(call_id: UUID) -> Sequence[Award]:
    """Return the awards in force of a call, in order of place."""
    return session.scalars(
        select(Award)
        .where(Award.call_id == call_id, Award.withdrawn_at.is_(None))
        .options(joinedload(Award.submission).joinedload(Submission.organization))
        .order_by(Award.place, Award.id)
    ).all()


def award_of(call_id: UUID) -> Award | None:
    """Return the award in force of a project."""
    return next(iter(awards_of(call_id)), None)


def award_for(submission_id: UUID) -> Award | None:
    """Return the award that a submission ever got, withdrawn or not."""
    return session.scalar(select(Award).where(Award.submission_id == submission_id))


# --- objections


def objection(objection_id: UUID) -> Objection:
    """Return one objection or raise NotFoundError."""
    found = session.get(Objection, objection_id)
    if found is None:
        raise NotFoundError
    return found


def objections_of(call_id: UUID) -> Sequence[Objection]:
    """Return the objections to a result in the order in which they came."""
    return session.scalars(
        select(Objection)
        .where(Objection.call_id == call_id)
        .options(joinedload(Objection.organization))
        .order_by(Objection.raised_at, Objection.id)
    ).all()


def open_objections(call_id: UUID) -> Sequence[Objection]:
    """Return the objections that wait for an answer: while there is one, the clock stands."""
    return session.scalars(
        select(Objection)
        .where(Objection.call_id == call_id, Objection.state == ObjectionState.OPEN)
        .order_by(Objection.raised_at, Objection.id)
    ).all()


# --- the public list


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is asked of the list of results; empty means all."""

    words: str = ""
    kind: CallKind | None = None
    state: str = ""
    field: str = ""
    sort: str = "-day"


@dataclass(frozen=True, slots=True)
class Row:
    """A result in the list: the call, who won (of projects), how many and how much."""

    call: Call
    winner: Organization | None
    count: int
    amount: Decimal


def result_of(call_id: UUID) -> Call:
    """Return a call whose result the public may see, or raise NotFoundError."""
    found = calls.get(call_id)
    if found.state not in OUT:
        raise NotFoundError
    return found


def results(asked: Search, *, page: int | None = None) -> tuple[list[Row], int]:
    """Return the results (20 where a page is asked for) and how many there are."""
    sums = (
        select(
            Award.call_id,
            func.count(Award.id).label("count"),
            func.sum(Award.amount).label("amount"),
        )
        .where(Award.withdrawn_at.is_(None))
        .group_by(Award.call_id)
        .subquery()
    )
    found = (
        select(Call, sums.c.count, sums.c.amount)
        .join(sums, sums.c.call_id == Call.id)
        .where(_wanted(asked))
    )
    total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    column: Any = {"title": Call.title, "amount": sums.c.amount}.get(
        asked.sort.removeprefix("-"), Call.publicity_from
    )
    first = column.desc() if asked.sort.startswith("-") else column.asc()
    ordered = found.options(joinedload(Call.unit)).order_by(column.is_(None), first, Call.number)
    if page is not None:
        ordered = ordered.limit(PAGE_SIZE).offset((max(page, 1) - 1) * PAGE_SIZE)
    rows = session.execute(ordered).all()
    winners = _winners([call.id for call, _, _ in rows if call.kind is CallKind.PROJECT])
    return [
        Row(call, winners.get(call.id), int(count), Decimal(amount or 0))
        for call, count, amount in rows
    ], total


def _winners(ids: Collection[UUID]) -> dict[UUID, Organization]:
    if not ids:
        return {}
    rows = session.execute(
        select(Award.call_id, Organization)
        .join(Submission, Submission.id == Award.submission_id)
        .join(Organization, Organization.id == Submission.organization_id)
        .where(Award.call_id.in_(ids), Award.withdrawn_at.is_(None))
        .order_by(Award.place.desc())
    )
    return {row[0]: row[1] for row in rows}


def _wanted(asked: Search) -> ColumnElement[bool]:
    found: list[ColumnElement[bool]] = [Call.state.in_(OUT)]
    if asked.kind:
        found.append(Call.kind == asked.kind)
    if asked.state:
        states = {"publicity": CallState.PUBLICITY, "final": CallState.AWARDED}
        found.append(Call.state == states[asked.state] if asked.state in states else false())
    for word in asked.words.split():
        won = (
            select(Award.call_id)
            .join(Submission, Submission.id == Award.submission_id)
            .join(Organization, Organization.id == Submission.organization_id)
            .where(Organization.name.icontains(word, autoescape=True))
            .where(Award.withdrawn_at.is_(None))
        )
        found.append(
            or_(
                Call.title.icontains(word, autoescape=True),
                Call.number.icontains(word, autoescape=True),
                Call.id.in_(won),
            )
        )
    return and_(true(), *found)


@dataclass(frozen=True, slots=True)
class Funded:
    """A funded application in a round's list."""

    award: Award
    title: str
    number: str
    score: str


def funded(
    call_id: UUID, words: str = "", *, page: int | None = None
) -> tuple[list[Funded], int, Decimal]:
    """Return the funded applications of a round, how many, and how much in all."""
    wanted = [Award.call_id == call_id, Award.withdrawn_at.is_(None)]
    wanted += [Organization.name.icontains(w, autoescape=True) for w in words.split()]
    base = (
        select(Award)
        .join(Submission, Submission.id == Award.submission_id)
        .join(Organization, Organization.id == Submission.organization_id)
        .where(*wanted)
    )
    summed = base.with_only_columns(func.count(Award.id), func.sum(Award.amount))
    count, amount = session.execute(summed).one()
    asked = base.options(joinedload(Award.submission).joinedload(Submission.organization)).order_by(
        Award.place, Award.id
    )
    if page is not None:
        asked = asked.limit(PAGE_SIZE).offset((max(page, 1) - 1) * PAGE_SIZE)
    rows = [_funded(award) for award in session.scalars(asked)]
    return rows, int(count), Decimal(amount or 0)


def _funded(award: Award) -> Funded:
    content = award.submission.content or {}
    return Funded(
        award,
        str(content.get("title", "")),
        str(content.get("number", "")),
        str(content.get("score") or ""),
    )


# --- what is one's own


def my_submission(actor: Actor, call_id: UUID) -> Submission | None:
    """Return what the actor's organization had in a call, once it was opened."""
    places = actor.places(*ORG_ROLES)
    if not places:
        return None
    return session.scalar(
        select(Submission)
        .where(
            Submission.call_id == call_id,
            Submission.organization_id.in_(places),
            Submission.state.in_(OPENED),
        )
        .options(joinedload(Submission.organization))
        .order_by(Submission.id)
        .limit(1)
    )


# --- what waits


def undecided(unit_ids: Collection[UUID]) -> list[tuple[Call, int]]:
    """Return the opened calls of some units where submissions are still to be checked, and how many."""
    if not unit_ids:
        return []
    open_ = (
        select(Submission.call_id, func.count(Submission.id).label("n"))
        .where(Submission.state == SubmissionState.OPENED)
        .group_by(Submission.call_id)
        .subquery()
    )
    rows = session.execute(
        select(Call, open_.c.n)
        .join(open_, open_.c.call_id == Call.id)
        .where(Call.state == CallState.OPENED, Call.unit_id.in_(unit_ids))
        .order_by(Call.opening_at, Call.id)
    )
    return [(call, n) for call, n in rows]


def in_states(states: Collection[CallState], unit_ids: Collection[UUID]) -> Sequence[Call]:
    """Return the calls of some units in some states."""
    if not unit_ids:
        return []
    return session.scalars(
        select(Call)
        .where(Call.state.in_(states), Call.unit_id.in_(unit_ids))
        .order_by(Call.reported_at, Call.id)
    ).all()


def waiting_objections(unit_ids: Collection[UUID]) -> Sequence[Objection]:
    """Return the open objections to results of some units."""
    if not unit_ids:
        return []
    return session.scalars(
        select(Objection)
        .join(Objection.call)
        .where(Objection.state == ObjectionState.OPEN, Call.unit_id.in_(unit_ids))
        .options(joinedload(Objection.call))
        .order_by(Objection.raised_at)
    ).all()


def deciders(call_ids: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Return who decided the results of some calls."""
    rows = session.execute(
        select(Award.call_id, Award.decided_by).where(
            Award.call_id.in_(call_ids), Award.withdrawn_at.is_(None)
        )
    )
    found: dict[UUID, set[UUID]] = {}
    for call_id, person_id in rows:
        if person_id:
            found.setdefault(call_id, set()).add(person_id)
    return found
