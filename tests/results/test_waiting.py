"""What waits for the unit on the way of a result, with the days of the law."""

from datetime import datetime

import pytest

from app import clock
from app.results import actions, waiting
from tests import register
from tests.panels import scenes
from tests.panels.scenes import SCORED

DECIDED = datetime(2026, 12, 1, 9, tzinfo=clock.SHANGHAI)
OVER = datetime(2026, 12, 8, 9, tzinfo=clock.SHANGHAI)


@pytest.fixture(autouse=True)
def _page(app):
    with app.test_request_context(method="POST"):
        yield


def tasks(actor, now=DECIDED):
    return list(waiting.waiting(actor, now))


def titles(actor, now=DECIDED) -> list[str]:
    return [t.title.split("：")[0] for t in tasks(actor, now)]


def test_the_unit_checks_decides_and_confirms(db, set_clock):
    scene = scenes.opened(set_clock)
    assert titles(scene.buyer) == ["审查资格"]
    scenes.qualify(scene)
    assert titles(scene.buyer) == []
    for number in range(1, 6):
        scenes.expert(number)
    scenes.panels.form(scene.call, size=5, by=scene.buyer, now=scenes.DRAWN)
    scenes.score(scene)
    actions.compute(scene.call, by=scene.buyer, now=SCORED)
    (decide,) = tasks(scene.buyer)
    assert decide.title.startswith("确认成交")
    # Reported on Monday 30 November: five working days after it.
    assert decide.due_at == datetime(2026, 12, 7, 17, 30, tzinfo=clock.SHANGHAI)
    first = actions.ranked(scene.call.id).rows[0]
    winner = next(s for s in scene.submissions if str(s.id) == first.key)
    actions.award(scene.call, winner, by=scene.buyer, now=DECIDED)
    assert titles(scene.buyer) == []
    assert titles(scene.buyer, OVER) == ["确认结果"]


def test_an_objection_waits_for_whoever_did_not_decide(db, set_clock):
    scene = scenes.ranked(set_clock)
    rows = actions.ranked(scene.call.id).rows
    first, second = (next(s for s in scene.submissions if str(s.id) == r.key) for r in rows[:2])
    actions.award(scene.call, first, by=scene.buyer, now=DECIDED)
    by = register.actor(scene.people[second.organization.name])
    actions.object_to(scene.call, second.organization, text="算错了", by=by, now=DECIDED)
    assert titles(scene.buyer, OVER) == []
    (answer,) = tasks(scene.reviewer)
    assert answer.due_at == datetime(2026, 12, 10, 17, 30, tzinfo=clock.SHANGHAI)
