"""The law as it stands here: the shipped book together with what this district entered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from flask import g, has_app_context
from sqlalchemy import select

from app.db import session
from app.law import (
    Calendar,
    Citation,
    Law,
    Override,
    Track,
    YearCalendar,
    law_at,
    load,
    parse_year,
)
from app.law.days import shipped_years
from app.law.parameters import Dated, Parameter
from app.lawbook.models import CalendarYear, ParameterValue


def law_on(day: date, track: Track) -> Law:
    """Return every value in force on `day` for money of `track`, the district's own included."""
    return _law(day, track, _own_values())


def calendar() -> Calendar:
    """Return the announced years: the shipped ones and those loaded here."""
    if "calendar" not in g:
        found = Calendar.shipped()
        for row in session.scalars(select(CalendarYear).order_by(CalendarYear.year)):
            year = parse_year(row.content)
            found = found.with_year(year.year, year.days)
        g.calendar = found
    held: Calendar = g.calendar
    return held


def forget() -> None:
    """Read again what was just changed (called by the actions)."""
    g.pop("calendar", None)
    g.pop("own_values", None)


def parameter_values() -> Sequence[ParameterValue]:
    """Return what the district entered, by name and day."""
    return session.scalars(
        select(ParameterValue).order_by(ParameterValue.name, ParameterValue.since)
    ).all()


def calendar_years() -> Sequence[CalendarYear]:
    """Return the loaded years, newest first."""
    return session.scalars(select(CalendarYear).order_by(CalendarYear.year.desc())).all()


@dataclass(frozen=True, slots=True)
class InForce:
    """A parameter with what is in force on a day, from when and where it is said."""

    parameter: Parameter
    row: Dated | None
    source: Citation
    own: bool


def in_force(day: date, text: str = "", group: str = "") -> list[InForce]:
    """Return the parameters in force on a day, those that match a text and a group."""
    own = dict(_own_values())
    wanted = text.strip().lower()
    found = []
    for name, parameter in load().parameters.items():
        if group not in ("", parameter.group):
            continue
        row = parameter.on(day, parameter.added(own.get(name, ())))
        source = load().source(parameter, row)
        said = (name, parameter.zh, parameter.what, source.label, source.rule)
        if not wanted or wanted in " ".join(said).lower():
            found.append(
                InForce(parameter, row, source, row is not None and row.source is not None)
            )
    return found


def history(name: str) -> list[tuple[Dated, Citation]]:
    """Return every value of a parameter with its source, the newest first."""
    parameter = load().parameters[name]
    own = dict(_own_values()).get(name, ())
    rows = sorted((*parameter.values, *parameter.added(own)), key=lambda row: row.since)
    return [(row, load().source(parameter, row)) for row in reversed(rows)]


def year_calendar(year: int) -> YearCalendar | None:
    """Return the notice of a year: the one loaded here, else the shipped one."""
    row = session.scalar(select(CalendarYear).where(CalendarYear.year == year))
    if row is not None:
        return parse_year(row.content)
    return next((y for y in shipped_years() if y.year == year), None)


_Values = tuple[tuple[str, tuple[Override, ...]], ...]


def _own_values() -> _Values:
    """Return the district's values, read once a request, as something that can be a key."""
    if has_app_context() and "own_values" in g:
        held: _Values = g.own_values
        return held
    table: dict[str, list[Override]] = {}
    for row in parameter_values():
        table.setdefault(row.name, []).append(Override(row.since, _frozen(row.value), row.source))
    g.own_values = tuple((name, tuple(rows)) for name, rows in sorted(table.items()))
    found: _Values = g.own_values
    return found


def _frozen(value: object) -> object:
    if isinstance(value, list):
        return tuple(_frozen(v) for v in value)
    if isinstance(value, dict):
        return MappingProxyType({k: _frozen(v) for k, v in value.items()})
    return value


@lru_cache(maxsize=256)
def _shipped(day: date, track: Track) -> Law:
    return law_at(day, track)


def _law(day: date, track: Track, own: _Values) -> Law:
    return law_at(day, track, dict(own)) if own else _shipped(day, track)
