"""How firm the order is: intervals of totals, ranges of places, and the ranking without each expert in turn.

None of this changes a place. It tells people which places are decided and which lie within the panel's own noise.

Assumptions: the experts of a bid are a sample of experts who could have been drawn, their sums over the judged criteria
are about normal, and computed parts (grade, track record, fit, price) are exact. Then the total of a long row of
experts lies with 95 % in

    total +- t(0.975, n - 1) * sd / sqrt(n),

sd being the spread (n - 1) of the experts' own sums: Student's interval for a mean. The mean of ANOTHER panel of the
same size varies itself, so it lies in an interval wider by sqrt(2). Both are cut to what the scheme makes possible.
With trimming the same spread of all experts is used, which is a little too wide. t comes from the printed table.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scoring.criteria import Kind, Scheme
from scoring.errors import ScoringError
from scoring.exact import CONTEXT, root, rounded, total
from scoring.marks import Mark
from scoring.ranking import BidFacts, Ranking, Row, rank

# 97.5 % points of Student's t by degrees of freedom, as printed everywhere; between two entries the lower one counts.
_PRINTED = (
    "12.706", "4.303", "3.182", "2.776", "2.571", "2.447", "2.365", "2.306",
    "2.262", "2.228", "2.201", "2.179", "2.160", "2.145", "2.131", "2.120",
    "2.110", "2.101", "2.093", "2.086", "2.080", "2.074", "2.069", "2.064",
    "2.060", "2.056", "2.052", "2.048", "2.045", "2.042",
)  # fmt: skip
T975: Mapping[int, Decimal] = {
    **{n: Decimal(t) for n, t in enumerate(_PRINTED, start=1)},
    40: Decimal("2.021"),
    60: Decimal("2.000"),
    120: Decimal("1.980"),
}
TWO = 2


@dataclass(frozen=True, slots=True)
class Interval:
    """Where a total lies with 95 %. All in points with the scheme's places.

    lo, hi: of the total of a long row of such experts. again_lo, again_hi: of another panel of the same size. sd: of
    the experts' sums. All None with a single expert; lo and hi are the total where nothing is judged.
    """

    key: str
    total: Decimal
    experts: int
    sd: Decimal | None
    lo: Decimal | None
    hi: Decimal | None
    again_lo: Decimal | None
    again_hi: Decimal | None


@dataclass(frozen=True, slots=True)
class PairGap:
    """Gap of two totals and its 95 % interval from the experts who marked both; None with fewer than two of them."""

    a: str
    b: str
    gap: Decimal
    lo: Decimal | None
    hi: Decimal | None

    @property
    def decided(self) -> bool:
        """Say whether the experts' disagreement cannot explain the gap."""
        return self.lo is not None and self.hi is not None and (self.lo > 0 or self.hi < 0)


@dataclass(frozen=True, slots=True)
class Without:
    """The places of all bids when one expert's marks are left out, and who is first then."""

    expert: str
    places: Mapping[str, int]
    first: tuple[str, ...]


def t975(freedom: int) -> Decimal:
    """Return the 97.5 % point of Student's t, three places; freedom: at least 1."""
    return T975[max(n for n in T975 if n <= freedom)]


def sums(row: Row) -> dict[str, Fraction]:
    """Return by expert the sum of the points given to a bid, counted or not."""
    found: dict[str, Fraction] = {}
    for part in row.parts:
        marks = part.evidence.get("marks") if part.kind == Kind.JUDGED else None
        for mark in marks if isinstance(marks, list) else ():
            found[mark["expert"]] = found.get(mark["expert"], Fraction()) + Fraction(mark["points"])
    return found


def _half(values: Iterable[Fraction]) -> tuple[Fraction, Fraction] | None:
    """Return half the width of Student's interval for the mean, and the sd; None for fewer than two values."""
    own = list(values)
    n = len(own)
    if n < TWO:
        return None
    mean = sum(own, Fraction()) / n
    variance = sum(((x - mean) ** 2 for x in own), Fraction()) / (n - 1)
    half = CONTEXT.multiply(t975(n - 1), root(variance / n))
    return Fraction(half), Fraction(root(variance))


def _interval(row: Row) -> Interval:
    places = -int(row.total.as_tuple().exponent)
    own = sums(row)
    judged = [p for p in row.parts if p.kind == Kind.JUDGED]
    if not judged:
        same = row.total
        return Interval(row.key, same, 0, None, same, same, same, same)
    found = _half(own.values())
    if found is None:
        return Interval(row.key, row.total, len(own), None, None, None, None, None)
    half, sd = found
    fixed = total(p.points for p in row.parts if p.kind != Kind.JUDGED)
    most = Fraction(fixed) + sum((Fraction(p.max) for p in judged), Fraction())
    wider = Fraction(CONTEXT.sqrt(Decimal(2))) * half
    middle = Fraction(row.total)
    lo, hi, again_lo, again_hi = (
        rounded(min(max(x, Fraction(fixed)), most), places)
        for x in (middle - half, middle + half, middle - wider, middle + wider)
    )
    return Interval(row.key, row.total, len(own), rounded(sd, places), lo, hi, again_lo, again_hi)


def intervals(ranking: Ranking) -> dict[str, Interval]:
    """Return the interval of every ranked bid, by key."""
    return {row.key: _interval(row) for row in ranking.rows}


def rank_ranges(
    found: Mapping[str, Interval], *, again: bool = False
) -> dict[str, tuple[int, int]]:
    """Return for every bid the best and the worst place its interval leaves open.

    best = 1 + bids whose interval lies wholly above; worst = n - bids whose interval lies wholly below; touching counts
    as overlap. This is what a reader sees in the picture, and careful: experts who are strict with everyone widen all
    intervals, so a pair that overlaps may still be decided (`pair_gap`); a pair that does not overlap is decided.
    again: with the intervals of another panel. An interval that is unknown overlaps with everything.
    """
    n = len(found)
    ends = [(i.again_lo, i.again_hi) if again else (i.lo, i.hi) for i in found.values()]
    highs = [hi for _, hi in ends if hi is not None]
    lows = [lo for lo, _ in ends if lo is not None]
    answer = {}
    for key, (lo, hi) in zip(found, ends, strict=True):
        above = 0 if hi is None else sum(1 for other in lows if other > hi)
        below = 0 if lo is None else sum(1 for other in highs if other < lo)
        answer[key] = (1 + above, n - below)
    return answer


def pair_gap(row_a: Row, row_b: Row) -> PairGap:
    """Return the gap of two totals, and Student's interval over the differences of the experts who marked both.

    Pairing takes out what an expert does to both bids alike, so this is the sharper statement about two neighbours.
    """
    a, b = sums(row_a), sums(row_b)
    gap = CONTEXT.subtract(row_a.total, row_b.total)
    found = _half(a[e] - b[e] for e in sorted(set(a) & set(b)))
    if found is None:
        return PairGap(row_a.key, row_b.key, gap, None, None)
    places = -int(row_a.total.as_tuple().exponent)
    lo, hi = (rounded(Fraction(gap) + sign * found[0], places) for sign in (-1, 1))
    return PairGap(row_a.key, row_b.key, gap, lo, hi)


def leave_one_out(
    scheme: Scheme, bids: Iterable[BidFacts], marks: Iterable[Mark], ranking: Ranking
) -> tuple[Without, ...]:
    """Rank again without each expert in turn, sorted by expert. `ranking` is that of the same scheme, bids and marks.

    An expert without whom nothing can be ranked (the only one of a bid, or too few to trim) is left out of the answer.
    """
    facts, given = list(bids), list(marks)
    answer = []
    for expert in sorted({m.expert for m in given}):
        rest = [m for m in given if m.expert != expert]
        assigned = ranking.assigned and {
            bid: tuple(e for e in own if e != expert) for bid, own in ranking.assigned.items()
        }
        try:
            found = rank(
                scheme, facts, rest, on=ranking.on, district=ranking.district, assigned=assigned
            )
        except ScoringError:
            continue
        first = tuple(row.key for row in found.rows if row.place == 1)
        answer.append(Without(expert, {row.key: row.place for row in found.rows}, first))
    return tuple(answer)


def firsts(without: Iterable[Without]) -> dict[str, int]:
    """Return by bid how often it is first when one expert is left out; a tie counts for each."""
    found: dict[str, int] = {}
    for one in without:
        for key in one.first:
            found[key] = found.get(key, 0) + 1
    return found
