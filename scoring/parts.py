"""One part of a total: how many points, out of how many, from what evidence, by which formula."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from scoring.criteria import Criterion, Kind


@dataclass(frozen=True, slots=True)
class Part:
    """`points` of at most `max`, both with the scheme's places.

    evidence holds plain JSON values: numbers as strings without trailing zeros, days as ISO dates, and None. `formula`
    names the function that made the points (grade-v1, track-record-v1, fit-v1, judged-mean-v1, judged-trimmed-v1,
    price-lowest-v1); its docstring is the formula.
    """

    key: str
    kind: Kind
    name: str
    points: Decimal
    max: Decimal
    evidence: Mapping[str, object]
    formula: str


def part(
    criterion: Criterion, points: Decimal, evidence: Mapping[str, object], formula: str
) -> Part:
    """Make the part of a criterion."""
    return Part(
        criterion.key, criterion.kind, criterion.name, points, criterion.points, evidence, formula
    )
