"""What an entry of the ledger must say: facts in, findings out."""

from collections.abc import Iterator
from datetime import date

from app.errors import Finding


def findings(*, on: date, today: date, place: str, theme: str, result: str) -> Iterator[Finding]:
    """Day, place, theme and result are needed; nothing is entered before it happened."""
    if on > today:
        yield Finding("record-in-future", field="on")
    for name, said in (("place", place), ("theme", theme), ("result", result)):
        if not said.strip():
            yield Finding("record-incomplete", field=name)
