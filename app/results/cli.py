"""`flask results`: compute rankings again from their records, to the last digit."""

import json
import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from app.results import actions, queries
from scoring import record
from scoring.errors import ScoringError
from scoring.ranking import Ranking

group = AppGroup("results", help="Rankings: compute them again, compare with what is kept.")


@group.command("recompute")
@click.argument("number", required=False, metavar="CALL_NUMBER")
@click.option(
    "--file",
    "path",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="An exported record (JSON).",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def recompute(number: str | None, path: Path | None, *, as_json: bool) -> None:
    """Rank again from the inputs alone and say what comes out differently."""
    if (number is None) == (path is None):
        raise click.UsageError("Give either CALL_NUMBER or --file.")
    digest, data = _of_file(path) if path else _of_call(number or "")
    try:
        wrong = list(record.differences(data))
        again = record.recompute(data)
    except (record.RecordError, ScoringError) as error:
        raise click.ClickException(f"cannot be computed: {error}") from error
    if digest != record.digest(data):
        wrong.insert(0, ("digest", digest, record.digest(data)))
    if as_json:
        click.echo(json.dumps(_plain(data, again, wrong), ensure_ascii=False, sort_keys=True))
    else:
        _tell(data, again, wrong)
    if wrong:
        sys.exit(1)


def _of_file(path: Path) -> tuple[str, record.Json]:
    try:
        data = record.from_json(path.read_bytes())
    except record.RecordError as error:
        raise click.ClickException(str(error)) from error
    return record.digest(data), data


def _of_call(number: str) -> tuple[str, record.Json]:
    call = queries.call_by_number(number)
    held = queries.ranking_of(call.id) if call else None
    if held is None:
        raise click.ClickException(f"there is no ranking of {number}")
    return held.digest, held.record


def _plain(
    data: record.Json, again: Ranking, wrong: list[tuple[str, object, object]]
) -> dict[str, object]:
    return {
        "digest": record.digest(data),
        "same": not wrong,
        "differences": [[path, str(old), str(new)] for path, old, new in wrong],
        "rows": [
            {"place": r.place, "key": r.key, "name": r.name, "total": format(r.total, "f")}
            for r in again.rows
        ],
        "rejected": [{"key": r.key, "name": r.name} for r in again.rejected],
    }


def _tell(data: record.Json, again: Ranking, wrong: list[tuple[str, object, object]]) -> None:
    for row in again.rows:
        parts = " + ".join(format(p.points, "f") for p in row.parts)
        click.echo(f"{row.place:>3}  {row.total:>6}  {row.name}  = {parts}")
    for out in again.rejected:
        click.echo(f"  -      --  {out.name}  {', '.join(r.code for r in out.reasons)}")
    click.echo(f"sha256 {record.digest(data)}")
    for path, old, new in wrong:
        click.echo(f"DIFFERENT {path}: kept {old}, computed {new}")
    click.echo("the same to the last digit" if not wrong else f"{len(wrong)} differences")


@group.command("verify-all")
def verify_all() -> None:
    """Compute every ranking of the portal again, also earlier versions."""
    found = actions.verified(queries.rankings())
    bad = [(one, wrong) for one, wrong in found if wrong]
    for one, wrong in bad:
        click.echo(f"{one.call.number} version {one.version}: {wrong[0][0]} differs")
    click.echo(f"{len(found)} rankings, {len(bad)} differ")
    if bad:
        sys.exit(1)
