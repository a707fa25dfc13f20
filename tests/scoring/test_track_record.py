"""Track record: by hand, and what must hold for any records."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import Record, ScoringError, district, track_record
from scoring.track_record import track_record_part
from tests.scoring.cases import DAY, SCHEME, codes, full

FIXED = {"on": DAY, "mean": Decimal("67.5"), "kappa": Decimal(2), "half_life_days": 730}
SCORES = st.decimals(0, 100, places=1)
RECORDS = st.lists(
    st.builds(
        lambda score, days, similarity: (score, days, similarity),
        SCORES,
        st.integers(0, 4000),
        st.decimals(0, 1, places=4),
    ),
    max_size=6,
).map(
    lambda rows: [Record(f"r{i}", "", s, DAY - timedelta(d), q) for i, (s, d, q) in enumerate(rows)]
)


def find(records, **more):
    return track_record(records, **{**FIXED, **more})


def test_a_newcomer_stands_at_the_mean():
    found = find([])
    assert (found.value, found.mean_share, found.weight) == (
        Decimal("67.5"),
        Decimal(1),
        Decimal(0),
    )


def test_an_example_by_hand():
    """One half-life old and half alike: w = 0.25. (0.25*90 + 1*60 + 2*67.5) / 3.25 = 66.9231."""
    old = Record("old", "", Decimal(90), DAY - timedelta(730), Decimal("0.5"))
    found = find([old, full("new", "60")])
    assert [w.weight for w in found.records] == [Decimal(1), Decimal("0.25")]
    assert [w.share for w in found.records] == [Decimal("0.3077"), Decimal("0.0769")]
    assert found.mean_share == Decimal("0.6154")
    assert found.value == Decimal("66.9231")


def test_a_weight_between_half_lives_by_hand():
    """0.5 ** (365 / 730) = 0.70710678; times 0.8 = 0.56568542."""
    (weighed,) = find([Record("r", "", Decimal(80), date(2025, 11, 13), Decimal("0.8"))]).records
    assert (weighed.age_days, weighed.weight) == (365, Decimal("0.5657"))


def test_the_value_follows_from_the_weights_as_shown():
    found = find(
        [
            Record(f"r{n}", "", Decimal(70 + n), DAY - timedelta(97 * n), Decimal("0.613"))
            for n in range(5)
        ]
    )
    top = sum(w.weight * w.record.score for w in found.records) + found.kappa * found.mean
    assert found.value == (top / (found.weight + found.kappa)).quantize(Decimal("0.0001"))
    assert found.weight == sum(w.weight for w in found.records)


def test_points_are_the_value_scaled_and_rounded_once():
    part = track_record_part(find([full("a", "88.7")], kappa=Decimal(1)), SCHEME.criteria[1], 2)
    assert str(part.points) == "15.62"  # 78.1 / 100 * 20
    assert part.evidence["value"] == "78.1"
    assert part.evidence["records"][0]["weight"] == "1"


def test_the_interval_narrows_with_every_contract_and_is_cut_at_the_ends():
    """Newcomer: 67.5 +- 1.96 * 10 / sqrt(2) = 13.86. With two contracts: / sqrt(4) = 9.8."""
    none = find([], sd=Decimal(10))
    assert (none.lo, none.hi) == (Decimal("53.64"), Decimal("81.36"))
    two = find([full("a", "67.5"), full("b", "67.5")], sd=Decimal(10))
    assert (two.lo, two.hi) == (Decimal("57.70"), Decimal("77.30"))
    assert find([full("a", "100")] * 1, sd=Decimal(60)).hi == Decimal(100)
    assert find([]).lo is None


@given(RECORDS)
def test_the_value_lies_between_the_mean_and_the_records(records):
    value = find(records).value
    ends = [FIXED["mean"], *(r.score for r in records)]
    assert min(ends) <= value <= max(ends)


@given(RECORDS, st.randoms())
def test_the_order_of_records_changes_nothing(records, random):
    mixed = list(records)
    random.shuffle(mixed)
    assert find(mixed) == find(records)


@given(RECORDS.filter(bool), SCORES)
def test_a_better_score_never_harms(records, score):
    first = records[0]
    better = Record(first.key, "", max(first.score, score), first.performed_on, first.similarity)
    assert find([better, *records[1:]]).value >= find(records).value


@given(RECORDS, st.decimals("0.1", 10, places=1))
def test_more_kappa_pulls_towards_the_mean(records, more):
    mean = FIXED["mean"]
    near, far = find(records, kappa=FIXED["kappa"] + more).value, find(records).value
    assert abs(near - mean) <= abs(far - mean)


@given(RECORDS, st.decimals(0, 30, places=1))
def test_the_interval_holds_the_value(records, sd):
    found = find(records, sd=sd)
    assert found.lo - Decimal("0.01") <= found.value <= found.hi + Decimal("0.01")
    assert 0 <= found.lo <= found.hi <= 100


def test_one_contract_neither_makes_nor_breaks():
    worst, best = find([full("a", 0)]).value, find([full("a", 100)]).value
    assert (worst, best) == (Decimal(45), Decimal("78.3333"))


@pytest.mark.parametrize(
    ("records", "more", "code"),
    [
        ([Record("a", "", Decimal(101), DAY, Decimal(1))], {}, "record-score-out-of-range"),
        ([Record("a", "", Decimal("NaN"), DAY, Decimal(1))], {}, "record-score-out-of-range"),
        ([Record("a", "", Decimal(1), DAY, Decimal("1.1"))], {}, "similarity-out-of-range"),
        (
            [Record("a", "", Decimal(1), DAY + timedelta(1), Decimal(1))],
            {},
            "record-after-deadline",
        ),
        ([full("a", 1), full("a", 1)], {}, "record-twice"),
        ([], {"kappa": Decimal(0)}, "kappa-wrong"),
        ([], {"half_life_days": 0}, "half-life-wrong"),
        ([], {"mean": Decimal(-1)}, "mean-out-of-range"),
        ([], {"sd": Decimal(-1)}, "sd-wrong"),
    ],
)
def test_wrong_facts_are_refused_by_name(records, more, code):
    with pytest.raises(ScoringError) as refused:
        find(records, **more)
    assert codes(refused.value.problems) == [code]


def test_the_district_has_the_mean_of_all_contracts_and_the_spread_within_organizations():
    """Mean (80+90+70+60)/4. Within: (5^2+5^2 + 5^2+5^2) / (4-2) = 50."""
    found = district({"a": [Decimal(80), Decimal(90)], "b": [Decimal(70), Decimal(60)], "none": []})
    assert (found.mean, found.sd, found.contracts) == (Decimal(75), Decimal("7.0711"), 4)


def test_a_spread_needs_two_contracts_of_one_organization():
    assert district({"a": [Decimal(80)], "b": [Decimal(60)]}).sd is None
    with pytest.raises(ScoringError):
        district({})
