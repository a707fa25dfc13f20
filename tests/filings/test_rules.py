"""What the dictionary of kinds, the days and the hosts say."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.filings import rules
from app.filings.rules import Said
from app.filings.states import FilingKind, GroupKind
from app.law import Track, law_at

DAY = date(2026, 11, 24)
LAW = law_at(DAY, Track.SUB)


@dataclass(frozen=True)
class Lasts:
    starts_on: date
    ends_on: date | None = None


def said(name="松涛队", kind=FilingKind.SET_UP, group=GroupKind.MUTUAL, **more):
    return Said(kind=kind, group_kind=group, name=name, **more)


@pytest.mark.parametrize("word", LAW.filing_prohibited_words)
@pytest.mark.parametrize("where", ["name", "purpose", "activities"])
def test_every_word_of_a_prohibited_kind_is_found_wherever_it_stands(word, where):
    found = list(rules.prohibited(said(**{where: f"某{word}会"}), LAW))
    assert [(f.code, f.law) for f in found] == [("filing-prohibited", "FIL/A135")]
    assert found[0].detail["words"] == [word]


def test_what_is_prohibited_may_still_be_cancelled():
    assert list(rules.prohibited(said("某宗族会", FilingKind.CANCEL), LAW)) == []


@pytest.mark.parametrize(
    ("name", "group", "code"),
    [
        ("老乡联谊会", GroupKind.MUTUAL, "filing-controlled"),
        ("书画社", GroupKind.FRIENDSHIP, "filing-controlled-kind"),
        ("读书会", GroupKind.RESEARCH, "filing-controlled-kind"),
    ],
)
def test_a_controlled_kind_is_a_warning_that_goes_to_the_bureau(name, group, code):
    found = list(rules.controlled(said(name, group=group), LAW))
    assert [(f.code, f.warning) for f in found] == [(code, True)]


def test_a_second_of_a_kind_is_a_warning_and_its_reason_is_asked():
    warned = list(rules.one_of_a_kind(said(), ["松涛一队"], LAW))
    assert [f.warning for f in warned] == [True]
    assert [f.code for f in rules.override(warned, " ")] == ["filing-override-missing"]
    assert list(rules.override(warned, "楼栋不同")) == []
    assert list(rules.one_of_a_kind(said(kind=FilingKind.CHANGE), ["松涛一队"], LAW)) == []


@given(
    st.lists(st.tuples(st.integers(0, 400), st.one_of(st.none(), st.integers(0, 400))), max_size=6),
    st.integers(-10, 810),
)
def test_what_holds_on_a_day_is_what_a_slow_reader_finds(spans, offset):
    some = [
        Lasts(DAY + timedelta(days=a), DAY + timedelta(days=a + b) if b is not None else None)
        for a, b in spans
    ]
    day = DAY + timedelta(days=offset)
    slow = None
    for one in some:
        inside = one.starts_on <= day and (one.ends_on is None or one.ends_on >= day)
        if inside and (slow is None or one.starts_on > slow.starts_on):
            slow = one
    found = rules.holding(some, day)
    assert (found is None) == (slow is None)
    assert found is None or found.starts_on == slow.starts_on


def test_a_check_is_overdue_the_day_after_a_year():
    began = date(2025, 3, 1)
    assert not rules.stale(None, began, LAW, on=date(2026, 3, 1))
    assert rules.stale(None, began, LAW, on=date(2026, 3, 2))
    assert not rules.stale(date(2026, 2, 1), began, LAW, on=date(2027, 2, 1))


def test_nothing_ends_before_it_began_or_ahead_of_time():
    held = Lasts(DAY)
    early = rules.ending(held, DAY - timedelta(days=1), DAY)
    later = rules.ending(held, DAY + timedelta(days=1), DAY)
    assert [f.code for f in early] == ["filing-ends-early"]
    assert [f.code for f in later] == ["filing-ends-later"]
    assert list(rules.ending(held, DAY, DAY)) == []
