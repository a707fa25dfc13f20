"""The linter of schemes."""

from dataclasses import replace
from decimal import Decimal

import pytest

from scoring import Aggregation, Criterion, Kind, Level, check
from scoring.criteria import structure
from tests.scoring.cases import SCHEME, SMALL, codes, judged


def found(scheme, **limits):
    return codes(check(scheme, **{"total": Decimal(100), **limits}))


def changed(key, **values):
    criteria = tuple(replace(c, **values) if c.key == key else c for c in SCHEME.criteria)
    return replace(SCHEME, criteria=criteria)


def test_the_scheme_of_the_page_is_right():
    assert found(SCHEME, price_floor=Decimal(10)) == []


def test_weights_add_up_to_the_total_and_the_sum_is_said():
    (problem,) = check(changed("fit", points=Decimal(9)), total=Decimal(100))
    assert (problem.code, problem.criterion) == ("total-wrong", None)
    assert problem.detail == {"points": Decimal(99), "total": Decimal(100)}


def test_keys_and_computed_kinds_stand_once():
    twice = replace(
        SMALL, criteria=(*SMALL.criteria, Criterion("price", Kind.PRICE, "p", Decimal(5)))
    )
    assert found(twice) == ["key-twice", "kind-twice", "total-wrong"]


def test_a_price_floor_is_a_share_of_the_total():
    assert found(SCHEME, price_floor=Decimal("10.01")) == ["price-too-low"]
    assert found(SCHEME, price_cap=Decimal("9.99")) == ["price-too-high"]


def test_no_price_at_all_is_below_the_floor():
    free = replace(SMALL, criteria=(judged("plan", 100),))
    assert found(free, price_floor=Decimal(10)) == ["price-too-low"]
    assert found(free) == []


def test_the_track_says_whether_fit_grade_and_trimming_may_count():
    assert found(SCHEME, fit_allowed=False) == ["fit-forbidden"]
    assert found(SCHEME, grade_cap=Decimal(3)) == ["grade-too-high"]
    trimmed = replace(SCHEME, aggregation=Aggregation.TRIMMED)
    assert found(trimmed) == ["trimming-forbidden"]
    assert found(trimmed, trim_allowed=True) == []


@pytest.mark.parametrize(
    ("bands", "codes_found"),
    [
        ([], ["levels-missing"]),
        ([(0, 12), (12, 25)], []),
        ([(12, 25), (0, 12)], []),
        ([(0, 12), (13, 25)], ["levels-gap"]),
        ([(0, 12), (11, 25)], ["levels-overlap"]),
        ([(0, 25), (0, 25)], ["levels-overlap"]),
        ([(1, 25)], ["levels-start"]),
        ([(0, 24)], ["levels-end"]),
        ([(0, 30)], ["levels-end"]),
    ],
)
def test_levels_cover_all_points_once(bands, codes_found):
    made = tuple(Level(Decimal(low), Decimal(high), "有排班表和替班办法") for low, high in bands)
    assert found(changed("plan", levels=made)) == codes_found


def test_whole_marks_may_have_levels_one_step_apart():
    made = (Level(Decimal(0), Decimal(12), "没有"), Level(Decimal(13), Decimal(25), "有"))
    assert found(changed("plan", levels=made, settings={"step": "1"})) == []


def test_a_level_says_something_and_is_the_right_way_up():
    made = (Level(Decimal(0), Decimal(25), " "),)
    assert found(changed("plan", levels=made)) == ["level-without-text"]
    assert "level-upside-down" in found(
        changed("plan", levels=(Level(Decimal(25), Decimal(0), "x"),))
    )
    assert found(changed("plan", levels=(Level(Decimal("NaN"), Decimal(25), "x"),))) == [
        "level-not-a-number"
    ]


def test_computed_criteria_have_no_levels():
    assert found(changed("fit", levels=(Level(Decimal(0), Decimal(10), "x"),))) == ["levels-unused"]


@pytest.mark.parametrize("points", ["0", "-1", "NaN", "Infinity"])
def test_points_are_positive_numbers(points):
    wrong = replace(SMALL, criteria=(Criterion("price", Kind.PRICE, "p", Decimal(points)),))
    assert "points-not-positive" in codes(structure(wrong))


def test_points_have_the_places_of_the_scheme():
    assert "too-many-places" in found(changed("fit", points=Decimal("10.005")))


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ({}, "grade-points-missing"),
        ({"6A": Decimal(1)}, "grade-unknown"),
        ({"5A": Decimal(11)}, "grade-points-out-of-range"),
        ({"5A": Decimal(5), "4A": Decimal(6)}, "grade-points-out-of-order"),
        ({"5A": Decimal("5.001")}, "too-many-places"),
    ],
)
def test_the_table_of_grades_is_checked(table, code):
    assert found(replace(SCHEME, grade_points=table)) == [code]


def test_half_life_and_kappa_are_asked_for_where_the_record_counts():
    assert found(replace(SCHEME, half_life_days=None, kappa=None)) == [
        "half-life-wrong",
        "kappa-wrong",
    ]
    assert found(replace(SCHEME, half_life_days=0, kappa=Decimal(0))) == [
        "half-life-wrong",
        "kappa-wrong",
    ]
    assert found(SMALL) == []


@pytest.mark.parametrize("step", ["0", "-1", "x", "NaN", "26"])
def test_a_step_must_be_a_step(step):
    assert "step-wrong" in found(changed("plan", settings={"step": step}))
