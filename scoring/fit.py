"""Points for fit (契合度): a value 0..1 made elsewhere, scaled by the published scheme and nothing else."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scoring.criteria import Criterion
from scoring.errors import Problem
from scoring.exact import plain, rounded
from scoring.parts import Part, part

FORMULA = "fit-v1"


@dataclass(frozen=True, slots=True)
class FitFact:
    """Fit of one bid. value: 0..1. version: of the statistics frozen at the deadline.

    parts: the summands of the value as plain values, for the page. matched, missing: words of the project that are
    covered or not, each with its share of the project, 0..1.
    """

    value: Decimal
    version: str
    parts: Sequence[Mapping[str, object]] = ()
    matched: Sequence[tuple[str, Decimal]] = ()
    missing: Sequence[tuple[str, Decimal]] = ()


def problems(fact: FitFact, criterion: Criterion, bid: str) -> Iterator[Problem]:
    """Codes: fit-out-of-range, fit-without-version."""
    if not (fact.value.is_finite() and 0 <= fact.value <= 1):
        yield Problem("fit-out-of-range", criterion.key, {"bid": bid, "fit": fact.value})
    if not fact.version:
        yield Problem("fit-without-version", criterion.key, {"bid": bid})


def fit_points(
    fit: Decimal,
    parts: Sequence[Mapping[str, object]],
    version: str,
    points: Decimal,
    places: int = 2,
) -> tuple[Decimal, dict[str, object]]:
    """Return fit * points, half up once, and the evidence. fit: 0..1; points: the most the scheme gives."""
    scaled = rounded(Fraction(fit) * Fraction(points), places)
    evidence: dict[str, object] = {
        "value": plain(fit),
        "version": version,
        "parts": [
            {key: plain(v) if isinstance(v, Decimal) else v for key, v in sorted(p.items())}
            for p in parts
        ],
    }
    return scaled, evidence


def fit_part(fact: FitFact, criterion: Criterion, places: int) -> Part:
    """Return the part. Evidence: value, version, parts, matched and missing as [word, share]."""
    points, evidence = fit_points(fact.value, fact.parts, fact.version, criterion.points, places)
    evidence["matched"] = [[word, plain(share)] for word, share in fact.matched]
    evidence["missing"] = [[word, plain(share)] for word, share in fact.missing]
    return part(criterion, points, evidence, FORMULA)
