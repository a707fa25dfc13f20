"""The grade on the day of the deadline."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from scoring import GradeFact, Standing
from scoring.grade import grade_part, problems
from tests.scoring.cases import DAY, SCHEME, codes, grade

CRITERION = SCHEME.criteria[0]


def part(fact):
    return grade_part(fact, CRITERION, SCHEME)


@pytest.mark.parametrize(
    ("since", "until", "standing", "points"),
    [
        (date(2024, 5, 21), date(2029, 5, 20), Standing.VALID, "10.00"),
        (date(2021, 5, 21), DAY, Standing.VALID, "10.00"),
        (DAY, date(2031, 1, 1), Standing.VALID, "10.00"),
        (date(2021, 5, 21), date(2026, 11, 12), Standing.LAPSED, "0.00"),
        (date(2026, 11, 14), date(2031, 1, 1), Standing.NOT_YET, "0.00"),
        (None, None, Standing.VALID, "10.00"),
    ],
)
def test_the_day_decides(since, until, standing, points):
    fact = grade("5A", "2024-051", since, until)
    assert fact.standing is standing
    assert str(part(fact).points) == points


def test_none_is_none():
    found = part(GradeFact(None, None, None, None, DAY))
    assert (found.points, found.evidence["standing"]) == (Decimal(0), "none")


def test_a_grade_without_published_points_gives_none():
    assert (
        grade_part(grade("1A"), CRITERION, replace(SCHEME, grade_points={"5A": Decimal(10)})).points
        == 0
    )


def test_the_part_keeps_grade_certificate_and_day():
    evidence = part(grade("4A", "2021-033", date(2021, 10, 15), date(2026, 10, 14))).evidence
    assert evidence["grade"] == "4A"
    assert evidence["certificate_no"] == "2021-033"
    assert evidence["valid_until"] == "2026-10-14"
    assert evidence["on"] == "2026-11-13"
    assert evidence["standing"] == "lapsed"


def test_a_strange_grade_and_another_day_are_refused():
    assert codes(problems(grade("6A"), CRITERION, "b", DAY)) == ["grade-unknown"]
    assert codes(problems(grade("5A"), CRITERION, "b", date(2026, 11, 14))) == [
        "grade-of-another-day"
    ]
