"""What made the order: two rows side by side, which part decides, and the range of every part."""

from dataclasses import dataclass
from decimal import Decimal

from scoring.criteria import Kind
from scoring.exact import ZERO, minus
from scoring.ranking import Ranking, Row


@dataclass(frozen=True, slots=True)
class PartDifference:
    """Points of one part in both rows; `difference` is a minus b."""

    key: str
    kind: Kind
    name: str
    a: Decimal
    b: Decimal
    difference: Decimal


@dataclass(frozen=True, slots=True)
class Difference:
    """Two rows side by side. The differences of `parts` add up to `total` to the last digit."""

    a: str
    b: str
    parts: tuple[PartDifference, ...]
    total: Decimal


@dataclass(frozen=True, slots=True)
class Decisive:
    """A part that decides: without it the gap would be `gap_without`, below 0 a swap, at 0 a tie."""

    part: PartDifference
    gap_without: Decimal

    @property
    def swaps(self) -> bool:
        """Say whether the two would change places; otherwise they would tie."""
        return self.gap_without < 0


@dataclass(frozen=True, slots=True)
class Range:
    """The least and most points that any ranked bid got for a part, and the most possible."""

    low: Decimal
    high: Decimal
    max: Decimal


def difference(row_a: Row, row_b: Row) -> Difference:
    """Compare two rows of one ranking, part by part, in the scheme's order. ValueError where the parts differ."""
    parts = tuple(
        PartDifference(a.key, a.kind, a.name, a.points, b.points, minus(a.points, b.points))
        for a, b in zip(row_a.parts, row_b.parts, strict=True)
        if a.key == b.key
    )
    if len(parts) != len(row_a.parts):
        raise ValueError((row_a.key, row_b.key))
    return Difference(row_a.key, row_b.key, parts, minus(row_a.total, row_b.total))


def decisive(row_a: Row, row_b: Row) -> tuple[Decisive, ...]:
    """Return the parts without which `row_a` would not be ahead of `row_b`, the weightiest first.

    A part decides if a has more of it than the whole gap, or just as much (then they would tie). Equal totals, decided
    by price or not at all, have none. ValueError where `row_a` has the lower total.
    """
    found = difference(row_a, row_b)
    if found.total < 0:
        raise ValueError((row_a.key, row_b.key))
    if found.total == 0:
        return ()
    deciding = [
        Decisive(p, minus(found.total, p.difference))
        for p in found.parts
        if p.difference >= found.total
    ]
    return tuple(sorted(deciding, key=lambda d: d.gap_without))


def ranges(ranking: Ranking) -> dict[str, Range]:
    """Return by key of criterion what bids got, for the loser's letter and the bold figures; empty without rows."""
    found: dict[str, Range] = {}
    for row in ranking.rows:
        for p in row.parts:
            old = found.get(p.key)
            low, high = (old.low, old.high) if old else (p.points, p.points)
            found[p.key] = Range(min(low, p.points), max(high, p.points), p.max)
    return found


def gap_to_next(ranking: Ranking) -> dict[str, Decimal]:
    """Return by key of bid how many points it is ahead of the next row; 0 for the last."""
    following = [*ranking.rows[1:], None]
    return {
        row.key: minus(row.total, after.total) if after else ZERO
        for row, after in zip(ranking.rows, following, strict=True)
    }
