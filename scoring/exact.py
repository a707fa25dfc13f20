"""Arithmetic that gives the same digits on every machine, whatever decimal context the caller has set.

Quotients and means are exact fractions and are rounded once, half up (R-SCO-06). Roots and powers come from one
fixed context of 34 digits, in which the decimal standard defines every digit of exp, ln and sqrt.
"""

from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from functools import lru_cache

CONTEXT = Context(prec=34, rounding=ROUND_HALF_EVEN)
ZERO = Decimal(0)
LN2 = CONTEXT.ln(Decimal(2))


def rounded(value: Decimal | Fraction | int, places: int) -> Decimal:
    """Round half up, away from zero, and keep the zeros: an eighth with two places is 0.13."""
    exact = Fraction(value)
    units = (abs(exact) * 10**places * 2 + 1) // 2
    return Decimal(f"{'-' if exact < 0 and units else ''}{units}E-{places}")


def total(values: Iterable[Decimal]) -> Decimal:
    """Add without rounding; an empty sum is 0."""
    found = ZERO
    for value in values:
        found = CONTEXT.add(found, value)
    return found


def minus(a: Decimal, b: Decimal) -> Decimal:
    """Subtract without rounding."""
    return CONTEXT.subtract(a, b)


def decimal(value: Fraction) -> Decimal:
    """Divide in the fixed context; 34 digits."""
    return CONTEXT.divide(Decimal(value.numerator), Decimal(value.denominator))


def root(value: Fraction) -> Decimal:
    """Return the square root; 34 digits."""
    return CONTEXT.sqrt(decimal(value))


@lru_cache(maxsize=4096)
def halved(age: int, half_life: int) -> Fraction:
    """Return 0.5 ** (age / half_life): whole half-lives exactly, the rest as exp(-x ln 2) with 34 digits."""
    whole, rest = divmod(age, half_life)
    power = CONTEXT.divide(CONTEXT.multiply(Decimal(-rest), LN2), Decimal(half_life))
    return Fraction(CONTEXT.exp(power)) * Fraction(1, 1 << whole)


def plain(value: Decimal) -> str:
    """Write a number the one canonical way: no exponent, no trailing zeros, so that 10.00 and 10 are both `10`."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
