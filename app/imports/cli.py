"""`flask import KIND FILE`: the same as in the portal, for files on this machine."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from app import clock, words
from app.db import session, stored_offset
from app.errors import RefusedError
from app.imports import actions, registry
from app.imports.models import ImportRun
from app.imports.rules import Problem
from app.imports.states import RunState
from app.permissions import SYSTEM

SHOWN = 200


@click.command("import")
@click.argument("kind", type=click.Choice(list(registry.KINDS)))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check only; write nothing.")
@with_appcontext
def group(kind: str, file: Path, *, dry_run: bool) -> None:
    """Import FILE (XLSX or CSV with Chinese heads): all of it, or nothing."""
    clock.move(stored_offset())
    now = clock.now()
    try:
        run = actions.start(
            registry.kind(kind), file.read_bytes(), file.name, by=SYSTEM, now=now, whole=True
        )
    except RefusedError as refused:
        session.rollback()
        raise click.ClickException(
            "\n".join(words.finding(found) for found in refused.findings)
        ) from refused
    if run.state is RunState.READY and not dry_run:
        actions.write(run, by=SYSTEM, now=now)
    tell(run)
    bad = run.state is RunState.BAD
    if dry_run:
        session.rollback()
    else:
        session.commit()
    if bad:
        raise SystemExit(1)


def tell(run: ImportRun) -> None:
    """Print what is wrong, then the counts."""
    for problem in actions.problems_of(run)[:SHOWN]:
        click.echo(line(problem), err=not problem.warning)
    rest = run.problem_count + run.warning_count - SHOWN
    if rest > 0:
        click.echo(f"…… 另有 {rest} 处")
    if run.state is RunState.BAD:
        click.echo(f"没有导入：{run.problem_count} 处要改。", err=True)
        return
    said = "已导入" if run.state is RunState.DONE else "核对通过，没有写入"
    counts = f"新增 {run.added}，更改 {run.changed}，未变 {run.same}"
    skipped = f"，跳过 {run.skipped}" if run.skipped else ""
    click.echo(f"{said}：{counts}{skipped}。")


def line(problem: Problem) -> str:
    """Return one problem as a line: where, what is wrong, what it was."""
    where = f"第 {problem.row} 行" if problem.row else "文件"
    column = f"「{problem.column}」" if problem.column else ""
    value = f"（填的是“{problem.value}”）" if problem.value else ""
    mark = "提示 " if problem.warning else ""
    return f"{mark}{where}{column}：{words.finding(problem.finding())}{value}"
