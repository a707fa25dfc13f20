"""Reads of the ledger."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from app.accounts.models import Unit
from app.accounts.states import UnitKind
from app.db import session
from app.errors import NotFoundError
from app.ledgers.models import ActivityRecord
from app.organizations.models import Organization
from app.permissions import POLICY, Actor, May


@dataclass(frozen=True, slots=True)
class Ledger:
    """A community as a thing of its own and its street's."""

    community: Unit

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is."""
        return tuple(i for i in (self.community.id, self.community.parent_id) if i)


def ledger(community_id: UUID) -> Ledger:
    """Return the ledger of a community or raise NotFoundError."""
    found = session.get(Unit, community_id)
    if found is None or found.kind is not UnitKind.COMMUNITY:
        raise NotFoundError
    return Ledger(found)


@dataclass(frozen=True, slots=True)
class Row:
    """A community in the list of ledgers."""

    community: Unit
    street: str
    registered: int
    filed: int
    records: int


def ledgers(actor: Actor, year: int) -> list[Row]:
    """Return the communities whose ledger the actor may see, with what they hold of a year."""
    street = {u.id: u for u in session.scalars(select(Unit).where(Unit.kind == UnitKind.STREET))}
    asked = select(Unit).where(Unit.kind == UnitKind.COMMUNITY).order_by(Unit.sort, Unit.name)
    if not actor.roles() & POLICY[May.LEDGER_READ].wide:
        places = actor.places_for(May.LEDGER_READ)
        asked = asked.where(or_(Unit.id.in_(places), Unit.parent_id.in_(places)))
    counts = {
        community_id: (registered, total)
        for community_id, registered, total in session.execute(
            select(Organization.community_id, func.count(Organization.uscc), func.count()).group_by(
                Organization.community_id
            )
        )
    }
    records = dict(
        session.execute(
            select(ActivityRecord.community_id, func.count())
            .where(ActivityRecord.on.between(date(year, 1, 1), date(year, 12, 31)))
            .group_by(ActivityRecord.community_id)
        ).all()
    )
    found = []
    for unit in session.scalars(asked):
        registered, total = counts.get(unit.id, (0, 0))
        of = street.get(unit.parent_id) if unit.parent_id else None
        held = records.get(unit.id, 0)
        found.append(Row(unit, of.short_name if of else "", registered, total - registered, held))
    return found


def organizations(community_id: UUID) -> Sequence[Organization]:
    """Return the organizations of a community, by name."""
    return session.scalars(
        select(Organization)
        .where(Organization.community_id == community_id)
        .order_by(Organization.pinyin, Organization.id)
    ).all()


def records(community_id: UUID, year: int) -> Sequence[ActivityRecord]:
    """Return the entries of a year, the newest first."""
    return session.scalars(
        select(ActivityRecord)
        .where(ActivityRecord.community_id == community_id)
        .where(ActivityRecord.on.between(date(year, 1, 1), date(year, 12, 31)))
        .options(joinedload(ActivityRecord.organization))
        .order_by(ActivityRecord.on.desc(), ActivityRecord.recorded_at.desc())
    ).all()


def years(community_id: UUID) -> list[int]:
    """Return the years with entries, the newest first."""
    days = session.scalars(
        select(ActivityRecord.on).where(ActivityRecord.community_id == community_id).distinct()
    )
    return sorted({day.year for day in days}, reverse=True)
