"""Reads of needs."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from app.accounts.models import Unit
from app.accounts.states import UnitKind
from app.db import session
from app.errors import NotFoundError
from app.formats import PAGE_SIZE
from app.needs.models import Need
from matching.text import search_terms

SORTS = ("title", "community", "persons", "votes", "submitted")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a list of needs is asked for."""

    text: str = ""
    field: str = ""
    place_id: UUID | None = None
    status: str = ""
    sort: str = "-votes"


def get(need_id: UUID) -> Need:
    """Return one need or raise NotFoundError."""
    found = session.get(Need, need_id, options=[joinedload(Need.community)])
    if found is None:
        raise NotFoundError
    return found


def by_ids(ids: Iterable[UUID]) -> dict[UUID, Need]:
    """Return needs by their ids, in one query."""
    wanted = set(ids)
    rows = session.scalars(select(Need).where(Need.id.in_(wanted))) if wanted else ()
    return {row.id: row for row in rows}


def listed(chosen: Chosen, page: int | None = 1) -> tuple[Sequence[Need], int]:
    """Return a page of needs and how many there are (page None: all)."""
    asked = _filtered(chosen)
    total = session.scalar(select(func.count()).select_from(asked.subquery())) or 0
    asked = asked.options(contains_eager(Need.community)).order_by(*_order(chosen.sort))
    if page is not None:
        asked = asked.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    return session.scalars(asked).all(), total


def counts(chosen: Chosen) -> dict[str, int]:
    """Count the needs by status, whatever status is chosen."""
    inner = _filtered(replace(chosen, status="")).with_only_columns(Need.status).subquery()
    rows = session.execute(select(inner.c.status, func.count()).group_by(inner.c.status))
    return {status: count for status, count in rows}  # noqa: C416 -- a result is no mapping


def of_places(place_ids: Collection[UUID]) -> Sequence[Unit]:
    """Return the communities in which somebody with roles at these places enters needs."""
    asked = select(Unit).where(
        Unit.kind == UnitKind.COMMUNITY,
        or_(Unit.id.in_(place_ids), Unit.parent_id.in_(place_ids)),
    )
    return session.scalars(asked.order_by(Unit.sort, Unit.name)).all()


def _filtered(chosen: Chosen) -> Select[Any]:
    asked = select(Need).join(Need.community)
    if chosen.field:
        asked = asked.where(Need.field == chosen.field)
    if chosen.status:
        asked = asked.where(Need.status == chosen.status)
    if chosen.place_id:
        asked = asked.where(or_(Unit.id == chosen.place_id, Unit.parent_id == chosen.place_id))
    for term in search_terms(chosen.text):
        held = (Need.title, Need.text, Need.beneficiaries, Unit.name)
        asked = asked.where(or_(*(func.lower(c).contains(term, autoescape=True) for c in held)))
    return asked


def _order(sort: str) -> tuple[ColumnElement[Any], ...]:
    columns: dict[str, Any] = {
        "title": Need.title,
        "community": Unit.sort,
        "persons": Need.persons,
        "votes": Need.votes,
        "submitted": Need.submitted_on,
    }
    column = columns.get(sort.removeprefix("-"), Need.votes)
    first: ColumnElement[Any] = column.desc() if sort.startswith("-") else column.asc()
    return (first, Need.title.asc(), Need.id.asc())
