"""The law book (法规库): instruments.yaml says what we cite, parameters/ what it fixes.

tracks.yaml says what each legal track permits, calendar/ which days are off. Pure: read
book.py first, then days.py. No number from the law stands outside this folder.
"""

from app.law.book import LawBook, cite, law_at, load
from app.law.citations import Citation
from app.law.days import (
    Calendar,
    CalendarDataError,
    CalendarNotAnnouncedError,
    YearCalendar,
    add_months,
    add_years,
    parse_year,
)
from app.law.in_force import Law
from app.law.parameters import Override, ParameterValueError
from app.law.tracks import Permission, Track, TrackRules

__all__ = [
    "Calendar",
    "CalendarDataError",
    "CalendarNotAnnouncedError",
    "Citation",
    "Law",
    "LawBook",
    "Override",
    "ParameterValueError",
    "Permission",
    "Track",
    "TrackRules",
    "YearCalendar",
    "add_months",
    "add_years",
    "cite",
    "law_at",
    "load",
    "parse_year",
]
