"""The lines, on the vector of the question bank and at their edges."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.law import Track, law_at
from app.low_prices import rules
from tests.conftest import NOW

VECTOR = {"a": Decimal(41), "b": Decimal(78), "c": Decimal(80), "d": Decimal(89)}
HALF_AN_HOUR = NOW + timedelta(minutes=30)


@pytest.fixture
def law():
    return law_at(date(2026, 11, 24), Track.SUB)


def codes(found):
    return [f.code for f in found]


def test_the_vector_only_the_ceiling_fires_for_41(law):
    """Ceiling 100, bids 41/78/80/89: 36, 39 and 45."""
    found = rules.lines(VECTOR, Decimal(100), law)
    assert [n.amount for n in found] == [36, 39, 45]
    under = {key: [n.code for n in rules.under(p, found)] for key, p in VECTOR.items()}
    assert under == {"a": ["ceiling"], "b": [], "c": [], "d": []}


@pytest.mark.parametrize(("price", "fires"), [("44.99", ["ceiling"]), ("45.00", [])])
def test_a_price_that_reaches_the_line_is_not_under_it(law, price, fires):
    found = rules.lines(VECTOR, Decimal(100), law)
    assert [n.code for n in rules.under(Decimal(price), found)] == fires


def test_before_the_circular_and_in_a_round_there_is_no_line(law):
    earlier = law_at(date(2026, 1, 31), Track.SUB)
    assert rules.lines(VECTOR, Decimal(100), earlier) == ()
    assert rules.lines({}, None, law) == ()


def test_one_price_has_no_second_lowest(law):
    found = rules.lines({"a": Decimal(41)}, Decimal(100), law)
    assert [n.code for n in found] == ["average", "ceiling"]


def test_half_an_hour_at_least_and_a_reason_where_no_line_is_crossed(law):
    assert codes(rules.request("", 29, under_a_line=True, law=law)) == ["low-minutes-few"]
    assert codes(rules.request("", None, under_a_line=True, law=law)) == ["low-minutes-few"]
    assert codes(rules.request("", 99999, under_a_line=True, law=law)) == ["low-minutes-many"]
    assert codes(rules.request("", 30, under_a_line=False, law=law)) == ["low-reason-missing"]
    assert codes(rules.request("", 30, under_a_line=True, law=law)) == []


def test_an_explanation_comes_in_time_and_says_something():
    last = HALF_AN_HOUR - timedelta(seconds=1)
    assert codes(rules.explanation("有报价单", due_at=HALF_AN_HOUR, now=last)) == []
    late = rules.explanation("有报价单", due_at=HALF_AN_HOUR, now=HALF_AN_HOUR)
    assert codes(late) == ["low-too-late"]
    assert codes(rules.explanation(" ", due_at=HALF_AN_HOUR, now=NOW)) == ["low-text-missing"]
    long = rules.explanation("字" * 3001, due_at=HALF_AN_HOUR, now=NOW)
    assert codes(long) == ["low-text-long"]


def test_the_line_alone_turns_nobody_down():
    def found(*, answered, accepted, now):
        return codes(
            rules.decision(
                "意见", answered=answered, accepted=accepted, due_at=HALF_AN_HOUR, now=now
            )
        )

    assert found(answered=False, accepted=False, now=NOW) == ["low-not-answered"]
    assert found(answered=False, accepted=False, now=HALF_AN_HOUR) == []
    assert found(answered=False, accepted=True, now=HALF_AN_HOUR) == ["low-not-answered"]
    assert found(answered=True, accepted=True, now=NOW) == []
    silent = rules.decision("", answered=True, accepted=True, due_at=HALF_AN_HOUR, now=NOW)
    assert codes(silent) == ["low-opinion-missing"]
