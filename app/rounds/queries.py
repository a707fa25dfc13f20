"""Reads of venture-funding rounds."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.calls.states import PUBLIC
from app.db import session
from app.errors import NotFoundError
from app.funds import queries as funds
from app.funds.models import BudgetLine
from app.rounds.models import Round
from app.rounds.rules import Limits


def get(round_id: UUID) -> Round:
    """Return one round or raise NotFoundError."""
    asked = (
        select(Round)
        .where(Round.id == round_id)
        .options(joinedload(Round.unit), joinedload(Round.budget_line))
    )
    found = session.scalar(asked)
    if found is None:
        raise NotFoundError
    return found


def published() -> Sequence[Round]:
    """Return the rounds that the public may see, the newest first."""
    asked = select(Round).where(Round.state.in_(PUBLIC)).options(joinedload(Round.unit))
    return session.scalars(asked.order_by(Round.sequence.desc())).all()


def of_units(unit_ids: frozenset[UUID]) -> Sequence[Round]:
    """Return the rounds of some units that are not published yet."""
    asked = select(Round).where(Round.unit_id.in_(unit_ids), Round.state.not_in(PUBLIC))
    return session.scalars(asked.options(joinedload(Round.unit)).order_by(Round.created_at)).all()


def next_sequence() -> int:
    """Return the number of the next round: 第九届 follows 第八届."""
    return (session.scalar(select(func.max(Round.sequence))) or 0) + 1


def limits(round_: Round) -> Limits:
    """Return what a budget in this round must hold to."""
    return Limits(
        labour_share_max=round_.labour_share_max or Decimal(0),
        grant_cap=round_.grant_cap or Decimal(0),
        own_share_min=round_.own_share_min or Decimal(0),
    )


def lines_for(unit_id: UUID, on: date) -> list[tuple[BudgetLine, Decimal]]:
    """Return the budget lines of a unit of this year and later, each with its free balance."""
    lines = [line for line in funds.lines_of([unit_id]) if line.year >= on.year]
    balances = funds.balances(lines)
    return [(line, balances[line.id].free) for line in lines]
