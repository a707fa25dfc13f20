"""Run the portal's commands, each in a process of its own that finds the code already read.

Reading the code takes longer than most commands: a server reads it once, and forks.
"""

import os
import sys
from multiprocessing import get_context
from pathlib import Path

FORKS = get_context("forkserver")
FORKS.set_forkserver_preload(["tests.journeys.all_code"])
WITHIN = 120


def run(command: tuple[str, ...], env: dict[str, str], folder: Path) -> str:
    """Run `flask COMMAND...` with these settings; return what it said, or fail with it."""
    said = folder / f"command-{'-'.join(command[:2])}.txt"
    process = FORKS.Process(target=_in_fork, args=(command, env, said))
    process.start()
    process.join(WITHIN)
    if process.exitcode is None:
        process.kill()
    out, errors = said.read_text(), said.with_suffix(".err").read_text()
    assert process.exitcode == 0, f"flask {' '.join(command)}: {process.exitcode}\n{out}{errors}"
    return out


def _in_fork(command: tuple[str, ...], env: dict[str, str], said: Path) -> None:
    from flask.cli import main  # noqa: PLC0415 -- the settings are read first

    os.environ.update(env)
    with said.open("w") as out, said.with_suffix(".err").open("w") as errors:
        sys.stdout, sys.stderr = out, errors
        sys.argv = ["flask", "--app", "wsgi", *command]
        main()
