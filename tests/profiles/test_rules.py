"""What a fact was on any day, against a slow replay; who sees what."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.organizations.models import Organization
from app.profiles import labels, rules
from app.profiles.rules import Seen

DAY0 = date(2026, 1, 1)
NAMES = ("staff", "phone", "legal_representative")


@dataclass
class Changed:
    field: str
    before: Any
    after: Any
    on: date


@st.composite
def histories(draw):
    """Return the first facts, and what was set on which day, in the order of the days."""
    first = {name: draw(st.integers(0, 3)) for name in NAMES}
    days = sorted(draw(st.lists(st.integers(0, 30), max_size=12)))
    return first, [(d, draw(st.sampled_from(NAMES)), draw(st.integers(0, 3))) for d in days]


def replayed(first, steps, day):
    """Return the facts of a day the slow way: everything set until then, one after the other."""
    return first | {name: value for n, name, value in steps if DAY0 + timedelta(n) <= day}


@given(histories(), st.integers(-2, 35))
def test_any_day_equals_the_slow_replay(history, number):
    first, steps = history
    facts, changes = dict(first), []
    for day, name, value in steps:
        if facts[name] != value:
            changes.append(Changed(name, facts[name], value, DAY0 + timedelta(day)))
            facts[name] = value
    asked = DAY0 + timedelta(number)
    assert rules.as_of(facts, changes, asked) == replayed(first, steps, asked)


def codes(names, changes, on):
    return [f.code for f in rules.day_findings(names, changes, on=on, today=DAY0)]


def test_a_change_is_neither_of_the_future_nor_before_another():
    earlier = [Changed("staff", 1, 2, DAY0 - timedelta(5))]
    assert codes(["staff"], earlier, DAY0 + timedelta(1)) == ["change-in-future"]
    assert codes(["staff"], earlier, DAY0 - timedelta(6)) == ["change-before-another"]
    assert codes(["staff"], earlier, DAY0 - timedelta(5)) == []
    assert codes(["phone"], earlier, DAY0 - timedelta(6)) == []


def test_every_fact_is_a_column_with_words_and_is_seen_by_its_audience():
    columns = set(Organization.__table__.columns.keys())
    assert {f.name for f in rules.FACTS} <= columns
    assert {f.name for f in rules.FACTS} == set(labels.FACTS)
    public = {f.name for f in rules.visible(Seen.PUBLIC)}
    assert not public & {"contact", "contact_phone", "finance_agent", "part_time_officials"}
    assert "contact_phone" not in {f.name for f in rules.visible(Seen.OFFICES)}
    assert set(rules.visible(Seen.KEEPERS)) == set(rules.FACTS)


def test_both_days_of_a_qualification_belong_to_it():
    span = type("Span", (), {"valid_from": DAY0, "valid_until": DAY0 + timedelta(1)})()
    days = [DAY0 + timedelta(n) for n in (-1, 0, 1, 2)]
    assert [rules.holds(span, day) for day in days] == [False, True, True, False]
