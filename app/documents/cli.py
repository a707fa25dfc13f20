"""`flask files`: is everything there that rows point at, and away with what none points at."""

from datetime import timedelta

import click
from flask.cli import AppGroup

from app.documents import queries, storage

group = AppGroup("files", help="The folder of stored files.")


@group.command()
def check() -> None:
    """Compare every file with its hash; fail if one is missing or changed."""
    bad = [digest for digest in sorted(queries.held()) if not storage.is_whole(digest)]
    for digest in bad:
        click.echo(f"missing or changed: {digest}")
    if bad:
        raise click.ClickException(f"{len(bad)} files are not what they were")
    click.echo(f"{len(queries.held())} files are whole")


@group.command()
@click.option("--hours", default=24, show_default=True, help="Younger ones stay.")
def sweep(hours: int) -> None:
    """Remove what no row points at (refused requests, killed uploads)."""
    click.echo(f"{storage.sweep(queries.held(), timedelta(hours=hours))} files removed")
