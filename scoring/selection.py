"""Which applications of a venture round (公益创投) a budget reaches, in the order of the ranking.

Thin by intent: the order decides, money only says how far it goes. The skip rule must have been published.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import groupby

from scoring.errors import Problem, refuse_if
from scoring.exact import minus, total


class Outcome(StrEnum):
    """What became of an application."""

    FUNDED = "funded"
    BELOW_MINIMUM = "below-minimum"
    SKIPPED = "skipped"
    BELOW_LINE = "below-line"
    DRAW = "draw"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One ranked application and the grant it asks for, in yuan."""

    key: str
    place: int
    total: Decimal
    ask: Decimal


@dataclass(frozen=True, slots=True)
class Choice:
    """The outcome of one application, and what was left of the budget when its turn came."""

    key: str
    outcome: Outcome
    left: Decimal


@dataclass(frozen=True, slots=True)
class Selection:
    """Choices in order of place, money spent and left. With a `draw` the rest waits for it."""

    choices: tuple[Choice, ...]
    spent: Decimal
    left: Decimal


def select(
    candidates: Iterable[Candidate], *, budget: Decimal, skip: bool, minimum: Decimal | None = None
) -> Selection:
    """Fund in the order of places as long as the money lasts.

    skip: an application that asks for more than is left is passed over and the next ones may still fit; without it the
    line is drawn there. minimum: least total that may be funded. Equal places that do not all fit need a draw: they are
    marked `draw`, and with skip so is everything after them that could still be funded. Raises ScoringError (ask-not-positive,
    budget-negative, candidate-twice).
    """
    everyone = sorted(candidates, key=lambda c: (c.place, c.key))
    refuse_if(
        [
            *(
                Problem("ask-not-positive", None, {"bid": c.key, "ask": c.ask})
                for c in everyone
                if c.ask <= 0
            ),
            *([Problem("budget-negative", None, {"budget": budget})] if budget < 0 else []),
            *(
                [Problem("candidate-twice")]
                if len({c.key for c in everyone}) < len(everyone)
                else []
            ),
        ]
    )
    left, closed, waiting = budget, False, False
    choices: list[Choice] = []
    for _, group in groupby(everyone, key=lambda c: c.place):
        here = list(group)
        good = [c for c in here if minimum is None or c.total >= minimum]
        choices += [Choice(c.key, Outcome.BELOW_MINIMUM, left) for c in here if c not in good]
        outcome, left_after = _group(good, left, skip=skip, closed=closed, waiting=waiting)
        choices += [Choice(c.key, outcome.get(c.key, Outcome.SKIPPED), left) for c in good]
        left = left_after
        waiting = waiting or Outcome.DRAW in outcome.values()
        closed = closed or Outcome.BELOW_LINE in outcome.values() or (waiting and not skip)
    return Selection(tuple(choices), minus(budget, left), left)


def _group(
    good: list[Candidate], left: Decimal, *, skip: bool, closed: bool, waiting: bool
) -> tuple[dict[str, Outcome], Decimal]:
    """Decide one place; what is not named is skipped."""
    if closed:
        return {c.key: Outcome.BELOW_LINE for c in good}, left
    able = [c for c in good if c.ask <= left]
    pool = able if skip else good
    cost = total(c.ask for c in pool)
    if not waiting and cost <= left:
        return {c.key: Outcome.FUNDED for c in pool}, minus(left, cost)
    several = able and len(good) > 1
    outcome = Outcome.DRAW if skip or several else Outcome.BELOW_LINE
    return {c.key: outcome for c in pool}, left
