"""R10: twenty thousand spoiled requests by everybody: no 500, no error in the log, nothing slow,
nothing written that no form asked for, and every invariant still holds.

What is asked is drawn in tests/fuzz.py from the doors and the forms of the demo district, so
what is new tomorrow is asked as well. A case is known by seed and number and is printed whole
when it fails; `JIELI_FUZZ=SEED:FIRST-LAST` asks just these again (in short or in full, as it
was found). The portal is pages and forms: the names of its fields are read from its pages, as
there is no API that a document could describe.
"""

import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from functools import wraps
from random import Random
from typing import Any, get_type_hints

import pytest
import structlog
from flask import Flask, request
from sqlalchemy import event, inspect, select
from sqlalchemy.orm import Session

from app import forms as base
from app import lifecycle
from app.accounts.models import Person
from app.calls.states import CallState
from app.db import Base, session
from app.permissions import Role
from app.portal import invariants
from app.projects import queries as projects
from tests import bids, fuzz, register
from tests.house.test_bad_input import (
    BROKEN,
    Door,
    argument_names,
    doors,
    field_names,
    people,
    subjects,
    taken_back,
    why,
)
from tests.services import full_counts

# The seeds that are stored: both are asked in full, the first one's beginning every time, on
# SQLite and (where both are tested) on PostgreSQL, which takes fewer words.
SEEDS = (20261124, 31)
COUNT, BATCH = (10_000, 250) if full_counts() else (250, 125)
SLOW = 5.0
# Before anything that could wait: whether a worker drains the outbox is not asked here.
# In short only so many pages are read for their forms.
PAGES = 50
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)

pytestmark = pytest.mark.gate


# --- what a case did


@dataclass
class Watch:
    """What one request left behind: errors in the log, rows written, steps taken."""

    case: fuzz.Case
    taken: set[tuple[int, str]] = field(default_factory=set)
    own: set[str] = field(default_factory=set)
    flushed: list[str] = field(default_factory=list)
    over: list[str] = field(default_factory=list)

    def step(self, taken: lifecycle.Taken) -> None:
        """Note a step of a lifecycle: that state was not taken from a form."""
        self.taken.add((id(taken.thing), taken.end))

    def flush(self, flushing: Session, *_: object) -> None:
        """Compare what is being written with what the form must not decide."""
        for thing in (*flushing.new, *flushing.dirty):
            for attribute in inspect(thing).attrs:
                for value in attribute.history.added or ():
                    began = thing in flushing.new and _first(value)
                    if began or (id(thing), str(value)) in self.taken:
                        continue
                    found = fuzz.taken_over(attribute.key, value, self.case.extras, self.own)
                    self.flushed += [f"{type(thing).__name__}.{one}" for one in found]

    def commit(self, _: Session) -> None:
        """Only what is committed was taken over."""
        self.over, self.flushed = self.over + self.flushed, []


def _first(value: Any) -> bool:
    """Say whether a value is the state in which its kind of thing begins."""
    return isinstance(value, StrEnum) and value is next(iter(type(value)))


class Errors(logging.Handler):
    """What the plain log says at the level of errors."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one."""
        self.said.append(record.getMessage())


@contextmanager
def watching(case: fuzz.Case) -> Iterator[tuple[Watch, list[Any], Errors]]:
    """Look at forms, steps, rows and logs while a case is asked."""
    watch, errors = Watch(case), Errors()
    made = base.Form.__init__

    def init(form: base.Form, *args: Any, **kwargs: Any) -> None:
        made(form, *args, **kwargs)
        watch.own |= {f.short_name for f in form}

    base.Form.__init__ = init
    # Before the log, which writes what the step has changed.
    lifecycle._recorders.insert(0, watch.step)
    event.listen(Session, "before_flush", watch.flush)
    event.listen(Session, "after_commit", watch.commit)
    logging.getLogger().addHandler(errors)
    try:
        with structlog.testing.capture_logs() as logs:
            yield watch, logs, errors
    finally:
        logging.getLogger().removeHandler(errors)
        event.remove(Session, "before_flush", watch.flush)
        event.remove(Session, "after_commit", watch.commit)
        lifecycle._recorders.remove(watch.step)
        del base.Form.__init__


@dataclass
class Run:
    """Asks cases of a district, one after the other, and keeps what is wrong."""

    app: Flask
    sign_in: Callable[[Person], Any]
    menu: fuzz.Menu
    wrong: list[str] = field(default_factory=list)
    asked: int = 0
    statuses: dict[int, int] = field(default_factory=dict)
    slowest: float = 0.0

    def ask(self, case: fuzz.Case) -> None:
        """Ask one case as its person and judge the answer."""
        browser = as_person(self.app, self.sign_in, case.who)
        self.app.config["WTF_CSRF_ENABLED"] = case.token
        # What it costs: nobody else is here to wait for, but others may use the machine.
        began = time.thread_time()
        with watching(case) as (watch, logs, errors):
            try:
                status = browser.open(case.path, method=case.method, **case.sent).status_code
            except Exception as error:  # noqa: BLE001 -- whatever comes out is wrong
                status, raised = BROKEN, f"{type(error).__name__} {error}"
            else:
                raised = ""
        took = time.thread_time() - began
        self.app.config["WTF_CSRF_ENABLED"] = False
        self.asked += 1
        self.statuses[status] = self.statuses.get(status, 0) + 1
        self.slowest = max(self.slowest, took)
        said = [one for one in logs if one["log_level"] in ("error", "critical")]
        if status >= BROKEN or said or errors.said:
            self.wrong.append(f"{status} {raised}{why(logs)} {errors.said or ''} {case}")
        if watch.over:
            self.wrong.append(f"taken over {watch.over} {case}")
        if full_counts() and took > SLOW:
            self.wrong.append(f"took {took:.1f} s {case}")

    def batch(self, seed: int, numbers: range, only: frozenset[str] = frozenset()) -> None:
        """Ask some cases on top of each other, hold the invariants against it, undo it all."""
        with taken_back(self.app):
            for number in numbers:
                self.ask(fuzz.draw(self.menu, seed, number, only))
            session.expire_all()
            broken = list(invariants.broken(LONG_AGO))
            session.commit()
        session.expire_all()
        if broken:
            self.wrong.append(f"seed {seed} cases {numbers}: {broken}")

    def told(self) -> str:
        """Return how it went."""
        return f"{self.asked} cases, {dict(sorted(self.statuses.items()))}, slowest {self.slowest:.2f} s"


# --- what there is to draw from


def menu(
    app: Flask, sign_in: Callable[[Person], Any], only: frozenset[str] = frozenset()
) -> fuzz.Menu:
    """Read the pages that somebody may see, and the forms on them."""
    states, each = 12, 2 if full_counts() else 1
    gets = [d for d in doors(app, "GET", states=states, each=each) if _wanted(d, only)]
    posts = [d for d in doors(app, "POST", states=states, each=each) if _wanted(d, only)]
    pages = blanks_of(gets)
    read = pages if full_counts() or only else Random(7).sample(pages, PAGES)
    browsers = {who: as_person(app, sign_in, who) for who in {page.who for page in read}}
    forms = [f for page in read for f in forms_of(app, browsers[page.who], page.path, page.who)]
    blanks = list(dict.fromkeys((*pages, *blanks_of(posts), *forms)))
    a_few = Random(7).sample([person.username for person, _ in people()], 40)
    return fuzz.Menu(
        blanks,
        sorted({*a_few, *(b.who for b in blanks if b.who)}),
        sorted(argument_names()),
        field_names(),
        known_ids(),
        decoys(),
        {rule.endpoint: own_arguments(rule.endpoint) for rule in app.url_map.iter_rules()},
        {endpoint: states_of(view) for endpoint, view in app.view_functions.items()},
    )


def states_of(view: Any) -> list[str]:
    """Return the states that the thing of a route can be in."""
    loaded = [get_type_hints(one).get("return") for one in getattr(view, "loaders", {}).values()]
    mappers = [m for one in loaded[:1] if hasattr(one, "__mapper__")
               for m in one.__mapper__.iterate_to_root()]  # fmt: skip
    columns = [m.local_table.c for m in mappers if "state" in m.local_table.c]
    return sorted({str(state) for c in columns for state in c.state.type.enums})


def own_arguments(endpoint: str) -> list[str]:
    """Return what the pages of the same capability read from their addresses."""
    capability = endpoint.partition(".")[0]
    return sorted({"page", "sort", "q", *argument_names(capability)})


def _wanted(door: Door, only: frozenset[str]) -> bool:
    return not only or door.rule.endpoint in only


def blanks_of(found: list[Door]) -> list[fuzz.Blank]:
    """Return the addresses of doors, without their forms."""
    return [
        fuzz.Blank(door.rule.endpoint, method, path, door.who)
        for door in found
        for path in subjects(door)
        for method in sorted(door.rule.methods & {"GET", "POST"})
    ]


def known_ids() -> list[str]:
    """Return an id of everything that has one."""
    models = [m.class_ for m in Base.registry.mappers if hasattr(m.class_, "id")]
    first = (session.scalar(select(m.id).order_by(m.id).limit(1)) for m in models)
    return sorted({str(one) for one in first if one is not None})


def as_person(app: Flask, sign_in: Callable[[Person], Any], name: str) -> Any:
    """Return the browser of somebody, or of nobody."""
    person = session.scalar(select(Person).where(Person.username == name))
    return app.test_client() if person is None else sign_in(person)


def forms_of(app: Flask, browser: Any, path: str, who: str) -> Iterator[fuzz.Blank]:
    """Yield the forms that a page shows."""
    answer = browser.get(path)
    if answer.mimetype != "text/html":
        return
    page = fuzz.Forms()
    page.feed(answer.text)
    for form in page.found:
        to = (form["action"] or path).split("?")[0]
        with app.test_request_context(to, method=form["method"]):
            endpoint = request.endpoint
        if endpoint is not None:
            kept = (tuple(form[kind]) for kind in ("held", "free", "choices"))
            yield fuzz.Blank(endpoint, form["method"], to, who, *kept)


def decoys() -> fuzz.Extras:
    """Return what forms must not decide, with things in it that nobody has to do with."""
    unit, organization = bids.bureau("某某局"), register.organization("某某中心")
    person = register.person("某某", (Role.OBSERVER, unit))
    session.commit()
    return fuzz.Extras(unit.id, organization.id, person.id)


@pytest.fixture
def run(district, sign_in) -> Run:
    return Run(district, sign_in, menu(district, sign_in))


# --- the suite


def asked() -> list[tuple[int, range]]:
    """Return which cases to ask: the stored seeds, or those of JIELI_FUZZ."""
    chosen = os.environ.get("JIELI_FUZZ")
    if chosen:
        seed, _, numbers = chosen.partition(":")
        first, _, last = numbers.partition("-")
        return [(int(seed), range(int(first), int(last or first) + 1))]
    seeds = SEEDS if full_counts() else SEEDS[:1]
    return [(s, range(n, n + BATCH)) for s in seeds for n in range(0, COUNT, BATCH)]


@pytest.mark.timeout(3600)
def test_no_spoiled_request_breaks_the_house(run):
    for seed, numbers in asked():
        run.batch(seed, numbers)
    print(run.told(), *run.wrong, sep="\n")
    assert run.wrong == []


# --- the suite on planted faults

ORGANIZATIONS, SAVE = "organizations.index", "projects.save"


def planted(
    monkeypatch: pytest.MonkeyPatch, app: Flask, endpoint: str, fault: Callable[[Any], None]
) -> None:
    """Have a route do something wrong with its request, before or after its work."""
    view = app.view_functions[endpoint]

    @wraps(view)
    def faulty(**values: Any) -> Any:
        answer = view(**values)
        fault(values)
        return answer

    monkeypatch.setitem(app.view_functions, endpoint, faulty)


@pytest.mark.sqlite
def test_the_suite_finds_a_fault_on_one_odd_word_and_a_state_taken_from_a_form(
    district, sign_in, monkeypatch
):
    """Planted: a list that takes ⑦ for a number, a draft that takes its state as it is sent."""

    def counts_on_digits(_: Any) -> None:
        assert all(int(said) >= 0 for said in request.args.values() if said.isdigit())

    def takes_its_state(values: Any) -> None:
        sent = request.form.get("state")
        if sent in set(CallState):
            projects.get(values["project_id"]).state = CallState(sent)

    only = frozenset({ORGANIZATIONS, SAVE})
    run = Run(district, sign_in, menu(district, sign_in, only))
    run.batch(SEEDS[0], range(240), only)
    assert run.wrong == []
    planted(monkeypatch, district, ORGANIZATIONS, counts_on_digits)
    planted(monkeypatch, district, SAVE, takes_its_state)
    faults = ("500 ValueError", "taken over ['Project.state=")
    for first in range(0, 2400, 240):
        run.batch(SEEDS[0], range(first, first + 240), only)
        if all(any(fault in one for one in run.wrong) for fault in faults):
            break
    print(run.told(), *run.wrong, sep="\n")
    assert [fault for fault in faults if not any(fault in one for one in run.wrong)] == []
    assert all(f"seed {SEEDS[0]} case" in one for one in run.wrong)
