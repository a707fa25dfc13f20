"""Bring the database up to date and load the demo: the steps of `./run` that need the portal.

    python -m tools.prepare <FILE FOR THE SIGN-INS> [--demo]

One process for the commands that a person would type one by one, because loading the
portal takes longer than most of them.
"""

import argparse
import contextlib
import io
from pathlib import Path

from flask.cli import ScriptInfo

from wsgi import app


def main() -> None:
    """Migrate; with --demo load the demo district and keep the words of `demo sign-ins`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("sign_ins", type=Path)
    parser.add_argument("--demo", action="store_true")
    options = parser.parse_args()
    flask("db", "upgrade")
    said = io.StringIO()
    if options.demo:
        flask("demo", "load")
        with contextlib.redirect_stdout(said):
            flask("demo", "sign-ins")
    options.sign_ins.touch(mode=0o600)
    options.sign_ins.write_text(said.getvalue())


def flask(*command: str) -> None:
    """Run one command of `flask --app wsgi`."""
    app.cli.main(
        args=list(command),
        prog_name="flask",
        standalone_mode=False,
        obj=ScriptInfo(create_app=lambda: app),
    )


if __name__ == "__main__":
    main()
