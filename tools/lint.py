"""The linters, the types and the walls between the modules: `./lint`, and the first part of `./check`."""

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent

DJLINT_IGNORES = (
    "H015",  # a line break after a heading is the author's choice
    "H020",  # an empty element can carry an icon
    "H030",  # descriptions and
    "H031",  # keywords for search engines: nobody reads them
    "H043",  # a button in a form submits it: that is what buttons are for here
    "J018",  # the frame's own addresses are fixed
    "T002",  # single quotes inside double-quoted attributes
)
CHECKS: dict[str, list[str]] = {
    "ruff check": ["ruff", "check", "--output-format", "concise", "."],
    "ruff format": ["ruff", "format", "--check", "--output-format", "concise", "."],
    "mypy": ["mypy"],
    "import contracts": ["lint-imports", "--no-logo"],
    "djlint": [
        "djlint",
        "app",
        "--lint",
        "--profile",
        "jinja",
        "--ignore",
        ",".join(DJLINT_IGNORES),
    ],
}


def run() -> list[str]:
    """Run every check, say one line each, show what failed; return the names that failed."""
    failed = []
    for name, (program, *arguments) in CHECKS.items():
        if program == "djlint" and not any((ROOT / "app").rglob("*.html")):
            continue
        start = time.monotonic()
        done = subprocess.run(
            [str(BIN / program), *arguments],
            cwd=ROOT,
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        good = done.returncode == 0
        print(f"{'ok    ' if good else 'FAILED'} {name} ({time.monotonic() - start:.1f} s)")
        if not good:
            failed.append(name)
            print(done.stdout.rstrip())
        sys.stdout.flush()
    return failed


if __name__ == "__main__":
    sys.exit(1 if run() else 0)
