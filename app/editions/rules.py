"""What an edition holds, and its digest. Pure."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from app.errors import Finding


def digest(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return the SHA-256 of the rows: anybody can compute it from the exported JSON."""
    plain = json.dumps(list(rows), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(plain.encode()).hexdigest()


def edition_findings(
    year: int, as_of: date, *, known: Iterable[int], today: date
) -> Iterator[Finding]:
    """Say why an edition cannot be published.

    :law: DIR/R-DIR-05
    """
    if as_of > today:
        yield Finding("edition-of-the-future", field="as_of")
    if as_of.year not in (year, year - 1):
        yield Finding("edition-of-another-year", field="as_of", detail={"year": year})
    if year in set(known):
        yield Finding("edition-there", law="DIR/R-DIR-05", field="year", detail={"year": year})
