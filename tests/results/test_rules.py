"""Publicity across holidays, the order of awards, objections: the rules alone."""

from datetime import date, datetime
from uuid import uuid4

import pytest

from app import clock
from app.errors import Finding
from app.law import Calendar, CalendarNotAnnouncedError, Track, law_at
from app.results import rules

CALENDAR = Calendar.shipped()
SUB = law_at(date(2026, 9, 1), Track.SUB)


def local(*at: int) -> datetime:
    return datetime(*at, tzinfo=clock.SHANGHAI)


@pytest.mark.parametrize(
    ("begins", "ends"),
    [
        # The first day counts; 1 to 7 October off, Saturday the 10th is worked.
        (date(2026, 9, 30), date(2026, 10, 12)),
        (date(2026, 9, 28), date(2026, 10, 9)),
        (date(2026, 9, 29), date(2026, 10, 10)),
        # Sunday 20 September is worked; the 25th to the 27th are off.
        (date(2026, 9, 18), date(2026, 9, 23)),
        (date(2026, 9, 21), date(2026, 9, 28)),
        # Begun on a day off: the next working day is the first.
        (date(2026, 10, 1), date(2026, 10, 13)),
        (date(2026, 2, 13), date(2026, 2, 26)),
        (date(2026, 11, 24), date(2026, 11, 30)),
    ],
)
def test_publicity_lasts_five_working_days_and_the_first_counts(begins, ends):
    assert rules.publicity_end(begins, SUB, CALENDAR) == local(
        ends.year, ends.month, ends.day, 17, 30
    )


def test_a_year_without_a_calendar_is_refused_and_not_guessed():
    with pytest.raises(CalendarNotAnnouncedError) as refused:
        rules.publicity_end(date(2026, 12, 30), SUB, CALENDAR)
    found = rules.unannounced(refused.value)
    assert (found.code, found.detail["year"]) == ("result-year-not-announced", 2027)


def test_the_days_left_run_on_the_day_after_the_answer():
    until = local(2026, 10, 12, 17, 30)  # begun on 30 September
    left = rules.days_left(date(2026, 9, 30), until, CALENDAR)
    assert left == 4
    assert rules.resumed(date(2026, 10, 9), left, CALENDAR) == local(2026, 10, 14, 17, 30)
    assert rules.resumed(date(2026, 9, 30), left, CALENDAR) == until  # answered at once


def test_on_the_last_day_nothing_is_left_after_the_day_of_the_answer():
    until = local(2026, 11, 30, 17, 30)
    left = rules.days_left(date(2026, 11, 30), until, CALENDAR)
    assert left == 0
    assert rules.resumed(date(2026, 12, 2), left, CALENDAR) == local(2026, 12, 2, 17, 30)


def test_a_deadline_at_midnight_belongs_to_the_day_it_ends():
    assert rules.legal_day(clock.end_of(date(2026, 11, 27))) == date(2026, 11, 27)
    assert rules.legal_day(clock.at_local(date(2026, 11, 27), 15)) == date(2026, 11, 27)


PLACES = {"a": 1, "b": 2, "c": 2}


@pytest.mark.parametrize(
    ("chosen", "cause", "reason", "codes"),
    [
        ("a", "", "", []),
        ("b", "", "", ["award-out-of-order", "award-reason-missing"]),
        ("b", "gave-up", "", ["award-reason-missing"]),
        ("b", "because", "一份函", ["award-out-of-order"]),
        ("b", "gave-up", "一份函", []),
    ],
)
def test_whoever_is_passed_over_needs_cause_and_reason(chosen, cause, reason, codes):
    found = rules.order(PLACES, chosen, cause=cause, reason=reason, track=Track.SUB)
    assert [f.code for f in found] == codes


def test_level_places_need_a_draw():
    found = rules.order({"a": 1, "b": 1}, "a", cause="", reason="", track=Track.GP)
    assert next((f.code, f.law) for f in found) == ("award-tied", "GPR/43")


FOUND = (Finding("abnormal-list", law="NKG/R-CRD-09"),)


@pytest.mark.parametrize(
    ("passed", "findings", "note", "law", "codes"),
    [
        (True, (), "", "", []),
        (False, FOUND, "", "", []),
        (False, (), "", "GPL/22", ["reject-reason-missing"]),
        (False, (), "盖章是假的", "", ["reject-law-missing"]),
        (False, (), "盖章是假的", "GPL/22", []),
        (True, FOUND, "", "", ["pass-reason-missing"]),
        (True, FOUND, "已于截止前移出", "", []),
    ],
)
def test_a_decision_needs_a_finding_or_a_reason_with_its_article(
    passed, findings, note, law, codes
):
    found = rules.decision(passed=passed, findings=findings, note=note, law=law)
    assert [f.code for f in found] == codes


def test_an_objection_is_raised_in_time_once_and_with_words():
    found = rules.objection("", "", open_already=True, in_publicity=False)
    codes = [f.code for f in found]
    assert codes == ["objection-not-now", "objection-open-already", "objection-empty"]
    long = rules.objection("x" * 2001, "", open_already=False, in_publicity=True)
    assert [f.code for f in long] == ["objection-too-long"]
    assert not list(rules.objection("分数算错", "", open_already=False, in_publicity=True))


def test_whoever_decided_does_not_answer():
    me = uuid4()
    assert [f.code for f in rules.answerer(me, me)] == ["objection-two-people"]
    assert not list(rules.answerer(me, uuid4()))
    assert not list(rules.answerer(None, me))
