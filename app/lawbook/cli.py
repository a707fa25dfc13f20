"""`flask law`: show the values in force, enter one, load the calendar of a year."""

from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from app import clock, words
from app.db import db_now, session
from app.errors import RefusedError
from app.law import Track, load
from app.lawbook import actions, queries, rules
from app.permissions import SYSTEM

group = AppGroup("law", help="The law in force, the district's own values, the calendar.")
DAY = click.DateTime(["%Y-%m-%d"])


@group.command()
@click.option("--on", "at", type=DAY, help="The day (today if none).")
@click.option("--track", type=click.Choice([t.value for t in Track]), default="SUB")
@click.argument("name", required=False)
def show(at: datetime | None, track: str, name: str | None) -> None:
    """Show the values in force, or only NAME, for money of a track."""
    day = at.date() if at else clock.local_date(db_now())
    law = queries.law_on(day, Track(track))
    for key, value in law.values().items():
        if name in (None, key):
            text = rules.written(load().parameters[key], value).replace("\n", ", ")
            click.echo(f"{key} = {text or '-'}  [{law.source(key).label}]")
    if name is not None and name not in load().parameters:
        raise click.ClickException(f"no parameter is called {name}")


@group.command("set")
@click.argument("name")
@click.argument("value")
@click.option("--since", required=True, type=DAY, help="The day it comes into force.")
@click.option("--source", required=True, help="The paper it comes from.")
def set_value(name: str, value: str, since: datetime, source: str) -> None:
    """Enter a VALUE of the district for NAME; lists with commas, tables as lines of key: value."""
    parameter = load().parameters.get(name)
    raw = rules.typed(parameter, value) if parameter else value
    try:
        actions.set_value(name, raw, since=since.date(), source=source, by=SYSTEM, now=db_now())
    except RefusedError as error:
        raise _told(error) from error
    session.commit()
    click.echo(f"{name} = {value} from {since.date()}")


@group.command("load-calendar")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def load_calendar(file: Path) -> None:
    """Load the days off of a year from FILE (JSON in the form of holiday-cn)."""
    content = rules.read_json(file.read_text(encoding="utf-8", errors="replace"))
    try:
        row = actions.load_calendar(content, by=SYSTEM, now=db_now())
    except RefusedError as error:
        raise _told(error) from error
    session.commit()
    click.echo(f"the calendar of {row.year} is loaded")


def _told(error: RefusedError) -> click.ClickException:
    return click.ClickException("\n".join(words.finding(f) for f in error.findings))
