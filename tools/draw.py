"""Draw the lifecycles from their tables: `python -m tools.draw [--check]` writes docs/lifecycles.md."""

import sys
from importlib import import_module

from flask_babel import force_locale

from app import words
from app.config import ROOT
from app.lifecycle import Lifecycle
from wsgi import app

PAGE = ROOT / "docs" / "lifecycles.md"
HEAD = """# Lifecycles

Drawn from the tables in `app/*/states.py` by `.venv/bin/python -m tools.draw`; a test fails when this page is stale.
Only `Lifecycle.take()` changes a state. What the clock decides (is the deadline over?) is not stored: see `phase()`.
"""


def lifecycles() -> list[Lifecycle]:  # type: ignore[type-arg]  # of any enumeration of states
    """Return every lifecycle of the house, in the order of its capability."""
    found = []
    for path in sorted((ROOT / "app").glob("*/states.py")):
        module = import_module(f"app.{path.parent.name}.states")
        found += [thing for thing in vars(module).values() if isinstance(thing, Lifecycle)]
    return found


def page() -> str:
    """Return the whole page."""
    parts = [HEAD]
    with app.app_context(), app.test_request_context(), force_locale("zh_Hans_CN"):
        for life in lifecycles():
            parts.append(f"## {life.kind}\n\n```mermaid\n{life.mermaid()}\n```\n")
            rows = ["| step | in words | from | to | who | article |", "|---|---|---|---|---|---|"]
            for step in life:
                said = words.step(life.kind, step.name)
                ends = f"`{step.start}` | `{step.end}`"
                rows.append(f"| `{step.name}` | {said} | {ends} | `{step.by}` | {step.law or ''} |")
            parts.append("\n".join(rows) + "\n")
    return "\n".join(parts)


def main(arguments: list[str]) -> int:
    """Write the page, or say whether it is stale."""
    drawn = page()
    if "--check" in arguments:
        stale = not PAGE.exists() or PAGE.read_text(encoding="utf-8") != drawn
        if stale:
            print("docs/lifecycles.md is stale: run .venv/bin/python -m tools.draw")
        return int(stale)
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(drawn, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
