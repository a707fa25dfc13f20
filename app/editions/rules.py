"""What an edition holds, and its digest. Pure."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from app.errors import Finding
from app.law import Law


def digest(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return the SHA-256 of the rows: anybody can compute it from the exported JSON."""
    plain = json.dumps(list(rows), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(plain.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Growth:
    """How many organizations a street had at the end of last year, and how many are new since."""

    street: str
    before: int
    new: int
    percent: int

    @property
    def target(self) -> int:
        """Return how many new ones the year asks for: the share, rounded up.

        :law: FIL/A139
        """
        return -(-self.before * self.percent // 100)

    @property
    def reached(self) -> bool:
        """Say whether there are enough."""
        return self.new >= self.target


def growth_percent(street: str, law: Law) -> int:
    """Return the share asked of a street, or of a township (镇, 乡).

    :law: FIL/A139
    """
    return law.growth_township_pct if street.endswith(("镇", "乡")) else law.growth_street_pct


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
