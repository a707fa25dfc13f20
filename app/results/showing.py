"""From a stored ranking to what its page shows: shares, differences, how firm the order is. No database."""

import math
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from flask_babel import gettext as _
from flask_babel import pgettext

from app import formats, words
from app.errors import Finding
from scoring import explain, record, sensitivity
from scoring.criteria import Kind
from scoring.parts import Part
from scoring.ranking import Ranking, Reason, Row

SHORT = 2
AXIS, WIDE = 5, 50
KEPT = 64


@dataclass(frozen=True)
class Known:
    """A record read, with what takes time to compute from it."""

    loaded: record.Loaded

    @cached_property
    def intervals(self) -> Mapping[str, sensitivity.Interval]:
        """Return where each total would lie with another panel."""
        return sensitivity.intervals(self.loaded.ranking)

    @cached_property
    def firsts(self) -> Mapping[str, int]:
        """Return how often each bid is first when one expert is left out."""
        held = self.loaded
        return sensitivity.firsts(
            sensitivity.leave_one_out(held.scheme, held.bids, held.marks, held.ranking)
        )


_KEPT: OrderedDict[str, Known] = OrderedDict()


def known(data: Mapping[str, Any]) -> Known:
    """Return a record read, kept for as long as its every digit is the same."""
    digest = record.digest(data)
    found = _KEPT.get(digest) or Known(record.load(data))
    _KEPT[digest] = found
    while len(_KEPT) > KEPT:
        _KEPT.popitem(last=False)
    return found


@dataclass(frozen=True)
class Picture:
    """A ranking as its page reads it. `short`: short names by key of bid."""

    known: "Known"
    short: Mapping[str, str]

    @classmethod
    def of(cls, data: Mapping[str, Any], short: Mapping[str, str]) -> "Picture":
        """Read a stored record."""
        return cls(known(data), short)

    @property
    def loaded(self) -> record.Loaded:
        """Return scheme, facts and marks."""
        return self.known.loaded

    @property
    def ranking(self) -> Ranking:
        """Return the ranking itself."""
        return self.loaded.ranking

    @property
    def rows(self) -> tuple[Row, ...]:
        """Return the ranked bids, the first place first."""
        return self.ranking.rows

    @cached_property
    def experts(self) -> list[str]:
        """Return the numbers of the experts who marked."""
        return sorted({m.expert for m in self.loaded.marks})

    @cached_property
    def legend(self) -> list[dict[str, object]]:
        """Return the criteria with their colours' families: computed, experts, price."""
        return [
            {"name": c.name, "max": plain(c.points), "kind": family(c.kind), "key": c.key}
            for c in self.loaded.scheme.criteria
        ]

    @cached_property
    def bars(self) -> list[dict[str, object]]:
        """Return the stacked bars."""
        return [
            {
                "rank": row.place,
                "name": self.name(row.key),
                "sub": remark(row),
                "total": row.total,
                "parts": [
                    {"short": brief(p), "name": p.name, "value": p.points, "kind": family(p.kind)}
                    for p in row.parts
                ],
            }
            for row in self.rows
        ]

    def name(self, key: str) -> str:
        """Return the short name of a bid."""
        return self.short.get(key, key)

    @cached_property
    def best(self) -> dict[str, Decimal]:
        """Return the highest points of every criterion."""
        return {key: found.high for key, found in explain.ranges(self.ranking).items()}

    # --- the first two

    @property
    def gap(self) -> Decimal:
        """Return how far the first is ahead of the second."""
        return self.rows[0].total - self.rows[1].total if len(self.rows) > 1 else Decimal(0)

    @property
    def difference(self) -> list[tuple[str, Decimal]]:
        """Return the differences of the first two, part by part."""
        found = explain.difference(self.rows[0], self.rows[1])
        return [(p.name, p.difference) for p in found.parts]

    @cached_property
    def deciding(self) -> tuple[explain.Decisive, ...]:
        """Return the parts without which the first would not be first."""
        return explain.decisive(self.rows[0], self.rows[1])

    @property
    def is_close(self) -> bool:
        """Say whether the experts' disagreement could explain the gap of the first two."""
        found = sensitivity.pair_gap(self.rows[0], self.rows[1])
        return not found.decided

    # --- how firm

    @cached_property
    def intervals(self) -> list[dict[str, object]]:
        """Return total, range and places of every bid."""
        found = self.known.intervals
        spans = sensitivity.rank_ranges(found, again=True)
        return [
            {
                "name": self.name(key),
                "value": one.total,
                "low": one.again_lo if one.again_lo is not None else one.total,
                "high": one.again_hi if one.again_hi is not None else one.total,
                "words": places(*spans[key]),
                "span": spans[key],
            }
            for key, one in found.items()
        ]

    @property
    def overlaps(self) -> bool:
        """Say whether the line of the first reaches into the places of others."""
        return bool(self.intervals) and not _single(self.intervals[0]["span"])

    @property
    def axis(self) -> tuple[int, int, int]:
        """Return low end, high end and step of the axis."""
        lows = [Decimal(str(r["low"])) for r in self.intervals] or [Decimal(0)]
        highs = [Decimal(str(r["high"])) for r in self.intervals] or [Decimal(100)]
        step = AXIS if max(highs) - min(lows) <= WIDE else 2 * AXIS
        low = max(math.floor(min(lows) / step) * step, 0)
        return low, max(math.ceil(max(highs) / step) * step, low + step), step

    @cached_property
    def firsts(self) -> list[tuple[str, int]]:
        """Return who is first how often when one expert is left out."""
        found = self.known.firsts
        return [(self.name(r.key), found[r.key]) for r in self.rows if found.get(r.key)]

    @property
    def settled(self) -> list[str]:
        """Return whose place nobody else could take."""
        return [str(r["name"]) for r in self.intervals if _single(r["span"])]


def _single(span: object) -> bool:
    return isinstance(span, tuple) and span[0] == span[1]


def places(best: int, worst: int) -> str:
    """Write a range of places."""
    if best == worst:
        return str(_("place %(n)s", n=best))
    return str(_("place %(best)s—%(worst)s", best=best, worst=worst))


def family(kind: Kind) -> str:
    """Return the family of colours: c computed, e judged by experts, p price."""
    return {Kind.JUDGED: "e", Kind.PRICE: "p"}.get(kind, "c")


def brief(part: Part) -> str:
    """Return two characters for inside a bar."""
    known = {
        Kind.GRADE: pgettext("bar", "Grade"),
        Kind.TRACK_RECORD: pgettext("bar", "Record"),
        Kind.FIT: pgettext("bar", "Fit"),
        Kind.PRICE: pgettext("bar", "Price"),
    }
    if part.kind in known:
        return str(known[part.kind])
    return part.name.removeprefix("服务")[:SHORT]


def remark(row: Row) -> str:
    """Say what stands below the name: the grade of the day, or why there is none."""
    for part in row.parts:
        if part.kind is Kind.GRADE:
            return grade_words(part.evidence)
    return ""


def grade_words(evidence: Mapping[str, Any]) -> str:
    """Say which grade counts."""
    level, standing = evidence.get("grade"), evidence.get("standing")
    if standing == "valid":
        return str(level)
    if standing == "lapsed":
        return str(
            _(
                "none: %(level)s lapsed on %(day)s",
                level=level,
                day=_day(evidence.get("valid_until")),
            )
        )
    if standing == "not-yet":
        return str(
            _(
                "none: %(level)s begins on %(day)s",
                level=level,
                day=_day(evidence.get("awarded_on")),
            )
        )
    return str(_("no grade"))


def _day(stored: object) -> str:
    return formats.plainday(date.fromisoformat(str(stored)), formats.language())


def plain(value: Decimal) -> str:
    """Write points without trailing zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


# --- why somebody was turned down


def told(code: str, law: str | None, detail: Mapping[str, Any]) -> tuple[str, str | None]:
    """Say a stored finding in words, with its article."""
    found = Finding(code, law=law, detail={k: _alive(v) for k, v in detail.items()})
    try:
        return words.finding(found), law
    except KeyError:  # kept without its particulars
        return str(_("It did not qualify")), law


def reasons(found: Sequence[Reason]) -> list[tuple[str, str | None]]:
    """Say why a bid was turned down."""
    return [told(r.code, r.law, r.detail) for r in found]


def _alive(value: object) -> object:
    """Return a stored day as a day, so that it is written as one."""
    if not isinstance(value, str):
        return value
    for read in (date.fromisoformat, datetime.fromisoformat):
        try:
            return read(value)
        except ValueError:
            continue
    return value
