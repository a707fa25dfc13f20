"""Reads of plans, inspections and inspectors."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.colours import queries as colours
from app.colours.states import Colour
from app.db import session
from app.errors import NotFoundError
from app.formats import PAGE_SIZE
from app.inspections.models import Inspection, InspectionPlan, InspectionSeat, Inspector
from app.inspections.states import DONE, OPEN_ORDERS, InspectionState, PlanState
from app.law import Law, Track, load
from app.lawbook import queries as lawbook
from app.organizations import queries as organizations
from app.organizations.models import Organization

PUBLIC = (PlanState.ANNOUNCED, PlanState.DRAWN, PlanState.PUBLISHED)


def law_of(on: date) -> Law:
    """Return the rules of a day; before the first known ones those."""
    return lawbook.law_on(max(on, load().first_day), Track.SUB)


def plan(plan_id: UUID) -> InspectionPlan:
    """Return one plan or raise NotFoundError."""
    found = session.get(InspectionPlan, plan_id)
    if found is None:
        raise NotFoundError
    return found


def get(inspection_id: UUID) -> Inspection:
    """Return one inspection with its people, or raise NotFoundError."""
    found = session.scalar(_whole().where(Inspection.id == inspection_id))
    if found is None:
        raise NotFoundError
    return found


def seat(seat_id: UUID) -> InspectionSeat:
    """Return one seat or raise NotFoundError."""
    found = session.get(InspectionSeat, seat_id)
    if found is None:
        raise NotFoundError
    return found


def _whole() -> Select[Inspection]:
    return select(Inspection).options(
        joinedload(Inspection.organization),
        joinedload(Inspection.plan),
        selectinload(Inspection.seats)
        .joinedload(InspectionSeat.inspector)
        .joinedload(Inspector.unit),
    )


def plans(*, public: bool, page: int | None = None) -> tuple[Sequence[InspectionPlan], int]:
    """Return the plans, the newest first, and how many there are in all."""
    chosen = select(InspectionPlan)
    if public:
        chosen = chosen.where(InspectionPlan.state.in_(PUBLIC))
    total = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    asked = chosen.order_by(InspectionPlan.created_at.desc(), InspectionPlan.id)
    if page is not None:
        asked = asked.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    return session.scalars(asked).all(), total


def progress(plan_ids: Collection[UUID]) -> dict[UUID, tuple[int, int]]:
    """Return for each plan how many inspections are done, and how many there are."""
    if not plan_ids:
        return {}
    asked = (
        select(Inspection.plan_id, Inspection.state, func.count())
        .where(Inspection.plan_id.in_(list(plan_ids)))
        .group_by(Inspection.plan_id, Inspection.state)
    )
    found = dict.fromkeys(plan_ids, (0, 0))
    for key, state, count in session.execute(asked):
        done, total = found[key]
        found[key] = (done + count if state in DONE else done, total + count)
    return found


def of_plan(plan_id: UUID, state: str = "", words: str = "") -> Sequence[Inspection]:
    """Return the inspections of a plan, in the order of the draw."""
    asked = _whole().where(Inspection.plan_id == plan_id).order_by(Inspection.place)
    if state:
        asked = asked.where(Inspection.state == state)
    if words:
        asked = asked.join(Inspection.organization).where(organizations.matching(words))
    return session.scalars(asked).all()


def of_organization(organization_id: UUID, *, public: bool) -> Sequence[Inspection]:
    """Return the inspections of an organization, newest first; the public sees published plans."""
    asked = (
        select(Inspection)
        .join(Inspection.plan)
        .where(Inspection.organization_id == organization_id)
        .options(contains_eager(Inspection.plan))
        .order_by(InspectionPlan.created_at.desc())
    )
    if public:
        asked = asked.where(InspectionPlan.state == PlanState.PUBLISHED)
    return session.scalars(asked).all()


def seats_of(person_id: UUID) -> Sequence[Inspection]:
    """Return the inspections for which a person was drawn and that are not signed yet."""
    asked = (
        _whole()
        .join(Inspection.seats)
        .join(InspectionSeat.inspector)
        .where(
            Inspector.person_id == person_id,
            InspectionSeat.recused_at.is_(None),
            Inspection.state.in_((InspectionState.ASSIGNED, InspectionState.RECORDED)),
        )
        .order_by(Inspection.place)
    )
    return session.scalars(asked).unique().all()


def in_states(*states: InspectionState) -> Sequence[Inspection]:
    """Return the inspections in some states, the order that ends first coming first."""
    asked = _whole().where(Inspection.state.in_(states))
    return session.scalars(asked.order_by(Inspection.rectify_by)).all()


def open_orders_of(organization_ids: Collection[UUID]) -> Sequence[Inspection]:
    """Return the orders that some organizations have to answer."""
    if not organization_ids:
        return ()
    asked = _whole().where(
        Inspection.organization_id.in_(list(organization_ids)),
        Inspection.state == InspectionState.ORDERED,
    )
    return session.scalars(asked).all()


def orders() -> dict[UUID, list[Inspection]]:
    """Return every order that is not verified, by organization; one question."""
    asked = (
        select(Inspection)
        .join(Inspection.plan)
        .where(Inspection.state.in_(OPEN_ORDERS))
        .options(contains_eager(Inspection.plan))
        .order_by(Inspection.id)
    )
    found: dict[UUID, list[Inspection]] = {}
    for one in session.scalars(asked):
        found.setdefault(one.organization_id, []).append(one)
    return found


def inspectors() -> Sequence[Inspector]:
    """Return everybody with inspection papers, by number."""
    return session.scalars(
        select(Inspector).options(joinedload(Inspector.unit)).order_by(Inspector.number)
    ).all()


def pool_on(on: date) -> dict[str, Colour]:
    """Return the credit codes of the register on a day, each with its colour; two questions."""
    rows = session.execute(
        select(Organization.id, Organization.uscc).where(
            Organization.uscc.is_not(None), Organization.registered_on <= on
        )
    ).all()
    found = colours.colours_on(on)
    return {code: found[key] for key, code in rows if code}
