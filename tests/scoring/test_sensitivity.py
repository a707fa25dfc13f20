"""How firm the order is."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from scipy.stats import t, ttest_1samp, ttest_rel

from scoring import Aggregation, rank
from scoring.sensitivity import (
    T975,
    firsts,
    intervals,
    leave_one_out,
    pair_gap,
    rank_ranges,
    sums,
    t975,
)
from tests.scoring.cases import BIDS, DAY, DISTRICT, MARKS, SCHEME, SHEETS, SMALL, bid, cases, sheet

PAGE = rank(SCHEME, BIDS, MARKS, on=DAY, district=DISTRICT)


def totals(key):
    return [sum(of_one) for of_one in zip(*SHEETS[key], strict=True)]


def small(bids, marks):
    return rank(SMALL, bids, marks, on=DAY)


@pytest.mark.parametrize("freedom", sorted(T975))
def test_the_printed_table_is_right(freedom):
    assert float(T975[freedom]) == pytest.approx(t.ppf(0.975, freedom), abs=5.1e-4)


def test_between_two_entries_the_wider_counts():
    assert (t975(35), t975(500)) == (T975[30], T975[120])


@pytest.mark.parametrize("key", sorted(SHEETS))
def test_intervals_are_those_of_student(key):
    found = intervals(PAGE)[key]
    fixed = float(found.total) - sum(totals(key)) / 5
    right = ttest_1samp(totals(key), 0).confidence_interval(0.95)
    assert float(found.lo) == pytest.approx(right.low + fixed, abs=0.006)
    assert float(found.hi) == pytest.approx(right.high + fixed, abs=0.006)


def test_an_interval_by_hand():
    """Sums 40 41 42 43 45: sd 1.92, half = 2.776 * 1.92354 / sqrt(5) = 2.388; another panel: * sqrt(2) = 3.377."""
    found = intervals(PAGE)["tongxin"]
    assert (found.sd, found.lo, found.hi) == (Decimal("1.92"), Decimal("82.55"), Decimal("87.33"))
    assert (found.again_lo, found.again_hi) == (Decimal("81.56"), Decimal("88.32"))
    assert sums(PAGE.row("tongxin")) == dict(
        zip(["e1", "e2", "e3", "e4", "e5"], totals("tongxin"), strict=True)
    )


def test_places_that_overlap_are_open_and_others_decided():
    found = rank_ranges(intervals(PAGE))
    assert found == {
        "tongxin": (1, 2), "qinghe": (1, 2), "qiming": (3, 3), "hefeng": (4, 4), "xinya": (5, 5),
    }  # fmt: skip


@given(cases())
def test_the_own_place_lies_in_the_range_and_the_total_in_its_interval(case):
    found = small(*case)
    by_key = intervals(found)
    for again in (False, True):
        ranges = rank_ranges(by_key, again=again)
        for row in found.rows:
            low, high = ranges[row.key]
            assert 1 <= low <= row.place <= high <= len(found.rows)
    for interval in by_key.values():
        if interval.lo is not None:
            assert (
                interval.again_lo
                <= interval.lo
                <= interval.total
                <= interval.hi
                <= interval.again_hi
            )


@given(cases())
def test_bids_that_do_not_overlap_are_decided_in_pairs_too(case):
    found = small(*case)
    by_key = intervals(found)
    for above, below in pairwise(found.rows):
        a, b = by_key[above.key], by_key[below.key]
        # Experts can differ by as much as both half-widths together, never by more. The lower halves are not cut here;
        # four figures are rounded.
        if a.lo is not None:
            half = (a.total - a.lo) + (b.total - b.lo) + Decimal("0.02")
            assert pair_gap(above, below).lo >= above.total - below.total - half


def test_a_pair_by_students_paired_test():
    first, second = PAGE.rows[:2]
    found = pair_gap(first, second)
    right = ttest_rel(totals("tongxin"), totals("qinghe")).confidence_interval(0.95)
    shift = float(found.gap) - (sum(totals("tongxin")) - sum(totals("qinghe"))) / 5
    assert float(found.lo) == pytest.approx(right.low + shift, abs=0.006)
    assert float(found.hi) == pytest.approx(right.high + shift, abs=0.006)
    assert not found.decided
    assert pair_gap(first, PAGE.rows[4]).decided


def test_strict_experts_widen_totals_but_not_pairs():
    marks = [
        m for e, bias in (("e1", 0), ("e2", 10), ("e3", 20))
        for m in (*sheet("a", 30 + bias, 10, e), *sheet("b", 28 + bias, 10, e))
    ]  # fmt: skip
    found = small([bid("a", 1), bid("b", 1)], marks)
    assert rank_ranges(intervals(found)) == {"a": (1, 2), "b": (1, 2)}
    gap = pair_gap(*found.rows)
    assert (gap.lo, gap.hi, gap.decided) == (Decimal(2), Decimal(2), True)


def test_one_expert_says_nothing_about_spread():
    found = small([bid("a", 1), bid("b", 1)], [*sheet("a", 50, 10), *sheet("b", 10, 10)])
    assert intervals(found)["a"].lo is None
    assert rank_ranges(intervals(found)) == {"a": (1, 2), "b": (1, 2)}
    assert pair_gap(*found.rows).lo is None
    assert leave_one_out(SMALL, [bid("a", 1), bid("b", 1)], sheet("a", 1, 1), found) == ()


def test_where_nothing_is_judged_nothing_is_open():
    only_price = replace(SMALL, criteria=SMALL.criteria[2:])
    found = rank(only_price, [bid("a", 1), bid("b", 2)], [], on=DAY)
    assert rank_ranges(intervals(found)) == {"a": (1, 1), "b": (2, 2)}


def test_intervals_stay_within_what_the_scheme_makes_possible():
    marks = [*sheet("a", 60, 20, "e1"), *sheet("a", 0, 0, "e2")]
    found = intervals(small([bid("a", 1)], marks))["a"]
    assert (found.lo, found.hi) == (Decimal(20), Decimal(100))


def test_leaving_out_one_expert_at_a_time():
    found = leave_one_out(SCHEME, BIDS, MARKS, PAGE)
    assert [one.expert for one in found] == ["e1", "e2", "e3", "e4", "e5"]
    assert sum(firsts(found).values()) == 5
    without_e5 = rank(
        SCHEME, BIDS, [m for m in MARKS if m.expert != "e5"], on=DAY, district=DISTRICT
    )
    assert found[4].places == {row.key: row.place for row in without_e5.rows}
    assert found[4].first == ("qinghe",)


def test_leaving_out_one_of_three_says_nothing_with_trimming():
    trimmed = replace(SMALL, aggregation=Aggregation.TRIMMED)
    marks = [m for e in ("e1", "e2", "e3") for m in sheet("a", 40, 10, e)]
    found = rank(trimmed, [bid("a", 1)], marks, on=DAY)
    assert leave_one_out(trimmed, [bid("a", 1)], marks, found) == ()


def test_leaving_out_keeps_assignments():
    marks = [m for e in ("e1", "e2") for m in sheet("a", 40, 10, e)] + sheet("b", 50, 10, "e2")
    bids, assigned = [bid("a", 1), bid("b", 1)], {"a": ["e1", "e2"], "b": ["e2"]}
    found = rank(SMALL, bids, marks, on=DAY, assigned=assigned)
    assert [one.expert for one in leave_one_out(SMALL, bids, marks, found)] == ["e1"]
