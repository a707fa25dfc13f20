"""Whether a tree of indicators adds up, and whether every score has exactly one grade. Pure.

A score is rounded to the `places` of its scheme, so scores lie on a grid and a band that
ends at 900 next to one that begins at 901 leaves nothing between them only on whole points.
Read `band_findings` first: it is where "above 950" and "901 and up" are asked about.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from app.errors import Finding
from app.organizations.rules import LEVELS

CODE = re.compile(r"[0-9]{1,2}(\.[0-9]{1,2}){0,3}")
LAW = "ASM39/R-ASM-10"


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One line of the tree: `1.2` is part of `1`; only leaves are scored."""

    code: str
    name: str
    points: Decimal | None
    evidence: str = ""

    @property
    def parent(self) -> str:
        """Return the code of what it is part of; empty at the top."""
        return self.code.rpartition(".")[0]

    @property
    def depth(self) -> int:
        """Return how deep it stands: 0 at the top."""
        return self.code.count(".")


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """From where to where a grade reaches; whether an end belongs to it may be unsaid (None)."""

    level: str
    low: Decimal | None
    low_in: bool | None
    high: Decimal | None
    high_in: bool | None

    def holds(self, score: Decimal) -> bool:
        """Say whether a score lies in it (an unsaid end does not belong)."""
        if self.low is None or self.high is None:
            return False
        above = score > self.low or (score == self.low and self.low_in is True)
        below = score < self.high or (score == self.high and self.high_in is True)
        return above and below


def read_tree(rows: Iterable[Mapping[str, str]]) -> tuple[Indicator, ...]:
    """Read what a scheme keeps."""
    return tuple(Indicator(**{**row, "points": _number(row["points"])}) for row in rows)  # type: ignore[arg-type]


def read_bands(rows: Iterable[Mapping[str, object]]) -> tuple[Band, ...]:
    """Read what a scheme keeps."""
    return tuple(
        Band(
            level=str(row["level"]),
            low=_number(row["low"]),
            low_in=_said(row["low_in"]),
            high=_number(row["high"]),
            high_in=_said(row["high_in"]),
        )
        for row in rows
    )


def _number(text: object) -> Decimal | None:
    return None if text in (None, "") else Decimal(str(text))


def _said(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


# --- the tree -------------------------------------------------------------------------------


def leaves(tree: Sequence[Indicator]) -> list[Indicator]:
    """Return the indicators that are scored: those with nothing below them."""
    parents = {i.parent for i in tree}
    return [i for i in tree if i.code not in parents]


def tree_findings(tree: Sequence[Indicator], scale: int) -> Iterator[Finding]:
    """Every line has its place and points, and the parts add up to the whole.

    :law: ASM39/R-ASM-10
    """
    if not tree:
        yield Finding("indicators-missing", law=LAW)
        return
    codes = [i.code for i in tree]
    for place, line in enumerate(tree):
        yield from _line_findings(place, line, codes)
    for place, line in enumerate(tree):
        parts = [i for i in tree if i.parent == line.code]
        if parts and line.points is not None:
            yield from _adds_up(parts, line.points, line.name, f"rows-{place}-points")
    top = [i for i in tree if not i.parent]
    yield from _adds_up(top, Decimal(scale), "", "rows-0-points")


def _line_findings(place: int, line: Indicator, codes: Sequence[str]) -> Iterator[Finding]:
    at = f"rows-{place}"
    if not CODE.fullmatch(line.code):
        yield Finding("indicator-code", law=LAW, field=f"{at}-code", detail={"code": line.code})
    elif codes.count(line.code) > 1:
        detail = {"code": line.code}
        yield Finding("indicator-twice", law=LAW, field=f"{at}-code", detail=detail)
    elif line.parent and line.parent not in codes:
        detail = {"code": line.code, "parent": line.parent}
        yield Finding("indicator-orphan", law=LAW, field=f"{at}-code", detail=detail)
    if not line.name.strip():
        yield Finding("indicator-name", law=LAW, field=f"{at}-name", detail={"code": line.code})
    if line.points is None or line.points <= 0:
        detail = {"code": line.code}
        yield Finding("indicator-points", law=LAW, field=f"{at}-points", detail=detail)


def _adds_up(
    parts: Sequence[Indicator], whole: Decimal, name: str, field: str
) -> Iterator[Finding]:
    total = sum((i.points for i in parts if i.points is not None), Decimal(0))
    if total == whole:
        return
    detail: dict[str, object] = {"total": plain(total), "whole": plain(whole), "name": name}
    code = "indicator-sum" if name else "indicator-total"
    yield Finding(code, law=LAW, field=field, detail=detail)


# --- the bands ------------------------------------------------------------------------------


def step_of(places: int) -> Decimal:
    """Return the distance between two neighbouring scores."""
    return Decimal(1).scaleb(-places)


def level_of(score: Decimal, bands: Sequence[Band]) -> str | None:
    """Return the grade of a score; None below the lowest band.

    :law: ASM39/26
    """
    return next((band.level for band in bands if band.holds(score)), None)


def band_findings(bands: Sequence[Band], *, scale: int, places: int) -> Iterator[Finding]:
    """Say for every boundary whether it belongs to exactly one band; name what is left open.

    The bands stand from the highest down. Below the lowest there is no grade, which is an
    answer too: only whether its own lower end belongs to it must be said.

    :law: ASM39/R-ASM-10
    """
    if [b.level for b in bands] != sorted({b.level for b in bands}, key=LEVELS.index) or not bands:
        yield Finding("bands-missing", law=LAW)
        return
    broken = [f for place, band in enumerate(bands) for f in _band_findings(place, band)]
    yield from broken
    if broken:
        return
    yield from _top(bands[0], scale)
    for place, (upper, lower) in enumerate(pairwise(bands)):
        yield from _boundary(place, upper, lower, step_of(places))
    last = len(bands) - 1
    if bands[last].low_in is None:
        yield _unsaid("band-floor-unsaid", last, "low_in", bands[last].low, bands[last].level)


def _band_findings(place: int, band: Band) -> Iterator[Finding]:
    """Both numbers are there, and the lower one is not above the other."""
    for end, value in (("low", band.low), ("high", band.high)):
        if value is None or value < 0:
            detail = {"level": band.level}
            yield Finding("band-number", law=LAW, field=f"rows-{place}-{end}", detail=detail)
    if band.low is not None and band.high is not None and band.low > band.high:
        detail = {"level": band.level, "low": plain(band.low), "high": plain(band.high)}
        yield Finding("band-upside-down", law=LAW, field=f"rows-{place}-low", detail=detail)


def _top(band: Band, scale: int) -> Iterator[Finding]:
    """The highest band reaches the whole scale, its end included."""
    assert band.high is not None  # noqa: S101 -- asked by _band_findings
    if band.high != scale:
        detail = {"level": band.level, "high": plain(band.high), "scale": str(scale)}
        yield Finding("band-top", law=LAW, field="rows-0-high", detail=detail)
    elif band.high_in is not True:
        yield _unsaid("band-top-open", 0, "high_in", band.high, band.level)


def _boundary(place: int, upper: Band, lower: Band, step: Decimal) -> Iterator[Finding]:
    """Say what is wrong between two neighbouring bands."""
    low, high = upper.low, lower.high
    assert low is not None  # noqa: S101 -- asked by _band_findings
    assert high is not None  # noqa: S101
    detail: dict[str, object] = {
        "upper": upper.level,
        "lower": lower.level,
        "low": plain(low),
        "high": plain(high),
    }
    field = f"rows-{place}-low_in"
    if upper.low_in is None or lower.high_in is None:
        ends = {plain(low)} if low == high else {plain(high), plain(low)}
        detail["value"] = "、".join(sorted(ends, key=Decimal))
        unsaid = field if upper.low_in is None else f"rows-{place + 1}-high_in"
        yield Finding("band-boundary-unsaid", law=LAW, field=unsaid, detail=detail)
    elif high > low or (high == low and upper.low_in and lower.high_in):
        yield Finding("band-overlap", law=LAW, field=field, detail=detail)
    else:
        first = high if not lower.high_in else high + step
        last = low if not upper.low_in else low - step
        if first <= last:
            detail["score"] = plain(first)
            yield Finding("band-hole", law=LAW, field=field, detail=detail)


def _unsaid(code: str, place: int, end: str, value: Decimal | None, level: str) -> Finding:
    detail = {"value": plain(value or Decimal(0)), "level": level}
    return Finding(code, law=LAW, field=f"rows-{place}-{end}", detail=detail)


def plain(value: Decimal) -> str:
    """Write points without zeros that say nothing."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
