"""Who has the baton, and the dates of every step."""

from datetime import timedelta

import pytest

from app import clock
from app.calls import labels, queries, story
from app.calls.states import CallState, Phase
from app.law import cite


def steps(call, now):
    return story.timeline(call, queries.law_of(call, clock.local_date(now)), now)


def when(call, now, index):
    return steps(call, now)[index].when


def test_a_draft_is_with_its_unit(draft, now):
    found = story.holder(draft, now)
    assert found.previous is None
    assert "区民政局" in found.current.who


def test_an_open_call_is_with_the_organizations_until_its_deadline(call, now):
    found = story.holder(call, now)
    assert "12月8日（周二）15:00" in found.current.when
    assert "15:30" in found.following.when


def test_the_very_deadline_hands_it_to_the_openers(call):
    before = story.holder(call, call.deadline_at - timedelta(seconds=1))
    after = story.holder(call, call.deadline_at)
    assert after.current == before.following


@pytest.mark.parametrize("state", [s for s in CallState if s is not CallState.DRAFT])
def test_there_is_always_somebody(call, now, state):
    call.state = state
    assert story.holder(call, now).current.who


@pytest.mark.parametrize("phase", list(Phase))
def test_every_phase_has_its_place(phase):
    assert phase in story._REACHED
    assert (phase in story.LANE_OF) is (phase not in (Phase.FAILED, Phase.CANCELLED))


@pytest.mark.parametrize(
    ("state", "days_before", "last"),
    [
        (CallState.CANCELLED, 13, "公告发布"),
        (CallState.CANCELLED, 1, "公布答疑"),
        (CallState.CANCELLED, 0, "提交响应文件"),
        (CallState.FAILED, -1, "开启"),
    ],
)
def test_the_line_of_a_call_without_a_result_breaks_off_where_it_ended(
    call, now, state, days_before, last
):
    call.state = state
    call.closed_at = call.deadline_at - timedelta(days=days_before)
    *before, end = steps(call, call.closed_at + timedelta(days=30))
    assert {s.state for s in (*before, end)} == {"done"}
    assert end.name == labels.STATES[f"call.{state}"]
    assert before[-1].name == last


def test_exactly_one_step_is_the_present_one(call, now):
    assert [s.state for s in steps(call, now)].count("now") == 1


def test_steps_before_it_are_done_and_after_it_are_not(call, now):
    last_day = call.deadline_at - timedelta(days=1)
    states = [s.state for s in steps(call, last_day)]
    assert states == ["done"] * 3 + ["now"] + ["next"] * 6


def test_questions_that_may_still_be_asked_are_not_done(call, now):
    assert now < call.questions_until
    assert [s.state for s in steps(call, now)][:4] == ["done", "next", "next", "now"]


def test_the_publicity_period_is_counted_in_working_days(call, now):
    # Opened on Tuesday 8 December: five working days from Wednesday the 9th.
    assert "12月9日—12月15日" in when(call, now, 8)


def test_a_date_in_a_year_without_calendar_is_words(call, now):
    call.deadline_at = clock.at_local(now.date().replace(month=12, day=30), 15)
    call.opening_at = call.deadline_at + timedelta(minutes=30)
    said = when(call, now, 8)
    assert "2027" in said
    assert "1月" not in said
    assert story.needs_calendar(call, queries.law_of(call)) == 2027


def test_the_decision_is_due_five_working_days_after_the_report(call, now):
    call.state = CallState.RANKED
    call.reported_at = clock.at_local(now.date(), 16)
    assert "12月1日" in story.holder(call, now).current.when


def test_every_cited_step_has_an_article_of_the_book(call, now):
    assert all(cite(s.law).label for s in steps(call, now) if s.law)
