"""Lowest valid price first."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import PriceFact
from scoring.price import base, price_part, problems
from tests.scoring.cases import SCHEME, codes

CRITERION = SCHEME.criteria[-1]
PRICES = st.decimals("0.01", 10**9, places=2)


def fact(key, price):
    return PriceFact(key, Decimal(price), Decimal(price))


def points(own, lowest):
    return price_part(fact("b", own), (Decimal(lowest), "a"), CRITERION, 2).points


def test_the_example_of_the_page():
    part = price_part(fact("b", "306000.00"), (Decimal(276000), "x"), CRITERION, 2)
    assert str(part.points) == "9.02"
    assert part.evidence["unrounded"] == "9.019608"
    assert part.evidence["base"] == "276000"
    assert part.evidence["base_bid"] == "x"


def test_a_half_goes_up():
    assert points(Decimal(800), Decimal("400.4")) == Decimal("5.01")  # 5.005


def test_the_base_is_the_lowest_evaluated_price():
    adjusted = PriceFact("c", Decimal(300), Decimal(270))
    assert base([fact("a", 280), adjusted, fact("b", 290)]) == (Decimal(270), "c")
    assert base([PriceFact("a", None, None)]) is None


@given(PRICES, PRICES)
def test_the_lowest_gets_all_and_nobody_more(a, b):
    low, high = sorted((a, b))
    assert points(low, low) == 10
    assert 0 <= points(high, low) <= 10


@given(PRICES, PRICES, PRICES)
def test_a_lower_price_is_never_fewer_points(a, b, c):
    low, middle, high = sorted((a, b, c))
    assert points(middle, low) >= points(high, low)


@pytest.mark.parametrize(
    ("price", "code"),
    [
        (None, "price-missing"),
        (Decimal(0), "price-not-positive"),
        (Decimal("NaN"), "price-not-positive"),
    ],
)
def test_a_price_is_a_positive_amount(price, code):
    assert codes(problems(PriceFact("b", price, price), "price")) == [code]


def test_without_a_price_criterion_no_price_is_needed():
    assert codes(problems(PriceFact("b", None, None), None)) == []
