"""`flask audit`: go through the chain of the log, and give it out for others to go through."""

import json

import click
from flask.cli import AppGroup

from app.audit import actions, queries, rules
from app.db import portal_now, session
from app.permissions import SYSTEM

group = AppGroup("audit", help="The log of who did what.")


@group.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.option("--kept", metavar="NUMBER:SEAL", help="A row and its seal as they were noted down.")
def verify(as_json: bool, kept: str | None) -> None:  # noqa: FBT001 -- click passes it
    """Compute every seal anew; name the first row that does not fit, and fail then.

    Somebody who can write to the database can compute the whole chain anew. It then no
    longer holds a seal that was noted down outside: give it with --kept.
    """
    verdict = actions.check(by=SYSTEM, now=portal_now())
    session.commit()
    if verdict.whole and kept is not None:
        verdict = _against(kept, verdict)
    if as_json:
        facts = {"whole": verdict.whole, "rows": verdict.rows}
        click.echo(json.dumps(facts | {"broken": verdict.broken, "why": verdict.why}))
    elif verdict.whole:
        click.echo(f"{verdict.rows} rows, all fit.")
    else:
        click.echo(f"Row {verdict.broken} does not fit ({verdict.why}); {verdict.rows} before it.")
    if not verdict.whole:
        raise SystemExit(1)


@group.command("dump")
def dump() -> None:
    """Print the log, a JSON object a line, as tools/verify_log.py reads it on another machine."""
    for seq, payload, seal in queries.links():
        click.echo(json.dumps({"seq": seq, "payload": payload, "hash": seal}, ensure_ascii=False))


def _against(kept: str, verdict: rules.Verdict) -> rules.Verdict:
    number, _, seal = kept.partition(":")
    if not number.isdigit() or not seal:
        raise click.UsageError("Write --kept 1200:5f0c...")
    if queries.seal_of(int(number)) == seal.lower():
        return verdict
    return rules.Verdict(verdict.rows, int(number), "rewritten")
