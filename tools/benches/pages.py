"""Pages of the demo district beside a bare view that asks the same questions and shows as many rows.

The bare view runs, through a plain connection, every SELECT that the page ran and writes the
rows into a table: what remains is the price of our own work. It may be three times that.
"""

import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask, render_template_string
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from app import config
from app.accounts.models import Person
from app.accounts.session import EPOCH, PERSON, SEEN
from app.factory import create_app
from tools.bench import Report

DESK = "portal.work"
MOST = 3.0
REPEAT = 9
OK = 200
BARE = (
    "<table>{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>"
    "{% endfor %}</table>"
)
LINK = re.compile(r'href="(/[^"#?]*)"')
Statement = tuple[str, Any]


def run(report: Report) -> None:
    """Measure every page that the public and the first person of each role can reach."""
    with tempfile.TemporaryDirectory() as folder:
        app = _demo(Path(folder))
        engine: Engine = app.extensions["db"]
        bare = Flask("bare")
        slow = 0
        seen = {"static"}
        for who, client in _browsers(app, engine):
            for path in _reachable(app, client, seen):
                slow += _compare(report, (who, path), client, bare, engine)
        report.note(f"{slow} of {len(report.rows) // 2} pages over {MOST:g}x")
        engine.dispose()


def _compare(
    report: Report, name: tuple[str, str], client: FlaskClient, bare: Flask, engine: Engine
) -> int:
    who, path = name
    with _recorded(engine) as asked:
        client.get(path)
    label = f"{who} {path}"
    report.measure(f"bare {label}", _bare_view(bare, engine, asked), repeat=REPEAT)
    report.measure(
        f"{label} ({len(asked)} questions)",
        lambda: client.get(path).data,
        repeat=REPEAT,
        against=f"bare {label}",
        most=MOST,
    )
    return int(not report.rows[-1].good)


def _bare_view(bare: Flask, engine: Engine, asked: list[Statement]) -> Callable[[], object]:
    def view() -> str:
        rows: list[Any] = []
        with bare.test_request_context("/"), engine.connect() as line:
            for words, values in asked:
                rows += line.exec_driver_sql(words, values).fetchall()
            return render_template_string(BARE, rows=rows)

    return view


@contextmanager
def _recorded(engine: Engine) -> Iterator[list[Statement]]:
    asked: list[Statement] = []

    def note(_line: object, _cursor: object, words: str, values: Any, *_: object) -> None:  # noqa: ANN401
        if words.lstrip().lower().startswith("select"):
            asked.append((words, values))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _demo(folder: Path) -> Flask:
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
