"""Reads of awards."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app import money
from app.awards.models import GradeAward
from app.awards.states import AwardState
from app.db import session
from app.errors import NotFoundError
from app.formats import PAGE_SIZE
from app.organizations import queries as organizations
from app.organizations.models import Grade, Organization

SORTS = ("proposed", "name", "amount", "level")
_WHOLE = (
    joinedload(GradeAward.organization).selectinload(Organization.grades),
    joinedload(GradeAward.organization).selectinload(Organization.credit_events),
    joinedload(GradeAward.grade),
    joinedload(GradeAward.line),
    joinedload(GradeAward.payment),
)


def get(award_id: UUID) -> GradeAward:
    """Return one award with all that its page shows, or raise NotFoundError."""
    found = session.get(GradeAward, award_id, options=_WHOLE)
    if found is None:
        raise NotFoundError
    return found


def locked(award: GradeAward) -> GradeAward:
    """Return an award with its row locked, read anew: payers queue here."""
    asked = select(GradeAward).where(GradeAward.id == award.id).with_for_update()
    return session.scalars(asked.execution_options(populate_existing=True)).one()


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is asked of the list; empty means all."""

    words: str = ""
    state: AwardState | None = None
    level: str = ""
    year: int | None = None
    sort: str = "-proposed"


def listed(asked: Search, *, page: int | None = 1) -> tuple[Sequence[GradeAward], int]:
    """Return a page of awards and how many there are (None: all of them)."""
    chosen = _filtered(asked)
    if asked.state:
        chosen = chosen.where(GradeAward.state == asked.state)
    total = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    rows = chosen.options(
        contains_eager(GradeAward.organization),
        contains_eager(GradeAward.grade),
        joinedload(GradeAward.line),
        joinedload(GradeAward.payment),
    ).order_by(*_order(asked.sort))
    if page is not None:
        rows = rows.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    return session.scalars(rows).all(), total


def counts(asked: Search) -> dict[AwardState, tuple[int, Decimal]]:
    """Return how many stand in each state and what they come to, without that filter."""
    rows = _filtered(asked).with_only_columns(
        GradeAward.state, func.count(), func.sum(GradeAward.amount)
    )
    found = session.execute(rows.group_by(GradeAward.state))
    return {state: (count, total or money.ZERO) for state, count, total in found}


def _filtered(asked: Search) -> Select[Any]:
    chosen = select(GradeAward).join(GradeAward.organization).join(GradeAward.grade)
    if asked.words:
        chosen = chosen.where(organizations.matching(asked.words))
    if asked.level:
        chosen = chosen.where(GradeAward.level == asked.level)
    if asked.year:
        year = func.extract("year", Grade.awarded_on)
        chosen = chosen.where(year == asked.year)
    return chosen


def _order(sort: str) -> tuple[Any, ...]:
    columns: dict[str, Any] = {
        "proposed": GradeAward.proposed_at,
        "name": Organization.pinyin,
        "amount": GradeAward.amount,
        "level": GradeAward.level,
    }
    column = columns.get(sort.removeprefix("-"), GradeAward.proposed_at)
    first = column.desc() if sort.startswith("-") else column.asc()
    return (first, Organization.pinyin, GradeAward.id)


def in_state(state: AwardState) -> Sequence[GradeAward]:
    """Return the awards in a state, the oldest first."""
    asked = select(GradeAward).where(GradeAward.state == state)
    return session.scalars(
        asked.options(joinedload(GradeAward.organization)).order_by(GradeAward.proposed_at)
    ).all()


def of(organization_id: UUID) -> Sequence[GradeAward]:
    """Return the awards of an organization, the newest first."""
    asked = select(GradeAward).where(GradeAward.organization_id == organization_id)
    whole = (joinedload(GradeAward.payment), joinedload(GradeAward.grade))
    return session.scalars(asked.options(*whole).order_by(GradeAward.proposed_at.desc())).all()


def unproposed() -> Sequence[Organization]:
    """Return the organizations that hold a grade no award was proposed for, with all grades."""
    graded = (
        select(Grade.organization_id)
        .outerjoin(GradeAward, GradeAward.grade_id == Grade.id)
        .where(GradeAward.id.is_(None))
    )
    return session.scalars(
        select(Organization)
        .where(Organization.id.in_(graded), Organization.uscc.is_not(None))
        .options(selectinload(Organization.grades))
        .order_by(Organization.pinyin, Organization.id)
    ).all()
