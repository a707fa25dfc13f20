"""Who is acting: the signed cookie names a person, the database says what that person may.

Rights are read with every request, so a role that is taken away is gone at once; raising
`session_epoch` ends all sessions of a person. A session ends after an idle time.
"""

import time
from datetime import date
from functools import lru_cache
from uuid import UUID

from flask import Flask, g, request
from flask import session as cookie

from app import clock
from app.accounts.models import Person
from app.db import session
from app.law import Track, law_at
from app.permissions import NOBODY, Actor, Grant

PERSON, EPOCH, SEEN = "person", "epoch", "seen"
# The cookie's mark is renewed at most once a minute, so that most answers set no cookie.
RENEW_SECONDS = 60


def init_app(app: Flask) -> None:
    """Have the actor loaded before every request."""
    app.before_request(load)


def load() -> None:
    """Set `g.actor`, `g.person`; forget a session that ended."""
    g.actor, g.person = NOBODY, None
    if request.endpoint == "static" or PERSON not in cookie:
        return
    # The machine's clock: moving the portal's clock must not end the sessions of a demo.
    passed = time.time() - cookie.get(SEEN, 0)
    person = session.get(Person, UUID(cookie[PERSON]))
    if (
        person is None
        or not person.active
        or person.session_epoch != cookie.get(EPOCH)
        or passed > idle_seconds()
    ):
        g.ended = person is not None and passed > idle_seconds()
        cookie.clear()
        return
    if passed > RENEW_SECONDS:
        cookie[SEEN] = int(time.time())
    g.person = person
    g.actor = actor_of(person)


def idle_seconds() -> int:
    """Return after how many seconds without a click a session ends."""
    return _idle_minutes(clock.local_date(clock.machine_now())) * 60


@lru_cache(maxsize=4)
def _idle_minutes(day: date) -> int:
    return law_at(day, Track.SUB).session_idle_minutes


def actor_of(person: Person) -> Actor:
    """Return the person as an actor with the roles held now."""
    grants = tuple(Grant(g.role, g.scope_id) for g in person.grants)
    return Actor(id=person.id, name=person.name, grants=grants)


def begin(person: Person) -> None:
    """Start a session; an old one in this browser is forgotten (no fixation)."""
    cookie.clear()
    cookie[PERSON] = str(person.id)
    cookie[EPOCH] = person.session_epoch
    cookie[SEEN] = int(time.time())


def end() -> None:
    """End the session of this browser."""
    cookie.clear()
