"""`flask audit verify`: go through the chain of the log."""

import json

import click
from flask.cli import AppGroup

from app.audit import actions
from app.db import portal_now, session
from app.permissions import SYSTEM

group = AppGroup("audit", help="The log of who did what.")


@group.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def verify(as_json: bool) -> None:  # noqa: FBT001 -- click passes it
    """Compute every seal anew; name the first row that does not fit, and fail then."""
    verdict = actions.check(by=SYSTEM, now=portal_now())
    session.commit()
    if as_json:
        facts = {"whole": verdict.whole, "rows": verdict.rows}
        click.echo(json.dumps(facts | {"broken": verdict.broken, "why": verdict.why}))
    elif verdict.whole:
        click.echo(f"{verdict.rows} rows, all fit.")
    else:
        click.echo(f"Row {verdict.broken} does not fit ({verdict.why}); {verdict.rows} before it.")
    if not verdict.whole:
        raise SystemExit(1)
