"""Points for the price (价格分), lowest price first.

    points = lowest valid evaluated price / own evaluated price * max,   half up to the scheme's places

The lowest price of the bids that were not rejected is the base and gets full points. No bid's price is dropped and no
average is a base (R-SCO-06, R-SCO-08). The evaluated price is the bid price after policy adjustments and stands in its
own field (R-SCO-09).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scoring.criteria import Criterion
from scoring.errors import Problem
from scoring.exact import plain, rounded
from scoring.parts import Part, part

FORMULA = "price-lowest-v1"


@dataclass(frozen=True, slots=True)
class PriceFact:
    """What a bid asks, in yuan, and what counts in the evaluation. None: the bid names no price."""

    bid: str
    price: Decimal | None
    evaluated_price: Decimal | None


def problems(fact: PriceFact, key: str | None) -> Iterator[Problem]:
    """Codes: price-missing (only where `key` names a price criterion), price-not-positive."""
    if fact.evaluated_price is None:
        if key is not None:
            yield Problem("price-missing", key, {"bid": fact.bid})
    elif not (fact.evaluated_price.is_finite() and fact.evaluated_price > 0):
        yield Problem("price-not-positive", key, {"bid": fact.bid, "price": fact.evaluated_price})


def base(prices: Iterable[PriceFact]) -> tuple[Decimal, str] | None:
    """Return the lowest evaluated price and its bid (of equals the first by key); None where nobody names one."""
    found = [(p.evaluated_price, p.bid) for p in prices if p.evaluated_price is not None]
    return min(found, default=None)


def price_part(
    fact: PriceFact, lowest: tuple[Decimal, str], criterion: Criterion, places: int
) -> Part:
    """Return base / price * max. Evidence: base, base_bid, price, evaluated_price, unrounded (four places more)."""
    own = fact.evaluated_price
    if own is None:
        raise ValueError(fact)
    exact = Fraction(lowest[0]) / Fraction(own) * Fraction(criterion.points)
    evidence = {
        "base": plain(lowest[0]),
        "base_bid": lowest[1],
        "price": None if fact.price is None else plain(fact.price),
        "evaluated_price": plain(own),
        "unrounded": plain(rounded(exact, places + 4)),
    }
    return part(criterion, rounded(exact, places), evidence, FORMULA)
