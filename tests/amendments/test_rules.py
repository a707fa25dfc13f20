"""What may change in a published call, and how much time is left after it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import clock
from app.amendments import rules
from app.law import Track, law_at
from app.lawbook import queries as lawbook
from tests.bids import DEADLINE, OPENING
from tests.conftest import NOW

DAY = timedelta(days=1)
WANTED = rules.Wanted(
    before={"content": "每周探访一次", "acceptance": "查台账"},
    after={"content": "每周探访两次", "acceptance": "查台账"},
    deadline=DEADLINE,
    new_deadline=DEADLINE + timedelta(days=5),
    opening=OPENING,
    new_opening=OPENING + timedelta(days=5),
    reason="服务对象增加",
    material=True,
)


@pytest.fixture
def law():
    return law_at(date(2026, 11, 24), Track.SUB)


def codes(wanted, law, now=NOW):
    found = rules.amendment(wanted, law=law, calendar=lawbook.calendar(), now=now)
    return [f.code for f in found]


@pytest.mark.usefixtures("db")
class TestAmendment:
    def test_a_change_with_time_to_react_is_fine(self, law):
        assert codes(WANTED, law) == []

    def test_it_changes_something_and_says_why(self, law):
        nothing = replace(
            WANTED,
            after=WANTED.before,
            new_deadline=DEADLINE,
            new_opening=OPENING,
            reason=" ",
        )
        assert codes(nothing, law) == ["amend-reason-missing", "amend-nothing"]

    def test_the_deadline_only_moves_to_a_later_time(self, law):
        earlier = replace(WANTED, new_deadline=DEADLINE - timedelta(minutes=1), material=False)
        assert codes(earlier, law) == ["amend-only-later"]

    def test_nothing_is_opened_before_the_new_deadline(self, law):
        assert codes(replace(WANTED, new_opening=OPENING), law) == ["opening-too-early"]

    def test_a_change_that_matters_leaves_the_days_of_the_rule(self, law):
        # The deadline is on Friday 27 November: three days after Tuesday, two after Wednesday.
        kept, tomorrow = replace(WANTED, new_deadline=DEADLINE, new_opening=OPENING), NOW + DAY
        assert codes(kept, law) == []
        assert codes(kept, law, now=tomorrow) == ["amend-time-short"]
        assert codes(replace(kept, material=False), law, now=tomorrow) == []
        least = rules.least_deadline(NOW, law)
        assert least == NOW.date() + timedelta(days=law.clarification_days)

    def test_a_day_off_is_refused(self, law):
        sunday = clock.at_local(date(2026, 11, 29), 15)
        off = replace(WANTED, new_deadline=sunday, new_opening=sunday + timedelta(minutes=30))
        assert set(codes(off, law)) >= {"amend-day-off"}

    def test_from_the_deadline_on_nothing_changes(self, law):
        assert codes(WANTED, law, now=DEADLINE) == ["amend-too-late"]


def test_who_proposed_it_does_not_publish_it():
    assert [f.code for f in rules.two_people("a", "a")] == ["amend-two-people"]
    assert list(rules.two_people("a", "b")) == []


@given(st.text(max_size=60), st.text(max_size=60))
def test_the_difference_holds_both_texts(before, after):
    found = rules.difference(before, after)
    assert "".join(said for kind, said in found if kind != "new") == before
    assert "".join(said for kind, said in found if kind != "gone") == after
