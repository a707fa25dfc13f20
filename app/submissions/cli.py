"""`flask receipts check FILE`: after a restore, which receipts are newer than what is here."""

import sys
from typing import TextIO

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from app.submissions import queries, rules

group = AppGroup("receipts", help="What those who handed something in hold in their hands.")


@group.command()
@click.argument("file", type=click.File(encoding="utf-8-sig"))
def check(file: TextIO) -> None:
    """Compare FILE with what is here: a receipt a line, its check behind it; fail if one is missing.

    Whoever holds a missing receipt hands in again.
    """
    held = rules.receipts_in(file)
    if not held:
        raise click.ClickException(_("There is no receipt in the file."))
    here = queries.commitments(held)
    missing = sorted(held.keys() - here.keys())
    other = sorted(no for no, said in held.items() if said and here.get(no, said) != said)
    for number in missing:
        click.echo(_("%(receipt)s is not here: to be handed in again", receipt=number))
    for number in other:
        click.echo(_("%(receipt)s is here for another content", receipt=number))
    click.echo(
        _(
            "%(count)s receipts: %(missing)s are not here, %(other)s are for another content",
            count=len(held),
            missing=len(missing),
            other=len(other),
        )
    )
    if missing or other:
        sys.exit(1)
