"""Reads of people, roles and units."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from app.accounts.models import Invitation, Person, RoleGrant, SignInAttempt, Unit
from app.accounts.states import UnitKind
from app.db import session
from app.errors import NotFoundError
from app.formats import PAGE_SIZE
from app.permissions import POLICY, May, Role


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
    return dict(rows.all())


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


def officials(permission: May) -> list[tuple[Person, Unit]]:
    """Return the active people of units who hold a permission, by name, each once."""
    rows = session.execute(
        select(Person, Unit)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .join(Unit, Unit.id == RoleGrant.scope_id)
        .where(Person.active, RoleGrant.role.in_(POLICY[permission].roles))
        .order_by(Unit.sort, Person.name)
    )
    found: dict[UUID, tuple[Person, Unit]] = {}
    for person, place in rows:
        found.setdefault(person.id, (person, place))
    return list(found.values())


def colleagues(scope_id: UUID) -> Sequence[Person]:
    """Return the people who hold roles at a place, by name."""
    ids = select(RoleGrant.person_id).where(RoleGrant.scope_id == scope_id)
    return session.scalars(select(Person).where(Person.id.in_(ids)).order_by(Person.name)).all()


def failures(address: str, *, since: datetime, until: datetime) -> list[tuple[str, datetime]]:
    """Return (name, when) of the failures from an address that count, within a time."""
    rows = session.execute(
        select(SignInAttempt.username, SignInAttempt.at).where(
            SignInAttempt.address == address,
            SignInAttempt.at > since,
            SignInAttempt.at <= until,
            SignInAttempt.forgiven.is_(False),
        )
    )
    return [(name, at) for name, at in rows]


def attempts_of(username: str, address: str) -> Sequence[SignInAttempt]:
    """Return the failed sign-ins of a name from an address that still count."""
    return session.scalars(
        select(SignInAttempt).where(
            SignInAttempt.username == username,
            SignInAttempt.address == address,
            SignInAttempt.forgiven.is_(False),
        )
    ).all()


def attempts_before(at: datetime) -> Sequence[SignInAttempt]:
    """Return the failed sign-ins of long ago."""
    return session.scalars(select(SignInAttempt).where(SignInAttempt.at < at)).all()


def link(token_hash: str) -> Invitation:
    """Return an invitation by the hash of its link's word, or raise NotFoundError.

    Locked, so that a link that is used twice at once counts once.
    """
    found = session.scalar(
        select(Invitation).where(Invitation.token_hash == token_hash).with_for_update()
    )
    if found is None:
        raise NotFoundError
    return found


def link_by_id(link_id: UUID) -> Invitation | None:
    """Return an invitation."""
    return session.get(Invitation, link_id)


def open_links(person_id: UUID) -> Sequence[Invitation]:
    """Return the links of a person that are not used up."""
    return session.scalars(
        select(Invitation).where(Invitation.person_id == person_id, Invitation.used_at.is_(None))
    ).all()


def asked_since(person_id: UUID, since: datetime) -> bool:
    """Say whether the person asked for a reset after an instant."""
    asked = select(Invitation.id).where(
        Invitation.person_id == person_id,
        Invitation.made_at > since,
        Invitation.made_by.is_(None),
    )
    return session.scalar(asked.limit(1)) is not None


def grant(grant_id: UUID) -> RoleGrant:
    """Return one granted role or raise NotFoundError."""
    found = session.get(RoleGrant, grant_id)
    if found is None:
        raise NotFoundError
    return found


def grants_at(scope_ids: Collection[UUID]) -> Sequence[RoleGrant]:
    """Return the roles held at places, with their people, by name."""
    return session.scalars(
        select(RoleGrant)
        .join(RoleGrant.person)
        .options(contains_eager(RoleGrant.person))
        .where(RoleGrant.scope_id.in_(scope_ids))
        .order_by(Person.name, RoleGrant.role)
    ).all()


def held_about(person: Person) -> dict[str, object]:
    """Return the personal data held about somebody, for the copy that the person may have."""
    tries = session.scalars(
        select(SignInAttempt).where(SignInAttempt.username == person.username)
    ).all()
    return {
        "name": person.name,
        "username": person.username,
        "phone": person.phone,
        "email": person.email,
        "job": person.job,
        "created_at": person.created_at.isoformat(),
        "second_factor": person.totp_secret is not None,
        "roles": [
            {"role": g.role.value, "place": g.scope_name, "since": g.granted_at.isoformat()}
            for g in person.grants
        ],
        "failed_sign_ins": [{"address": t.address, "at": t.at.isoformat()} for t in tries],
    }


def found(
    *, words: str = "", scope_id: UUID | None = None, role: Role | None = None, page: int = 1
) -> tuple[Sequence[Person], int]:
    """Return one page of the people that fit, by name, and how many fit."""
    asked = select(Person)
    for word in words.split():
        like = Person.name.icontains(word, autoescape=True)
        like |= Person.username.icontains(word, autoescape=True)
        like |= Person.phone.contains(word, autoescape=True)
        asked = asked.where(like)
    if scope_id is not None:
        asked = asked.where(Person.grants.any(RoleGrant.scope_id == scope_id))
    if role is not None:
        asked = asked.where(Person.grants.any(RoleGrant.role == role))
    total = session.scalar(select(func.count()).select_from(asked.subquery())) or 0
    rows = asked.order_by(Person.name, Person.username).limit(PAGE_SIZE)
    return session.scalars(rows.offset((page - 1) * PAGE_SIZE)).all(), total
