"""What is wrong with marks."""

from dataclasses import replace
from decimal import Decimal

import pytest

from scoring import Mark
from scoring.marks import problems
from tests.scoring.cases import SMALL, codes, judged, sheet

GOOD = [
    *sheet("a", 50, 15),
    *sheet("b", 40, 10),
    *sheet("a", 45, 12, "e2"),
    *sheet("b", 41, 11, "e2"),
]


def found(marks, scheme=SMALL, **more):
    return problems(scheme, ("a", "b"), marks, **more)


def test_a_full_set_is_right():
    assert found(GOOD) == []


def test_a_missing_mark_is_named_and_never_zero():
    (problem,) = found(GOOD[:-1])
    assert (problem.code, problem.criterion) == ("mark-missing", "team")
    assert problem.detail == {"expert": "e2", "bid": "b"}


def test_an_expert_who_skips_a_bid_is_missed():
    assert codes(found(GOOD[:-2])) == ["mark-missing", "mark-missing"]


def test_no_experts_at_all():
    assert codes(found([])) == ["no-experts", "no-experts"]


@pytest.mark.parametrize(
    ("mark", "code"),
    [
        (Mark("e1", "a", "plan", Decimal("60.01")), "mark-out-of-range"),
        (Mark("e1", "a", "plan", Decimal(-1)), "mark-out-of-range"),
        (Mark("e1", "a", "plan", Decimal("NaN")), "mark-out-of-range"),
        (Mark("e1", "a", "plan", Decimal("50.005")), "mark-too-fine"),
    ],
)
def test_an_impossible_mark_is_refused_at_its_cell(mark, code):
    (problem,) = found([mark, *GOOD[1:]])
    assert (problem.code, problem.criterion) == (code, "plan")
    assert (problem.detail["expert"], problem.detail["bid"]) == ("e1", "a")


@pytest.mark.parametrize(
    ("mark", "code"),
    [
        (Mark("e1", "a", "plan", Decimal(50)), "mark-twice"),
        (Mark("e1", "a", "price", Decimal(5)), "criterion-not-judged"),
        (Mark("e1", "a", "charm", Decimal(5)), "criterion-unknown"),
        (Mark("e1", "z", "plan", Decimal(5)), "bid-unknown"),
    ],
)
def test_a_mark_that_has_no_cell_is_refused(mark, code):
    assert codes(found([*GOOD, mark])) == [code]


def test_marks_keep_to_the_step():
    halves = replace(SMALL, criteria=(judged("plan", 60, step="0.5"), *SMALL.criteria[1:]))
    assert codes(found([*sheet("a", "50.5", 15), *GOOD[2:]], halves)) == []
    assert codes(found([*sheet("a", "50.2", 15), *GOOD[2:]], halves)) == ["mark-off-step"]


def test_marks_of_a_rejected_bid_may_stay_and_need_not_be_full():
    assert found([*GOOD, Mark("e1", "z", "plan", Decimal(5))], rejected={"z"}) == []


def test_who_marks_what_can_be_assigned():
    split = [*sheet("a", 50, 15, "e1"), *sheet("b", 40, 10, "e2")]
    assigned = {"a": {"e1"}, "b": {"e2"}}
    assert found(split, assigned=assigned) == []
    strange = [*split, Mark("e2", "a", "plan", Decimal(1))]
    assert codes(found(strange, assigned=assigned)) == ["expert-not-assigned"]
    assert codes(found(split)) == ["mark-missing"] * 4


def test_the_order_of_marks_does_not_change_the_list():
    wrong = [*GOOD[1:], Mark("e1", "z", "plan", Decimal(5)), Mark("e1", "a", "plan", Decimal(99))]
    assert found(wrong) == found(wrong[::-1])
