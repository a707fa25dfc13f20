"""Who may be downgraded, how long that bars, and which reminder is due."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.grades import rules
from app.grades.rules import Decision
from app.grades.states import DecisionKind
from app.law import Track, law_at
from tests import register

ON = date(2026, 11, 24)
LAW = law_at(ON, Track.SUB)
KIND = DecisionKind


def decision(kind=KIND.DOWNGRADE, **more):
    return Decision(**({"kind": kind, "reason": "理由", "document": "1号", "level": "3A"} | more))


def codes(grade, said, counting=None, on=ON):
    found = rules.decision_findings(said, grade, counting or grade, on=on)
    return [f.code for f in found]


def test_only_the_certificate_that_counts_is_decided_about():
    grade, newer = register.grade("4A"), register.grade("5A", date(2025, 1, 1))
    assert codes(grade, decision(), newer) == ["grade-not-in-force"]
    assert codes(grade, decision()) == []


def test_a_downgrade_goes_down():
    assert codes(register.grade("3A"), decision(level="3A")) == ["downgrade-not-lower"]
    assert codes(register.grade("3A"), decision(level="5A")) == ["downgrade-not-lower"]
    assert codes(register.grade("3A"), decision(level=None)) == ["downgrade-not-lower"]
    assert codes(register.grade("1A"), decision(level=None)) == ["downgrade-lowest"]


def test_nothing_is_decided_on_the_first_day_so_that_every_day_has_one_answer():
    grade = register.grade("4A", ON)
    assert codes(grade, decision()) == ["grade-too-young"]
    assert codes(grade, decision(), on=ON + timedelta(days=1)) == []
    assert codes(grade, decision(KIND.KEEP)) == []


def test_a_decision_has_a_reason_and_a_document():
    assert codes(register.grade("4A"), decision(reason=" ", document="")) == [
        "grade-reason-missing",
        "grade-document-missing",
    ]


def test_a_downgrade_bars_for_two_years_and_a_cancellation_for_three():
    assert rules.ban_until(KIND.DOWNGRADE, ON, LAW) == date(2028, 11, 24)
    assert rules.ban_until(KIND.CANCEL, ON, LAW) == date(2029, 11, 24)
    assert rules.ban_until(KIND.KEEP, ON, LAW) is None


def test_reminders_come_ninety_and_thirty_days_before_and_once_after():
    until = date(2027, 6, 30)

    def due(left, *told):
        return rules.reminder(until, told, LAW, on=until - timedelta(days=left))

    assert [due(n) for n in (91, 90, 31, 30, 0, -1)] == [None, 90, 90, 30, 30, 0]
    assert due(60, 90) is None
    assert due(30, 90) == 30
    assert due(10, 30) is None
    assert due(-5, 90, 30) == 0
    assert due(-5, 90, 30, 0) is None
    assert due(-91) is None  # what lapsed long ago is no news


@given(st.lists(st.integers(0, 200), min_size=1, max_size=40, unique=True))
def test_however_seldom_it_runs_each_reminder_is_told_at_most_once_and_in_order(days):
    until, told = date(2027, 6, 30), []
    for left in sorted((150 - n for n in days), reverse=True):
        due = rules.reminder(until, told, LAW, on=until - timedelta(days=left))
        if due is not None:
            assert left <= due
            told.append(due)
    assert told == sorted(set(told), reverse=True)
