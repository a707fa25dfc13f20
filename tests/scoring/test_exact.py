"""Arithmetic: half up, exact, and deaf to the caller's decimal context."""

from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.exact import halved, plain, rounded, total

NUMBERS = st.decimals(-(10**6), 10**6, places=6)


@pytest.mark.parametrize(
    ("value", "places", "right"),
    [("2.345", 2, "2.35"), ("2.3449999", 2, "2.34"), ("-2.345", 2, "-2.35"), ("7", 2, "7.00"),
     ("0.005", 2, "0.01"), ("-0.004", 2, "0.00"), ("2.5", 0, "3")],
)  # fmt: skip
def test_a_half_goes_up(value, places, right):
    assert str(rounded(Decimal(value), places)) == right


@given(NUMBERS, st.integers(0, 5))
def test_rounding_is_that_of_the_decimal_module(value, places):
    assert rounded(value, places) == value.quantize(Decimal(f"1E-{places}"), ROUND_HALF_UP)


def test_a_third_is_rounded_from_the_fraction_itself():
    assert rounded(Fraction(1, 3), 4) == Decimal("0.3333")


@given(st.lists(NUMBERS, max_size=20))
def test_sums_do_not_hear_of_a_coarse_context(values):
    right = sum(map(Fraction, values), Fraction())
    with localcontext(Context(prec=3)):
        assert Fraction(total(values)) == right


@given(st.integers(0, 20_000), st.integers(1, 5_000))
def test_half_lives_agree_with_the_power(age, half_life):
    assert float(halved(age, half_life)) == pytest.approx(0.5 ** (age / half_life), rel=1e-12)


def test_whole_half_lives_are_exact():
    assert halved(730 * 3, 730) == Fraction(1, 8)


@pytest.mark.parametrize(
    ("value", "text"),
    [("10.00", "10"), ("1E+2", "100"), ("0.50", "0.5"), ("-0", "0"), ("306000", "306000")],
)
def test_a_number_has_one_spelling(value, text):
    assert plain(Decimal(value)) == text
