"""From the marks of several experts to one figure.

`mean`: points of a judged criterion = sum of experts' points / number of experts, half up once (formula
judged-mean-v1). `trimmed`: for each bid the expert with the highest and the expert with the lowest sum over the judged
criteria is left out, then the mean (judged-trimmed-v1); of experts with equal sums the first by key is left out, which
changes no total before rounding. Trimming is for contests that published it and never for procurement (R-SCO-08,
R-VEN-12); it costs accuracy unless marks are rogue.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from scoring.criteria import Aggregation, Criterion
from scoring.exact import plain, rounded
from scoring.parts import Part, part

FORMULAS = {Aggregation.MEAN: "judged-mean-v1", Aggregation.TRIMMED: "judged-trimmed-v1"}
FEWEST = {Aggregation.MEAN: 1, Aggregation.TRIMMED: 3}

Sheet = Mapping[str, Decimal]
"""Points by key of criterion: what one expert gave one bid."""


def kept(sheets: Mapping[str, Sheet], how: Aggregation) -> tuple[str, ...]:
    """Return the experts of one bid who count, sorted. Trimming needs at least three."""
    experts = sorted(sheets)
    if how == Aggregation.MEAN:
        return tuple(experts)
    sums = {e: sum((Fraction(p) for p in sheets[e].values()), Fraction()) for e in experts}
    low = min(experts, key=lambda e: (sums[e], e))
    high = min((e for e in experts if e != low), key=lambda e: (-sums[e], e))
    return tuple(e for e in experts if e not in (low, high))


def judged_part(
    sheets: Mapping[str, Sheet],
    counting: tuple[str, ...],
    criterion: Criterion,
    how: Aggregation,
    places: int,
) -> Part:
    """Return the mean of the experts who count.

    Evidence: `marks`, sorted by expert, each with expert, points and counted; and `unrounded`, four places more.
    """
    exact = sum((Fraction(sheets[e][criterion.key]) for e in counting), Fraction()) / len(counting)
    evidence = {
        "marks": [
            {"expert": e, "points": plain(sheets[e][criterion.key]), "counted": e in counting}
            for e in sorted(sheets)
        ],
        "unrounded": plain(rounded(exact, places + 4)),
    }
    return part(criterion, rounded(exact, places), evidence, FORMULAS[how])
