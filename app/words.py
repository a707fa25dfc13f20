"""The words of all capabilities in one place: findings, notices, states and steps.

A capability's labels.py gives any of

    FINDINGS  {"bid-period-too-short": _l("Only %(days)s days ...")}
    NOTICES   {"bid-received": _l("Received: %(title)s")}, or a pair of subject and body
    STATES    {"call.draft": _l("draft")}
    STEPS     {"call.publish": _l("Publish")}

factory.py registers each; a code that two capabilities use is refused at start-up.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from types import ModuleType
from typing import Any

import structlog
from flask import Flask, current_app, has_app_context

from app import formats
from app.errors import Finding

TABLES = ("FINDINGS", "NOTICES", "STATES", "STEPS")
_PLACE = re.compile(r"%(?:\((?P<name>\w+)\)[sd]|(?P<percent>%))")

log = structlog.get_logger()

_registered: dict[str, dict[str, tuple[str, Any]]] = {table: {} for table in TABLES}


def init_app(app: Flask) -> None:
    """Give the words to the templates, as `words`."""
    app.jinja_env.globals["words"] = {
        "finding": finding,
        "notice": notice,
        "state": state,
        "step": step,
    }


def register(module: ModuleType) -> None:
    """Take over the words of a labels module; refuse a code that another one has."""
    for table in TABLES:
        words: Mapping[str, Any] = getattr(module, table, {})
        known = _registered[table]
        for code, said in words.items():
            owner = known.get(code, (module.__name__, None))[0]
            if owner != module.__name__:
                raise ValueError(f"{table}: {code!r} is in {owner} and in {module.__name__}")
            known[code] = (module.__name__, said)


def finding(found: Finding) -> str:
    """Say what a rule found, in the language of the request."""
    return _filled(_look_up("FINDINGS", found.code), found.detail)


def notice(code: str, detail: Mapping[str, object]) -> tuple[str, str]:
    """Return subject and body of a notice; the body may be empty."""
    said = _look_up("NOTICES", code)
    subject, body = said if isinstance(said, tuple) else (said, "")
    return _filled(subject, detail), _filled(body, detail)


def state(kind: str, value: str) -> str:
    """Name a state of a kind of thing."""
    return str(_look_up("STATES", f"{kind}.{value}"))


def step(kind: str, name: str) -> str:
    """Name a step of a kind of thing."""
    return str(_look_up("STEPS", f"{kind}.{name}"))


def value(detail: object, locale: str) -> str:
    """Write one detail as an office would: money, a day, a moment, a list, else as it is."""
    match detail:
        case Decimal():
            return formats.yuan(detail, locale)
        case datetime():
            return formats.fullmoment(detail, locale)
        case date():
            return formats.fullday(detail, locale)
        case list() | tuple() | set() | frozenset():
            comma = "、" if locale == formats.ZH else ", "
            return comma.join(value(one, locale) for one in detail)
    return str(detail)


def _look_up(table: str, code: str) -> Any:  # noqa: ANN401 -- a lazy string, or a pair of them
    known = _registered[table]
    if code in known:
        return known[code][1]
    if not has_app_context() or current_app.testing:
        raise KeyError(f"{table}: no words for {code!r}")
    log.error("no words", table=table, code=code)
    return code


def _filled(said: object, detail: Mapping[str, object]) -> str:
    """Fill the places of a text. A lone % stands for itself, so that 50% needs no care."""
    locale = formats.language()

    def fill(place: re.Match[str]) -> str:
        name = place["name"]
        return "%" if name is None else value(detail[name], locale)

    return _PLACE.sub(fill, str(said))
