"""Entering what this district adds to the shipped law: dated values, calendars of new years."""

from datetime import date, datetime

from app.audit.actions import note, plain
from app.db import session
from app.errors import RefusedError, refuse_if
from app.law import CalendarDataError, ParameterValueError, load, parse_year
from app.lawbook import queries, rules
from app.lawbook.models import CalendarYear, ParameterValue
from app.permissions import Actor


def set_value(
    name: str, raw: object, *, since: date, source: str, by: Actor, now: datetime
) -> ParameterValue:
    """Enter a value that is in force here from a day on, with the paper it comes from.

    It holds for calls of that day and later; older ones keep what was in force for them.
    """
    try:
        value = rules.parsed(name, raw)
    except ParameterValueError as error:
        raise RefusedError([rules.value_finding(error)]) from error
    parameter = load().parameters[name]
    known = {row.since: row for row in queries.parameter_values() if row.name == name}
    refuse_if([*rules.unchanged(parameter, since, known), *rules.sourced(source)])
    row = ParameterValue(
        name=name,
        since=since,
        value=plain(value),
        source=source.strip(),
        entered_by=by.id,
        entered_at=now,
    )
    session.add(row)
    detail = {"value": plain(value), "source": source.strip()}
    note("parameter", "set", row, by=by, now=now, law=parameter.law, detail=detail)
    queries.forget()
    return row


def load_calendar(
    content: object, *, by: Actor, now: datetime, field: str = "text"
) -> CalendarYear:
    """Take over the notice of a year in the form of holiday-cn; a later one replaces it."""
    try:
        year = parse_year(content)
    except CalendarDataError as error:
        raise RefusedError(rules.calendar_findings(error, field)) from error
    row = next((y for y in queries.calendar_years() if y.year == year.year), None)
    if row is None:
        row = CalendarYear(year=year.year)
        session.add(row)
    row.content, row.loaded_by, row.loaded_at = plain(content), by.id, now
    detail = {"papers": year.papers, "days": len(year.days)}
    note("calendar", "load", row, by=by, now=now, law="HOUSE/R-CAL-03", detail=detail)
    queries.forget()
    return row
