"""From several experts to one figure."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import Aggregation
from scoring.aggregate import judged_part, kept
from tests.scoring.cases import judged

PLAN = judged("plan", 25)
MARKS = st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 25).map(Decimal), min_size=1)


def sheets(**marks):
    return {expert: {"plan": Decimal(points)} for expert, points in marks.items()}


def mean(given_marks, how=Aggregation.MEAN):
    return judged_part(given_marks, kept(given_marks, how), PLAN, how, 2)


def test_the_example_of_the_page():
    part = mean(sheets(e1=20, e2=21, e3=21, e4=22, e5=23))
    assert (str(part.points), part.formula) == ("21.40", "judged-mean-v1")
    assert [m["points"] for m in part.evidence["marks"]] == ["20", "21", "21", "22", "23"]


def test_the_mean_is_rounded_once_half_up():
    assert mean(sheets(a="20.01", b="20.02")).points == Decimal("20.02")  # 20.015
    assert mean(sheets(a=20, b=20, c=21)).points == Decimal("20.33")


@given(MARKS)
def test_the_mean_lies_between_the_marks(marks):
    points = mean({e: {"plan": p} for e, p in marks.items()}).points
    assert min(marks.values()) <= points <= max(marks.values())


@given(MARKS, st.sampled_from("abcdefg"), st.integers(0, 25))
def test_a_higher_mark_is_never_fewer_points(marks, expert, more):
    if expert not in marks:
        return
    raised = {**marks, expert: max(marks[expert], Decimal(more))}
    of = [mean({e: {"plan": p} for e, p in m.items()}).points for m in (marks, raised)]
    assert of[0] <= of[1]


def test_trimming_leaves_out_whole_experts_by_their_sums():
    given_marks = {
        "a": {"plan": Decimal(25), "team": Decimal(0)},
        "b": {"plan": Decimal(20), "team": Decimal(10)},
        "c": {"plan": Decimal(10), "team": Decimal(13)},
        "d": {"plan": Decimal(24), "team": Decimal(12)},
    }
    assert kept(given_marks, Aggregation.TRIMMED) == ("a", "b")  # c: 23 is lowest, d: 36 highest
    part = mean(given_marks, Aggregation.TRIMMED)
    assert (part.points, part.formula) == (Decimal("22.50"), "judged-trimmed-v1")
    assert [m["counted"] for m in part.evidence["marks"]] == [True, True, False, False]


@pytest.mark.parametrize("order", ["abc", "cba", "bca"])
def test_equal_sums_are_trimmed_by_key_in_any_order(order):
    given_marks = {e: {"plan": Decimal(20)} for e in order}
    assert kept(given_marks, Aggregation.TRIMMED) == ("c",)
