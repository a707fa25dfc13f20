"""The visible sum behind search and recommendation, never behind points (that is fit.py).

score = sum over channels of value, and value = weight * raw / scale, where

    text   BM25 (k1 = 1.2, b = 0.3) of name, scope and contracts, idf in 1/64, term part in 1/128
    own    the same of name and scope alone: a newcomer's whole chance
    past   the 30 nearest past contracts: squared cosine, weighted by the performance score (0-100) as a share
    place  share of the levels of the wanted place that the document's place has in common
    field  share of the wanted fields that the document works in

    scale  max(standard deviation of raw over the whole index, largest raw / 5; for past at least 0.01)

The standard deviation makes channels comparable (a z-score without its shift, which changes no order and keeps
every value at zero or above); the second term keeps a channel that few documents have from outweighing all others,
the floor keeps the best of many contracts that are all far off from counting as near.
Both are taken over the whole index, so a filter changes no score. Rounding: each value is rounded once, half to
even, to four decimal places and is a whole number of ten-thousandths from then on; the score is the exact sum of the
values shown, and the order is made from that sum, ties by key.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from matching.matrix import Floats
from matching.text import Ints

CHANNELS = ("text", "own", "past", "place", "field")
VALUE_UNIT = 10_000
FLOORS = {"past": 0.01}
_MOST_SPREADS = 5.0
_SPREAD_BITS = 16


@dataclass(frozen=True, slots=True)
class Weights:
    """What each channel counts, since when. Publish it beside the lists it made.

    `newcomers` of every twenty places belong to the best without past contracts, from place `newcomers_after` + 1 on.
    """

    since: date = date(2026, 1, 1)
    text: Decimal = Decimal("1.0")
    own: Decimal = Decimal("1.0")
    past: Decimal = Decimal("1.0")
    place: Decimal = Decimal("0.5")
    field: Decimal = Decimal("0.5")
    newcomers: int = 5
    newcomers_after: int = 10

    def of(self, channel: str) -> Decimal:
        """The weight of a channel by name."""
        return {
            "text": self.text, "own": self.own, "past": self.past, "place": self.place, "field": self.field,
        }[channel]  # fmt: skip

    def guarded(self, limit: int) -> int:
        """How many of a list of `limit` places are kept for newcomers."""
        return min(limit, limit * self.newcomers // 20)


@dataclass(frozen=True, slots=True)
class ChannelPart:
    """One summand of a score: value = weight * raw / scale, four places."""

    channel: str
    raw: Decimal
    weight: Decimal
    value: Decimal
    scale: Decimal


@dataclass(frozen=True, slots=True)
class Reason:
    """A fact that speaks for a hit, as a code for the page to put into words.

    field (value: the field), place (the shared place), grade (the grade), history (number of past contracts, where
    they counted), newcomer (no past contracts), newcomer_place (stands here because of the newcomers' places).
    """

    code: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of an answer. The values of the parts add up to the score exactly."""

    key: str
    score: Decimal
    parts: tuple[ChannelPart, ...]
    terms: tuple[
        tuple[str, Decimal], ...
    ]  # words of the query and their share of the text channel, 0..1
    reasons: tuple[Reason, ...]

    @property
    def matched(self) -> tuple[str, ...]:
        """The matched words alone, strongest first."""
        return tuple(word for word, _ in self.terms)


def scale(raw: Floats, floor: float = 0.0) -> float:
    """The spread that a channel is measured in, at least `floor`; 0 where no document has anything."""
    top = float(raw.max(initial=0.0))
    if top <= 0:
        return 0.0
    # Sixteen bits each: sums of whole numbers are exact for a million documents, so every machine agrees.
    unit = math.ldexp(1.0, math.frexp(top)[1] - _SPREAD_BITS)
    whole = np.rint(raw / unit)
    mean = float(whole.sum()) / whole.size
    variance = max(0.0, float((whole * whole).sum()) / whole.size - mean * mean)
    return max(math.sqrt(variance) * unit, top / _MOST_SPREADS, floor)


def values(raw: Floats, weight: Decimal, spread: float) -> Ints:
    """Weight * raw / scale in ten-thousandths, as whole numbers."""
    if spread <= 0:
        return np.zeros(raw.size, dtype=np.int64)
    return np.rint(raw * (float(weight) * VALUE_UNIT / spread)).astype(np.int64)


def part(channel: str, raw: float, weight: Decimal, value: int, spread: float) -> ChannelPart:
    """A summand as it is shown and kept."""
    return ChannelPart(
        channel,
        Decimal(repr(round(raw, 6))),
        weight,
        Decimal(value).scaleb(-4).quantize(Decimal("0.0001")),
        Decimal(repr(round(spread, 6))),
    )


def guard(
    order: Sequence[int], newcomer: Sequence[bool], *, limit: int, weights: Weights
) -> tuple[list[int], set[int]]:
    """The first `limit` of an order, with the newcomers' places filled; and which stand there because of it.

    `newcomer` runs along `order`. Only as many are moved up as are missing, and never above the places before
    `newcomers_after`.
    """
    shown = list(range(min(limit, len(order))))
    wanted = weights.guarded(limit)
    missing = wanted - sum(newcomer[i] for i in shown)
    if missing <= 0:
        return [order[i] for i in shown], set()
    late = [i for i in range(len(shown), len(order)) if newcomer[i]][:missing]
    # Those with history who stand last make room.
    after = max(0, min(weights.newcomers_after, limit - wanted))
    going = [i for i in reversed(shown) if not newcomer[i]][
        : max(0, len(late) - (limit - len(shown)))
    ]
    kept = [i for i in shown if i not in set(going)]
    place = min(after, len(kept))
    kept[place:place] = late
    return [order[i] for i in kept], {order[i] for i in late}
