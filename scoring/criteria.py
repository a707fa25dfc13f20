"""The published scheme (评分办法): criteria with points, and a linter that says what is wrong with one.

A scheme is data: once published it is frozen, and `version` goes into every record (R-SCO-02). `check` knows no
number of the law; total, least price weight and caps come from the caller, who has them from the track and the day.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from scoring.errors import Problem
from scoring.exact import total as added

GRADES = ("5A", "4A", "3A", "2A", "1A")


class Kind(StrEnum):
    """Where the points come from. All but JUDGED are computed, the same for every expert (R-SCO-19)."""

    GRADE = "grade"
    TRACK_RECORD = "track_record"
    FIT = "fit"
    JUDGED = "judged"
    PRICE = "price"


class Aggregation(StrEnum):
    """How experts' points become one figure; see aggregate.py."""

    MEAN = "mean"
    TRIMMED = "trimmed"


@dataclass(frozen=True, slots=True)
class Level:
    """One described band of a judged criterion, `low` and `high` in points, both included (R-SCO-03)."""

    low: Decimal
    high: Decimal
    text: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of the scheme. `points`: the most it gives.

    settings: `step` is the smallest difference of two marks of a judged criterion (default: any with the scheme's
    places); other keys are the portal's own and only travel along.
    """

    key: str
    kind: Kind
    name: str
    points: Decimal
    levels: tuple[Level, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def step(self) -> Decimal | None:
        """The smallest difference of two marks; 0 (which `structure` refuses) where it cannot be read."""
        found = self.settings.get("step")
        if found is None:
            return None
        try:
            step = Decimal(found)
        except InvalidOperation:
            return Decimal(0)
        return step if step.is_finite() else Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """Everything published about how bids are scored.

    half_life_days, kappa: of the track record (days; contracts' worth of the district's mean). grade_points: points
    by grade, what is not named gives 0. places: decimal places of every published figure.
    """

    criteria: tuple[Criterion, ...]
    track: str
    aggregation: Aggregation = Aggregation.MEAN
    half_life_days: int | None = None
    kappa: Decimal | None = None
    grade_points: Mapping[str, Decimal] = field(default_factory=dict)
    places: int = 2
    version: str = ""

    def of(self, kind: Kind) -> Criterion | None:
        """The one criterion of a computed kind, if the scheme has it."""
        return next((c for c in self.criteria if c.kind == kind), None)

    @property
    def judged(self) -> tuple[Criterion, ...]:
        """What the experts mark."""
        return tuple(c for c in self.criteria if c.kind == Kind.JUDGED)


def structure(scheme: Scheme) -> Iterator[Problem]:
    """What must hold before anything can be computed at all. `rank` refuses a scheme that fails here.

    Codes: no-criteria, key-twice, kind-twice, points-not-positive, too-many-places, step-wrong; grade-unknown,
    grade-points-out-of-range, grade-points-out-of-order, grade-points-missing; half-life-wrong, kappa-wrong.
    """
    if not scheme.criteria:
        yield Problem("no-criteria")
    yield from _twice(scheme)
    for c in scheme.criteria:
        if not c.points.is_finite() or c.points <= 0:
            yield Problem("points-not-positive", c.key, {"points": c.points})
        elif has_more_places(c.points, scheme.places):
            yield Problem("too-many-places", c.key, {"points": c.points, "places": scheme.places})
        elif c.step is not None and not 0 < c.step <= c.points:
            yield Problem("step-wrong", c.key, {"step": c.settings["step"]})
    if grade := scheme.of(Kind.GRADE):
        yield from _grades(scheme, grade)
    if record := scheme.of(Kind.TRACK_RECORD):
        yield from _record(scheme, record)


def _twice(scheme: Scheme) -> Iterator[Problem]:
    keys: set[str] = set()
    kinds: set[Kind] = set()
    for c in scheme.criteria:
        if c.key in keys:
            yield Problem("key-twice", c.key)
        if c.kind != Kind.JUDGED and c.kind in kinds:
            yield Problem("kind-twice", c.key, {"kind": str(c.kind)})
        keys.add(c.key)
        kinds.add(c.kind)


def _record(scheme: Scheme, criterion: Criterion) -> Iterator[Problem]:
    if scheme.half_life_days is None or scheme.half_life_days < 1:
        yield Problem("half-life-wrong", criterion.key, {"days": scheme.half_life_days})
    if scheme.kappa is None or not scheme.kappa.is_finite() or scheme.kappa <= 0:
        yield Problem("kappa-wrong", criterion.key, {"kappa": scheme.kappa})


def _grades(scheme: Scheme, criterion: Criterion) -> Iterator[Problem]:
    if not scheme.grade_points:
        yield Problem("grade-points-missing", criterion.key)
    for level in sorted(set(scheme.grade_points) - set(GRADES)):
        yield Problem("grade-unknown", criterion.key, {"grade": level})
    most = criterion.points
    for level in GRADES:
        points = scheme.grade_points.get(level)
        if points is None:
            continue
        detail = {"grade": level, "points": points, "most": most}
        if not points.is_finite() or not 0 <= points <= criterion.points:
            yield Problem("grade-points-out-of-range", criterion.key, detail)
        elif has_more_places(points, scheme.places):
            yield Problem("too-many-places", criterion.key, detail)
        elif points > most:
            yield Problem("grade-points-out-of-order", criterion.key, detail)
        else:
            most = points


def has_more_places(value: Decimal, places: int) -> bool:
    """Say whether a finite number needs more decimal places than `places`."""
    exponent = value.as_tuple().exponent
    shift = -exponent - places if isinstance(exponent, int) else 0
    return shift > 0 and any(value.as_tuple().digits[-shift:])


def _levels(criterion: Criterion, smallest: Decimal) -> Iterator[Problem]:
    """Bands cover 0..points. Two neighbours share their border, or stand one step apart."""
    if not criterion.levels:
        yield Problem("levels-missing", criterion.key)
        return
    if not all(level.low.is_finite() and level.high.is_finite() for level in criterion.levels):
        yield Problem("level-not-a-number", criterion.key)
        return
    levels = sorted(criterion.levels, key=lambda level: (level.low, level.high))
    for level in levels:
        if not level.text.strip():
            yield Problem(
                "level-without-text", criterion.key, {"low": level.low, "high": level.high}
            )
        if level.low > level.high:
            yield Problem(
                "level-upside-down", criterion.key, {"low": level.low, "high": level.high}
            )
    if levels[0].low != 0:
        yield Problem("levels-start", criterion.key, {"low": levels[0].low})
    yield from _joints(criterion.key, levels, criterion.step or smallest)
    if levels[-1].high != criterion.points:
        yield Problem(
            "levels-end", criterion.key, {"high": levels[-1].high, "points": criterion.points}
        )


def _joints(key: str, levels: Sequence[Level], step: Decimal) -> Iterator[Problem]:
    for below, above in pairwise(levels):
        detail = {"high": below.high, "low": above.low}
        if above.low < below.high or above.low == below.low:
            yield Problem("levels-overlap", key, detail)
        elif Fraction(above.low) > Fraction(below.high) + Fraction(step):
            yield Problem("levels-gap", key, detail)


def check(
    scheme: Scheme,
    *,
    total: Decimal,
    price_floor: Decimal = Decimal(0),
    price_cap: Decimal | None = None,
    grade_cap: Decimal | None = None,
    fit_allowed: bool = True,
    trim_allowed: bool = False,
) -> list[Problem]:
    """Say everything that is wrong with a scheme, before it is published.

    total: points all criteria add up to (R-SCO-07). price_floor, price_cap: per cent of the total (R-SCO-05; pass a
    floor of 0 where the price is fixed). grade_cap: most points for the grade. fit_allowed, trim_allowed: of the track
    (R-SCO-08; fit may not be scored in `GP`).

    Codes: those of `structure`, and total-wrong, price-too-low, price-too-high, grade-too-high, fit-forbidden,
    trimming-forbidden, trimming-unused, levels-missing, levels-start, levels-gap, levels-overlap, levels-end,
    level-without-text, level-upside-down, level-not-a-number, levels-unused.
    """
    found = list(structure(scheme))
    points = added(c.points for c in scheme.criteria)
    if points != total:
        found.append(Problem("total-wrong", None, {"points": points, "total": total}))
    found += _price(scheme, total, price_floor, price_cap)
    grade = scheme.of(Kind.GRADE)
    if grade and grade_cap is not None and grade.points > grade_cap:
        found.append(
            Problem("grade-too-high", grade.key, {"points": grade.points, "most": grade_cap})
        )
    fit = scheme.of(Kind.FIT)
    if fit and not fit_allowed:
        found.append(Problem("fit-forbidden", fit.key, {"track": scheme.track}))
    if scheme.aggregation == Aggregation.TRIMMED:
        if not trim_allowed:
            found.append(Problem("trimming-forbidden", None, {"track": scheme.track}))
        elif not scheme.judged:
            found.append(Problem("trimming-unused"))
    smallest = Decimal(f"1E-{scheme.places}")
    for c in scheme.criteria:
        if c.kind == Kind.JUDGED:
            found += _levels(c, smallest)
        elif c.levels:
            found.append(Problem("levels-unused", c.key))
    return found


def _price(
    scheme: Scheme, total: Decimal, floor: Decimal, cap: Decimal | None
) -> Iterator[Problem]:
    price = scheme.of(Kind.PRICE)
    points = price.points if price else Decimal(0)
    key = price.key if price else None
    if Fraction(points) * 100 < Fraction(floor) * Fraction(total):
        yield Problem("price-too-low", key, {"points": points, "percent": floor})
    if cap is not None and Fraction(points) * 100 > Fraction(cap) * Fraction(total):
        yield Problem("price-too-high", key, {"points": points, "percent": cap})
