"""`flask directory`: who may take part on a day, and who stood on the directory."""

import json
from datetime import date, datetime

import click
from flask.cli import AppGroup

from app import words
from app.directory import queries
from app.law import Track
from app.organizations import queries as organizations

group = AppGroup("directory", help="The qualified directory, as of any day.")
DAY = click.DateTime(["%Y-%m-%d"])


@group.command("gate")
@click.argument("code")
@click.option("--track", required=True, type=click.Choice([t.value for t in Track]))
@click.option("--on", "at", required=True, type=DAY, help="The day, as 2026-11-24.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def gate(code: str, track: str, at: datetime, *, as_json: bool) -> None:
    """Say whether the organization with CODE (credit code or filing number) may take part."""
    organization = organizations.by_code(code)
    if organization is None:
        raise click.ClickException(f"no organization has the code {code}")
    found = queries.gate(organization, track=Track(track), on=at.date())
    grade = found.grade.level if found.grade else None
    if as_json:
        reasons = [{"code": r.code, "law": r.law} for r in found.reasons]
        said = {"eligible": found.eligible, "reasons": reasons, "grade": grade}
        click.echo(json.dumps(said, ensure_ascii=False))
        return
    verdict = "eligible" if found.eligible else "not eligible"
    click.echo(f"{organization.name}: {verdict} on {at.date()} ({track}), grade {grade or '-'}")
    for reason in (*found.reasons, *found.remarks):
        click.echo(f"  {reason.code} [{reason.law}] {words.finding(reason)}")


@group.command("as-of")
@click.argument("at", metavar="DATE", type=DAY)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def as_of(at: datetime, *, as_json: bool) -> None:
    """Print who was listed on DATE, by name."""
    rows = queries.as_of(at.date())
    if as_json:
        click.echo(json.dumps([_plain(row) for row in rows], ensure_ascii=False))
        return
    for row in rows:
        click.echo(f"{row.organization.uscc}  {row.level or '--'}  {row.organization.name}")
    click.echo(f"{len(rows)} on {at.date()}")


def _plain(row: queries.Row) -> dict[str, str | None]:
    since: date = row.since
    return {
        "code": row.organization.uscc or row.organization.filing_no,
        "name": row.organization.name,
        "grade": row.level,
        "since": since.isoformat(),
    }
