"""Who is acting: the signed cookie names a person, the database says what that person may.

Rights are read with every request, so a role that is taken away is gone at once; raising
`session_epoch` ends all sessions of a person. A session ends after an idle time, and after
a working day at the latest.
"""

import time
from datetime import date
from functools import lru_cache
from uuid import UUID

from flask import Flask, g, request
from flask import session as cookie
from sqlalchemy.orm import joinedload

from app import clock
from app.accounts.models import Person
from app.db import SAFE_METHODS, session
from app.errors import SignInNeededError
from app.law import Track, law_at
from app.permissions import NOBODY, Actor

PERSON, EPOCH, SEEN, SINCE = "person", "epoch", "seen", "since"
ENDED, HALF = "ended", "half"
# The cookie's mark is renewed at most once a minute, so that most answers set no cookie.
RENEW_SECONDS = 60
# However busy: a day at the desk, with its evening.
LONGEST_SECONDS = 12 * 3600
# Between the password and the second factor.
HALF_SECONDS = 600


def init_app(app: Flask) -> None:
    """Have the actor loaded before every request."""
    app.before_request(load)


def load() -> None:
    """Set `g.actor`, `g.person`; forget a session that ended.

    What a form sends after that cannot be taken: it leads to the sign-in page, which says why.
    """
    g.actor, g.person = NOBODY, None
    if request.endpoint == "static" or PERSON not in cookie:
        return
    # The machine's clock: moving the portal's clock must not end the sessions of a demo.
    passed = time.time() - cookie.get(SEEN, 0)
    idle = passed > idle_seconds()
    over = idle or time.time() - cookie.get(SINCE, 0) > LONGEST_SECONDS
    # With the roles in one question: this is asked at the door of every request.
    person = session.get(Person, UUID(cookie[PERSON]), options=[joinedload(Person.grants)])
    if person is None or not person.active or person.session_epoch != cookie.get(EPOCH) or over:
        cookie.clear()
        if idle and person is not None:
            cookie[ENDED] = True
            if request.method not in SAFE_METHODS:
                raise SignInNeededError
        return
    if passed > RENEW_SECONDS:
        cookie[SEEN] = int(time.time())
    g.person = person
    g.actor = actor_of(person)


def idle_seconds() -> int:
    """Return after how many seconds without a click a session ends."""
    return idle_minutes() * 60


def idle_minutes() -> int:
    """Return after how many minutes without a click a session ends."""
    return _idle_minutes(clock.local_date(clock.machine_now()))


@lru_cache(maxsize=4)
def _idle_minutes(day: date) -> int:
    return law_at(day, Track.SUB).session_idle_minutes


def actor_of(person: Person) -> Actor:
    """Return the person as an actor with the roles held now."""
    return person.actor()


def begin(person: Person) -> None:
    """Start a session; an old one in this browser is forgotten (no fixation)."""
    cookie.clear()
    cookie[PERSON] = str(person.id)
    cookie[EPOCH] = person.session_epoch
    cookie[SEEN] = cookie[SINCE] = int(time.time())


def begin_half(person: Person, back: str) -> None:
    """Remember that the password was right, until the second factor is."""
    cookie.clear()
    cookie[HALF] = [str(person.id), person.session_epoch, int(time.time()), back]


def half() -> tuple[Person, str] | None:
    """Return who gave the right password a moment ago, and where to lead the person then."""
    if HALF not in cookie:
        return None
    person_id, epoch, at, back = cookie[HALF]
    person = session.get(Person, UUID(person_id))
    if person is None or not person.active or person.session_epoch != epoch:
        return None
    return None if time.time() - at > HALF_SECONDS else (person, back)


def end() -> None:
    """End the session of this browser."""
    cookie.clear()


def ended() -> bool:
    """Say, once, that the session of this browser ended by itself."""
    return bool(cookie.pop(ENDED, False))
