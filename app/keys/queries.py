"""Reads of openers' keys and of the openers of a call."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from uuid import UUID

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts import queries as accounts
from app.accounts.models import Person
from app.calls.models import Call
from app.calls.states import CallState
from app.db import session
from app.keys import locks, rules
from app.keys.models import CallKeys, OpenerKey
from app.permissions import Role

# The place of the portal's own key, for a call without openers' keys.
PORTAL = "0"


def quorum() -> tuple[int, int]:
    """Return how many openers are needed, of how many; (1, 0): the portal's own key is enough."""
    found: tuple[int, int] = current_app.config["SETTINGS"].openers
    return found


# --- the keys of people


def live(person_id: UUID | None) -> OpenerKey | None:
    """Return the key that a person uses."""
    if person_id is None:
        return None
    return session.scalar(
        select(OpenerKey).where(OpenerKey.person_id == person_id, OpenerKey.retired_at.is_(None))
    )


def live_of(person_ids: Collection[UUID]) -> dict[UUID, OpenerKey]:
    """Return the keys of several people, by person."""
    if not person_ids:
        return {}
    asked = select(OpenerKey).where(
        OpenerKey.person_id.in_(person_ids), OpenerKey.retired_at.is_(None)
    )
    return {key.person_id: key for key in session.scalars(asked)}


def earlier(person_id: UUID) -> Sequence[OpenerKey]:
    """Return the keys that a person no longer uses, the newest first."""
    asked = select(OpenerKey).where(
        OpenerKey.person_id == person_id, OpenerKey.retired_at.is_not(None)
    )
    return session.scalars(asked.order_by(OpenerKey.retired_at.desc())).all()


def key(key_id: UUID) -> OpenerKey | None:
    """Return one key."""
    return session.get(OpenerKey, key_id)


# --- private halves that are kept here: the portal's own, and those of the demo's openers


def portal_private() -> bytes:
    """Return the portal's own key. It lies beside the database, never in it."""
    return _derived(b"portal")


def kept_private(key_id: UUID) -> bytes:
    """Return the private half of a key that the portal keeps (demo district only)."""
    return _derived(key_id.bytes)


def _derived(name: bytes) -> bytes:
    secret: bytes = current_app.config["SETTINGS"].key("openers")
    return blake2b(name, key=secret, person=b"opener-key", digest_size=locks.KEY_BYTES).digest()


# --- the openers of a call


@dataclass(frozen=True, slots=True)
class Lock:
    """What a call's boxes are locked with: public keys by place, and how many are needed."""

    id: str
    needed: int
    publics: Mapping[str, bytes]

    @property
    def portal(self) -> bool:
        """Say whether the portal's own key alone opens it."""
        return PORTAL in self.publics


def keys_of(call_id: UUID) -> CallKeys | None:
    """Return the openers of a call, if any were chosen."""
    return session.scalar(select(CallKeys).where(CallKeys.call_id == call_id))


def lock_of(call_id: UUID) -> Lock:
    """Return what a call is locked with: its openers' keys, or the portal's own."""
    held = keys_of(call_id)
    if held is None or held.fixed_at is None:
        return Lock(PORTAL, 1, {PORTAL: locks.public_of(portal_private())})
    return Lock(str(held.id), held.needed, held.publics)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may open a call: of the posting unit or another, with a key that works or not."""

    person: Person
    key: OpenerKey | None
    own_unit: bool
    ready: bool


def candidates(call: Call, *, now: datetime) -> list[Candidate]:
    """Return who may open a call: of its own unit first, those with a working key first."""
    own = accounts.people_with(Role.OPENER, call.unit_id)
    people = list(dict.fromkeys([*own, *accounts.people_with(Role.OPENER)]))
    keys = live_of(people)
    found = session.scalars(select(Person).where(Person.id.in_(people))).all() if people else []
    rows = [
        Candidate(
            person=person,
            key=keys.get(person.id),
            own_unit=person.id in own,
            ready=person.id in keys and ready(keys[person.id], now=now),
        )
        for person in found
    ]
    return sorted(rows, key=lambda c: (not c.ready, not c.own_unit, c.person.username))


def ready(held: OpenerKey, *, now: datetime) -> bool:
    """Say whether a key can be relied upon for a publication now."""
    return held.kept or rules.proved(held.proved_at, now=now)


def waiting_for(person_id: UUID) -> Sequence[CallKeys]:
    """Return the calls that somebody is to open, still unopened, the next deadline first."""
    asked = (
        select(CallKeys)
        .join(Call, Call.id == CallKeys.call_id)
        .where(Call.state == CallState.PUBLISHED, CallKeys.fixed_at.is_not(None))
        .options(joinedload(CallKeys.call))
        .order_by(Call.deadline_at, Call.id)
    )
    return [held for held in session.scalars(asked) if held.place_of(person_id) is not None]


def closing(now: datetime) -> Sequence[CallKeys]:
    """Return the openers of every call whose last day has begun."""
    asked = (
        select(CallKeys)
        .join(Call, Call.id == CallKeys.call_id)
        .where(
            Call.state == CallState.PUBLISHED,
            CallKeys.fixed_at.is_not(None),
            Call.deadline_at > now,
            Call.deadline_at <= now + rules.PROOF_AGAIN,
        )
        .options(joinedload(CallKeys.call))
        .order_by(Call.deadline_at, Call.id)
    )
    return session.scalars(asked).all()


def fit_of(held: CallKeys, person_id: UUID, key: OpenerKey | None, *, now: datetime) -> rules.Fit:
    """Return how the key that a member uses stands to a call."""
    member = next(m for m in held.members if m["person"] == str(person_id))
    return rules.fit(
        member["key"],
        str(key.id) if key else None,
        key.proved_at if key else None,
        kept=bool(key and key.kept),
        deadline=held.call.deadline_at,
        now=now,
    )
