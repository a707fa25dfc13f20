"""Track record (履约记录): how well an organization did like work, shrunk towards the district's mean.

    value = (sum of w*s + kappa*mean) / (sum of w + kappa),   w = similarity * 0.5 ** (age in days / half-life)

s is the performance score of one accepted contract, 0..100. A newcomer stands at the mean; one contract moves the
value by w / (w + kappa) of its distance from the mean, so that it neither makes nor breaks. No amount, buyer or place
is an argument (R-QUA-13, R-SCO-17).

Source: the credibility estimator of Buehlmann and Straub (1970) with weights w, which is also the posterior mean of
the normal model s ~ N(theta, sd**2 / w), theta ~ N(mean, sd**2 / kappa). The interval is that model's 95 % interval

    value +- 1.96 * sd / sqrt(sum of w + kappa),

cut to 0..100, with `sd` the spread of scores within organizations (see `district`). It is widest for a newcomer.

w and the value are rounded half up to four places and used as rounded, so that whoever has the table of weights gets
the same points with a pocket calculator.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from scoring.criteria import Criterion
from scoring.errors import Problem, refuse_if
from scoring.exact import CONTEXT, halved, plain, root, rounded
from scoring.parts import Part, part

FORMULA = "track-record-v1"
PLACES = 4
SHOWN = 2
MOST = Decimal(100)
NORMAL = Decimal("1.96")


@dataclass(frozen=True, slots=True)
class Record:
    """One accepted contract. score: 0..100; performed_on: last day of performance; similarity: 0..1, from matching."""

    key: str
    title: str
    score: Decimal
    performed_on: date
    similarity: Decimal


@dataclass(frozen=True, slots=True)
class District:
    """The district's contract scores, frozen at the deadline: mean 0..100, sd in points or None where unknown."""

    mean: Decimal
    sd: Decimal | None = None
    contracts: int = 0


@dataclass(frozen=True, slots=True)
class Weighed:
    """One record with its weight (four places), and its share in the value: w / (sum of w + kappa), four places."""

    record: Record
    age_days: int
    weight: Decimal
    share: Decimal


@dataclass(frozen=True, slots=True)
class TrackRecord:
    """The value (0..100, four places), how it came about, and its interval (two places; None without an sd)."""

    value: Decimal
    records: tuple[Weighed, ...]
    weight: Decimal
    kappa: Decimal
    mean: Decimal
    mean_share: Decimal
    half_life_days: int
    lo: Decimal | None
    hi: Decimal | None
    formula: str = FORMULA


def _sum(values: Iterable[Fraction]) -> Fraction:
    return sum(values, Fraction())


def district(scores: Mapping[str, Sequence[Decimal]]) -> District:
    """Return mean and spread of contract scores by organization.

    The mean is that of all contracts, four places. sd is pooled within organizations, sqrt(sum of (s - own mean)**2 /
    sum of (n - 1)), four places; None where nobody has two. Raises ScoringError (no-scores) where there are none.
    """
    held = [[Fraction(s) for s in own] for own in scores.values() if own]
    count = sum(len(own) for own in held)
    refuse_if([] if count else [Problem("no-scores")])
    mean = rounded(sum(map(_sum, held), Fraction()) / count, PLACES)
    free = count - len(held)
    squares = sum((_sum((s - _sum(own) / len(own)) ** 2 for s in own) for own in held), Fraction())
    sd = rounded(Fraction(root(squares / free)), PLACES) if free else None
    return District(mean, sd, count)


def problems(records: Collection[Record], on: date) -> Iterator[Problem]:
    """Codes: record-twice, record-after-deadline, record-score-out-of-range, similarity-out-of-range."""
    seen = set()
    for r in records:
        detail = {"record": r.key}
        if r.key in seen:
            yield Problem("record-twice", None, detail)
        seen.add(r.key)
        if r.performed_on > on:
            yield Problem(
                "record-after-deadline", None, {**detail, "day": r.performed_on, "on": on}
            )
        if not (r.score.is_finite() and 0 <= r.score <= MOST):
            yield Problem("record-score-out-of-range", None, {**detail, "score": r.score})
        if not (r.similarity.is_finite() and 0 <= r.similarity <= 1):
            yield Problem("similarity-out-of-range", None, {**detail, "similarity": r.similarity})


def weight(record: Record, *, on: date, half_life_days: int) -> Decimal:
    """Return similarity * 0.5 ** (age / half-life), four places, half up."""
    age = (on - record.performed_on).days
    return rounded(Fraction(record.similarity) * halved(age, half_life_days), PLACES)


def track_record(
    records: Collection[Record],
    *,
    on: date,
    mean: Decimal,
    kappa: Decimal,
    half_life_days: int,
    sd: Decimal | None = None,
) -> TrackRecord:
    """Return the shrunk mean of `records` on the day `on`; the formula stands at the top of this file.

    mean: of the district, 0..100. kappa: how many full contracts the mean counts for, above 0. half_life_days: at least
    1. sd: points. The order of records does not matter; the answer lists the heaviest first. Raises ScoringError.
    """
    found = list(problems(records, on))
    if not (mean.is_finite() and 0 <= mean <= MOST):
        found.append(Problem("mean-out-of-range", None, {"mean": mean}))
    if not (kappa.is_finite() and kappa > 0):
        found.append(Problem("kappa-wrong", None, {"kappa": kappa}))
    if half_life_days < 1:
        found.append(Problem("half-life-wrong", None, {"days": half_life_days}))
    if sd is not None and not (sd.is_finite() and sd >= 0):
        found.append(Problem("sd-wrong", None, {"sd": sd}))
    refuse_if(found)
    weighed = [(r, weight(r, on=on, half_life_days=half_life_days)) for r in records]
    weighed.sort(key=lambda pair: (pair[1].copy_negate(), pair[0].key))
    summed = sum((Fraction(w) for _, w in weighed), Fraction())
    whole = summed + Fraction(kappa)
    value = (
        sum((Fraction(w) * Fraction(r.score) for r, w in weighed), Fraction(kappa) * Fraction(mean))
        / whole
    )
    lo, hi = _interval(value, whole, sd)
    return TrackRecord(
        rounded(value, PLACES),
        tuple(
            Weighed(r, (on - r.performed_on).days, w, rounded(Fraction(w) / whole, PLACES))
            for r, w in weighed
        ),
        rounded(summed, PLACES),
        kappa,
        mean,
        rounded(Fraction(kappa) / whole, PLACES),
        half_life_days,
        lo,
        hi,
    )


def _interval(
    value: Fraction, whole: Fraction, sd: Decimal | None
) -> tuple[Decimal, Decimal] | tuple[None, None]:
    if sd is None:
        return None, None
    half = Fraction(CONTEXT.multiply(NORMAL, CONTEXT.divide(sd, root(whole)))) if sd else Fraction()
    low, high = max(value - half, Fraction(0)), min(value + half, Fraction(MOST))
    return rounded(low, SHOWN), rounded(high, SHOWN)


def track_record_part(found: TrackRecord, criterion: Criterion, places: int) -> Part:
    """Return value / 100 * max, half up, once.

    Evidence: value, lo, hi, mean, kappa, mean_share, half_life_days, weight (the sum), and `records`: key, title, score,
    performed_on, age_days, similarity, weight, share of each, heaviest first.
    """
    points = rounded(Fraction(found.value) * Fraction(criterion.points) / 100, places)
    evidence = {
        "value": plain(found.value),
        "lo": None if found.lo is None else plain(found.lo),
        "hi": None if found.hi is None else plain(found.hi),
        "mean": plain(found.mean),
        "kappa": plain(found.kappa),
        "mean_share": plain(found.mean_share),
        "half_life_days": found.half_life_days,
        "weight": plain(found.weight),
        "records": [
            {
                "key": w.record.key,
                "title": w.record.title,
                "score": plain(w.record.score),
                "performed_on": w.record.performed_on.isoformat(),
                "age_days": w.age_days,
                "similarity": plain(w.record.similarity),
                "weight": plain(w.weight),
                "share": plain(w.share),
            }
            for w in found.records
        ],
    }
    return part(criterion, points, evidence, FORMULA)
