"""The commands of the core: `flask db`, `flask clock`. A capability has its own in its cli.py."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from importlib import import_module
from types import ModuleType

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from app import clock
from app.config import ROOT
from app.db import engine, session, store_offset, stored_offset
from app.law import load

db = AppGroup("db", help="The tables and their migrations.")
clocks = AppGroup("clock", help="The clock of the demo: show it, move it, set it right.")


def init_app(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(db)
    app.cli.add_command(clocks)


# --- the tables


def load_models() -> None:
    """Import every table, so that the metadata knows them all."""
    import_module("app.queue")
    for path in sorted((ROOT / "app").glob("*/models.py")):
        import_module(f"app.{path.parent.name}.models")


@contextmanager
def _schema() -> Iterator[ModuleType]:
    """Give app.schema: Alembic takes long to load, and no other command needs it."""
    schema = import_module("app.schema")
    load_models()
    try:
        yield schema
    except schema.CommandError as error:  # what Alembic refuses, in one line
        raise click.ClickException(str(error)) from error


@db.command()
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Bring the tables up to REVISION (the newest)."""
    with _schema() as schema:
        schema.upgrade(engine(), revision)


@db.command()
@click.argument("revision")
def downgrade(revision: str) -> None:
    """Take the tables back to REVISION (-1 is one step, base is none)."""
    with _schema() as schema:
        schema.downgrade(engine(), revision)


@db.command()
def check() -> None:
    """Fail if the tables are not what the models say."""
    with _schema() as schema:
        schema.check(engine())


@db.command()
@click.argument("words", nargs=-1, required=True)
def revision(words: tuple[str, ...]) -> None:
    """Write the next migration from what differs; name it with a verb and a noun."""
    with _schema() as schema:
        schema.write(engine(), re.sub(r"\W+", "_", " ".join(words).lower()))


# --- the clock


@clocks.command()
def show() -> None:
    """Show what the portal takes for now."""
    _show(stored_offset())


@clocks.command()
@click.option("--days", type=int, help="Move by so many days (negative: back).")
@click.option("--to", "to", metavar="ISO", help="Move to 2026-12-01 or 2026-12-01T09:30 (Beijing).")
def move(days: int | None, to: str | None) -> None:
    """Move the clock of every process. Refused in production."""
    if (days is None) == (to is None):
        raise click.UsageError("Give either --days or --to.")
    if to is None:
        _store(stored_offset() + _days(days or 0))
    else:
        _store(_instant(to) - clock.machine_now())


@clocks.command()
def reset() -> None:
    """Set the clock right again."""
    _store(timedelta())


def _days(number: int) -> timedelta:
    try:
        moved = timedelta(days=number)
        clock.local(clock.machine_now() + stored_offset() + moved)
    except OverflowError as error:
        raise click.BadParameter("no calendar goes so far") from error
    return moved


def _instant(words: str) -> datetime:
    try:
        at = datetime.fromisoformat(words)
    except ValueError as error:
        raise click.BadParameter("write 2026-12-01 or 2026-12-01T09:30") from error
    return at if at.tzinfo else at.replace(tzinfo=clock.SHANGHAI)


def _store(offset: timedelta) -> None:
    if current_app.config["SETTINGS"].production:
        raise click.ClickException("The clock cannot be moved in production.")
    first = load().first_day
    if offset and clock.local_date(clock.machine_now() + offset) < first:
        raise click.ClickException(f"There are no rules before {first}.")
    store_offset(offset)
    session.commit()
    _show(offset)


def _show(offset: timedelta) -> None:
    at = clock.local(clock.machine_now() + offset)
    moved = f"moved by {offset.days} days {offset.seconds} s" if offset else "not moved"
    click.echo(f"{at.isoformat(timespec='seconds')} ({moved})")
