"""Hostile words in every address and every form: never a 500, and a refusal leaves nothing behind.

Routes, arguments and fields are read from the code and from the pages themselves, so what is
new tomorrow is asked as well. Things are taken from the demo district, one of every state.
"""

import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from itertools import islice
from typing import Any, get_type_hints
from uuid import UUID, uuid4

import pytest
import structlog
from flask import Flask
from sqlalchemy import select
from sqlalchemy import text as sql
from werkzeug.routing import Rule

from app import forms as base
from app.accounts.models import Person
from app.config import ROOT
from app.db import Base, session
from app.permissions import POLICY, Actor, May, Scoped
from tests.services import full_counts

BROKEN = 500
REFUSED = 400

LONG = "长" * 10_000
ASTRAL = "𠮷😀👨‍👩‍👧" * 3
TURNED = "\u202egnp.exe\u202c\u200b\ufeff"
SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}"
NUL = "a\x00b"
HUGE = str(10**20)
# What stands in an address.
IN_ADDRESS = (
    HUGE,
    "-1",
    "9" * 5000,
    "%00",
    SCRIPT,
    ASTRAL + TURNED,
    "1e999",
    "0000-00-00",
    "1926-01-01",
    "=1+1",
)
# What is typed into every field of a form.
TYPED = (
    LONG,
    NUL,
    ASTRAL + TURNED,
    SCRIPT,
    "-1",
    "1e999",
    "NaN",
    "1.2345",
    "0000-00-00",
    "9" * 5000,
    "²",
    HUGE,
)

# Of the turns of a body in which every field has another of these, each third (short: sixth) is asked.
ALL_STEP = 3 if full_counts() else 6

# In full: two things of each kind and every word; short: one, and every fourth word, another
# fourth on every route.
STATES, STEP = (2, 1) if full_counts() else (1, 4)

# Rows that a refusal keeps on purpose: a wrong password is counted.
KEPT = {"sign_in_attempt"}
# Refusals that keep what was right of what was sent (`pages.keep`): drafts lose nothing.
KEEPERS = {
    "submissions.save",
    "projects.save",
    "rounds.save",
    "panels.sheet",
    "assessments.save_sheet",
    "annual_reports.subject",
}


# --- what there is to ask


def argument_names(capability: str = "") -> set[str]:
    """Return every name that any page, or any of a capability, reads from its address."""
    asked = re.compile(r"""args(?:\.get|\.getlist)?[(\[]\s*"(\w+)\"""")
    sources = (ROOT / "app" / capability).rglob("*.py")
    forms = [f for f in kinds(base.Filters) if f.__module__.startswith(f"app.{capability}")]
    found = {n for p in sources for n in asked.findall(p.read_text())}
    return found | {name for form in forms for name in fields_of(form)}


def kinds(of: type) -> Iterator[type]:
    """Yield every class below one."""
    for kind in of.__subclasses__():
        yield kind
        yield from kinds(kind)


def fields_of(form: type) -> set[str]:
    """Return the names of the fields of a form."""
    return {name for name in dir(form) if hasattr(getattr(form, name), "field_class")}


@cache
def field_names(capability: str = "") -> list[str]:
    """Return the name of every field of any form, or of a capability's, of rows as well."""
    ours = f"app.{capability}." if capability else "app."
    forms, rows = (
        {name for form in kinds(kind) if in_(ours, form) for name in fields_of(form)}
        for kind in (base.Form, base.SubForm)
    )
    shared = {"next", "large", "locale", "revision", "later", "more", "partner"}
    return sorted(forms | {f"rows-0-{name}" for name in rows} | shared)


def in_(ours: str, form: type) -> bool:
    """Say whether a form stands in a package, or is every package's."""
    return form.__module__.startswith((ours, base.__name__))


class Fields(HTMLParser):
    """The fields of a page with what stands in them."""

    def __init__(self) -> None:
        super().__init__()
        self.held: dict[str, str] = {}
        self.free: set[str] = set()
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Read one element."""
        has = dict(attrs)
        name = has.get("name") or ""
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            chosen = "selected" in has or not self.held.get(self._select)
            if chosen and has.get("value"):
                self.held[self._select] = has["value"] or ""
        elif name and tag == "textarea":
            self.free.add(name)
        elif name and tag == "input":
            self._input(name, has)

    def _input(self, name: str, has: dict[str, str | None]) -> None:
        kind = has.get("type", "text")
        if kind in ("checkbox", "radio", "hidden"):
            self.held.setdefault(name, has.get("value") or "y")
        else:
            self.free.add(name)


@dataclass(frozen=True)
class Door:
    """A route with a real thing in its address, and somebody who may go through."""

    rule: Rule
    path: str
    who: str

    def __str__(self) -> str:
        return f"{self.path} as {self.who or 'nobody'}"


def things(loader: Any, most: int) -> list[Any]:
    """Return things that a loader finds: one of every state, else the first."""
    model = get_type_hints(loader).get("return")
    if getattr(model, "__table__", None) is None:
        return []
    state = getattr(model, "state", None)
    if state is None:
        return list(session.scalars(select(model).limit(1)))
    found = {thing.state: thing for thing in session.scalars(select(model).order_by(model.id))}
    return list(found.values())[:most]


def people() -> list[tuple[Person, Actor]]:
    """Return everybody who can sign in."""
    found = session.scalars(select(Person).order_by(Person.username)).unique().all()
    return [(person, person.actor()) for person in found]


def who_may(everybody: list[tuple[Person, Actor]], permission: May, thing: Any) -> Iterator[str]:
    """Yield the names of those who may go through a door, one for each role."""
    seen: set[frozenset[str]] = set()
    for person, actor in everybody:
        on = thing if isinstance(thing, Scoped) else None
        if not actor.may(permission, on):
            continue
        held = POLICY[permission].roles if permission in POLICY else actor.roles()
        mark = frozenset(actor.roles() & held)
        if mark not in seen:
            seen.add(mark)
            yield person.username


def doors(app: Flask, method: str, *, states: int, each: int) -> Iterator[Door]:
    """Yield every route of a method, with some things and people."""
    everybody = people()
    for rule in sorted(app.url_map.iter_rules(), key=str):
        if method not in rule.methods or rule.endpoint == "static":
            continue
        view = app.view_functions[rule.endpoint]
        loaders = list(view.loaders.items())
        firsts = things(loaders[0][1], states) if loaders else [None]
        for first in firsts or [None]:
            path = address(app, rule, loaders, first)
            may = islice(who_may(everybody, view.permission, first), each)
            if view.permission is May.PUBLIC:
                yield Door(rule, path, "")
            yield from (Door(rule, path, person) for person in may)


CHOICES = {"kind": "xlsx", "subject": "work", "part": "facts", "name": "bid_days_min"}


def address(app: Flask, rule: Rule, loaders: list[tuple[str, Any]], first: Any) -> str:
    """Return an address of a route."""
    values: dict[str, Any] = {}
    for place, (name, loader) in enumerate(loaders):
        found = first if place == 0 else next(iter(things(loader, 1)), None)
        values[f"{name}_id"] = found.id if found is not None else uuid4()
    for name in rule.arguments - values.keys():
        converter = rule._converters[name]
        if type(converter).__name__ == "UUIDConverter":
            known = session.scalar(sql("select id from call where state = 'published'"))
            values[name] = UUID(str(known))
        elif type(converter).__name__ == "IntegerConverter":
            values[name] = 10**20
        elif type(converter).__name__ == "AnyConverter":
            values[name] = min(converter.items)
        else:
            values[name] = CHOICES.get(name, "price")
    with app.test_request_context():
        return app.url_for(rule.endpoint, **values)


def subjects(door: Door) -> list[str]:
    """Return the pages of a form behind one address."""
    if "<subject>" not in str(door.rule):
        return [door.path]
    known = ("item", "work", "who", "scheme", "time", "statement", "price", "files", "about",
             "budget", "text-plan", "terms", "topic")  # fmt: skip
    head, _, tail = door.path.rpartition("/work" if "/work" in door.path else "/price")
    return [f"{head}/{subject}{tail}" for subject in known]


# --- asking


class Browsers:
    """One browser for each person, by the name for signing in."""

    def __init__(self, app: Flask, sign_in: Any) -> None:
        self._held = {"": app.test_client()}
        self._held |= {person.username: sign_in(person) for person, _actor in people()}

    def of(self, name: str) -> Any:
        """Return a person's browser."""
        return self._held[name]


@contextmanager
def taken_back(app: Flask) -> Iterator[None]:
    """Undo in the database whatever happens inside."""
    session.commit()  # an open transaction of the test would end the inner one with its own
    inner = app.extensions["db_bind"].begin_nested()
    try:
        yield
    finally:
        inner.rollback()


def why(logs: list[Any]) -> str:
    """Return what the log knows about the last error, and where it was raised."""
    error = next((one["exc_info"] for one in reversed(logs) if "exc_info" in one), None)
    if error is None:
        return ""
    ours = [f for f in traceback.extract_tb(error.__traceback__) if f"{ROOT}/app/" in f.filename]
    place = f"{ours[-1].filename.removeprefix(str(ROOT))}:{ours[-1].lineno}" if ours else ""
    return f"{type(error).__name__} {str(error)[:80]} {place}"


def counts(app: Flask) -> dict[str, int]:
    """Return how many rows every table has."""
    tables = [t.name for t in Base.metadata.sorted_tables if t.name not in KEPT]
    asked = " union all ".join(f"select '{t}', count(*) from \"{t}\"" for t in tables)
    return dict(app.extensions["db_bind"].execute(sql(asked)).all())


@pytest.mark.sqlite
def test_no_address_breaks_a_page(district, sign_in):
    browsers, names = Browsers(district, sign_in), sorted(argument_names())
    broken, count = [], 0
    for door in list(doors(district, "GET", states=STATES, each=1)):
        for path in subjects(door):
            for value in some(IN_ADDRESS, path):
                asked = dict.fromkeys(names, value)
                asked |= {"format": "csv"} if value == "=1+1" else {}
                with structlog.testing.capture_logs() as logs:
                    answer = browsers.of(door.who).get(path, query_string=asked)
                count += 1
                if answer.status_code >= BROKEN:
                    broken.append(f"{door} {path} ?{value[:20]!r}: {why(logs)}")
    print(f"{count} addresses", *broken, sep="\n")
    assert broken == []
    assert count > 500


@pytest.mark.sqlite
def test_no_form_breaks_and_a_refusal_leaves_nothing(district, sign_in):
    browsers = Browsers(district, sign_in)
    broken, left, count = [], [], 0
    before = counts(district)
    for door in list(doors(district, "POST", states=STATES, each=1)):
        view = district.view_functions[door.rule.endpoint]
        every = field_names("" if full_counts() else view.__module__.split(".")[1])
        for path in subjects(door):
            browser = browsers.of(door.who)
            for said, data in bodies(browser, path, door, every):
                with taken_back(district):
                    with structlog.testing.capture_logs() as logs:
                        answer = browser.post(path, data=data)
                    count += 1
                    if answer.status_code >= BROKEN:
                        broken.append(f"{door} {path} {said}: {why(logs)}")
                    elif answer.status_code >= REFUSED and door.rule.endpoint not in KEEPERS:
                        after = counts(district)
                        wrong = {t: after[t] - n for t, n in before.items() if after[t] != n}
                        left += [f"{door} {path} {said}: {wrong}"] if wrong else []
    print(f"{count} forms", *broken, *left, sep="\n")
    assert broken == []
    assert left == []
    assert count > 500


def bodies(
    browser: Any, path: str, door: Door, every: list[str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield bodies: nothing, everything hostile, and the page's own form with hostile words."""
    yield "empty", {}
    page = Fields()
    if any_get(door):
        answer = browser.get(path)
        if answer.mimetype == "text/html":
            page.feed(answer.text)
    names = [*every, *page.held, *page.free]
    for turn in range(0, len(TYPED) - 1, ALL_STEP):
        yield f"all {turn}", rotated(names, turn)
    if page.free:
        for value in some(TYPED, path):
            yield f"own {value[:12]!r}", page.held | dict.fromkeys(page.free, value)


def some(values: tuple[str, ...], path: str) -> tuple[str, ...]:
    """Return the words to ask on a path: all, or a part that differs from route to route."""
    return values[len(path) % STEP :: STEP]


def rotated(names: list[str], turn: int) -> dict[str, str]:
    """Return a body in which every field has another hostile value, and another each turn."""
    said = [value for value in TYPED if value != NUL]  # one zero byte refuses the whole body
    return {name: said[(place + turn) % len(said)] for place, name in enumerate(names)}


def any_get(door: Door) -> bool:
    """Say whether the same address also shows a page."""
    return not str(door.rule).endswith(("/autosave", "/new"))
