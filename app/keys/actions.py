"""Every verb on openers' keys. The only writer. A private half never comes here, but in the demo."""

import secrets
from collections.abc import Collection
from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid4

from flask import current_app

from app.accounts.models import Person
from app.audit.actions import note
from app.calls import actions as trunk
from app.calls.models import Call
from app.calls.states import CallState
from app.db import session
from app.errors import Finding, RefusedError, WrongStateError, refuse_if
from app.keys import locks, queries, rules
from app.keys.models import CallKeys, OpenerKey
from app.notices.actions import tell
from app.permissions import Actor, May

TEST_BYTES = 16
HERE = "/keys/"


def make(person: Person, public: bytes, *, by: Actor, now: datetime) -> OpenerKey:
    """Take the public half of a new key into use; the one before is retired (登记密钥).

    :law: HOUSE/R-SEC-10
    """
    if len(public) != locks.KEY_BYTES:
        raise RefusedError([Finding("key-unreadable", law=rules.LAW, field="public")])
    return _take(OpenerKey(id=uuid4(), public=public), person, by=by, now=now)


def keep(person: Person, *, by: Actor, now: datetime) -> OpenerKey:
    """Make a key whose private half the portal keeps; refused in a real district.

    :law: HOUSE/R-SEC-10
    """
    if not current_app.config["SETTINGS"].demo:
        raise RefusedError([Finding("key-not-kept-here", law=rules.LAW)])
    key_id = uuid4()
    public = locks.public_of(queries.kept_private(key_id))
    return _take(OpenerKey(id=key_id, public=public, kept=True), person, by=by, now=now)


def _take(made: OpenerKey, person: Person, *, by: Actor, now: datetime) -> OpenerKey:
    before = queries.live(person.id)
    if before is not None:
        before.retired_at = now
        session.flush()
    made.person, made.made_at = person, now
    session.add(made)
    session.flush()
    note("opener_key", "make", made, by=by, now=now, law=rules.LAW)
    return made


def test(key: OpenerKey, *, now: datetime) -> bytes:  # noqa: ARG001 -- as every verb
    """Lay a fresh test box before a key; return it. What is in it is forgotten at once."""
    inside = secrets.token_bytes(TEST_BYTES)
    key.test_digest = sha256(inside).digest()
    key.test_box = locks.seal(inside, key.public)
    session.flush()
    return key.test_box


def prove(key: OpenerKey, inside: bytes, *, by: Actor, now: datetime) -> None:
    """Take what somebody found in the test box of their key (密钥演练).

    :law: HOUSE/R-SEC-10
    """
    if key.test_digest is None or sha256(inside).digest() != key.test_digest:
        raise RefusedError([Finding("key-does-not-open", law=rules.LAW, field="code")])
    key.proved_at, key.test_digest, key.test_box = now, None, None
    note("opener_key", "prove", key, by=by, now=now, law=rules.LAW)


def prove_kept(key: OpenerKey, *, by: Actor, now: datetime) -> None:
    """Try a key that the portal keeps: the same box, opened here."""
    box = test(key, now=now)
    prove(key, locks.peel({"1": box}, "1", queries.kept_private(key.id))[""], by=by, now=now)


# --- the openers of a call


def choose(call: Call, people: Collection[UUID], *, by: Actor, now: datetime) -> CallKeys:
    """Choose who opens a call, while it is not published (确定开启人).

    :law: HOUSE/R-SEC-10
    """
    if call.state not in (CallState.DRAFT, CallState.IN_REVIEW):
        raise WrongStateError(f"{call.number} is {call.state}")
    needed, count = queries.quorum()
    found = [c for c in queries.candidates(call, now=now) if c.person.id in people]
    refuse_if(rules.choice(len(found), needed=needed, count=count))
    held = _written(call, found, needed)
    names = "、".join(m["name"] for m in held.members)
    note("call", "openers", call, by=by, now=now, law=rules.LAW, detail={"people": names})
    return held


def findings(call: Call, *, now: datetime) -> list[Finding]:
    """Return what is missing of the openers of a call."""
    needed, count = queries.quorum()
    ready = sum(c.ready for c in _chosen(call, count, now=now))
    return list(rules.quorum(ready, needed=needed, count=count))


def fix(call: Call, *, now: datetime) -> None:
    """Freeze the openers of a call at its publication: those chosen, else the first that are ready.

    :law: HOUSE/R-SEC-10
    """
    needed, count = queries.quorum()
    if not count:
        return
    found = _chosen(call, count, now=now)
    refuse_if(rules.quorum(sum(c.ready for c in found), needed=needed, count=count))
    held = _written(call, found, needed)
    held.fixed_at = now
    tell(
        [UUID(m["person"]) for m in held.members],
        "opener-named",
        link=HERE,
        detail={"title": call.title, "opening": call.opening_at, "needed": needed, "count": count},
        now=now,
    )


def _chosen(call: Call, count: int, *, now: datetime) -> list[queries.Candidate]:
    people, held = queries.candidates(call, now=now), queries.keys_of(call.id)
    if held is None:
        return people[:count]
    return [c for c in people if held.place_of(c.person.id) is not None]


def _written(call: Call, found: list[queries.Candidate], needed: int) -> CallKeys:
    held = queries.keys_of(call.id) or CallKeys(id=uuid4(), call_id=call.id)
    held.needed = needed
    held.members = [
        {
            "place": str(place),
            "person": str(c.person.id),
            "name": c.person.name,
            "key": str(c.key.id) if c.key else "",
            "public": c.key.public.hex() if c.key else "",
        }
        for place, c in enumerate(found, 1)
    ]
    session.add(held)
    session.flush()
    return held


def remind(*, now: datetime) -> None:
    """In the last day before a deadline, have every opener try their key; raise the alarm if too few do.

    :law: HOUSE/R-SEC-10
    """
    for held in queries.closing(now):
        call = held.call
        people = [UUID(m["person"]) for m in held.members]
        keys = queries.live_of(people)
        fits = {i: queries.fit_of(held, i, keys.get(i), now=now) for i in people}
        late = [i for i, fit in fits.items() if fit is rules.Fit.TRY]
        good = sum(fit is rules.Fit.FITS for fit in fits.values())
        detail: dict[str, object] = {"title": call.title, "deadline": call.deadline_at}
        tell(late, "opener-try-again", link=HERE, detail=detail, now=now)
        if good < held.needed:
            detail |= {"needed": held.needed, "good": good}
            office = trunk.unit_people(call, May.CALL_MANAGE)
            tell(office, "openers-missing", link=f"/calls/{call.id}", detail=detail, now=now)
