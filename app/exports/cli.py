"""`flask audit export`: give the package for verification out."""

from pathlib import Path

import click

from app.audit.cli import group
from app.db import one_state, portal_now
from app.exports import actions

__all__ = ["group"]


@group.command("export")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
def export(folder: Path) -> None:
    """Write log, receipts, public rankings and draws to DIR, for tools/verify.py DIR.

    DIR may exist if it is empty. Every file in it is covered by manifest.json.
    """
    one_state()
    try:
        contents = actions.write(folder, now=portal_now())
    except actions.FolderError as error:
        raise click.ClickException(f"{error} is not empty: name another folder.") from error
    except OSError as error:
        raise click.ClickException(f"{folder}: {error.strerror or error}") from error
    click.echo(f"{len(contents['files'])} files, {contents['rows']} rows of the log.")
    click.echo(f"Note down outside: {contents['rows']}:{contents['head']}")
