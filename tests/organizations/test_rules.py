"""Credit codes, grades and credit events, as of any day."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.organizations.rules import (
    code_findings,
    code_of,
    credit_at,
    grade_at,
    inner_check,
    people_findings,
    pinyin,
)
from app.organizations.states import OrganizationType

GOOD = "52990106MJ81T06280"
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def codes(code: str, kind: OrganizationType | None = None) -> list[str]:
    return [f.code for f in code_findings(code, kind)]


@dataclass(frozen=True)
class Grade:
    level: str
    awarded_on: date
    valid_until: date
    cancelled_on: date | None = None


@dataclass(frozen=True)
class Event:
    decided_on: date
    lifted_on: date | None = None


def test_a_right_code_has_no_findings():
    assert codes(GOOD) == []
    assert codes(GOOD, OrganizationType.SERVICE) == []


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        (GOOD[:-1], "uscc-length"),
        (GOOD[:-1] + "I", "uscc-characters"),
        ("52A90106MJ81T06280", "uscc-characters"),
        (GOOD[:-1] + "1", "uscc-check"),
        ("91350100M000100Y43", "uscc-not-civil-affairs"),
    ],
)
def test_a_wrong_code_says_what_is_wrong(wrong, expected):
    assert codes(wrong) == [expected]


def test_the_inner_code_is_checked_as_well():
    assert inner_check("MJ81T062") == GOOD[16]
    # One of these has the right outer character, and then character 17 is noticed.
    said = [codes(f"52990106MJ81T0627{c}") for c in "0123456789ABCDEFGHJKLMNPQRTUWXY"]
    assert said.count(["uscc-inner-check"]) == 1
    assert [] not in said


def test_the_type_must_match_the_prefix():
    assert codes(GOOD, OrganizationType.SOCIETY) == ["uscc-other-type"]


def test_the_two_published_examples_pass_the_outer_checks():
    assert codes("11120000000125735B") == ["uscc-not-civil-affairs"]


@given(st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"), st.integers(0, 17))
def test_every_single_slip_is_noticed(letter, place):
    changed = GOOD[:place] + letter + GOOD[place + 1 :]
    assert (codes(changed) == []) == (changed == GOOD)


def test_a_pasted_code_is_read():
    assert code_of(" 52 990106 mj81t0628 0\n") == GOOD


def test_a_grade_is_valid_on_both_its_days():
    held = Grade("4A", date(2021, 3, 1), date(2026, 2, 28))
    assert grade_at([held], date(2021, 3, 1)) is held
    assert grade_at([held], date(2026, 2, 28)) is held
    assert grade_at([held], date(2021, 2, 28)) is None
    assert grade_at([held], date(2026, 3, 1)) is None


def test_a_worse_new_grade_replaces_the_better_old_one():
    old = Grade("5A", date(2022, 1, 1), date(2026, 12, 31))
    new = Grade("3A", date(2024, 1, 1), date(2028, 12, 31), cancelled_on=date(2025, 1, 1))
    assert grade_at([old, new], date(2023, 12, 31)) is old
    assert grade_at([old, new], date(2024, 1, 1)) is new
    assert grade_at([old, new], date(2025, 1, 1)) is None


@given(
    st.lists(
        st.tuples(st.sampled_from("12345"), DAYS, st.integers(0, 2000), st.none() | DAYS),
        unique_by=lambda row: row[1],
    ),
    DAYS,
)
def test_the_grade_of_a_day_is_what_a_diary_would_say(rows, day):
    grades = [
        Grade(f"{n}A", start, start + timedelta(days=length), gone)
        for n, start, length, gone in rows
    ]
    # The slow oracle: walk through the days and keep the certificate on the wall.
    wall = None
    for grade in sorted(grades, key=lambda g: (g.awarded_on, g.level, g.valid_until)):
        if grade.awarded_on <= day:
            wall = grade
    if wall and (wall.valid_until < day or (wall.cancelled_on and wall.cancelled_on <= day)):
        wall = None
    assert grade_at(grades, day) == wall


def test_a_credit_event_is_gone_on_the_day_it_is_lifted():
    event = Event(date(2026, 10, 8), date(2026, 11, 20))
    assert credit_at([event], date(2026, 10, 7)) == []
    assert credit_at([event], date(2026, 10, 8)) == [event]
    assert credit_at([event], date(2026, 11, 19)) == [event]
    assert credit_at([event], date(2026, 11, 20)) == []


def test_parts_of_the_staff_do_not_exceed_it():
    found = people_findings(staff=3, full_time_staff=4, certified_social_workers=5)
    assert [f.field for f in found] == ["full_time_staff", "certified_social_workers"]


def test_names_are_sorted_by_sound():
    assert sorted(["青禾", "安康", "同心"], key=pinyin) == ["安康", "青禾", "同心"]
