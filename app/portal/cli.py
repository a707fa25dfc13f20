"""`flask check-invariants`: whether everything holds that must hold at any moment."""

import sys

import click
from flask.cli import with_appcontext

from app.db import portal_now
from app.portal import invariants


@click.command("check-invariants")
@with_appcontext
def group() -> None:
    """Check what must hold after any fault and any restore; fail if something does not."""
    found = list(invariants.broken(portal_now()))
    for name, line in found:
        click.echo(f"{name}: {line}")
    click.echo(f"{len(invariants.ALL)} invariants, {len(found)} faults")
    if found:
        sys.exit(1)
