"""Money is Decimal in yuan with two places, rounded half-up once, here."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

FEN = Decimal("0.01")
ZERO = Decimal("0.00")
LIMIT = Decimal(10) ** 14


def yuan(value: Decimal | int | str) -> Decimal:
    """Return the amount with exactly two places; refuse what is not a finite amount."""
    try:
        amount = Decimal(value)
    except InvalidOperation as error:
        raise ValueError(value) from error
    if not amount.is_finite() or abs(amount) >= LIMIT:
        raise ValueError(value)
    return amount.quantize(FEN, ROUND_HALF_UP)


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Add amounts; an empty sum is 0.00."""
    return sum(amounts, ZERO)


def to_fen(amount: Decimal) -> int:
    """Return whole fen; an amount with a third place is a bug, not a rounding."""
    fen = amount * 100
    if fen != fen.to_integral_value():
        raise ValueError(amount)
    return int(fen)


def from_fen(fen: int) -> Decimal:
    """Return yuan with two places."""
    return (Decimal(fen) / 100).quantize(FEN)


def share(part: Decimal, percent: Decimal | int) -> Decimal:
    """Return `percent` of an amount, rounded half-up to the fen."""
    return yuan(part * Decimal(percent) / 100)
