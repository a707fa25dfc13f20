"""The budget of an application, and what a round must hold to."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rounds.rules import LABOUR, BudgetRow, Limits, budget, labour_ways

FEN = Decimal("0.01")
LIMITS = Limits(
    labour_share_max=Decimal(50), grant_cap=Decimal("80000.00"), own_share_min=Decimal(10)
)


def row(category, grant, own="0.00", *, label="一项", basis="两家询价"):
    return BudgetRow(label, category, basis, Decimal(grant), Decimal(own))


def design_example():
    return [
        row(LABOUR, "32000.00", "6400.00"),
        row(LABOUR, "10600.00"),
        row("material", "9600.00", "5600.00"),
        row("activity", "6400.00"),
        row("volunteer", "5400.00"),
        row("publicity", "5000.00"),
        row("evaluation", "6000.00", label="成效评估", basis=""),
        row("audit", "3000.00"),
    ]


def by_code(found):
    return {f.code: f for f in found}


def test_the_table_of_the_design_is_refused_for_labour_and_a_missing_source():
    found = budget(design_example(), LIMITS)
    assert [f.code for f in found] == ["row-basis-missing", "labour-share"]


def test_labour_of_the_design_names_both_ways_out():
    detail = by_code(budget(design_example(), LIMITS))["labour-share"].detail
    assert detail["labour"] == Decimal("42600.00")
    assert detail["grant"] == Decimal("78000.00")
    assert detail["share"] == "54.6"
    assert detail["most"] == Decimal("39000.00")
    assert detail["shift"] == Decimal("3600.00")
    assert detail["cut_labour"] == Decimal("35400.00")
    assert detail["cut_total"] == Decimal("70800.00")
    assert (detail["row"], detail["rows"]) == (1, [0, 1])


def test_the_missing_source_stands_at_its_row():
    found = by_code(budget(design_example(), LIMITS))["row-basis-missing"]
    assert (found.field, found.detail["number"]) == ("rows-6-basis", 7)


def test_exactly_the_cap_is_allowed():
    rows = [row(LABOUR, "30000.00", "8000.00"), row("activity", "30000.00")]
    assert budget(rows, LIMITS) == ()


def test_one_fen_above_the_cap_is_not():
    rows = [row(LABOUR, "30000.01", "8000.00"), row("activity", "30000.00")]
    assert [f.code for f in budget(rows, LIMITS)] == ["labour-share"]


def test_one_fen_above_never_reads_as_the_limit_itself():
    rows = [row(LABOUR, "30000.01", "8000.00"), row("activity", "30000.00")]
    assert by_code(budget(rows, LIMITS))["labour-share"].detail["share"] != "50.0"


def test_a_grant_for_labour_alone_has_only_one_way_out():
    rows = [row(LABOUR, "20000.00", "5000.00")]
    assert [f.code for f in budget(rows, LIMITS)] == ["labour-only"]


def test_a_grant_above_the_cap_says_by_how_much():
    rows = [row(LABOUR, "30000.00", "20000.00"), row("activity", "60000.00")]
    found = by_code(budget(rows, LIMITS))["grant-over-cap"]
    assert found.detail["over"] == Decimal("10000.00")
    assert found.law == "VEN/R-VEN-02"


def test_too_little_own_money_says_what_to_add():
    rows = [row(LABOUR, "30000.00", "5000.00"), row("activity", "40000.00")]
    found = by_code(budget(rows, LIMITS))["own-too-small"]
    assert found.detail["needed"] == Decimal("7777.78")
    assert found.detail["add"] == Decimal("2777.78")
    assert found.detail["grant_at_most"] == Decimal("45000.00")


def test_an_empty_table_is_refused():
    assert [f.code for f in budget([], LIMITS)] == ["budget-empty"]


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (row("gifts", "100.00"), "row-category-missing"),
        (row("activity", "100.00", label=" "), "row-label-missing"),
        (row("activity", "-1.00"), "row-negative"),
        (row("activity", "0.00"), "row-empty"),
    ],
)
def test_every_fault_of_a_row_names_the_row(bad, code):
    found = by_code(budget([row("activity", "1000.00", "500.00"), bad], LIMITS))[code]
    assert found.field.startswith("rows-1-")
    assert found.detail["row"] == 1


amounts = st.decimals(min_value=0, max_value=10**7, places=2)
percents = st.decimals(min_value=1, max_value=99, places=2)


@given(labour=amounts, rest=amounts, percent=percents)
def test_both_ways_out_hold_and_one_fen_less_would_not(labour, rest, percent):
    grant = labour + rest
    ways = labour_ways(labour, grant, percent)
    if ways is None:
        assert labour * 100 <= grant * percent
        return
    after = labour - ways.shift
    assert after * 100 <= grant * percent < (after + FEN) * 100
    assert ways.total == ways.labour + rest
    assert ways.labour * 100 <= ways.total * percent
    assert (ways.labour + FEN) * 100 > (ways.total + FEN) * percent


@given(labour=amounts, rest=amounts, own=amounts, least=percents)
def test_the_ways_out_of_too_little_own_money_hold(labour, rest, own, least):
    limits = Limits(Decimal(99), Decimal(10**8), least)
    rows = [row(LABOUR, labour, own), row("activity", rest)]
    found = by_code(budget(rows, limits)).get("own-too-small")
    if found is None:
        return
    grant = labour + rest
    needed, most = found.detail["needed"], found.detail["grant_at_most"]
    assert needed * 100 >= (grant + needed) * least
    assert own * 100 >= (most + own) * least
    assert found.detail["add"] == needed - own > 0
