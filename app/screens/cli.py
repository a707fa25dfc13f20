"""`flask screens`: run the rules on any file of OCDS compiled releases."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from app.screens import settings as ini
from app.screens.rules import Screen

group = AppGroup("screens", help="Signs of collusion and corruption in procurement records.")

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@group.command("run")
@click.argument("path", metavar="FILE.jsonl", type=FILE)
@click.option(
    "--settings", "asked", metavar="FILE.ini", type=FILE, help="Only the rules named there."
)
def run(path: Path, asked: Path | None) -> None:
    """Run the red flags on OCDS compiled releases, one a line; print what is flagged as JSON."""
    try:
        chosen = ini.read(asked.read_text(encoding="utf-8-sig")) if asked else ini.Settings()
    except (ini.SettingsError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{asked}: {error}") from error
    screen = Screen(chosen)
    for release in releases(path):
        screen.take(release)
    click.echo(json.dumps(screen.results(), ensure_ascii=False, separators=(",", ":")))


def releases(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the releases of a file; what is no release is named and passed over."""
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                release = json.loads(line.decode("utf-8-sig"))
            except (ValueError, RecursionError) as error:
                click.echo(f"line {number} is no JSON, passed over: {error}", err=True)
                continue
            if isinstance(release, dict) and isinstance(release.get("ocid"), str):
                yield release
            else:
                click.echo(f"line {number} is no release with an ocid, passed over", err=True)
