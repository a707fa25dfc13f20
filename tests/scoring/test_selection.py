"""How far a budget reaches."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import ScoringError
from scoring.selection import Candidate, Outcome, select

ASKS = st.lists(st.integers(1, 50), max_size=8)


def candidates(*asks, places=None):
    places = places or range(1, len(asks) + 1)
    return [
        Candidate(f"c{i}", place, Decimal(100 - place), Decimal(ask))
        for i, (ask, place) in enumerate(zip(asks, places, strict=True))
    ]


def outcomes(*asks, budget, skip=False, places=None, **more):
    found = select(candidates(*asks, places=places), budget=Decimal(budget), skip=skip, **more)
    return [str(c.outcome) for c in found.choices]


def test_without_skipping_the_line_is_drawn_at_the_first_that_does_not_fit():
    assert outcomes(50, 40, 20, 5, budget=100) == ["funded", "funded", "below-line", "below-line"]


def test_with_skipping_the_next_may_still_fit():
    assert outcomes(50, 40, 20, 5, budget=100, skip=True) == [
        "funded",
        "funded",
        "skipped",
        "funded",
    ]


def test_money_is_counted():
    found = select(candidates(50, 40, 20, 5), budget=Decimal(100), skip=True)
    assert (found.spent, found.left) == (Decimal(95), Decimal(5))
    assert [c.left for c in found.choices] == [Decimal(100), Decimal(50), Decimal(10), Decimal(10)]


def test_below_the_minimum_nobody_is_funded_and_nobody_is_stopped():
    assert outcomes(60, 10, budget=100, minimum=Decimal("98.5")) == ["funded", "below-minimum"]


def test_equal_places_that_all_fit_need_no_draw():
    assert outcomes(50, 50, 1, budget=100, places=(1, 1, 3)) == ["funded", "funded", "below-line"]


def test_equal_places_that_do_not_all_fit_are_drawn():
    assert outcomes(60, 60, 1, budget=100, places=(1, 1, 3)) == ["draw", "draw", "below-line"]
    assert outcomes(60, 60, 1, 1, budget=100, places=(1, 1, 3, 3))[2:] == ["below-line"] * 2
    assert outcomes(60, 60, 1, budget=100, places=(1, 1, 3), skip=True) == ["draw", "draw", "draw"]
    assert outcomes(60, 120, 1, budget=100, places=(1, 1, 3), skip=True) == [
        "funded",
        "skipped",
        "funded",
    ]


@given(ASKS, st.integers(0, 120), st.booleans())
def test_the_budget_is_never_passed(asks, budget, skip):
    found = select(candidates(*asks), budget=Decimal(budget), skip=skip)
    funded = {c.key for c in found.choices if c.outcome is Outcome.FUNDED}
    assert found.spent == sum(c.ask for c in candidates(*asks) if c.key in funded) <= budget
    assert found.left == budget - found.spent
    assert len(found.choices) == len(asks)


@given(ASKS, st.integers(0, 120))
def test_without_skipping_the_funded_are_the_first(asks, budget):
    found = outcomes(*asks, budget=budget)
    assert found == sorted(found, key=lambda outcome: outcome != "funded")


@given(ASKS, st.integers(0, 120), st.randoms())
def test_the_order_of_input_changes_nothing(asks, budget, random):
    mixed = candidates(*asks)
    random.shuffle(mixed)
    assert select(mixed, budget=Decimal(budget), skip=True) == select(
        candidates(*asks), budget=Decimal(budget), skip=True
    )


def test_wrong_facts_are_refused():
    with pytest.raises(ScoringError):
        select(candidates(0), budget=Decimal(1), skip=True)
    with pytest.raises(ScoringError):
        select([], budget=Decimal(-1), skip=True)
    with pytest.raises(ScoringError):
        select(candidates(1) * 2, budget=Decimal(1), skip=True)
