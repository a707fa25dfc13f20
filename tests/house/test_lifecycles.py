from types import SimpleNamespace

import pytest

from app.errors import WrongStateError
from app.lifecycle import Lifecycle
from app.permissions import SYSTEM
from tools import draw

LIVES = draw.lifecycles()


def cases():
    for life in LIVES:
        states = type(next(iter(life)).start)
        for state in states:
            for name in sorted({step.name for step in life}):
                yield pytest.param(life, state, name, id=f"{life.kind}-{state}-{name}")


@pytest.mark.parametrize(("life", "state", "name"), list(cases()))
def test_every_step_from_every_state(life: Lifecycle, state, name, now, monkeypatch):
    told = []
    monkeypatch.setattr("app.lifecycle._recorders", [told.append])
    thing = SimpleNamespace(state=state)
    expected = {(s.name, s.start): s.end for s in life}.get((name, state))
    if expected is None:
        with pytest.raises(WrongStateError):
            life.take(name, thing, by=SYSTEM, now=now)
        assert thing.state is state
        assert told == []
    else:
        life.take(name, thing, by=SYSTEM, now=now)
        assert thing.state is expected
        assert [(t.step, t.start, t.end) for t in told] == [(name, state, expected)]


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.kind)
def test_every_state_is_left_or_reached(life: Lifecycle):
    states = type(next(iter(life)).start)
    touched = {s.start for s in life} | {s.end for s in life}
    assert touched == set(states)


def test_the_drawn_page_is_fresh():
    assert draw.main(["--check"]) == 0
