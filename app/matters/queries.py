"""Reads of matters."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from app.db import session
from app.errors import NotFoundError
from app.formats import PAGE_SIZE
from app.matters.models import Matter
from app.matters.states import MatterState
from app.organizations.models import Organization
from app.permissions import POLICY, Actor, May


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a list of matters is asked for."""

    text: str = ""
    state: str = ""
    kind: str = ""
    sort: str = "-sent"


def get(matter_id: UUID) -> Matter:
    """Return one matter or raise NotFoundError."""
    found = session.get(Matter, matter_id, options=[joinedload(Matter.organization)])
    if found is None:
        raise NotFoundError
    return found


def visible(actor: Actor) -> Select[Any]:
    """Select what the actor may see: all, or that of one's organizations and places."""
    asked = select(Matter).join(Matter.organization)
    if actor.roles() & POLICY[May.MATTER_READ].wide:
        return asked
    places = actor.places_for(May.MATTER_READ)
    held = (
        Organization.id,
        Organization.street_id,
        Organization.community_id,
        Organization.supervisor_id,
    )
    return asked.where(or_(*(column.in_(places) for column in held)))


def listed(actor: Actor, chosen: Chosen, page: int | None = 1) -> tuple[Sequence[Matter], int]:
    """Return a page of matters and how many there are (page None: all)."""
    asked = visible(actor)
    if chosen.state:
        asked = asked.where(Matter.state == chosen.state)
    if chosen.kind:
        asked = asked.where(Matter.kind == chosen.kind)
    if chosen.text:
        held = (Matter.title, Matter.content, Matter.place, Organization.name)
        asked = asked.where(or_(*(c.contains(chosen.text, autoescape=True) for c in held)))
    total = session.scalar(select(func.count()).select_from(asked.subquery())) or 0
    column: Any = Matter.happens_on if "happens" in chosen.sort else Matter.sent_at
    asked = asked.options(contains_eager(Matter.organization)).order_by(
        column.desc() if chosen.sort.startswith("-") else column.asc(), Matter.id
    )
    if page is not None:
        asked = asked.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    return session.scalars(asked).all(), total


def counts(actor: Actor) -> dict[str, int]:
    """Count what the actor sees by state."""
    inner = visible(actor).with_only_columns(Matter.state).subquery()
    rows = session.execute(select(inner.c.state, func.count()).group_by(inner.c.state))
    return {str(state): count for state, count in rows}


def standing(actor: Actor, *states: MatterState) -> Sequence[Matter]:
    """Return what the actor sees in some states, the oldest first."""
    asked = visible(actor).where(Matter.state.in_(states)).order_by(Matter.sent_at)
    return session.scalars(asked.options(contains_eager(Matter.organization))).all()


def of_organization(organization_id: UUID) -> Sequence[Matter]:
    """Return the matters of an organization, the newest first."""
    return session.scalars(
        select(Matter)
        .where(Matter.organization_id == organization_id)
        .order_by(Matter.happens_on.desc(), Matter.id)
    ).all()
