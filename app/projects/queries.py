"""Reads of service projects, and what their forms offer to choose from."""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app import clock, money
from app.accounts import queries as accounts
from app.accounts.models import Unit
from app.accounts.states import UnitKind
from app.calls.states import PUBLIC, CallState
from app.db import session
from app.errors import NotFoundError
from app.functions.models import CatalogueCode, FunctionItem
from app.functions.states import ItemState
from app.funds import queries as funds
from app.funds.models import BudgetLine
from app.needs.models import Need
from app.projects.models import Project


def get(project_id: UUID) -> Project:
    """Return one project or raise NotFoundError."""
    asked = (
        select(Project)
        .where(Project.id == project_id)
        .options(
            joinedload(Project.unit), joinedload(Project.item), joinedload(Project.budget_line)
        )
    )
    found = session.scalar(asked)
    if found is None:
        raise NotFoundError
    return found


def bought_this_year(project: Project, on: date) -> Decimal:
    """Return the ceilings of what the unit published this year from the same line under the same code."""
    if project.budget_line_id is None or not project.catalogue_code:
        return money.ZERO
    asked = select(func.sum(Project.ceiling)).where(
        Project.unit_id == project.unit_id,
        Project.id != project.id,
        Project.budget_line_id == project.budget_line_id,
        Project.catalogue_code == project.catalogue_code,
        Project.state.in_(PUBLIC - {CallState.CANCELLED, CallState.FAILED}),
        Project.published_at >= clock.at_local(date(on.year, 1, 1)),
    )
    return session.scalar(asked) or money.ZERO


def items_for(unit_id: UUID) -> Sequence[FunctionItem]:
    """Return the published items that a unit may carry out: its own first, then the others."""
    asked = (
        select(FunctionItem)
        .where(FunctionItem.state.in_([ItemState.PUBLISHED, ItemState.TRANSFERRED]))
        .options(joinedload(FunctionItem.unit))
        .order_by(FunctionItem.unit_id != unit_id, FunctionItem.number)
    )
    return session.scalars(asked).all()


def lines_for(unit_id: UUID, on: date) -> list[tuple[BudgetLine, Decimal]]:
    """Return the budget lines of a unit of this year and later, each with its free balance."""
    lines = [line for line in funds.lines_of([unit_id]) if line.year >= on.year]
    balances = funds.balances(lines)
    return [(line, balances[line.id].free) for line in lines]


def codes() -> Sequence[CatalogueCode]:
    """Return the catalogue codes that can be bought under: those without children."""
    parents = select(CatalogueCode.parent_code).where(CatalogueCode.parent_code != "")
    asked = select(CatalogueCode).where(CatalogueCode.code.not_in(parents))
    return session.scalars(asked.order_by(CatalogueCode.code)).all()


def code_name(code: str | None) -> str:
    """Return the name of a catalogue code; empty if it is not known."""
    found = session.get(CatalogueCode, code) if code else None
    return found.name if found else ""


def streets() -> Sequence[Unit]:
    """Return the streets of the district."""
    return accounts.units(UnitKind.STREET)


def needs_in(street_ids: Collection[UUID]) -> Sequence[Need]:
    """Return the collected needs of the communities of some streets (of all if none), most wanted first."""
    asked = select(Need).join(Need.community).options(joinedload(Need.community))
    if street_ids:
        asked = asked.where(Unit.parent_id.in_(street_ids))
    return session.scalars(asked.order_by(Need.votes.desc(), Need.title).limit(60)).all()


def needs_of(project: Project) -> Sequence[Need]:
    """Return the needs that a project answers."""
    ids = [UUID(i) for i in project.need_ids]
    if not ids:
        return []
    asked = select(Need).where(Need.id.in_(ids)).options(joinedload(Need.community))
    return session.scalars(asked.order_by(Need.title)).all()
