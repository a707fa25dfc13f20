"""What a budget line must hold: facts in, findings out."""

from collections.abc import Iterator
from decimal import Decimal

from app import money
from app.errors import Finding


def enough(asked: Decimal, free: Decimal, name: str, field: str | None = None) -> Iterator[Finding]:
    """The free balance covers what is asked for.

    :law: GPL/6
    """
    if asked > free:
        yield Finding(
            "budget-short",
            law="GPL/6",
            field=field,
            detail={"asked": asked, "free": free, "short": asked - free, "line": name},
        )


def positive(asked: Decimal, field: str | None = None) -> Iterator[Finding]:
    """Money that is promised is more than nothing."""
    if asked <= money.ZERO:
        yield Finding("amount-not-positive", field=field)


def covers(amount: Decimal, committed: Decimal, field: str = "amount") -> Iterator[Finding]:
    """A line is never made smaller than what is already promised from it.

    :law: GPL/6
    """
    if amount < committed:
        yield Finding(
            "line-below-committed",
            law="GPL/6",
            field=field,
            detail={"amount": amount, "committed": committed},
        )
