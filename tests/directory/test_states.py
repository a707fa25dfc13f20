"""Every step from every state: what the table does not name is refused."""

from dataclasses import dataclass

import pytest

from app.directory.states import LIFE, EntryState
from app.errors import WrongStateError
from app.permissions import SYSTEM
from tests.conftest import NOW

NAMES = ("apply", "publicize", "refuse", "list", "suspend", "resume", "remove")
ALLOWED = {
    ("apply", "refused"): "applied",
    ("apply", "removed"): "applied",
    ("publicize", "applied"): "publicized",
    ("refuse", "applied"): "refused",
    ("refuse", "publicized"): "refused",
    ("list", "applied"): "listed",
    ("list", "publicized"): "listed",
    ("suspend", "listed"): "suspended",
    ("resume", "suspended"): "listed",
    ("remove", "listed"): "removed",
    ("remove", "suspended"): "removed",
}


@dataclass
class Entry:
    state: EntryState
    id: None = None


@pytest.mark.parametrize("state", list(EntryState))
@pytest.mark.parametrize("name", NAMES)
def test_every_step_from_every_state(db, name, state):
    entry = Entry(state)
    end = ALLOWED.get((name, state.value))
    if end is None:
        with pytest.raises(WrongStateError):
            LIFE.take(name, entry, by=SYSTEM, now=NOW)
        assert entry.state is state
    else:
        LIFE.take(name, entry, by=SYSTEM, now=NOW)
        assert entry.state == end
