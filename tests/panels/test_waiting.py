"""What waits for experts and units on the way of a panel."""

import pytest

from app.panels import actions, waiting
from app.panels import queries as panel_queries
from tests.panels import scenes
from tests.panels.scenes import DRAWN, SCORED


@pytest.fixture
def request_(app):
    with app.test_request_context(method="POST"):
        yield


def titles(actor) -> list[str]:
    return [t.title.split("：")[0] for t in waiting.waiting(actor, SCORED)]


def test_the_unit_draws_then_reports(db, set_clock, request_):
    scene = scenes.opened(set_clock)
    assert titles(scene.buyer) == []
    scenes.qualify(scene)
    assert titles(scene.buyer) == ["抽取评审小组"]
    for number in range(1, 6):
        scenes.expert(number)
    actions.form(scene.call, size=5, by=scene.buyer, now=DRAWN)
    assert titles(scene.buyer) == []
    scenes.score(scene)
    assert titles(scene.buyer) == ["出评审报告"]


def test_the_expert_answers_then_scores_then_has_nothing_to_do(db, set_clock, request_):
    scene = scenes.paneled(set_clock)
    member = scenes.panel_of(scene).members[0]
    by = scenes.actor_of(member)
    assert titles(by) == ["请您参加评审"]
    actions.accept(member, seen=True, tied=False, by=by, now=SCORED)
    scene.call.unit  # noqa: B018 -- as on a page, everything is loaded again
    assert titles(by) == ["打分"]
    for sheet in panel_queries.sheets(member):
        full = {"plan": ("25", ""), "team": ("15", ""), "safety": ("10", "")}
        actions.save_marks(sheet, full, now=SCORED)
        actions.sign(sheet, by=by, now=SCORED)
    assert titles(by) == []


def test_an_empty_seat_waits_for_the_unit(db, set_clock, request_):
    scene = scenes.paneled(set_clock, pool=5)
    member = scenes.panel_of(scene).members[0]
    actions.recuse(member, "生病", by=scenes.actor_of(member), now=SCORED)
    assert titles(scene.buyer) == ["为空席补抽"]
