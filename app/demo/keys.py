"""The openers of the demo: their keys are kept by the portal, which no real district does."""

from datetime import datetime
from uuid import UUID

from app.calls.models import Call
from app.calls.states import CallState
from app.db import session
from app.demo.content import model
from app.demo.ids import uid
from app.keys import locks, queries
from app.keys.models import CallKeys, OpenerKey
from app.permissions import Role

NEEDED = 2


def load(district: model.District, at: datetime) -> None:
    """Write the keys of the openers."""
    for person in openers(district):
        key_id = uid("opener-key", person.key)
        session.add(
            OpenerKey(
                id=key_id,
                person_id=uid("person", person.key),
                public=locks.public_of(queries.kept_private(key_id)),
                kept=True,
                made_at=at,
                proved_at=at,
            )
        )
    session.flush()


def openers(district: model.District) -> list[model.Person]:
    """Return who opens in the demo."""
    return [p for p in district.people if Role.OPENER in p.roles]


def fix(district: model.District, call: Call) -> None:
    """Name the openers of a call that is published and not opened yet."""
    if call.state is not CallState.PUBLISHED or call.published_at is None:
        return
    members = [_member(place, person) for place, person in enumerate(openers(district), 1)]
    session.add(
        CallKeys(
            id=uid("call-keys", str(call.id)),
            call_id=call.id,
            needed=NEEDED,
            members=members,
            fixed_at=call.published_at,
        )
    )
    session.flush()


def _member(place: int, person: model.Person) -> dict[str, str]:
    key_id: UUID = uid("opener-key", person.key)
    return {
        "place": str(place),
        "person": str(uid("person", person.key)),
        "name": person.name,
        "key": str(key_id),
        "public": locks.public_of(queries.kept_private(key_id)).hex(),
    }
