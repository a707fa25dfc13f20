"""Reads of rounds, assessments, assessors and objections."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.accounts.models import Person, RoleGrant
from app.assessments import rules
from app.assessments.models import (
    Assessment,
    AssessmentObjection,
    AssessmentRound,
    Assessor,
    RoundScheme,
)
from app.assessments.states import (
    AssessmentState,
    AssessorKind,
    AssessorState,
    ObjectionState,
    RoundState,
)
from app.db import session
from app.errors import Finding, NotFoundError
from app.formats import PAGE_SIZE
from app.grades import queries as grades
from app.law import Track
from app.lawbook import queries as lawbook
from app.organizations import queries as organizations
from app.organizations.models import Organization
from app.organizations.states import OrganizationType
from app.permissions import Role

SORTS = ("applied", "name", "score", "level")
PUBLIC = (AssessmentState.PUBLICIZED, AssessmentState.CONFIRMED)
# Who may be appointed as what.
CANDIDATES = {
    AssessorKind.REGISTRAR: (Role.REGISTRAR, Role.CIVIL_AFFAIRS),
    AssessorKind.BUSINESS: (Role.SUPERVISOR_UNIT, Role.PURCHASER, Role.REVIEWER),
    AssessorKind.EXPERT: (Role.EXPERT,),
    AssessorKind.THIRD_PARTY: (Role.EVALUATOR,),
}


# --- rounds ---------------------------------------------------------------------------------


def round_(round_id: UUID) -> AssessmentRound:
    """Return one round with its schemes, or raise NotFoundError."""
    whole = selectinload(AssessmentRound.uses).joinedload(RoundScheme.scheme)
    found = session.get(AssessmentRound, round_id, options=[whole])
    if found is None:
        raise NotFoundError
    return found


def rounds(states: Collection[RoundState]) -> Sequence[AssessmentRound]:
    """Return the rounds in some states, the newest first."""
    asked = select(AssessmentRound).where(AssessmentRound.state.in_(list(states)))
    return session.scalars(
        asked.order_by(AssessmentRound.year.desc(), AssessmentRound.apply_from.desc())
    ).all()


def counts_of(round_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return how many applied in each round."""
    asked = (
        select(Assessment.round_id, func.count())
        .where(
            Assessment.round_id.in_(round_ids),
            Assessment.state.not_in((AssessmentState.DRAFT, AssessmentState.WITHDRAWN)),
        )
        .group_by(Assessment.round_id)
    )
    return dict(session.execute(asked).all())


def taking(on: date) -> Sequence[AssessmentRound]:
    """Return the rounds that take applications on a day."""
    asked = select(AssessmentRound).where(
        AssessmentRound.state == RoundState.ANNOUNCED,
        AssessmentRound.apply_from <= on,
        AssessmentRound.apply_until >= on,
    )
    return session.scalars(
        asked.options(selectinload(AssessmentRound.uses)).order_by(AssessmentRound.apply_until)
    ).all()


def concerned(round_: AssessmentRound) -> list[UUID]:
    """Return who acts for an organization of a type of the round whose grade does not outlast it.

    Whether each may really apply is asked when it does.
    """
    held = organizations.grades_on(round_.apply_until)
    asked = (
        select(RoleGrant.person_id)
        .join(RoleGrant.person)
        .join(Organization, Organization.id == RoleGrant.scope_id)
        .outerjoin(held, held.c.organization_id == Organization.id)
        .where(
            Person.active,
            RoleGrant.role.in_(organizations.ORG_ROLES),
            Organization.uscc.is_not(None),
            Organization.type.in_([use.type for use in round_.uses]),
            held.c.level.is_(None),
        )
        .distinct()
        .order_by(RoleGrant.person_id)
    )
    return list(session.scalars(asked))


def scheme_for(round_: AssessmentRound, type_: OrganizationType) -> RoundScheme | None:
    """Return by which scheme a type is assessed in a round."""
    return next((use for use in round_.uses if use.type is type_), None)


# --- assessments ----------------------------------------------------------------------------

_WHOLE = (
    joinedload(Assessment.round),
    joinedload(Assessment.scheme),
    joinedload(Assessment.organization).selectinload(Organization.grades),
    joinedload(Assessment.organization).selectinload(Organization.credit_events),
    joinedload(Assessment.organization).selectinload(Organization.annual_reports),
    selectinload(Assessment.assessors).joinedload(Assessor.person),
    selectinload(Assessment.objections).joinedload(AssessmentObjection.person),
)


def get(assessment_id: UUID) -> Assessment:
    """Return one assessment with all that its pages show, or raise NotFoundError."""
    found = session.get(Assessment, assessment_id, options=_WHOLE)
    if found is None:
        raise NotFoundError
    return found


def locked(assessment: Assessment) -> Assessment:
    """Return an assessment with its row locked, read anew; whoever changes it queues here."""
    asked = select(Assessment).where(Assessment.id == assessment.id).with_for_update()
    return session.scalars(asked.execution_options(populate_existing=True)).one()


def of(round_: AssessmentRound, organization: Organization) -> Assessment | None:
    """Return what an organization has in a round."""
    return session.scalar(
        select(Assessment).where(
            Assessment.round_id == round_.id, Assessment.organization_id == organization.id
        )
    )


def of_organizations(ids: Collection[UUID]) -> Sequence[Assessment]:
    """Return the assessments of some organizations, the newest first."""
    asked = select(Assessment).where(Assessment.organization_id.in_(ids))
    whole = (joinedload(Assessment.round), joinedload(Assessment.organization))
    return session.scalars(asked.options(*whole).order_by(Assessment.created_at.desc())).all()


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is asked of the list; empty means all."""

    words: str = ""
    round_id: UUID | None = None
    state: AssessmentState | None = None
    type: OrganizationType | None = None
    sort: str = "-applied"


def listed(asked: Search, *, page: int | None = 1) -> tuple[Sequence[Assessment], int]:
    """Return a page of assessments and how many there are (None: all of them)."""
    chosen = _filtered(asked)
    if asked.state:
        chosen = chosen.where(Assessment.state == asked.state)
    total = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    rows = chosen.options(
        contains_eager(Assessment.organization), joinedload(Assessment.round)
    ).order_by(*_order(asked.sort))
    if page is not None:
        rows = rows.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    return session.scalars(rows).all(), total


def counts(asked: Search) -> dict[AssessmentState, int]:
    """Return how many stand in each state, without the filter of the state."""
    rows = _filtered(asked).with_only_columns(Assessment.state, func.count())
    return dict(session.execute(rows.group_by(Assessment.state)).all())


def _filtered(asked: Search) -> Select[Any]:
    # A draft is the organization's own until it is sent.
    chosen = (
        select(Assessment)
        .join(Assessment.organization)
        .where(Assessment.state != AssessmentState.DRAFT)
    )
    if asked.words:
        chosen = chosen.where(organizations.matching(asked.words))
    if asked.round_id:
        chosen = chosen.where(Assessment.round_id == asked.round_id)
    if asked.type:
        chosen = chosen.where(Organization.type == asked.type)
    return chosen


def _order(sort: str) -> tuple[Any, ...]:
    columns: dict[str, Any] = {
        "applied": Assessment.applied_at,
        "name": Organization.pinyin,
        "score": Assessment.score,
        "level": Assessment.level,
    }
    column = columns.get(sort.removeprefix("-"), Assessment.applied_at)
    first = column.desc() if sort.startswith("-") else column.asc()
    return (column.is_(None), first, Organization.pinyin, Assessment.id)


def in_states(*states: AssessmentState) -> Sequence[Assessment]:
    """Return the assessments in some states, the oldest application first."""
    asked = select(Assessment).where(Assessment.state.in_(states))
    whole = (
        joinedload(Assessment.organization),
        joinedload(Assessment.round),
        selectinload(Assessment.assessors),
        selectinload(Assessment.objections),
    )
    return session.scalars(asked.options(*whole).order_by(Assessment.applied_at)).all()


def eligibility(organization: Organization, on: date) -> tuple[Finding, ...]:
    """Return what keeps an organization from being assessed on a day."""
    facts = rules.Facts(
        registered=organization.registered,
        registered_on=organization.registered_on,
        grades=tuple(organization.grades),
        reports=tuple(organization.annual_reports),
        credit=tuple(organization.credit_events),
        bans=tuple(grades.decisions_of(organization.id)),
    )
    return tuple(rules.eligibility(facts, lawbook.law_on(on, Track.SUB), on=on))


# --- assessors and objections ---------------------------------------------------------------


def assessor(assessor_id: UUID) -> Assessor:
    """Return one assessor with the assessment, or raise NotFoundError."""
    whole = (
        joinedload(Assessor.person),
        joinedload(Assessor.assessment).joinedload(Assessment.organization),
        joinedload(Assessor.assessment).joinedload(Assessment.scheme),
        joinedload(Assessor.assessment).joinedload(Assessment.round),
    )
    found = session.get(Assessor, assessor_id, options=whole)
    if found is None:
        raise NotFoundError
    return found


def assessors_of(person_id: UUID, *states: AssessorState) -> Sequence[Assessor]:
    """Return where a person is an assessor, the newest first (in some states if named)."""
    asked = select(Assessor).where(Assessor.person_id == person_id)
    if states:
        asked = asked.where(Assessor.state.in_(states))
    whole = joinedload(Assessor.assessment)
    return session.scalars(
        asked.options(
            whole.joinedload(Assessment.organization), whole.joinedload(Assessment.round)
        ).order_by(Assessor.appointed_at.desc())
    ).all()


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be appointed."""

    kind: AssessorKind
    person: Person
    place_id: UUID


def candidates() -> list[Candidate]:
    """Return who may be appointed as what, by kind and name; one question."""
    kind_of = {role: kind for kind, roles in CANDIDATES.items() for role in roles}
    rows = session.execute(
        select(Person, RoleGrant)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(Person.active, RoleGrant.role.in_(list(kind_of)))
        .order_by(Person.name, RoleGrant.scope_id)
    )
    found: dict[tuple[AssessorKind, UUID], Candidate] = {}
    for person, grant in rows:
        kind = kind_of[grant.role]
        found.setdefault((kind, person.id), Candidate(kind, person, grant.scope_id))
    order = list(CANDIDATES)
    return sorted(found.values(), key=lambda c: order.index(c.kind))


def objection(objection_id: UUID) -> AssessmentObjection:
    """Return one objection or raise NotFoundError."""
    found = session.get(AssessmentObjection, objection_id)
    if found is None:
        raise NotFoundError
    return found


def open_objections() -> Sequence[AssessmentObjection]:
    """Return the objections that wait for a decision, the most urgent first."""
    whole = joinedload(AssessmentObjection.assessment).joinedload(Assessment.organization)
    asked = select(AssessmentObjection).where(AssessmentObjection.state == ObjectionState.OPEN)
    return session.scalars(asked.options(whole).order_by(AssessmentObjection.answer_by)).all()
