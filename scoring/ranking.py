"""From facts and marks to a ranking (排名), the same on every machine and in any order of input.

total = sum of the parts as rounded, to the last digit (R-SCO-07). Order (R-SCO-10): total from high to low; equal
totals: the lower evaluated price first; equal again: the same place, `tied`, and a draw or what the document says must
decide, outside this package. Places are counted as in sport: 1, 2, 2, 4. Tied rows stand in the order of their keys,
which means nothing. Where not every bid names a price, equal totals are tied at once (`tie_rule` says so).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from scoring import fit, grade, marks, price, track_record
from scoring.aggregate import FEWEST, Sheet, judged_part, kept
from scoring.criteria import Criterion, Kind, Scheme, structure
from scoring.errors import Problem, refuse_if
from scoring.exact import total as added
from scoring.fit import FitFact
from scoring.grade import GradeFact
from scoring.marks import Assigned, Mark
from scoring.parts import Part
from scoring.price import PriceFact
from scoring.track_record import District, Record

FORMULA = "ranking-v1"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a bid was rejected: a code, the article, and plain values for the sentence."""

    code: str
    law: str | None = None
    detail: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class BidFacts:
    """What counts of one bid. `key` is unique and stable. A bid with reasons in `rejected` is listed, not scored.

    price, evaluated_price: yuan. grade, records, fit: only asked for where the scheme scores them.
    """

    key: str
    name: str
    price: Decimal | None = None
    evaluated_price: Decimal | None = None
    grade: GradeFact | None = None
    records: tuple[Record, ...] = ()
    fit: FitFact | None = None
    rejected: tuple[Reason, ...] = ()


class DecidedBy(StrEnum):
    """What set a row apart from others with the same total."""

    TOTAL = "total"
    PRICE = "price"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Row:
    """One ranked bid. `total` is the sum of `parts`, which stand in the scheme's order."""

    key: str
    name: str
    place: int
    total: Decimal
    price: Decimal | None
    evaluated_price: Decimal | None
    decided_by: DecidedBy
    tied: bool
    parts: tuple[Part, ...]

    def part(self, key: str) -> Part:
        """Return the part of a criterion; KeyError where there is none."""
        for found in self.parts:
            if found.key == key:
                return found
        raise KeyError(key)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A bid that was not scored, and why."""

    key: str
    name: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The answer, with what is needed beside scheme, bids and marks to compute it again."""

    scheme_version: str
    on: date
    district: District | None
    assigned: Mapping[str, tuple[str, ...]] | None
    tie_rule: str
    rows: tuple[Row, ...]
    rejected: tuple[Rejected, ...]
    formula: str = FORMULA

    def row(self, key: str) -> Row:
        """Return the row of a bid; KeyError where it is not ranked."""
        for found in self.rows:
            if found.key == key:
                return found
        raise KeyError(key)

    def ties(self) -> tuple[tuple[Row, ...], ...]:
        """Return the groups of rows that a draw must put in order."""
        groups: dict[int, list[Row]] = {}
        for found in self.rows:
            if found.tied:
                groups.setdefault(found.place, []).append(found)
        return tuple(tuple(group) for group in groups.values())


def _problems(
    scheme: Scheme,
    valid: Sequence[BidFacts],
    on: date,
    known: District | None,
) -> Iterator[Problem]:
    """What is wrong with the facts of bids; marks have their own list."""
    criteria = {kind: scheme.of(kind) for kind in Kind}
    by_record, by_price = criteria[Kind.TRACK_RECORD], criteria[Kind.PRICE]
    by_grade, by_fit = criteria[Kind.GRADE], criteria[Kind.FIT]
    if by_record and known is None:
        yield Problem("district-missing", by_record.key)
    for bid in valid:
        yield from price.problems(_price(bid), by_price.key if by_price else None)
        if by_grade and bid.grade is None:
            yield Problem("grade-missing", by_grade.key, {"bid": bid.key})
        elif by_grade and bid.grade:
            yield from grade.problems(bid.grade, by_grade, bid.key, on)
        if by_fit and bid.fit is None:
            yield Problem("fit-missing", by_fit.key, {"bid": bid.key})
        elif by_fit and bid.fit:
            yield from fit.problems(bid.fit, by_fit, bid.key)


def _twice(keys: Iterable[str]) -> Iterator[Problem]:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            yield Problem("bid-twice", None, {"bid": key})
        seen.add(key)


def _price(bid: BidFacts) -> PriceFact:
    return PriceFact(bid.key, bid.price, bid.evaluated_price)


def _sheets(
    valid: Iterable[str], given: Iterable[Mark]
) -> dict[str, dict[str, dict[str, Decimal]]]:
    """Return points by bid, expert and criterion."""
    found: dict[str, dict[str, dict[str, Decimal]]] = {key: {} for key in valid}
    for mark in given:
        if mark.bid in found:
            found[mark.bid].setdefault(mark.expert, {})[mark.criterion] = mark.points
    return found


class _Scorer:
    """The parts of one bid after another, with everything that is the same for all bids at hand."""

    def __init__(
        self, scheme: Scheme, on: date, known: District | None, lowest: tuple[Decimal, str] | None
    ) -> None:
        self.scheme, self.on, self.district, self.lowest = scheme, on, known, lowest

    def parts(self, bid: BidFacts, sheets: Mapping[str, Sheet]) -> Iterator[Part]:
        """Yield the parts in the scheme's order. `_problems` has made sure that every fact is there."""
        counting = kept(sheets, self.scheme.aggregation) if self.scheme.judged else ()
        for criterion in self.scheme.criteria:
            if criterion.kind == Kind.JUDGED:
                yield judged_part(
                    sheets, counting, criterion, self.scheme.aggregation, self.scheme.places
                )
            else:
                yield self._computed(criterion, bid)

    def _computed(self, criterion: Criterion, bid: BidFacts) -> Part:
        scheme = self.scheme
        match criterion.kind:
            case Kind.GRADE if bid.grade:
                return grade.grade_part(bid.grade, criterion, scheme)
            case Kind.FIT if bid.fit:
                return fit.fit_part(bid.fit, criterion, scheme.places)
            case Kind.PRICE if self.lowest:
                return price.price_part(_price(bid), self.lowest, criterion, scheme.places)
            case Kind.TRACK_RECORD if self.district and scheme.kappa and scheme.half_life_days:
                found = track_record.track_record(
                    bid.records,
                    on=self.on,
                    mean=self.district.mean,
                    sd=self.district.sd,
                    kappa=scheme.kappa,
                    half_life_days=scheme.half_life_days,
                )
                return track_record.track_record_part(found, criterion, scheme.places)
        raise AssertionError(criterion)


def rank(
    scheme: Scheme,
    bids: Iterable[BidFacts],
    given: Iterable[Mark],
    *,
    on: date,
    district: District | None = None,
    assigned: Assigned | None = None,
) -> Ranking:
    """Rank bids by a scheme.

    on: the day of the deadline, for grades and ages. district: mean and spread of contract scores frozen on that day;
    asked for where the track record is scored. assigned: experts by bid where not everybody marks everything.

    Raises ScoringError with every problem: those of `criteria.structure`, `marks.problems`, `grade.problems`,
    `fit.problems`, `price.problems`, `track_record.track_record`, and bid-twice, grade-missing, fit-missing,
    district-missing, too-few-experts.
    """
    everything = sorted(bids, key=lambda bid: bid.key)
    sheets_in = list(given)
    valid = [bid for bid in everything if not bid.rejected]
    out = [bid for bid in everything if bid.rejected]
    keys = [bid.key for bid in valid]
    refuse_if([*structure(scheme), *_twice(bid.key for bid in everything)])
    refuse_if(
        [
            *_problems(scheme, valid, on, district),
            *marks.problems(
                scheme, keys, sheets_in, rejected={bid.key for bid in out}, assigned=assigned
            ),
        ]
    )
    sheets = _sheets(keys, sheets_in)
    if scheme.judged:
        refuse_if(_too_few(sheets, FEWEST[scheme.aggregation]))
    scorer = _Scorer(scheme, on, district, price.base(map(_price, valid)))
    scored = [(bid, tuple(scorer.parts(bid, sheets[bid.key]))) for bid in valid]
    return Ranking(
        scheme.version,
        on,
        district,
        None
        if assigned is None
        else {b: tuple(sorted(set(e))) for b, e in sorted(assigned.items())},
        "price" if _all_priced(valid) else "none",
        _ordered(scored),
        tuple(Rejected(bid.key, bid.name, bid.rejected) for bid in out),
    )


def _too_few(sheets: Mapping[str, Mapping[str, Sheet]], fewest: int) -> list[Problem]:
    return [
        Problem("too-few-experts", None, {"bid": bid, "experts": len(own), "fewest": fewest})
        for bid, own in sheets.items()
        if len(own) < fewest
    ]


def _all_priced(valid: Collection[BidFacts]) -> bool:
    return all(bid.evaluated_price is not None for bid in valid)


def _ordered(scored: Sequence[tuple[BidFacts, tuple[Part, ...]]]) -> tuple[Row, ...]:
    """Order and number the rows; see the top of this file."""
    priced = _all_priced([bid for bid, _ in scored])
    entries = []
    for bid, parts in scored:
        own = bid.evaluated_price if priced and bid.evaluated_price is not None else Decimal(0)
        points = added(p.points for p in parts)
        entries.append(((points.copy_negate(), own), points, bid, parts))
    entries.sort(key=lambda entry: (entry[0], entry[2].key))
    totals: dict[Decimal, int] = {}
    same: dict[tuple[Decimal, Decimal], int] = {}
    for order, points, _, _ in entries:
        totals[points] = totals.get(points, 0) + 1
        same[order] = same.get(order, 0) + 1
    rows: list[Row] = []
    first: dict[tuple[Decimal, Decimal], int] = {}
    for number, (order, points, bid, parts) in enumerate(entries, start=1):
        tied = same[order] > 1
        decided = (
            DecidedBy.NOTHING
            if tied
            else DecidedBy.PRICE
            if totals[points] > 1
            else DecidedBy.TOTAL
        )
        rows.append(
            Row(
                bid.key,
                bid.name,
                first.setdefault(order, number),
                points,
                bid.price,
                bid.evaluated_price,
                decided,
                tied,
                parts,
            )
        )
    return tuple(rows)
