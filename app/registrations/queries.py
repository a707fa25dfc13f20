"""Reads of registrations: cases, conditions, candidates for deregistration, figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, extract, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.clock import at_local, end_of
from app.db import session
from app.errors import Finding, NotFoundError
from app.formats import PAGE_SIZE
from app.law import Law, Track
from app.lawbook import queries as lawbook
from app.organizations.models import AnnualReport, Organization
from app.permissions import Actor, May
from app.registrations import rules
from app.registrations.models import (
    Branch,
    Condition,
    RegistrationCase,
    RegistrationReview,
)
from app.registrations.rules import Clocks, Said
from app.registrations.states import (
    ENDED,
    CaseState,
    ConditionState,
    Desk,
    MaterialState,
)

SORTS = ("number", "name", "submitted", "accepted")


def law_on(day: date) -> Law:
    """Return the numbers of a day; they are the same for every track."""
    return lawbook.law_on(day, Track.SUB)


def get(case_id: UUID) -> RegistrationCase:
    """Return one case with what its page shows, or raise NotFoundError."""
    found = session.scalar(
        select(RegistrationCase)
        .where(RegistrationCase.id == case_id)
        .options(
            joinedload(RegistrationCase.organization),
            joinedload(RegistrationCase.filed),
            joinedload(RegistrationCase.street),
            joinedload(RegistrationCase.supervisor),
            selectinload(RegistrationCase.materials),
            selectinload(RegistrationCase.reviews),
        )
    )
    if found is None:
        raise NotFoundError
    return found


def said(case: RegistrationCase) -> Said:
    """Return a case as the rules read it."""
    return Said(**{name: getattr(case, name) for name in Said.__dataclass_fields__})


def findings(case: RegistrationCase, on: date) -> list[Finding]:
    """Return what an application lacks."""
    there = {m.name for m in case.materials if m.state is not MaterialState.MISSING}
    return list(rules.complete(said(case), law_on(on), there))


def desks(case: RegistrationCase, on: date) -> tuple[Desk, ...]:
    """Return who reviews a case, by the rules of the day it was accepted."""
    return rules.desks(said(case), law_on(case.accepted_on or on))


def review_findings(case: RegistrationCase, on: date) -> list[Finding]:
    """Return which reviews are missing or say no."""
    verdicts = {review.desk: review.passed for review in case.reviews}
    return list(rules.reviewed(desks(case, on), verdicts))


def review_of(case: RegistrationCase, desk: Desk) -> RegistrationReview | None:
    """Return what a desk found."""
    return next((r for r in case.reviews if r.desk is desk), None)


def clocks(accepted_on: date) -> Clocks:
    """Return by when a case accepted on a day is decided."""
    return rules.clocks(accepted_on, law_on(accepted_on), lawbook.calendar())


def visible(case: RegistrationCase, actor: Actor) -> bool:
    """Say whether somebody may see a case in full."""
    if case.applicant_id == actor.id:
        return True
    if case.state is CaseState.DRAFT:
        return False
    if actor.may(May.REGISTRATION_READ) or actor.may(May.REGISTRATION_SUPERVISE, case):
        return True
    own = case.organization_id is not None and actor.may(May.ORGANIZATION_EDIT, case)
    return own or actor.may(May.REGISTRATION_PARTY)


def open_of(organization_id: UUID) -> RegistrationCase | None:
    """Return the open case of an organization."""
    return session.scalar(
        select(RegistrationCase).where(
            RegistrationCase.organization_id == organization_id,
            RegistrationCase.state.not_in(ENDED),
        )
    )


def of_person(person_id: UUID) -> Sequence[RegistrationCase]:
    """Return what a person has begun, the newest first."""
    return session.scalars(
        select(RegistrationCase)
        .where(RegistrationCase.applicant_id == person_id)
        .order_by(RegistrationCase.created_at.desc())
    ).all()


def last_number(start: str) -> str | None:
    """Return the last number that begins so."""
    return session.scalar(
        select(func.max(RegistrationCase.number)).where(RegistrationCase.number.startswith(start))
    )


# --- the list


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is asked for."""

    text: str = ""
    kind: str = ""
    state: str = ""
    sort: str = "-submitted"


def listed(asked: Asked, page: int | None = 1) -> tuple[Sequence[RegistrationCase], int]:
    """Return a page of cases and how many there are (page None: all)."""
    chosen = _chosen(asked)
    if asked.state:
        chosen = chosen.where(RegistrationCase.state == asked.state)
    total = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    chosen = chosen.options(selectinload(RegistrationCase.reviews))
    chosen = chosen.order_by(_sorted(asked.sort), RegistrationCase.number.desc())
    if page is not None:
        chosen = chosen.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    return session.scalars(chosen).all(), total


def counts(asked: Asked) -> dict[str, int]:
    """Count the cases by state, whatever state is chosen."""
    inner = _chosen(asked).with_only_columns(RegistrationCase.state).subquery()
    rows = session.execute(select(inner.c.state, func.count()).group_by(inner.c.state))
    return {str(state): count for state, count in rows}


def in_state(*states: CaseState) -> Sequence[RegistrationCase]:
    """Return the cases in some states, the oldest first."""
    return session.scalars(
        select(RegistrationCase)
        .where(RegistrationCase.state.in_(states))
        .options(selectinload(RegistrationCase.reviews))
        .order_by(RegistrationCase.submitted_at)
    ).all()


def returned_to(person_id: UUID) -> Sequence[RegistrationCase]:
    """Return what somebody has to complete."""
    return session.scalars(
        select(RegistrationCase).where(
            RegistrationCase.applicant_id == person_id,
            RegistrationCase.state == CaseState.RETURNED,
        )
    ).all()


def _chosen(asked: Asked) -> Select[Any]:
    chosen = select(RegistrationCase).where(RegistrationCase.state != CaseState.DRAFT)
    if asked.kind:
        chosen = chosen.where(RegistrationCase.kind == asked.kind)
    for word in asked.text.split():
        chosen = chosen.where(
            or_(
                RegistrationCase.name.contains(word, autoescape=True),
                RegistrationCase.number.contains(word, autoescape=True),
            )
        )
    return chosen


def _sorted(sort: str) -> ColumnElement[Any]:
    columns: dict[str, Any] = {
        "number": RegistrationCase.number,
        "name": RegistrationCase.name,
        "submitted": RegistrationCase.submitted_at,
        "accepted": RegistrationCase.accepted_on,
    }
    column = columns[sort.removeprefix("-")]
    found: ColumnElement[Any] = column.desc() if sort.startswith("-") else column.asc()
    return found


# --- conditions, branches, zombies


def condition(condition_id: UUID) -> Condition:
    """Return one condition or raise NotFoundError."""
    found = session.get(Condition, condition_id, options=[joinedload(Condition.organization)])
    if found is None:
        raise NotFoundError
    return found


def conditions(*states: ConditionState) -> Sequence[Condition]:
    """Return conditions in some states (all if none is named), by their due day."""
    asked = select(Condition).options(joinedload(Condition.organization))
    if states:
        asked = asked.where(Condition.state.in_(states))
    return session.scalars(asked.order_by(Condition.due_on, Condition.id)).all()


def conditions_of(organization_id: UUID) -> Sequence[Condition]:
    """Return the conditions of an organization."""
    return session.scalars(
        select(Condition)
        .where(Condition.organization_id == organization_id)
        .order_by(Condition.due_on)
    ).all()


def branch(branch_id: UUID) -> Branch:
    """Return one branch office or raise NotFoundError."""
    found = session.get(Branch, branch_id)
    if found is None:
        raise NotFoundError
    return found


def branches_of(organization_id: UUID) -> Sequence[Branch]:
    """Return the branch offices of an organization through time, the newest first."""
    return session.scalars(
        select(Branch)
        .where(Branch.organization_id == organization_id)
        .order_by(Branch.starts_on.desc())
    ).all()


@dataclass(frozen=True, slots=True)
class Candidate:
    """An organization that missed its reports, with its last one and an open case."""

    organization: Organization
    last_report: int | None
    case: RegistrationCase | None


def zombies(on: date) -> list[Candidate]:
    """Return the candidates for simplified deregistration, in a fixed number of questions."""
    law = law_on(on)
    years = rules.report_years(law, on)
    reported = (
        select(AnnualReport.organization_id)
        .where(AnnualReport.year.in_(years), AnnualReport.filed_on <= on)
        .distinct()
    )
    rows = session.scalars(
        select(Organization)
        .where(
            Organization.uscc.is_not(None),
            or_(Organization.ended_on.is_(None), Organization.ended_on > on),
            extract("year", Organization.registered_on) <= min(years),
            Organization.id.not_in(reported),
        )
        .options(selectinload(Organization.annual_reports), joinedload(Organization.street))
        .order_by(Organization.pinyin)
    ).all()
    cases = _open_cases([row.id for row in rows])
    return [Candidate(o, _last_report(o), cases.get(o.id)) for o in rows]


def is_zombie(organization: Organization, on: date) -> bool:
    """Say whether one organization is a candidate."""
    reported = {r.year for r in organization.annual_reports if r.filed_on and r.filed_on <= on}
    return rules.zombie(organization.registered_on, reported, law_on(on), on=on)


def _last_report(organization: Organization) -> int | None:
    years = [r.year for r in organization.annual_reports if r.filed_on]
    return max(years, default=None)


def _open_cases(organization_ids: Sequence[UUID]) -> Mapping[UUID, RegistrationCase]:
    rows = session.scalars(
        select(RegistrationCase).where(
            RegistrationCase.organization_id.in_(organization_ids),
            RegistrationCase.state.not_in(ENDED),
        )
    )
    return {row.organization_id: row for row in rows if row.organization_id}


# --- figures


@dataclass(frozen=True, slots=True)
class Year:
    """The figures of one year (登记统计)."""

    year: int
    accepted: int
    registered: int
    refused: int
    deregistered: int
    visits: Fraction | None
    """Visits per decided case."""


def figures(end: date) -> Year:
    """Count a year up to a day: accepted, registered, refused, deregistered, visits per case."""
    year, start = end.year, date(end.year, 1, 1)
    accepted = session.scalar(
        select(func.count()).where(RegistrationCase.accepted_on.between(start, end))
    )
    rows = session.execute(
        select(RegistrationCase.state, func.count(), func.sum(RegistrationCase.visits))
        .where(
            RegistrationCase.decided_at >= at_local(start),
            RegistrationCase.decided_at < end_of(end),
            RegistrationCase.state.in_(ENDED),
        )
        .group_by(RegistrationCase.state)
    ).all()
    by_state = {state: (count, visits or 0) for state, count, visits in rows}
    decided = [by_state[s] for s in by_state if s is not CaseState.WITHDRAWN]
    count = sum(c for c, _ in decided)
    return Year(
        year,
        accepted or 0,
        by_state.get(CaseState.REGISTERED, (0, 0))[0],
        by_state.get(CaseState.REFUSED, (0, 0))[0],
        by_state.get(CaseState.DEREGISTERED, (0, 0))[0],
        Fraction(sum(v for _, v in decided), count) if count else None,
    )
