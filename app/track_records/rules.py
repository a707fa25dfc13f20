"""What a performed contract must say. Pure."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from app.errors import Finding

HIGHEST = Decimal(100)


def record_findings(
    *, starts_on: date, ends_on: date, score: Decimal, amount: Decimal
) -> Iterator[Finding]:
    """Say what cannot be true of a performed contract."""
    if ends_on < starts_on:
        yield Finding("ends-before-start", field="ends_on", detail={"day": starts_on})
    if not 0 <= score <= HIGHEST:
        yield Finding("score-range", field="score", detail={"score": str(score)})
    if amount < 0:
        yield Finding("amount-negative", field="amount")
