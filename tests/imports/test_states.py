"""Every step from every state: nothing is written twice, nothing bad is written."""

from dataclasses import dataclass

import pytest

from app.errors import WrongStateError
from app.imports.states import LIFE, RunState
from app.permissions import SYSTEM
from tests.conftest import NOW

ALLOWED = {
    ("accept", "checking"): "ready",
    ("reject", "checking"): "bad",
    ("reject", "ready"): "bad",
    ("reject", "writing"): "bad",
    ("queue", "ready"): "writing",
    ("write", "ready"): "done",
    ("write", "writing"): "done",
    ("drop", "ready"): "dropped",
}


@dataclass
class Run:
    state: RunState
    id: None = None


@pytest.mark.parametrize("state", list(RunState))
@pytest.mark.parametrize("name", sorted({name for name, _ in ALLOWED}))
def test_every_step_from_every_state(db, name, state):
    run = Run(state)
    end = ALLOWED.get((name, state.value))
    if end is None:
        with pytest.raises(WrongStateError):
            LIFE.take(name, run, by=SYSTEM, now=NOW)
    else:
        LIFE.take(name, run, by=SYSTEM, now=NOW)
        assert run.state == end
