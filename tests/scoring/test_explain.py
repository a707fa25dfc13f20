"""What decided the order."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given

from scoring import rank
from scoring.explain import decisive, difference, gap_to_next, ranges
from tests.scoring.cases import BIDS, DAY, DISTRICT, MARKS, SCHEME, SMALL, bid, cases, sheet

PAGE = rank(SCHEME, BIDS, MARKS, on=DAY, district=DISTRICT)
FIRST, SECOND = PAGE.rows[:2]


def test_first_and_second_of_the_page():
    found = difference(FIRST, SECOND)
    assert [str(p.difference) for p in found.parts] == [
        "2.00", "-0.86", "-0.54", "-0.40", "0.40", "-0.20", "-0.24",
    ]  # fmt: skip
    assert found.total == Decimal("0.16")


def test_the_grade_decides_and_names_the_swap():
    found = decisive(FIRST, SECOND)
    assert [(d.part.key, d.gap_without, d.swaps) for d in found] == [
        ("grade", Decimal("-1.84"), True),
        ("team", Decimal("-0.24"), True),
    ]


def test_a_part_as_large_as_the_gap_would_leave_a_tie():
    found = rank(
        SMALL, [bid("a", 1), bid("b", 1)], [*sheet("a", 50, 10), *sheet("b", 40, 10)], on=DAY
    )
    (only,) = decisive(*found.rows)
    assert (only.part.key, only.gap_without, only.swaps) == ("plan", Decimal(0), False)


def test_equal_totals_have_no_deciding_part():
    found = rank(
        SMALL, [bid("a", 1), bid("b", 1)], [*sheet("a", 50, 10), *sheet("b", 50, 10)], on=DAY
    )
    assert decisive(*found.rows) == ()


def test_the_wrong_way_round_is_refused():
    with pytest.raises(ValueError, match="qinghe"):
        decisive(SECOND, FIRST)


@given(cases())
def test_differences_add_up_and_deciding_parts_really_decide(case):
    rows = rank(SMALL, *case, on=DAY).rows
    for above, below in pairwise(rows):
        found = difference(above, below)
        assert sum(p.difference for p in found.parts) == found.total == above.total - below.total
        deciding = {d.part.key for d in decisive(above, below)}
        for p in found.parts:
            without = (above.total - p.a) - (below.total - p.b)
            assert (p.key in deciding) == (found.total > 0 and without <= 0)


def test_the_range_of_every_part():
    found = ranges(PAGE)
    assert (found["grade"].low, found["grade"].high, found["grade"].max) == (
        Decimal(0),
        Decimal(10),
        Decimal(10),
    )
    assert found["record"].high == PAGE.row("qinghe").part("record").points


def test_the_gap_to_the_next():
    assert gap_to_next(PAGE) == {
        "tongxin": Decimal("0.16"), "qinghe": Decimal("8.15"), "qiming": Decimal("4.53"), "hefeng": Decimal("6.60"), "xinya": Decimal(0),
    }  # fmt: skip
