"""Reads of budget lines and of what is promised from them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Subquery, func, or_, select
from sqlalchemy.orm import contains_eager

from app import money
from app.accounts.models import Unit
from app.db import session
from app.errors import NotFoundError
from app.formats import PAGE_SIZE
from app.funds.models import BudgetLine, Commitment
from matching.text import search_terms

SORTS = ("unit", "code", "amount", "committed", "free")


@dataclass(frozen=True, slots=True)
class Balance:
    """How a line stands: what it holds, what is promised, what is free."""

    amount: Decimal
    committed: Decimal

    @property
    def free(self) -> Decimal:
        """Return what may still be promised."""
        return self.amount - self.committed


@dataclass(frozen=True, slots=True)
class Row:
    """A line with its balance, as lists show it."""

    line: BudgetLine
    balance: Balance


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a list of lines is asked for. `unit_ids` None: of all units."""

    year: int | None = None
    unit_ids: Collection[UUID] | None = None
    unit_id: UUID | None = None
    source: str = ""
    text: str = ""
    sort: str = "unit"


def get(line_id: UUID) -> BudgetLine:
    """Return one line or raise NotFoundError."""
    found = session.get(BudgetLine, line_id)
    if found is None:
        raise NotFoundError
    return found


def locked(line_id: UUID) -> BudgetLine:
    """Return one line, locked until the end of the transaction."""
    asked = select(BudgetLine).where(BudgetLine.id == line_id).with_for_update()
    found = session.scalar(asked.execution_options(populate_existing=True))
    if found is None:
        raise NotFoundError
    return found


def by_code(code: str, year: int) -> BudgetLine | None:
    """Return a line by its code and year."""
    return session.scalar(
        select(BudgetLine).where(BudgetLine.code == code, BudgetLine.year == year)
    )


def lines_of(unit_ids: Collection[UUID], year: int | None = None) -> Sequence[BudgetLine]:
    """Return the lines of some units, of one year if it is named."""
    asked = select(BudgetLine).where(BudgetLine.unit_id.in_(unit_ids))
    if year is not None:
        asked = asked.where(BudgetLine.year == year)
    return session.scalars(asked.order_by(BudgetLine.year.desc(), BudgetLine.code)).all()


def balances(lines: Iterable[BudgetLine]) -> dict[UUID, Balance]:
    """Return how each line stands, in one query."""
    held = {line.id: line.amount for line in lines}
    if not held:
        return {}
    asked = (
        select(Commitment.line_id, func.sum(Commitment.amount))
        .where(Commitment.line_id.in_(held))
        .group_by(Commitment.line_id)
    )
    promised = {line_id: _yuan(total) for line_id, total in session.execute(asked)}
    return {i: Balance(amount, promised.get(i, money.ZERO)) for i, amount in held.items()}


def free(line: BudgetLine) -> Decimal:
    """Return what may still be promised from a line."""
    return balances([line])[line.id].free


def commitment_of(call_id: UUID) -> Commitment | None:
    """Return what is promised to a call."""
    return session.scalar(select(Commitment).where(Commitment.call_id == call_id))


def commitments(line: BudgetLine) -> Sequence[Commitment]:
    """Return what is promised from a line, newest first."""
    asked = select(Commitment).where(Commitment.line_id == line.id)
    return session.scalars(asked.order_by(Commitment.at.desc())).all()


def years() -> Sequence[int]:
    """Return the years that have lines, newest first."""
    return session.scalars(
        select(BudgetLine.year).distinct().order_by(BudgetLine.year.desc())
    ).all()


def owners() -> Sequence[Unit]:
    """Return the units that have lines, in their order."""
    own = select(BudgetLine.unit_id).distinct()
    return session.scalars(
        select(Unit).where(Unit.id.in_(own)).order_by(Unit.sort, Unit.name)
    ).all()


def listed(chosen: Chosen, page: int | None = 1) -> tuple[list[Row], int]:
    """Return a page of lines with their balances, and how many there are (None: all)."""
    promised = _promised()
    asked = (
        _filtered(chosen)
        .add_columns(func.coalesce(promised.c.total, money.ZERO))
        .outerjoin(promised, promised.c.line_id == BudgetLine.id)
        .options(contains_eager(BudgetLine.unit))
        .order_by(*_order(chosen.sort, func.coalesce(promised.c.total, money.ZERO)))
    )
    if page is not None:
        asked = asked.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    rows = [Row(line, Balance(line.amount, _yuan(total))) for line, total in session.execute(asked)]
    total = select(func.count()).select_from(_filtered(chosen).subquery())
    return rows, session.scalar(total) or 0


def total_of(chosen: Chosen) -> tuple[int, Balance]:
    """Return how many lines there are and how they stand together."""
    promised = _promised()
    inner = (
        _filtered(chosen)
        .with_only_columns(BudgetLine.amount, promised.c.total)
        .outerjoin(promised, promised.c.line_id == BudgetLine.id)
        .subquery()
    )
    count, amount, committed = session.execute(
        select(func.count(), func.sum(inner.c.amount), func.sum(inner.c.total)).select_from(inner)
    ).one()
    return count, Balance(_yuan(amount), _yuan(committed))


def _promised() -> Subquery:
    return (
        select(Commitment.line_id, func.sum(Commitment.amount).label("total"))
        .group_by(Commitment.line_id)
        .subquery()
    )


def _filtered(chosen: Chosen) -> Select[Any]:
    asked = select(BudgetLine).join(BudgetLine.unit)
    if chosen.year is not None:
        asked = asked.where(BudgetLine.year == chosen.year)
    if chosen.unit_ids is not None:
        asked = asked.where(BudgetLine.unit_id.in_(chosen.unit_ids))
    if chosen.unit_id is not None:
        asked = asked.where(BudgetLine.unit_id == chosen.unit_id)
    if chosen.source:
        asked = asked.where(BudgetLine.source == chosen.source)
    for term in search_terms(chosen.text):
        held = (BudgetLine.name, BudgetLine.code, Unit.name)
        asked = asked.where(or_(*(func.lower(c).contains(term, autoescape=True) for c in held)))
    return asked


def _order(sort: str, committed: ColumnElement[Any]) -> tuple[ColumnElement[Any], ...]:
    columns: dict[str, Any] = {
        "unit": Unit.sort,
        "code": BudgetLine.code,
        "amount": BudgetLine.amount,
        "committed": committed,
        "free": BudgetLine.amount - committed,
    }
    column = columns.get(sort.removeprefix("-"), Unit.sort)
    first: ColumnElement[Any] = column.desc() if sort.startswith("-") else column.asc()
    return (first, BudgetLine.year.desc(), BudgetLine.code.asc(), BudgetLine.id.asc())


def _yuan(total: Decimal | None) -> Decimal:
    return money.ZERO if total is None else total
