"""The gate and the list, read from the database."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.directory import queries
from app.directory.rules import period_at
from app.directory.states import EntryState
from app.law import Track
from app.organizations import queries as organizations
from app.organizations.states import CreditKind
from tests import register
from tests.register import TODAY


def test_the_gate_answers_as_of_any_day(db):
    center = register.organization()
    register.entry(
        center,
        (EntryState.LISTED, date(2024, 1, 10), date(2026, 10, 7)),
        (EntryState.SUSPENDED, date(2026, 10, 8), None),
    )
    center.grades.append(register.grade("4A", date(2021, 10, 15)))
    before = queries.gate(center, track=Track.SUB, on=date(2026, 10, 7))
    after = queries.gate(center, track=Track.SUB, on=date(2026, 10, 15))
    assert (before.eligible, before.grade.level) == (True, "4A")
    assert (after.eligible, after.grade) == (False, None)
    assert [(r.code, r.law) for r in after.reasons] == [("suspended", "DIR/A017")]
    assert after.reasons[0].detail["day"] == date(2026, 10, 8)
    assert queries.gate(center, track=Track.GP, on=TODAY).eligible


def test_many_gates_cost_as_many_questions_as_few(db, queries_of):
    for number in range(3):
        center = register.organization(f"澜湾区第{number}服务中心")
        register.listed(center)
        center.credit_events.append(register.credit(CreditKind.PENALTY, date(2020, 1, 1)))
    db.flush()
    few = queries_of(
        lambda: queries.gates(organizations.everything()[:1], track=Track.SUB, on=TODAY)
    )
    many = queries_of(lambda: queries.gates(organizations.everything(), track=Track.SUB, on=TODAY))
    assert few == many


def test_many_gates_say_what_single_ones_say(db):
    for number in range(3):
        center = register.organization(f"澜湾区第{number}服务中心")
        if number:
            register.listed(center)
        if number > 1:
            center.credit_events.append(register.credit(CreditKind.ABNORMAL_LIST, TODAY))
    everyone = organizations.everything()
    found = queries.gates(everyone, track=Track.SUB, on=TODAY)
    assert found == {o.id: queries.gate(o, track=Track.SUB, on=TODAY) for o in everyone}
    assert sum(gate.eligible for gate in found.values()) == 1


STEPS = st.lists(
    st.tuples(st.sampled_from(list(EntryState)), st.integers(0, 60)), min_size=1, max_size=6
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(STEPS, st.integers(-5, 300))
def test_the_list_of_a_day_equals_the_replayed_history(db, steps, offset):
    center = register.organization()
    start, periods = date(2025, 1, 1), []
    for number, (status, length) in enumerate(steps):
        end = None if number == len(steps) - 1 else start + timedelta(days=length - 1)
        periods.append((status, start, end))
        start += timedelta(days=length)
    made = register.entry(center, *periods)
    day = date(2025, 1, 1) + timedelta(days=offset)
    period = period_at(made.periods, day)
    rows = [r for r in queries.as_of(day) if r.organization.id == center.id]
    assert bool(rows) == (period is not None and period.status is EntryState.LISTED)


def test_the_list_can_be_searched_and_sorted_by_grade(db):
    street = register.unit()
    for name, level in (("青禾", "3A"), ("同心", "5A"), ("新芽", None)):
        center = register.organization(f"澜湾区{name}服务中心", street_id=street.id)
        register.listed(center)
        if level:
            center.grades.append(register.grade(level))
    db.flush()
    by_grade, total = queries.listed(organizations.Search(sort="grade"), on=TODAY)
    assert (total, [r.level for r in by_grade]) == (3, ["5A", "3A", None])
    priority, _ = queries.listed(organizations.Search(grade="3A+"), on=TODAY)
    assert {r.level for r in priority} == {"5A", "3A"}
    assert queries.listed(organizations.Search(words="青禾 中心"), on=TODAY)[1] == 1
    assert queries.listed(organizations.Search(field="health"), on=TODAY)[1] == 0


@pytest.fixture
def queries_of(db, queries):
    def count(ask):
        db.flush()
        ask()  # what is kept for the request is read once
        db.expire_all()
        with queries() as counted:
            ask()
        return counted.selects

    return count
