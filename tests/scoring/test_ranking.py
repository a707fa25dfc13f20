"""The ranking: the page of the design to the last digit, order, ties, and what must hold for any input."""

from dataclasses import replace
from datetime import date
from decimal import Context, Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import Aggregation, DecidedBy, Kind, Mark, ScoringError, rank
from scoring.ranking import Reason
from tests.scoring.cases import (
    BIDS,
    DAY,
    DISTRICT,
    MARKS,
    SCHEME,
    SMALL,
    bid,
    cases,
    codes,
    full,
    judged,
    sheet,
)

PAGE = rank(SCHEME, BIDS, MARKS, on=DAY, district=DISTRICT)


def small(bids, marks, scheme=SMALL, **more):
    return rank(scheme, bids, marks, on=DAY, **more)


def places(ranking):
    return [(row.key, row.place) for row in ranking.rows]


@pytest.mark.parametrize(
    ("key", "place", "total", "parts"),
    [
        ("tongxin", 1, "84.94", "10.00 15.62 8.10 21.40 12.60 8.20 9.02"),
        ("qinghe", 2, "84.78", "8.00 16.48 8.64 21.80 12.20 8.40 9.26"),
        ("qiming", 3, "76.63", "6.00 14.20 7.90 19.60 11.80 7.60 9.53"),
        ("hefeng", 4, "72.10", "0.00 15.05 7.20 20.60 12.40 8.00 8.85"),
        ("xinya", 5, "65.50", "0.00 13.50 6.80 18.20 10.40 6.60 10.00"),
    ],
)
def test_the_page_of_the_design_comes_out(key, place, total, parts):
    row = PAGE.row(key)
    assert (row.place, str(row.total)) == (place, total)
    assert [str(p.points) for p in row.parts] == parts.split()
    assert row.decided_by is DecidedBy.TOTAL


def test_a_rejected_bid_is_listed_apart_and_its_low_price_is_no_base():
    (out,) = PAGE.rejected
    assert (out.key, out.reasons[0].code) == ("ankang", "abnormal-list")
    assert PAGE.row("xinya").part("price").evidence["base"] == "276000"
    with pytest.raises(KeyError):
        PAGE.row("ankang")


def test_parts_stand_in_the_order_of_the_scheme_with_evidence_and_formula():
    parts = PAGE.rows[0].parts
    assert [p.key for p in parts] == [c.key for c in SCHEME.criteria]
    assert [p.formula for p in parts] == [
        "grade-v1", "track-record-v1", "fit-v1", "judged-mean-v1", "judged-mean-v1", "judged-mean-v1",
        "price-lowest-v1",
    ]  # fmt: skip
    assert parts[0].evidence["certificate_no"] == "2024-051"
    with pytest.raises(KeyError):
        PAGE.rows[0].part("nothing")


def test_equal_totals_go_to_the_lower_price_and_say_so():
    # 100/200*20 = 10 points for the dear one, who makes it up in the plan.
    found = small([bid("a", 200), bid("b", 100)], [*sheet("a", 60, 10), *sheet("b", 50, 10)])
    assert [row.total for row in found.rows] == [Decimal(80), Decimal(80)]
    assert places(found) == [("b", 1), ("a", 2)]
    assert {row.decided_by for row in found.rows} == {DecidedBy.PRICE}
    assert not found.ties()


def test_the_evaluated_price_breaks_a_tie_not_the_price_asked():
    free = replace(SMALL, criteria=(judged("plan", 80), judged("team", 20)))
    adjusted = replace(bid("b", 110), evaluated_price=Decimal(99))
    marks = [*sheet("a", 40, 10), *sheet("b", 40, 10)]
    assert places(small([bid("a", 100), adjusted], marks, free)) == [("b", 1), ("a", 2)]


def test_equal_again_share_the_place_and_need_a_draw():
    marks = [m for key in "abcd" for m in sheet(key, 40 if key != "d" else 50, 10)]
    found = small([bid(key, 100) for key in "cabd"], marks)
    assert places(found) == [("d", 1), ("a", 2), ("b", 2), ("c", 2)]
    (group,) = found.ties()
    assert [row.key for row in group] == ["a", "b", "c"]
    assert [row.tied for row in found.rows] == [False, True, True, True]


def test_the_next_place_counts_the_tied():
    marks = [m for key in "abc" for m in sheet(key, 40 if key != "c" else 30, 10)]
    assert places(small([bid(key, 100) for key in "abc"], marks)) == [("a", 1), ("b", 1), ("c", 3)]


def test_without_prices_of_all_bids_equal_totals_are_tied():
    free = replace(SMALL, criteria=(judged("plan", 80), judged("team", 20)))
    marks = [*sheet("a", 40, 10), *sheet("b", 40, 10)]
    found = small([bid("a", None), bid("b", 100)], marks, free)
    assert (found.tie_rule, places(found)) == ("none", [("a", 1), ("b", 1)])
    priced = small([bid("a", 200), bid("b", 100)], marks, free)
    assert (priced.tie_rule, places(priced)) == ("price", [("b", 1), ("a", 2)])


@given(cases())
def test_every_total_is_the_sum_of_its_parts(case):
    for row in small(*case).rows:
        assert row.total == sum(p.points for p in row.parts)
        assert row.total.as_tuple().exponent == -2
        assert all(0 <= p.points <= p.max for p in row.parts)


@given(cases(), st.randoms())
def test_the_order_of_input_changes_nothing(case, random):
    bids, marks = map(list, case)
    right = small(bids, marks)
    random.shuffle(bids)
    random.shuffle(marks)
    assert small(bids, marks) == right


@given(cases())
def test_rows_go_down_by_total_and_then_up_by_price(case):
    rows = small(*case).rows
    keys = [(-row.total, row.evaluated_price) for row in rows]
    assert keys == sorted(keys)
    for row, key in zip(rows, keys, strict=True):
        assert row.place == 1 + sum(other < key for other in keys)
        assert row.tied == (keys.count(key) > 1)


@given(cases())
def test_a_higher_mark_never_costs_a_place(case):
    bids, marks = case
    before = small(bids, marks)
    raised = [replace(marks[0], points=Decimal(60)), *marks[1:]]
    after = small(bids, raised)
    key = marks[0].bid
    assert after.row(key).total >= before.row(key).total
    assert after.row(key).place <= before.row(key).place


@given(cases())
def test_a_coarse_decimal_context_of_the_caller_changes_nothing(case):
    right = small(*case)
    with localcontext(Context(prec=3)):
        assert small(*case) == right


def test_the_page_comes_out_in_a_coarse_context_too():
    with localcontext(Context(prec=2)):
        assert rank(SCHEME, BIDS, MARKS, on=DAY, district=DISTRICT) == PAGE


@given(cases())
def test_a_bid_rejected_later_takes_its_price_and_its_marks_along(case):
    bids, marks = case
    gone = replace(bids[0], rejected=(Reason("qualification"),))
    found = small([gone, *bids[1:]], marks)
    rest = small(bids[1:], [m for m in marks if m.bid != gone.key])
    assert found.rows == rest.rows
    assert [out.key for out in found.rejected] == [gone.key]


def test_no_bids_is_an_empty_ranking():
    assert small([], []).rows == ()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"grade": None}, "grade-missing"),
        ({"fit": None}, "fit-missing"),
        ({"evaluated_price": None}, "price-missing"),
        ({"evaluated_price": Decimal(0)}, "price-not-positive"),
        ({"key": "qinghe"}, "bid-twice"),
    ],
)
def test_facts_that_are_missing_are_named(changes, code):
    bids = [replace(BIDS[0], **changes), *BIDS[1:]]
    with pytest.raises(ScoringError) as refused:
        rank(SCHEME, bids, MARKS, on=DAY, district=DISTRICT)
    assert codes(refused.value.problems) == [code]


def test_all_that_is_wrong_is_said_at_once():
    bids = [replace(BIDS[0], grade=None), replace(BIDS[1], fit=None), *BIDS[2:]]
    with pytest.raises(ScoringError) as refused:
        rank(SCHEME, bids, MARKS[1:], on=DAY)
    assert codes(refused.value.problems) == [
        "district-missing",
        "fit-missing",
        "grade-missing",
        "mark-missing",
    ]


def test_grades_of_another_day_are_refused():
    with pytest.raises(ScoringError) as refused:
        rank(SCHEME, BIDS, MARKS, on=date(2026, 11, 14), district=DISTRICT)
    assert set(codes(refused.value.problems)) == {"grade-of-another-day"}


def test_a_broken_scheme_is_refused():
    twice = replace(SMALL, criteria=(*SMALL.criteria, SMALL.criteria[0]))
    with pytest.raises(ScoringError) as refused:
        small([], [], twice)
    assert codes(refused.value.problems) == ["key-twice"]


def test_trimming_needs_three_experts():
    trimmed = replace(SMALL, aggregation=Aggregation.TRIMMED)
    marks = [m for e in ("e1", "e2") for m in sheet("a", 40, 10, e)]
    with pytest.raises(ScoringError) as refused:
        small([bid("a", 1)], marks, trimmed)
    assert codes(refused.value.problems) == ["too-few-experts"]
    marks += sheet("a", 60, 20, "e3")
    assert small([bid("a", 1)], marks, trimmed).rows[0].total == Decimal(70)


def test_a_scheme_without_experts_needs_no_marks():
    only_price = replace(SMALL, criteria=(replace(SMALL.criteria[2], points=Decimal(100)),))
    assert [row.total for row in small([bid("a", 1), bid("b", 2)], [], only_price).rows] == [
        Decimal(100),
        Decimal(50),
    ]


def test_experts_may_be_assigned_to_bids():
    marks = [*sheet("a", 40, 10, "e1"), *sheet("b", 40, 12, "e2")]
    found = small([bid("a", 1), bid("b", 1)], marks, assigned={"b": ["e2"], "a": ["e1"]})
    assert places(found) == [("b", 1), ("a", 2)]
    assert found.assigned == {"a": ("e1",), "b": ("e2",)}


def test_a_new_contract_moves_the_number():
    grown = [replace(b, records=(full("new", 95),)) if b.key == "xinya" else b for b in BIDS]
    found = rank(SCHEME, grown, MARKS, on=DAY, district=DISTRICT)
    assert found.row("xinya").part("record").points == Decimal(
        "16.25"
    )  # (95 + 67.5) / 2 / 100 * 20


def test_experts_see_the_same_computed_points():
    without = [m for m in MARKS if m.expert != "e5"]
    found = rank(SCHEME, BIDS, without, on=DAY, district=DISTRICT)
    for row in found.rows:
        computed = [p for p in row.parts if p.kind != Kind.JUDGED]
        assert computed == [p for p in PAGE.row(row.key).parts if p.kind != Kind.JUDGED]


def test_a_mark_for_a_computed_item_is_refused():
    with pytest.raises(ScoringError) as refused:
        rank(
            SCHEME,
            BIDS,
            [*MARKS, Mark("e1", "tongxin", "grade", Decimal(10))],
            on=DAY,
            district=DISTRICT,
        )
    assert codes(refused.value.problems) == ["criterion-not-judged"]
