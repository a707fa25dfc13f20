"""Phrase banks, random streams and office days."""

import random
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

SHANGHAI = ZoneInfo("Asia/Shanghai")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LAST_WEEKDAY = 4


@cache
def load(name: str) -> Any:  # noqa: ANN401 - banks are plain data
    """The bank `name`.yaml. Callers must not change it."""
    path = Path(__file__).with_name(f"{name}.yaml")
    return yaml.load(path.read_text("utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader


def stream(seed: int, name: str) -> random.Random:
    """A stream of its own for each subject, so that a change in one leaves the others as they are."""
    return random.Random(f"{seed}:{name}")  # noqa: S311 - repeatable demo data, no secret


def yuan(value: float | Decimal) -> Decimal:
    """Yuan with two places."""
    return Decimal(value).quantize(Decimal("0.01"))


@cache
def _shut() -> frozenset[date]:
    spans = load("places")["shut"]
    return frozenset(a + timedelta(days=n) for a, b in spans for n in range((b - a).days + 1))


def is_office_day(day: date) -> bool:
    """Neither a weekend nor a holiday of the last years: for believable dates, not for the law's clocks."""
    return day.weekday() <= _LAST_WEEKDAY and day not in _shut()


def office_day(day: date, step: int = 1) -> date:
    """`day` itself, or the next (step 1) or last (step -1) office day."""
    while not is_office_day(day):
        day += timedelta(days=step)
    return day


def office_days(day: date, count: int) -> date:
    """`count` office days after `day`, before it if negative."""
    step = 1 if count >= 0 else -1
    day = office_day(day, -1)
    for _ in range(abs(count)):
        day = office_day(day + timedelta(days=step), step)
    return day


def at(day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """An instant of the district's wall clock."""
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=SHANGHAI)


def add_months(day: date, months: int) -> date:
    """The same day `months` later, at most the 28th."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, min(day.day, 28))


def add_years(day: date, years: int) -> date:
    """The same day in another year; 29 February becomes the 28th."""
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + years, day=28 if leap_day else day.day)


def days_between(rng: random.Random, first: date, last: date) -> date:
    """An office day between the two, both included."""
    span = max((last - first).days, 0)
    return office_day(first + timedelta(days=rng.randint(0, span)), -1)
