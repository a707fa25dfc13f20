"""First times, by the words of the rule: properties over any history."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.awards import rules
from app.law import Override, Track, law_at
from app.organizations.rules import rank, registration_level
from app.organizations.states import GradeMethod
from tests import register

ON = date(2026, 11, 24)
DISTRICT = {"first_award_levels": [Override(date(2025, 1, 1), ["county"], "本区办法")]}
HERE = law_at(ON, Track.SUB, DISTRICT)


def grade(level, year, method=None):
    return register.grade(level, date(year, 1, 1), method=method)


def levels(grades, *, after_higher=False):
    return [g.level for g in rules.first_times(grades, after_higher=after_higher)]


def test_each_step_up_is_a_first_time_and_the_same_grade_again_is_not():
    assert levels([grade("3A", 2011), grade("4A", 2016), grade("4A", 2021)]) == ["3A", "4A"]


def test_a_5a_at_once_is_one_award_not_three():
    assert levels([grade("5A", 2020)]) == ["5A"]


def test_a_lower_grade_after_a_higher_one_is_a_parameter_of_the_district():
    history = [grade("5A", 2016), grade("4A", 2021)]
    assert levels(history) == ["5A"]
    assert levels(history, after_higher=True) == ["5A", "4A"]


def test_a_downgrade_is_nobodys_first_time_and_uses_the_first_time_up():
    history = [grade("4A", 2016), grade("3A", 2018, GradeMethod.DOWNGRADE), grade("3A", 2024)]
    assert levels(history) == ["4A"]
    assert levels(history, after_higher=True) == ["4A"]


HISTORY = st.lists(
    st.tuples(st.sampled_from(["1A", "2A", "3A", "4A", "5A"]), st.booleans()), max_size=8
)


@given(HISTORY, st.booleans())
def test_no_grade_is_awarded_twice_and_what_comes_later_takes_nothing_back(rows, after_higher):
    grades = [
        grade(level, 2000 + n, GradeMethod.DOWNGRADE if down and n else None)
        for n, (level, down) in enumerate(rows)
    ]
    found = rules.first_times(grades, after_higher=after_higher)
    names = [g.level for g in found]
    assert len(names) == len(set(names))
    earlier = rules.first_times(grades[:-1], after_higher=after_higher)
    assert found[: len(earlier)] == earlier
    if not after_higher:
        assert [rank(n) for n in names] == sorted(rank(n) for n in names)


def test_the_level_of_registration_and_the_grade_are_asked_with_their_articles():
    assert list(rules.entitlement("3A", "county", HERE)) == []
    found = [(f.code, f.law) for f in rules.entitlement("2A", "city", HERE)]
    assert found == [
        ("grade-award-no-such-grade", "SUP/A072"),
        ("grade-award-other-level", "SUP/A073"),
    ]


def test_before_the_district_wrote_its_own_rule_the_example_of_a_city_holds():
    before = law_at(date(2024, 12, 31), Track.SUB, DISTRICT)
    assert [f.code for f in rules.entitlement("3A", "county", before)] == [
        "grade-award-other-level"
    ]


@pytest.mark.parametrize(
    ("division", "level"),
    [("990106", "county"), ("990100", "city"), ("990000", "province"), ("100000", "ministry")],
)
def test_the_division_in_the_code_says_where_it_is_registered(division, level):
    assert registration_level(f"52{division}MJ81T06280") == level


def test_nothing_is_paid_for_a_cancelled_or_lapsed_grade_or_on_the_serious_list():
    good, gone = register.grade("3A"), register.grade("4A", cancelled_on=date(2026, 1, 1))
    old = register.grade("3A", date(2015, 1, 1))

    def codes(one, *, serious=False):
        return [f.code for f in rules.payable(one, [one], serious=serious, on=ON)]

    assert codes(good) == []
    assert codes(gone) == ["grade-award-grade-cancelled"]
    assert codes(old) == ["grade-award-grade-lapsed"]
    assert codes(good, serious=True) == ["grade-award-serious-list"]


def test_a_grade_replaced_by_a_better_one_may_still_be_paid():
    first, second = register.grade("3A", date(2024, 1, 1)), register.grade("4A", date(2026, 1, 1))
    assert list(rules.payable(first, [first, second], serious=False, on=ON)) == []
    assert first.valid_until + timedelta(days=1) > ON
