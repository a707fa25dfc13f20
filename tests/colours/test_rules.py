"""Colours follow from dated facts and published rules; as of any day, in Python and in SQL."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.colours import queries, rules
from app.colours.states import Colour
from app.organizations.models import AnnualReport, CreditEvent
from app.organizations.states import LISTS, CreditKind
from tests import register
from tests.conftest import NOW
from tests.register import TODAY

ABNORMAL, SERIOUS = LISTS


def colour(organization, on=TODAY):
    seen = queries.seen(organization, on)
    return rules.strictest(s.colour for s in seen), [s.sign.value for s in seen]


@pytest.fixture
def center(db):
    made = register.organization()
    made.annual_reports += [register.report(2024), register.report(2025)]
    return made


def test_without_a_sign_it_is_green(center):
    assert colour(center) == (Colour.GREEN, [])


def test_the_strictest_sign_decides_and_all_are_shown(center):
    center.credit_events += [register.credit(ABNORMAL, TODAY), register.credit(SERIOUS, TODAY)]
    assert colour(center) == (Colour.RED, ["serious_violation", "abnormal_list"])
    yesterday = TODAY - timedelta(days=1)
    assert colour(center, yesterday) == (Colour.GREEN, [])


def test_a_report_is_a_sign_from_the_day_after_it_was_due(center):
    report = center.annual_reports[1]
    report.filed_on = None
    assert colour(center, date(2026, 5, 31)) == (Colour.GREEN, [])
    assert colour(center, date(2026, 6, 1)) == (Colour.YELLOW, ["report_missing"])
    report.filed_on = date(2026, 6, 15)
    assert colour(center, date(2026, 6, 14)) == (Colour.YELLOW, ["report_missing"])
    assert colour(center, date(2026, 6, 15)) == (Colour.BLUE, ["report_late"])


def test_an_entry_that_ended_lately_is_still_looked_at(center):
    center.credit_events.append(register.credit(ABNORMAL, date(2025, 1, 1), date(2025, 11, 24)))
    assert colour(center) == (Colour.BLUE, ["list_past"])
    assert colour(center, TODAY + timedelta(days=1)) == (Colour.GREEN, [])


DAYS = st.dates(date(2022, 1, 1), date(2027, 6, 30))
EVENTS = st.lists(
    st.tuples(
        st.sampled_from(list(CreditKind)), DAYS, st.none() | st.integers(0, 900), st.booleans()
    ),
    max_size=4,
)
REPORTS = st.dictionaries(st.integers(2022, 2026), st.integers(20, 500), max_size=4)


def replayed(kind_days, reports, registered_on, on):
    """Go through the history day by day and keep what holds: the slow oracle."""
    open_, ended, fined = {}, {}, {}
    filed = {}
    day = date(2020, 1, 1)
    while day <= on:
        for number, (kind, first, end, repaired) in enumerate(kind_days):
            if first == day:
                open_[number] = kind
                if kind is CreditKind.PENALTY:
                    fined[number] = day
            if end == day:
                open_.pop(number, None)
                fined.pop(number, None)
                if kind in LISTS and not repaired:
                    ended[number] = day
        for year, at in reports.items():
            if at == day:
                filed[year] = day
        day += timedelta(days=1)
    return _judged(open_.values(), ended.values(), fined.values(), filed, registered_on, on)


def _judged(open_, ended, fined, filed, registered_on, on):
    year = on.year - 1 if on > date(on.year, 5, 31) else on.year - 2
    owed = registered_on.year <= year and year >= 2023
    late = year in filed and filed[year] > date(year + 1, 5, 31)
    past = any(_years_later(d, 1) >= on for d in ended)
    recent = any(_years_later(d, 3) >= on for d in fined)
    if SERIOUS in open_:
        return Colour.RED
    if ABNORMAL in open_ or (owed and year not in filed):
        return Colour.YELLOW
    watched = CreditKind.INSPECTION in open_
    return Colour.BLUE if watched or late or past or recent else Colour.GREEN


def _years_later(day, years):
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


@given(events=EVENTS, reports=REPORTS, on=DAYS.filter(lambda d: (d.month, d.day) != (2, 29)))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_colour_of_any_day_is_what_a_replay_of_the_history_says(db, events, reports, on):
    made = register.organization(registered_on=date(2021, 3, 1))
    history = [
        (kind, first, None if length is None else first + timedelta(days=length), repaired)
        for kind, first, length, repaired in events
    ]
    filed = {year: date(year + 1, 1, 1) + timedelta(days=n) for year, n in reports.items()}
    for kind, first, end, repaired in history:
        made.credit_events.append(
            CreditEvent(
                kind=kind, reason="原因", decided_by="局", decided_on=first, lifted_on=end,
                entered_at=NOW, repaired=repaired,
            )
        )  # fmt: skip
    made.annual_reports += [AnnualReport(year=y, filed_on=at) for y, at in filed.items()]
    db.flush()
    expected = replayed(history, filed, made.registered_on, on)
    assert colour(made, on)[0] is expected
    assert queries.colours_on(on, [made.id]) == {made.id: expected}


def test_the_colours_of_a_register_are_counted(db):
    for number in range(4):
        made = register.organization(f"第{number}中心")
        made.annual_reports.append(register.report(2025))
    db.flush()
    found = queries.counts(TODAY)
    assert found[Colour.GREEN] == 4
