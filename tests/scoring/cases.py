"""The ranking of the design's page, and makers of small cases."""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from scoring import (
    BidFacts,
    Criterion,
    District,
    FitFact,
    GradeFact,
    Kind,
    Level,
    Mark,
    Reason,
    Record,
    Scheme,
)

DAY = date(2026, 11, 13)
DISTRICT = District(Decimal("67.5"), Decimal(9), 41)
EXPERTS = ("e1", "e2", "e3", "e4", "e5")


def levels(points):
    half = Decimal(points) / 2
    return (
        Level(Decimal(0), half, "只写了目标，没有步骤和人手"),
        Level(half, Decimal(points), "步骤、人手、时间都写明，并附同类服务的材料"),
    )


def judged(key, points, **settings):
    return Criterion(key, Kind.JUDGED, key, Decimal(points), levels(points), settings)


SCHEME = Scheme(
    criteria=(
        Criterion("grade", Kind.GRADE, "评估等级", Decimal(10)),
        Criterion("record", Kind.TRACK_RECORD, "履约记录", Decimal(20)),
        Criterion("fit", Kind.FIT, "契合度", Decimal(10)),
        judged("plan", 25),
        judged("team", 15),
        judged("care", 10),
        Criterion("price", Kind.PRICE, "价格", Decimal(10)),
    ),
    track="SUB",
    half_life_days=730,
    kappa=Decimal(1),
    grade_points={
        "5A": Decimal(10),
        "4A": Decimal(8),
        "3A": Decimal(6),
        "2A": Decimal(3),
        "1A": Decimal(1),
    },
    version="2026-10-20/1",
)


def grade(level, number=None, since=date(2024, 5, 21), until=date(2029, 5, 20), on=DAY):
    return GradeFact(level, number, since if level else None, until if level else None, on)


def full(key, score):
    """A contract that weighs 1: the same work, finished on the day."""
    return Record(key, f"合同 {key}", Decimal(score), DAY, Decimal(1))


RECORDS = {
    "tongxin": (full("a", "80"), full("b", "82.4"), full("c", "82.5")),
    "qinghe": (full("d", "97.3"),),
    "qiming": (full("e", "74.5"),),
    "hefeng": (full("f", "83"),),
    "xinya": (),
}
BIDS = (
    BidFacts(
        key="tongxin", name="同心", price=Decimal(306000), evaluated_price=Decimal(306000),
        grade=grade("5A", "2024-051"), records=RECORDS["tongxin"], fit=FitFact(Decimal("0.81"), "s1"),
    ),
    BidFacts(
        key="qinghe", name="青禾", price=Decimal(298000), evaluated_price=Decimal(298000),
        grade=grade("4A", "2023-018"), records=RECORDS["qinghe"], fit=FitFact(Decimal("0.864"), "s1"),
    ),
    BidFacts(
        key="qiming", name="启明", price=Decimal(289500), evaluated_price=Decimal(289500),
        grade=grade("3A", "2025-007"), records=RECORDS["qiming"], fit=FitFact(Decimal("0.79"), "s1"),
    ),
    BidFacts(
        key="hefeng", name="和风", price=Decimal(312000), evaluated_price=Decimal(312000),
        grade=grade("4A", "2021-033", date(2021, 10, 15), date(2026, 10, 14)),
        records=RECORDS["hefeng"], fit=FitFact(Decimal("0.72"), "s1"),
    ),
    BidFacts(
        key="xinya", name="新芽", price=Decimal(276000), evaluated_price=Decimal(276000),
        grade=grade(None), records=(), fit=FitFact(Decimal("0.68"), "s1"),
    ),
    BidFacts(
        key="ankang", name="安康", price=Decimal(250000), evaluated_price=Decimal(250000),
        rejected=(Reason("abnormal-list", None, {"page": "7"}),),
    ),
)  # fmt: skip
SHEETS = {
    "tongxin": ((20, 21, 21, 22, 23), (12, 12, 13, 13, 13), (8, 8, 8, 8, 9)),
    "qinghe": ((23, 22, 21, 22, 21), (12, 12, 12, 13, 12), (9, 8, 8, 9, 8)),
    "qiming": ((19, 20, 19, 20, 20), (12, 12, 11, 12, 12), (8, 7, 8, 7, 8)),
    "hefeng": ((20, 21, 20, 21, 21), (12, 12, 13, 12, 13), (8, 8, 8, 8, 8)),
    "xinya": ((18, 18, 19, 18, 18), (10, 10, 11, 11, 10), (7, 6, 7, 7, 6)),
}
MARKS = tuple(
    Mark(expert, bid, criterion, Decimal(points))
    for bid, sheet in SHEETS.items()
    for criterion, given in zip(("plan", "team", "care"), sheet, strict=True)
    for expert, points in zip(EXPERTS, given, strict=True)
)

# Two judged criteria and a price: small enough to count by hand.
SMALL = Scheme(
    criteria=(
        judged("plan", 60),
        judged("team", 20),
        Criterion("price", Kind.PRICE, "价格", Decimal(20)),
    ),
    track="SUB",
    version="small",
)


def bid(key, price, **more):
    asked = None if price is None else Decimal(price)
    return BidFacts(key=key, name=key.upper(), price=asked, evaluated_price=asked, **more)


def sheet(key, plan, team, expert="e1"):
    return [Mark(expert, key, "plan", Decimal(plan)), Mark(expert, key, "team", Decimal(team))]


def codes(problems):
    return [p.code for p in problems]


@st.composite
def cases(draw):
    """A few bids and experts with prices and marks so close that totals often meet."""
    n = draw(st.integers(1, 6))
    prices = draw(st.lists(st.integers(90, 99), min_size=n, max_size=n))
    experts = [f"e{i}" for i in range(draw(st.integers(1, 4)))]
    bids = [bid(f"b{i}", prices[i]) for i in range(n)]
    marks = [
        mark
        for b in bids
        for e in experts
        for mark in sheet(b.key, draw(st.integers(55, 60)), draw(st.integers(18, 20)), e)
    ]
    return bids, marks
