"""Days and working days: printed answers, another calendar's word, and refusals."""

import json
from datetime import date, timedelta
from typing import Any

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.law import (
    Calendar,
    CalendarDataError,
    CalendarNotAnnouncedError,
    add_months,
    add_years,
    parse_year,
)
from app.law.days import HERE

CALENDAR = Calendar.shipped()
FIRST, LAST = date(2019, 1, 1), date(2026, 12, 31)
DAYS = st.dates(date(2019, 3, 1), date(2026, 11, 15))


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2025-12-12", 5, "2025-12-19"),
        ("2025-11-03", 3, "2025-11-06"),
        ("2025-05-06", 7, "2025-05-15"),
        ("2025-08-12", 2, "2025-08-14"),
        ("2025-12-01", 1, "2025-12-02"),
        ("2025-12-02", 7, "2025-12-11"),
        ("2026-09-30", 5, "2026-10-13"),
        ("2026-02-13", 5, "2026-02-27"),
    ],
)
def test_working_days_after_an_event(start: str, n: int, end: str) -> None:
    assert CALENDAR.add_working_days(date.fromisoformat(start), n) == date.fromisoformat(end)


def test_the_tenth_is_in_time_to_challenge_and_the_sixteenth_is_not() -> None:
    ends = CALENDAR.add_working_days(CALENDAR.add_working_days(date(2025, 12, 1), 1), 7)
    assert date(2025, 12, 10) <= ends < date(2025, 12, 16)


def test_a_document_period_over_the_national_holiday_is_too_short() -> None:
    a, b = date(2024, 9, 26), date(2024, 10, 2)
    assert CALENDAR.working_days_between(a, b) == 3
    assert CALENDAR.working_days_between(a, b, counts_first_day=True) == 4


def test_a_publicity_of_five_days_counts_its_first() -> None:
    start, end = date(2021, 8, 18), date(2021, 8, 24)
    assert CALENDAR.publicity_end(start, 5, counts_first_day=True) == end
    assert CALENDAR.publicity_end(start, 5, counts_first_day=False) == date(2021, 8, 25)
    assert CALENDAR.working_days_between(start, end, counts_first_day=True) == 5


def test_a_publicity_that_begins_on_a_saturday_counts_from_monday() -> None:
    saturday = date(2026, 3, 7)
    assert CALENDAR.publicity_end(saturday, 1, counts_first_day=True) == date(2026, 3, 9)


def test_the_make_up_days_of_2026() -> None:
    working = [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)]
    found = [
        (d.month, d.day)
        for d in _every_day(date(2026, 1, 1), LAST)
        if d.weekday() >= 5 and CALENDAR.is_working_day(d)
    ]
    assert found == working
    off = [(1, 1, 3), (2, 15, 23), (4, 4, 6), (5, 1, 5), (6, 19, 21), (9, 25, 27), (10, 1, 7)]
    for month, first, last in off:
        days = _every_day(date(2026, month, first), date(2026, month, last))
        assert not any(CALENDAR.is_working_day(d) for d in days)


def test_every_shipped_day_is_as_another_calendar_has_it() -> None:
    differ = [
        d
        for d in _every_day(FIRST, LAST)
        if CALENDAR.is_working_day(d) != chinese_calendar.is_workday(d)
    ]
    assert differ == []


def test_calendar_days_end_on_a_working_day_only_when_asked() -> None:
    start = date(2026, 9, 1)
    assert CALENDAR.add_days(start, 30) == date(2026, 10, 1)
    assert CALENDAR.add_days(start, 30, roll=True) == date(2026, 10, 8)
    assert CALENDAR.add_days(start, 20, roll=True) == date(2026, 9, 21)


def test_a_year_that_is_not_announced_is_refused() -> None:
    assert CALENDAR.years == frozenset(range(2019, 2027))
    assert CALENDAR.last_year == 2026
    asks = (
        lambda: CALENDAR.is_working_day(date(2027, 1, 4)),
        lambda: CALENDAR.add_working_days(date(2026, 12, 28), 5),
        lambda: CALENDAR.add_days(date(2026, 12, 20), 30, roll=True),
        lambda: CALENDAR.publicity_end(date(2026, 12, 30), 5, counts_first_day=True),
        lambda: CALENDAR.working_days_between(date(2026, 12, 30), date(2027, 1, 5)),
    )
    for ask in asks:
        with pytest.raises(CalendarNotAnnouncedError) as refused:
            ask()
        assert refused.value.year == 2027
    assert CALENDAR.add_working_days(date(2026, 12, 28), 3) == LAST


def test_a_loaded_year_is_counted_and_may_move_the_december_before() -> None:
    loaded = CALENDAR.with_year(2027, {date(2027, 1, 1): True, date(2026, 12, 31): True})
    assert loaded.add_working_days(date(2026, 12, 30), 1) == date(2027, 1, 4)
    assert CALENDAR.add_working_days(date(2026, 12, 30), 1) == LAST
    with pytest.raises(CalendarNotAnnouncedError):
        CALENDAR.is_working_day(date(2027, 1, 4))


@given(DAYS, st.integers(1, 20))
def test_adding_counting_and_subtracting_agree(start: date, n: int) -> None:
    end = CALENDAR.add_working_days(start, n)
    assert CALENDAR.is_working_day(end)
    assert CALENDAR.working_days_between(start, end) == n
    assert CALENDAR.add_working_days(CALENDAR.subtract_working_days(end, n), n) == end


@given(DAYS, st.integers(1, 20))
def test_a_publicity_has_as_many_working_days_as_promised(start: date, n: int) -> None:
    for counts in (True, False):
        end = CALENDAR.publicity_end(start, n, counts_first_day=counts)
        assert CALENDAR.working_days_between(start, end, counts_first_day=counts) == n


def test_negative_and_empty_periods_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        CALENDAR.add_working_days(FIRST, -1)
    with pytest.raises(ValueError, match="at least one"):
        CALENDAR.publicity_end(FIRST, 0, counts_first_day=True)
    assert CALENDAR.working_days_between(LAST, FIRST) == 0


def test_months_and_years_end_on_a_day_that_exists() -> None:
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2026, 1, 31), -2) == date(2025, 11, 30)
    assert add_months(date(2026, 8, 24), 6) == date(2027, 2, 24)
    assert add_years(date(2024, 2, 29), 5) == date(2029, 2, 28)
    assert add_years(date(2021, 11, 24), 5) == date(2026, 11, 24)


def _payload() -> dict[str, Any]:
    payload: dict[str, Any] = json.loads((HERE / "calendar/2026.json").read_text("utf-8"))
    return payload


def test_a_year_is_read_with_its_paper_and_names() -> None:
    year = parse_year(_payload() | {"$schema": "anything else is left alone"})
    assert year.year == 2026
    assert year.papers[0].startswith("https://www.gov.cn/")
    assert year.names[date(2026, 10, 1)] == "国庆节"
    assert year.days[date(2026, 10, 10)] is False


def test_every_bad_entry_is_named_at_once() -> None:
    payload = _payload()
    payload["papers"] = ["国办发明电"]
    payload["days"] += [
        "2026-01-01",
        {"name": "", "date": "2026-07-01", "isOffDay": True},
        {"name": "元旦", "date": "2026-02-30", "isOffDay": True},
        {"name": "元旦", "date": "2025-11-30", "isOffDay": True},
        {"name": "元旦", "date": "2026-01-01", "isOffDay": True},
        {"name": "调休", "date": "2026-07-02", "isOffDay": "no"},
        {"name": "调休", "isOffDay": True},
    ]
    with pytest.raises(CalendarDataError) as refused:
        parse_year(payload)
    n = len(_payload()["days"])
    assert [(e.where, e.code) for e in refused.value.entries] == [
        ("papers[0]", "bad-paper"),
        (f"days[{n}]", "not-an-entry"),
        (f"days[{n + 1}]", "no-name"),
        (f"days[{n + 2}]", "bad-date"),
        (f"days[{n + 3}]", "other-year"),
        (f"days[{n + 4}]", "twice"),
        (f"days[{n + 5}]", "not-yes-or-no"),
        (f"days[{n + 6}]", "bad-date"),
    ]


@pytest.mark.parametrize(
    ("payload", "codes"),
    [
        ([], ["not-an-object"]),
        ({"year": 2027, "papers": [], "days": []}, ["no-paper", "no-days"]),
        ({}, ["bad-year", "no-paper", "no-days"]),
        ({"year": "2027", "papers": ["https://x"], "days": 3}, ["bad-year", "no-days"]),
    ],
)
def test_an_empty_or_foreign_file_is_refused(payload: object, codes: list[str]) -> None:
    with pytest.raises(CalendarDataError) as refused:
        parse_year(payload)
    assert [e.code for e in refused.value.entries] == codes


def test_a_file_without_a_holiday_is_not_a_year() -> None:
    payload = _payload()
    payload["days"] = [d for d in payload["days"] if d["name"] != "端午节"]
    with pytest.raises(CalendarDataError) as refused:
        parse_year(payload)
    assert [(e.code, e.value) for e in refused.value.entries] == [("holiday-missing", "端午节")]


def _every_day(first: date, last: date) -> list[date]:
    return [first + timedelta(days=i) for i in range((last - first).days + 1)]
