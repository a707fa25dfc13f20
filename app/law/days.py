"""Days (日) and working days (工作日): which are off, and when a period ends.

The yearly notice of the State Council decides which days are off; calendar/ holds those
announced. A year that is not announced is refused, never guessed (R-CAL-03). `日` and
`工作日` are never mixed (R-CAL-05): every function says in its name which it counts.
"""

import json
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import islice
from pathlib import Path
from types import MappingProxyType

HERE = Path(__file__).parent
DAY = timedelta(days=1)
SATURDAY = 5
MONTHS = 12
DECEMBER = 12
FIRST_YEAR, LAST_YEAR = 2000, 2100
# Every notice names these; a file that misses one is not the notice of a year.
HOLIDAYS = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")


class CalendarNotAnnouncedError(LookupError):
    """The days off of this year are not loaded. Load the yearly notice, then try again."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(f"the calendar of {year} is not announced")


@dataclass(frozen=True, slots=True)
class BadEntry:
    """One thing wrong in loaded data: where, which code (for labels), and what stood there.

    Codes: not-an-object, bad-year, no-paper, bad-paper, no-days, not-an-entry, no-name,
    bad-date, other-year, not-yes-or-no, twice, holiday-missing.
    """

    where: str
    code: str
    value: str = ""


class CalendarDataError(ValueError):
    """Loaded calendar data cannot be used; `entries` lists everything that is wrong."""

    def __init__(self, entries: tuple[BadEntry, ...]) -> None:
        self.entries = entries
        super().__init__("; ".join(f"{e.where}: {e.code} {e.value}".strip() for e in entries))


@dataclass(frozen=True, slots=True)
class YearCalendar:
    """One announced year: the days that differ from Monday to Friday (True: off)."""

    year: int
    papers: tuple[str, ...]
    days: Mapping[date, bool]
    names: Mapping[date, str]


@dataclass(frozen=True, slots=True)
class Calendar:
    """The announced years. Immutable: `with_year` gives another calendar."""

    changes: Mapping[int, Mapping[date, bool]]

    @classmethod
    def shipped(cls) -> "Calendar":
        """Return the years that come with the product."""
        return cls(MappingProxyType({year.year: year.days for year in shipped_years()}))

    @property
    def years(self) -> frozenset[int]:
        """Return the announced years."""
        return frozenset(self.changes)

    @property
    def last_year(self) -> int:
        """Return the last announced year."""
        return max(self.changes)

    def with_year(self, year: int, days: Mapping[date, bool]) -> "Calendar":
        """Return this calendar with `year` announced (or announced anew)."""
        return Calendar(MappingProxyType({**self.changes, year: MappingProxyType(dict(days))}))

    def is_working_day(self, day: date) -> bool:
        """Say whether offices work on `day`, make-up weekends included.

        Raises CalendarNotAnnouncedError for a year that is not loaded.
        """
        if day.year not in self.changes:
            raise CalendarNotAnnouncedError(day.year)
        # The notice of a year may move the last days of December before it.
        if day.month == DECEMBER and day in (following := self.changes.get(day.year + 1, {})):
            return not following[day]
        off = self.changes[day.year].get(day)
        return day.weekday() < SATURDAY if off is None else not off

    def add_working_days(self, start: date, n: int) -> date:
        """Return the `n`-th working day after `start`; the day of the event is not counted.

        `n` of 0 is `start` itself. Raises ValueError for a negative `n`.

        :law: MOF94/R-QCC-12
        """
        _not_negative(n)
        return start if n == 0 else next(islice(self._working_days(start + DAY, DAY), n - 1, None))

    def subtract_working_days(self, day: date, n: int) -> date:
        """Return the `n`-th working day before `day`, which itself is not counted."""
        _not_negative(n)
        return day if n == 0 else next(islice(self._working_days(day - DAY, -DAY), n - 1, None))

    def next_working_day(self, day: date) -> date:
        """Return `day` if offices work on it, else the first working day after it."""
        return next(self._working_days(day, DAY))

    def add_days(self, start: date, n: int, *, roll: bool = False) -> date:
        """Return the `n`-th calendar day after `start`, which itself is not counted.

        With `roll`, a period that ends on a day off ends on the next working day.

        :law: MOF94/R-QCC-12
        """
        _not_negative(n)
        end = start + timedelta(days=n)
        return self.next_working_day(end) if roll else end

    def publicity_end(self, start: date, n: int, *, counts_first_day: bool) -> date:
        """Return the last of `n` working days of publicity that begins on `start`.

        With `counts_first_day` a `start` that is a working day is the first of them.

        :law: HOUSE/R-CAL-04
        """
        if n < 1:
            raise ValueError("publicity lasts at least one working day")
        first = start if counts_first_day else start + DAY
        return next(islice(self._working_days(first, DAY), n - 1, None))

    def working_days_between(self, a: date, b: date, *, counts_first_day: bool = False) -> int:
        """Count the working days after `a` up to and including `b`; 0 if `b` is earlier."""
        first = a if counts_first_day else a + DAY
        span = range((b - first).days + 1)
        return sum(self.is_working_day(first + timedelta(days=i)) for i in span)

    def _working_days(self, day: date, step: timedelta) -> Iterator[date]:
        while True:
            if self.is_working_day(day):
                yield day
            day += step


def add_months(day: date, n: int) -> date:
    """Return the same day `n` months later, or the last day of a shorter month."""
    year, month = divmod(day.year * MONTHS + day.month - 1 + n, MONTHS)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_years(day: date, n: int) -> date:
    """Return the same day `n` years later; 29 February becomes the 28th."""
    return add_months(day, n * MONTHS)


@cache
def shipped_years() -> tuple[YearCalendar, ...]:
    """Read calendar/, oldest first."""
    paths = sorted((HERE / "calendar").glob("[0-9]*.json"))
    return tuple(parse_year(json.loads(path.read_text(encoding="utf-8"))) for path in paths)


def parse_year(payload: object) -> YearCalendar:
    """Read one year in the form of holiday-cn: year, papers, days of name, date, isOffDay.

    Raises CalendarDataError that names every bad entry, not only the first.
    """
    if not isinstance(payload, Mapping):
        raise CalendarDataError((BadEntry("", "not-an-object", type(payload).__name__),))
    year, papers, rows = payload.get("year"), payload.get("papers"), payload.get("days")
    bad: list[BadEntry] = []
    if isinstance(year, bool) or not isinstance(year, int) or not FIRST_YEAR <= year <= LAST_YEAR:
        bad.append(BadEntry("year", "bad-year", repr(year)))
        year = None
    if not isinstance(papers, list) or not papers:
        # holiday-cn ships the coming year empty until the notice is out.
        bad.append(BadEntry("papers", "no-paper"))
        papers = []
    bad += [
        BadEntry(f"papers[{i}]", "bad-paper", repr(paper))
        for i, paper in enumerate(papers)
        if not isinstance(paper, str) or not paper.startswith(("http://", "https://"))
    ]
    if not isinstance(rows, list) or not rows:
        bad.append(BadEntry("days", "no-days"))
        rows = []
    days: dict[date, bool] = {}
    names: dict[date, str] = {}
    for i, row in enumerate(rows):
        found = tuple(_problems(f"days[{i}]", row, year, days))
        bad += found
        if not found:
            day = date.fromisoformat(row["date"])
            days[day], names[day] = row["isOffDay"], row["name"].strip()
    if rows and not bad:
        off = "、".join(name for day, name in names.items() if days[day])
        bad += [BadEntry("days", "holiday-missing", name) for name in HOLIDAYS if name not in off]
    if bad or year is None:
        raise CalendarDataError(tuple(bad))
    return YearCalendar(year, tuple(papers), MappingProxyType(days), MappingProxyType(names))


def _problems(
    where: str, row: object, year: int | None, seen: Mapping[date, bool]
) -> Iterator[BadEntry]:
    if not isinstance(row, Mapping):
        yield BadEntry(where, "not-an-entry", repr(row))
        return
    name, written, off = row.get("name"), row.get("date"), row.get("isOffDay")
    if not isinstance(name, str) or not name.strip():
        yield BadEntry(where, "no-name", repr(name))
    if not isinstance(off, bool):
        yield BadEntry(where, "not-yes-or-no", repr(off))
    try:
        day = date.fromisoformat(written if isinstance(written, str) else "")
    except ValueError:
        yield BadEntry(where, "bad-date", repr(written))
        return
    if year is not None and day.year != year and (day.year, day.month) != (year - 1, DECEMBER):
        yield BadEntry(where, "other-year", day.isoformat())
    if day in seen:
        yield BadEntry(where, "twice", day.isoformat())


def _not_negative(n: int) -> None:
    if n < 0:
        raise ValueError("a period is not negative")
