"""Ranking 1,000 bids with five experts each: aim under a second."""

import random
from datetime import date, timedelta
from decimal import Decimal

from scoring import (
    BidFacts,
    Criterion,
    District,
    FitFact,
    GradeFact,
    Kind,
    Mark,
    Record,
    Scheme,
    rank,
    record,
    sensitivity,
)
from tools.bench import Report

BIDS, EXPERTS, RECORDS = 1000, 5, 3
ON = date(2026, 11, 13)
DISTRICT = District(Decimal("76.4"), Decimal("7.2"), 88)
SCHEME = Scheme(
    criteria=(
        Criterion("grade", Kind.GRADE, "grade", Decimal(10)),
        Criterion("record", Kind.TRACK_RECORD, "record", Decimal(20)),
        Criterion("fit", Kind.FIT, "fit", Decimal(10)),
        Criterion("plan", Kind.JUDGED, "plan", Decimal(25)),
        Criterion("team", Kind.JUDGED, "team", Decimal(15)),
        Criterion("care", Kind.JUDGED, "care", Decimal(10)),
        Criterion("price", Kind.PRICE, "price", Decimal(10)),
    ),
    track="SUB",
    half_life_days=730,
    kappa=Decimal(2),
    grade_points={"5A": Decimal(10), "4A": Decimal(8), "3A": Decimal(6)},
    version="bench",
)


def _bid(number: int, rng: random.Random) -> BidFacts:
    price = Decimal(rng.randint(20_000_000, 40_000_000)) / 100
    level = rng.choice(["5A", "4A", "3A", None])
    records = tuple(
        Record(
            f"r{number}-{n}",
            "contract",
            Decimal(rng.randint(600, 1000)) / 10,
            ON - timedelta(rng.randint(0, 2000)),
            Decimal(rng.randint(0, 10_000)) / 10_000,
        )
        for n in range(rng.randint(0, RECORDS))
    )
    return BidFacts(
        key=f"b{number:04d}",
        name=f"b{number:04d}",
        price=price,
        evaluated_price=price,
        grade=GradeFact(level, None, None, None, ON),
        records=records,
        fit=FitFact(Decimal(rng.randint(0, 10_000)) / 10_000, "bench"),
    )


def run(report: Report) -> None:
    """Measure the ranking, its intervals, and the record with its recomputation."""
    rng = random.Random(7)  # noqa: S311 - a bench must repeat itself
    bids = [_bid(n, rng) for n in range(BIDS)]
    marks = [
        Mark(f"e{e}", bid.key, c.key, Decimal(rng.randint(0, int(c.points) * 2)) / 2)
        for bid in bids
        for e in range(EXPERTS)
        for c in SCHEME.judged
    ]
    found = rank(SCHEME, bids, marks, on=ON, district=DISTRICT)
    data = record.dump(SCHEME, bids, marks, found)
    rank_it = f"rank {BIDS} bids x {EXPERTS} experts"
    report.measure(
        rank_it,
        lambda: rank(SCHEME, bids, marks, on=ON, district=DISTRICT),
        repeat=7,
        aim=1000,
    )
    report.measure(
        "intervals and ranges of places",
        lambda: sensitivity.rank_ranges(sensitivity.intervals(found)),
        repeat=5,
        aim=1000,
        against=rank_it,
        most=3,
    )
    report.measure(
        "dump and digest",
        lambda: record.digest(record.dump(SCHEME, bids, marks, found)),
        repeat=5,
        against=rank_it,
        most=3,
    )
    report.measure(
        "recompute and compare",
        lambda: record.differences(data),
        repeat=5,
        against=rank_it,
        most=4,
    )
