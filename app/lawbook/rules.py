"""What is typed about the law, read and checked: text in, values or findings out."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from app.errors import Finding
from app.law import CalendarDataError, CalendarNotAnnouncedError, ParameterValueError, load
from app.law.parameters import Parameter, Value

MONTH_DAY = "month-day"
_LEAP = 2024
_SEPARATORS = re.compile(r"[\s,，、;；]+")
_PAIR = re.compile(r"\s*([^\s:：=]+)\s*[:：=]\s*(\S+)\s*")
YES, NO = "yes", "no"


def calendar_finding(error: CalendarNotAnnouncedError) -> Finding:
    """Say that the days off of a year are not known here yet.

    :law: HOUSE/R-CAL-03
    """
    return Finding("calendar-not-announced", law="HOUSE/R-CAL-03", detail={"year": str(error.year)})


def too_early(first_day: date) -> Finding:
    """Say that no rules of so early a day are known here: none are guessed."""
    return Finding("law-not-in-force", field="to", detail={"day": first_day})


def value_finding(error: ParameterValueError, field: str = "value") -> Finding:
    """Say why a parameter cannot have a typed value."""
    name = load().parameters[error.name].zh if error.name in load().parameters else error.name
    detail = {"name": name, "value": _shown(error.value)}
    return Finding(f"value-{error.code}", field=field, detail=detail)


def calendar_findings(error: CalendarDataError, field: str = "text") -> Iterator[Finding]:
    """Name every bad entry of a calendar, not only the first."""
    for entry in error.entries:
        detail = {"where": entry.where or "JSON", "value": _shown(entry.value)}
        yield Finding(f"calendar-{entry.code}", field=field, detail=detail)


def typed(parameter: Parameter, text: str) -> object:
    """Return what somebody typed in the form that the parameter's parser takes.

    Lists are separated by commas, blanks or lines; tables are lines of `key: value`.
    """
    plain = text.strip()
    if not plain:
        return None
    match parameter.type:
        case "bool":
            return {YES: True, NO: False}.get(plain.lower(), plain)
        case "words" | "ints" | "decimals":
            return [part for part in _SEPARATORS.split(plain) if part]
        case "table":
            rows = [_PAIR.fullmatch(line) for line in plain.splitlines() if line.strip()]
            return {row[1]: row[2] for row in rows if row} if all(rows) else plain
    return plain


def parsed(name: str, raw: object) -> Value:
    """Return `raw` as a value of the parameter, or raise ParameterValueError."""
    value = load().parse(name, raw)
    parameter = load().parameters[name]
    if parameter.unit == MONTH_DAY and value is not None and not _month_day(str(value)):
        raise ParameterValueError(name, "not-a-month-day", raw)
    return value


def written(parameter: Parameter, value: Value) -> str:
    """Write a value as it would be typed."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, Mapping):
        return "\n".join(f"{key}: {inner}" for key, inner in value.items())
    if isinstance(value, tuple):
        return (
            "\n".join(map(str, value)) if parameter.type == "words" else ", ".join(map(str, value))
        )
    return str(value)


def unchanged(parameter: Parameter, since: date, known: Mapping[date, Any]) -> Iterator[Finding]:
    """A value is entered once for a day: a correction has a day or a paper of its own."""
    if since in known:
        detail = {"name": parameter.zh, "since": since}
        yield Finding("value-already-entered", field="since", detail=detail)


def sourced(source: str) -> Iterator[Finding]:
    """A number of the law names the paper it comes from."""
    if not source.strip():
        yield Finding("value-without-source", field="source")


def read_json(text: str) -> object:
    """Return pasted or uploaded JSON; what is none is named as such."""
    try:
        return json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return text[:20]


def _month_day(text: str) -> bool:
    try:
        date.fromisoformat(f"{_LEAP}-{text}")
    except ValueError:
        return False
    return True


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else str(value)
    return text[:60]
