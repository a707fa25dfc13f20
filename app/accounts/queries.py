"""Reads of people, roles and units."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from app.accounts.models import Invitation, Person, RoleGrant, SignInAttempt, Unit
from app.accounts.states import UnitKind
from app.db import session
from app.errors import NotFoundError
from app.permissions import Role


def person(person_id: UUID) -> Person:
    """Return one person or raise NotFoundError."""
    found = session.get(Person, person_id)
    if found is None:
        raise NotFoundError
    return found


def person_by_username(username: str) -> Person | None:
    """Return who signs in under this name."""
    return session.scalar(select(Person).where(Person.username == username))


def names_of(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Return the names of people, for pages that show who did something."""
    wanted = {i for i in ids if i}
    if not wanted:
        return {}
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(wanted)))
    return dict(rows.tuples().all())


def unit(unit_id: UUID) -> Unit:
    """Return one unit or raise NotFoundError."""
    found = session.get(Unit, unit_id)
    if found is None:
        raise NotFoundError
    return found


def unit_by_key(key: str) -> Unit | None:
    """Return a unit by its short key."""
    return session.scalar(select(Unit).where(Unit.key == key))


def units(*kinds: UnitKind) -> Sequence[Unit]:
    """Return the units of some kinds (all if none is named), in their order."""
    asked = select(Unit).order_by(Unit.sort, Unit.name)
    return session.scalars(asked.where(Unit.kind.in_(kinds)) if kinds else asked).all()


def children(unit_id: UUID) -> Sequence[Unit]:
    """Return the units right below one."""
    return session.scalars(select(Unit).where(Unit.parent_id == unit_id).order_by(Unit.sort)).all()


def people_with(role: Role, scope_id: UUID | None = None) -> list[UUID]:
    """Return the ids of active people who hold a role, at a place if one is named."""
    asked = (
        select(RoleGrant.person_id)
        .join(RoleGrant.person)
        .where(RoleGrant.role == role, Person.active)
        .distinct()
    )
    if scope_id is not None:
        asked = asked.where(RoleGrant.scope_id == scope_id)
    return list(session.scalars(asked))


def people_of(scope_id: UUID) -> list[UUID]:
    """Return the ids of active people who hold any role at a place."""
    asked = (
        select(RoleGrant.person_id)
        .join(RoleGrant.person)
        .where(RoleGrant.scope_id == scope_id, Person.active)
        .distinct()
    )
    return list(session.scalars(asked))


def colleagues(scope_id: UUID) -> Sequence[Person]:
    """Return the people who hold roles at a place, by name."""
    ids = select(RoleGrant.person_id).where(RoleGrant.scope_id == scope_id)
    return session.scalars(select(Person).where(Person.id.in_(ids)).order_by(Person.name)).all()


def failed_attempts(since: datetime, *, username: str = "", address: str = "") -> int:
    """Count failed sign-ins since an instant, of a name or from an address."""
    asked = select(func.count()).select_from(SignInAttempt).where(SignInAttempt.at >= since)
    if username:
        asked = asked.where(SignInAttempt.username == username)
    if address:
        asked = asked.where(SignInAttempt.address == address)
    return session.scalar(asked) or 0


def invitation(token_hash: str) -> Invitation | None:
    """Return an invitation by the hash of its token."""
    return session.scalar(select(Invitation).where(Invitation.token_hash == token_hash))
