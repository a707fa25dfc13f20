"""Experts' marks (专家评分), and what is wrong with a set of them.

Experts mark judged criteria only; whatever is computed is the same for everyone (R-SCO-19). A mark that is missing is
an error and never zero: "not applicable" cannot be said with a number.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scoring.criteria import Criterion, Kind, Scheme, has_more_places
from scoring.errors import Problem


@dataclass(frozen=True, slots=True)
class Mark:
    """Points one expert gives one bid for one criterion."""

    expert: str
    bid: str
    criterion: str
    points: Decimal


Assigned = Mapping[str, Collection[str]]
"""Who marks what: keys of experts by key of bid. None everywhere means: every expert marks every bid."""


def _of_one(mark: Mark, criterion: Criterion | None, places: int) -> Iterator[Problem]:
    where = {"expert": mark.expert, "bid": mark.bid, "points": mark.points}
    if criterion is None:
        yield Problem("criterion-unknown", mark.criterion, where)
    elif criterion.kind != Kind.JUDGED:
        yield Problem("criterion-not-judged", mark.criterion, where)
    elif not (mark.points.is_finite() and 0 <= mark.points <= criterion.points):
        yield Problem("mark-out-of-range", mark.criterion, {**where, "most": criterion.points})
    elif has_more_places(mark.points, places):
        yield Problem("mark-too-fine", mark.criterion, {**where, "places": places})
    elif criterion.step is not None and Fraction(mark.points) % Fraction(criterion.step):
        yield Problem("mark-off-step", mark.criterion, {**where, "step": criterion.step})


def expected(
    bids: Collection[str], marks: Collection[Mark], assigned: Assigned | None
) -> dict[str, tuple[str, ...]]:
    """Return the experts of every bid, sorted: as assigned, or everyone who marked anything."""
    if assigned is None:
        everyone = tuple(sorted({m.expert for m in marks}))
        return dict.fromkeys(bids, everyone)
    return {bid: tuple(sorted(set(assigned.get(bid, ())))) for bid in bids}


def problems(
    scheme: Scheme,
    bids: Collection[str],
    marks: Sequence[Mark],
    *,
    rejected: Collection[str] = (),
    assigned: Assigned | None = None,
) -> list[Problem]:
    """Say everything that is wrong with the marks; the order does not depend on that of the marks.

    bids: keys of bids that must be marked; marks of `rejected` ones are looked at but not asked for.
    Codes, each with expert, bid and points in its detail: criterion-unknown, criterion-not-judged, mark-out-of-range,
    mark-too-fine, mark-off-step, mark-twice, bid-unknown, expert-not-assigned, mark-missing; and no-experts.
    """
    known = {c.key: c for c in scheme.criteria}
    open_bids = set(bids)
    experts = expected(open_bids, marks, assigned)
    members = {bid: set(own) for bid, own in experts.items()}
    found: list[Problem] = []
    seen: set[tuple[str, str, str]] = set()
    for m in sorted(marks, key=lambda m: (m.bid, m.expert, m.criterion, m.points)):
        found += _of_one(m, known.get(m.criterion), scheme.places)
        where = {"expert": m.expert, "bid": m.bid, "points": m.points}
        cell = (m.bid, m.expert, m.criterion)
        if cell in seen:
            found.append(Problem("mark-twice", m.criterion, where))
        seen.add(cell)
        if m.bid in open_bids:
            if m.expert not in members[m.bid]:
                found.append(Problem("expert-not-assigned", m.criterion, where))
        elif m.bid not in rejected:
            found.append(Problem("bid-unknown", m.criterion, where))
    judged = [c.key for c in scheme.judged]
    for bid in sorted(open_bids) if judged else ():
        if not experts[bid]:
            found.append(Problem("no-experts", None, {"bid": bid}))
        found += [
            Problem("mark-missing", key, {"expert": expert, "bid": bid})
            for expert in experts[bid]
            for key in judged
            if (bid, expert, key) not in seen
        ]
    return found
