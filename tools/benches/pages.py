"""Lists and details of the demo district beside a bare view that asks the same questions.

The bare view is a view of Flask as well, asked through the same kind of client, with a session
of the database of its own. It asks every question that the page asked, built for this request
as in any view, and writes the columns of every row that came into a table: what remains is the
price of our own work. It may be three times that.

Every list and every detail page is judged, and what waits for each role: all pages that ask the
database something of their own. Measured only are forms (pages that send to their own address),
and what no bare view shows: guides and the law book, whose rows come with the product.

Time is that of the processor, so that a busy machine changes little; the best of some tries.
"""

import re
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask, render_template
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, inspect, select
from sqlalchemy.orm import ORMExecuteState, Session
from werkzeug.exceptions import HTTPException

from app import config
from app.accounts.models import Person
from app.accounts.session import EPOCH, PERSON, SEEN
from app.factory import create_app
from tools.bench import Report

DESK = "portal.work"
MOST = 3.0
REPEAT = 15
OK = 200
BARE = (
    "<table>{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>"
    "{% endfor %}</table>"
)
LINK = re.compile(r'href="(/[^"#?]*)"')
# The clock, who is signed in, and what the district changed of the law.
OF_EVERY_PAGE = ("clock_offset", "person", "role_grant", "parameter_value", "calendar_year")


def run(report: Report) -> None:
    """Measure every page that the public and the first person of each role can reach."""
    with tempfile.TemporaryDirectory() as folder:
        app = demo(Path(folder))
        engine: Engine = app.extensions["db"]
        bare = Bare(engine)
        slow = 0
        seen = {"static"}
        for who, client in _browsers(app, engine):
            for path in _reachable(app, client, seen):
                slow += compare(report, (who, path), client, bare, form=_takes(app, path))
        judged = sum(row.most is not None for row in report.rows)
        report.note(f"{slow} of {judged} lists and details over {MOST:g}x")
        report.note("forms, guides and the law book are measured but not judged")
        engine.dispose()


def compare(
    report: Report, name: tuple[str, str], client: FlaskClient, bare: "Bare", *, form: bool
) -> int:
    """Measure a page beside the bare view; return 1 if it is too slow, else 0."""
    who, path = name
    with _recorded() as bare.asked:
        client.get(path)
    label = f"{who} {path}"
    least, took = _took(lambda: bare.client.get("/").data, lambda: client.get(path).data)
    report.add(f"bare {label}", least)
    judged = not form and any(not question.of_every_page for question in bare.asked)
    report.add(
        f"{label} ({len(bare.asked)} questions, {bare.shown} rows{', form' if form else ''})",
        took,
        against=f"bare {label}",
        most=MOST if judged else None,
    )
    return int(not report.rows[-1].good)


def _took(*works: Callable[[], object]) -> list[float]:
    """Return the processor's milliseconds for each piece of work, the best of some tries.

    They take turns, so that a machine that slows down slows down all of them.
    """
    for work in works:
        work()
    took: list[list[float]] = [[] for _ in works]
    for _ in range(REPEAT):
        for work, times in zip(works, took, strict=True):
            start = time.process_time()
            work()
            times.append(time.process_time() - start)
    return [min(times) * 1000 for times in took]


class Bare:
    """An application with one view: what it is asked for, rows in a table."""

    def __init__(self, engine: Engine) -> None:
        app = Flask("bare")
        self.asked: list[Question] = []
        self.shown = 0
        self.client = app.test_client()
        template = app.jinja_env.from_string(BARE)

        @app.get("/")
        def view() -> str:
            rows, self.shown = [], 0
            with Session(engine.execution_options(reads_only=True)) as session:
                for question in self.asked:
                    # A copy: a view builds its question, and nothing of it is known before.
                    statement = question.statement.execution_options()
                    found = session.execute(statement, question.values).unique()
                    cells = [_cells(row) for row in found]
                    rows += cells
                    self.shown += 0 if question.of_every_page else len(cells)
                return render_template(template, rows=rows)


def _cells(row: Any) -> list[object]:  # noqa: ANN401 -- whatever was selected
    """Return what a row holds: of an object its columns."""
    cells: list[object] = []
    for value in row:
        mapper = inspect(type(value), raiseerr=False)
        if mapper is None:
            cells.append(value)
        else:
            cells += [value.__dict__.get(attribute.key) for attribute in mapper.column_attrs]
    return cells


@dataclass(frozen=True, slots=True)
class Question:
    """What a page asked of the database."""

    statement: Any
    values: Any
    of_every_page: bool  # the clock, the person, the law: no row of the page itself


@contextmanager
def _recorded() -> Iterator[list[Question]]:
    """Note what is asked; what SQLAlchemy loads along with an answer it loads again by itself.

    What is asked because a page touches a relation is a question of the page.
    """
    asked: list[Question] = []

    def note(state: ORMExecuteState) -> None:
        along = state.is_relationship_load and state.lazy_loaded_from is None
        if state.is_select and not along and not state.is_column_load:
            words = str(state.statement)
            always = any(f"FROM {table}" in words for table in OF_EVERY_PAGE)
            asked.append(Question(state.statement, state.parameters or {}, always))

    event.listen(Session, "do_orm_execute", note)
    try:
        yield asked
    finally:
        event.remove(Session, "do_orm_execute", note)


def _takes(app: Flask, path: str) -> bool:
    """Say whether a page sends what is filled in to its own address."""
    try:
        app.url_map.bind("localhost").match(path, method="POST")
    except HTTPException:
        return False
    return True


def demo(folder: Path) -> Flask:
    """Return the portal with the demo district in a folder."""
    settings = replace(
        config.load(), data=folder, database_url=f"sqlite:///{folder}/jieli.db", env="demo"
    )
    app = create_app(settings)
    for command in (["db", "upgrade"], ["demo", "load"]):
        done = app.test_cli_runner().invoke(args=command)
        if done.exit_code:
            raise RuntimeError(f"{' '.join(command)}: {done.output} {done.exception!r}")
    return app


def _browsers(app: Flask, engine: Engine) -> Iterator[tuple[str, FlaskClient]]:
    yield "public", app.test_client()
    with Session(engine) as session:
        people: dict[str, tuple[UUID, int]] = {}
        for person in session.scalars(select(Person).order_by(Person.username)):
            for grant in person.grants:
                people.setdefault(grant.role.value, (person.id, person.session_epoch))
    for role, (person_id, epoch) in sorted(people.items()):
        client = app.test_client()
        with client.session_transaction() as cookie:
            # Seen far ahead, so that no answer has to renew the mark.
            cookie.update({PERSON: str(person_id), EPOCH: epoch, SEEN: 1 << 33})
        yield role, client


def _reachable(app: Flask, client: FlaskClient, seen: set[str]) -> Iterator[str]:
    """Yield one address of every page: those that need nothing filled in, and what they link to.

    A page is measured with the first browser that may see it; what waits for a person, which
    is something else for everybody, with every browser.
    """
    seen.discard(DESK)
    door = app.url_map.bind("localhost")
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    waiting = sorted(rule.rule for rule in rules if not rule.arguments)
    tried: set[str] = set()
    while waiting:
        path = waiting.pop(0)
        try:
            endpoint, _ = door.match(path, method="GET")
        except HTTPException:
            continue
        if endpoint in seen or endpoint in tried:
            continue
        tried.add(endpoint)
        answer = client.get(path)
        if answer.status_code == OK and answer.mimetype == "text/html":
            seen.add(endpoint)
            yield path
            waiting += sorted(set(LINK.findall(answer.text)))
