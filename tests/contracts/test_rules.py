from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.contracts import rules

CENTS = st.integers(min_value=1, max_value=10**12).map(lambda n: Decimal(n) / 100)
PERCENTS = st.lists(st.integers(1, 60), min_size=1, max_size=6).map(
    lambda some: [*some, 100 - sum(some)] if sum(some) < 100 else [100]
)


@given(CENTS, PERCENTS)
def test_the_milestones_always_add_up(amount, percents):
    assert sum(rules.split(amount, percents)) == amount


def test_the_last_milestone_takes_what_rounding_leaves():
    assert rules.split(Decimal("100.01"), [33, 33, 34]) == [
        Decimal("33.00"),
        Decimal("33.00"),
        Decimal("34.01"),
    ]


def test_percents_that_are_not_a_hundred_are_a_bug():
    with pytest.raises(ValueError, match="60"):
        rules.split(Decimal(100), [30, 60])


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_milestones_are_due_in_order_and_end_with_the_contract(count):
    days = rules.due_days(date(2027, 1, 1), date(2027, 12, 31), count)
    assert len(days) == count
    assert days == sorted(days)
    assert days[-1] == date(2027, 12, 31)


def codes(findings):
    return [f.code for f in findings]


def test_who_accepted_does_not_pay():
    one, other = uuid4(), uuid4()
    money = {"amount": Decimal(96000), "paid": Decimal(0), "contract": Decimal(320000)}
    assert codes(rules.payment(accepted_by=one, paid_by=one, **money)) == [
        "same-person-accepts-and-pays"
    ]
    assert codes(rules.payment(accepted_by=one, paid_by=other, **money)) == []


def test_nothing_is_paid_beyond_the_contract():
    found = rules.payment(
        accepted_by=uuid4(),
        paid_by=uuid4(),
        amount=Decimal("0.02"),
        paid=Decimal("99.99"),
        contract=Decimal(100),
    )
    assert codes(found) == ["paid-beyond-contract"]


def test_a_delivery_needs_words_and_evidence():
    assert codes(rules.delivery(text=" ", files=0)) == [
        "delivery-not-described",
        "delivery-without-evidence",
    ]
    assert codes(rules.delivery(text="走访 640 户", files=1)) == []


def test_every_part_of_a_rating_lies_within_its_points():
    points = {
        "completion": Decimal(41),
        "quality": Decimal(30),
        "timeliness": None,
        "satisfaction": Decimal(0),
    }
    found = list(rules.rating(points, accepted=1))
    assert [(f.code, f.field) for f in found] == [
        ("rating-part-out-of-range", "completion"),
        ("rating-part-missing", "timeliness"),
    ]


def test_the_parts_of_a_rating_make_a_hundred():
    assert sum(part.points for part in rules.RATING) == 100
