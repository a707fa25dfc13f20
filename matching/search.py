"""One question to one state of an index: raw channels, their sum, the best, and why. Called by Index.search."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from matching.channels import CHANNELS, FLOORS, Hit, Reason, Weights, guard, part, scale, values
from matching.explain import QueryWords
from matching.matrix import Floats
from matching.segment import TERM_UNIT, Facts, Segment, prefixes
from matching.text import Counts, Ints, strip_signals

IDF_UNIT = 64
_TEXT_UNIT = IDF_UNIT * TERM_UNIT
_NEAREST = 30
_MOST_TIMES = 3
_PAST_UNIT = 1 << 20
_SHARE_UNIT = 1 << 10
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Query:
    """What is wanted. `places`: like Document.place, any of them; `fields`: field keys."""

    text: str
    places: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class View:
    """One state of the index that does not change while it is asked. Rows run through all segments."""

    segments: tuple[Segment, ...]
    starts: tuple[int, ...]
    alive: Mask
    n: int
    idf: tuple[Ints, ...]  # for each segment, of its terms
    norms: tuple[Floats, ...]  # squared length of each contract
    rank: Ints  # place of each row in the order of keys
    newcomer: Mask

    def locate(self, row: int) -> tuple[int, int]:
        """The segment of a row, and the row in it."""
        at = max(i for i, start in enumerate(self.starts) if start <= row)
        return at, row - self.starts[at]

    def facts(self, row: int) -> Facts:
        """What is known of the document in a row."""
        at, inner = self.locate(row)
        return self.segments[at].facts[inner]


def idf_of(n: int, holding: Ints) -> Ints:
    """BM25's idf in 1/64, at least 1/64: ln(1 + (n - d + 0.5) / (d + 0.5))."""
    weight: Ints = np.rint(IDF_UNIT * np.log1p((n - holding + 0.5) / (holding + 0.5))).astype(
        np.int64
    )
    return np.maximum(weight, np.int64(1))


@dataclass(frozen=True)
class _Wanted:
    """The analysed query."""

    query: Query
    folded: str
    grams: Ints
    times: Ints


def search(view: View, query: Query, names: Collection[str], *, limit: int,
           allowed: Collection[str] | None, weights: Weights) -> list[Hit]:  # fmt: skip
    """See Index.search. `names`: place names that the text channels leave out."""
    folded = strip_signals(query.text, names)
    counts = Counts.of([folded], buckets=True)
    wanted = _Wanted(query, folded, counts.grams, np.minimum(counts.times, _MOST_TIMES))
    raw = _raw(view, wanted)
    spread = {c: scale(raw[c][view.alive], FLOORS.get(c, 0.0)) for c in CHANNELS}
    value = {c: values(raw[c], weights.of(c), spread[c]) for c in CHANNELS}
    total = np.zeros(view.alive.size, dtype=np.int64)
    for c in CHANNELS:
        total += value[c]
    shown = view.alive & (total > 0)
    if allowed is not None:
        shown &= _mask(view, allowed)
    rows, moved = _choose(view, total, shown, raw["text"] > 0, limit=limit, weights=weights)
    terms = _terms(view, rows, wanted)
    hits = []
    for row, words in zip(rows, terms, strict=True):
        parts = tuple(
            part(c, float(raw[c][row]), weights.of(c), int(value[c][row]), spread[c])
            for c in CHANNELS
        )
        reasons = _reasons(
            view, row, query, counted=bool(value["past"][row] > 0), moved=row in moved
        )
        score = sum((p.value for p in parts), Decimal("0.0000"))
        hits.append(Hit(view.facts(row).key, score, parts, words, reasons))
    return hits


def _mask(view: View, allowed: Collection[str]) -> Mask:
    mask = np.zeros(view.alive.size, dtype=np.bool_)
    for segment, start in zip(view.segments, view.starts, strict=True):
        rows = [segment.row_of[k] for k in allowed if k in segment.row_of]
        mask[[start + r for r in rows]] = True
    return mask


def _raw(view: View, wanted: _Wanted) -> dict[str, Floats]:
    """The five channels, each a number per row."""
    found: dict[str, list[Floats]] = {"text": [], "own": []}
    nearness: list[Floats] = []
    # A gram that nobody holds still makes the query longer.
    lengths = np.full(
        wanted.grams.size, int(idf_of(view.n, np.zeros(1, dtype=np.int64))[0]), dtype=np.int64
    )
    columns = [s.columns(wanted.grams) for s in view.segments]
    for idf, (at, cols) in zip(view.idf, columns, strict=True):
        lengths[at] = idf[cols]
    length = float((lengths * lengths).sum())
    for s, idf, norms, (at, cols) in zip(view.segments, view.idf, view.norms, columns, strict=True):
        weight = idf[cols] * wanted.times[at]
        found["text"].append(s.text.dot(cols, weight) / _TEXT_UNIT)
        found["own"].append(s.own.dot(cols, weight) / _TEXT_UNIT)
        shared = s.past.dot(cols, idf[cols] ** 2)
        both = norms * length
        nearness.append(np.divide(shared * shared, both, out=np.zeros_like(shared), where=both > 0))
    return {
        "text": np.concatenate(found["text"]),
        "own": np.concatenate(found["own"]),
        "past": _past(view, nearness),
        "place": np.concatenate([_place(s, wanted.query.places) for s in view.segments]),
        "field": np.concatenate([_field(s, wanted.query.fields) for s in view.segments]),
    }


def _past(view: View, nearness: Sequence[Floats]) -> Floats:
    """Of the nearest contracts of all, squared cosine times performance, summed by document."""
    near = np.concatenate(nearness)
    owner = np.concatenate(
        [s.owner + start for s, start in zip(view.segments, view.starts, strict=True)]
    )
    performance = np.concatenate([s.performance for s in view.segments])
    good = np.flatnonzero((near > 0) & view.alive[owner])
    if good.size > _NEAREST:
        least = np.partition(near[good], good.size - _NEAREST)[good.size - _NEAREST]
        good = good[near[good] >= least]
        good = good[np.lexsort((good, view.rank[owner[good]], -near[good]))[:_NEAREST]]
    share = np.rint(near[good] * performance[good] * _PAST_UNIT)
    return np.bincount(owner[good], weights=share, minlength=view.alive.size) / _PAST_UNIT


def _place(segment: Segment, places: Sequence[str]) -> Floats:
    raw = np.zeros(segment.size)
    for place in places:
        levels = prefixes(place)
        for depth, prefix in enumerate(levels, start=1):
            rows = segment.by_place.get(prefix)
            if rows is not None:
                raw[rows] = np.maximum(
                    raw[rows], round(depth / len(levels) * _SHARE_UNIT) / _SHARE_UNIT
                )
    return raw


def _field(segment: Segment, fields: Sequence[str]) -> Floats:
    raw = np.zeros(segment.size)
    distinct = tuple(dict.fromkeys(fields))
    for name in distinct:
        rows = segment.by_field.get(name)
        if rows is not None:
            raw[rows] += 1
    return np.rint(raw * (_SHARE_UNIT / max(1, len(distinct)))) / _SHARE_UNIT


def _best(view: View, total: Ints, shown: Mask, count: int) -> list[int]:
    """The best rows of a mask, ties by key, exact."""
    rows = np.flatnonzero(shown)
    if count <= 0 or not rows.size:
        return []
    if rows.size > count:
        least = np.partition(total[rows], rows.size - count)[rows.size - count]
        rows = rows[total[rows] >= least]
    order = np.lexsort((view.rank[rows], -total[rows]))[:count]
    return [int(r) for r in rows[order]]


def _choose(view: View, total: Ints, shown: Mask, speaks: Mask, *, limit: int,
            weights: Weights) -> tuple[list[int], set[int]]:  # fmt: skip
    """The rows to show, with the newcomers' places; only a newcomer whose own text speaks for it gets one."""
    first = _best(view, total, shown, limit)
    fresh = view.newcomer & speaks
    rest = shown & fresh
    rest[first] = False
    order = first + _best(view, total, rest, weights.guarded(limit))
    return guard(order, [bool(fresh[r]) for r in order], limit=limit, weights=weights)


def _terms(
    view: View, rows: Sequence[int], wanted: _Wanted
) -> list[tuple[tuple[str, Decimal], ...]]:
    """For each row the strongest words of the query in it."""
    words = QueryWords.of(wanted.folded, wanted.grams)
    places = [view.locate(r) for r in rows]
    found: list[tuple[tuple[str, Decimal], ...]] = [()] * len(rows)
    for number, (segment, idf) in enumerate(zip(view.segments, view.idf, strict=True)):
        mine = [i for i, (at, _) in enumerate(places) if at == number]
        at, cols = segment.columns(wanted.grams)
        inner = np.array([places[i][1] for i in mine], dtype=np.int64)
        whole = np.zeros((len(mine), wanted.grams.size))
        whole[:, at] = segment.text.cells(inner, cols) * (idf[cols] * wanted.times[at])
        for i, contributions in zip(mine, whole, strict=True):
            found[i] = words.strongest(contributions)
    return found


def _reasons(
    view: View, row: int, query: Query, *, counted: bool, moved: bool
) -> tuple[Reason, ...]:
    at, inner = view.locate(row)
    segment = view.segments[at]
    facts = segment.facts[inner]
    found = [Reason("field", name) for name in dict.fromkeys(query.fields) if name in facts.fields]
    wanted = {prefix for place in query.places for prefix in prefixes(place)}
    shared = [prefix for prefix in prefixes(facts.place) if prefix in wanted]
    if shared:
        found.append(Reason("place", shared[-1]))
    if facts.grade:
        found.append(Reason("grade", facts.grade))
    contracts = int(segment.history[inner])
    if contracts and counted:
        found.append(Reason("history", str(contracts)))
    if not contracts:
        found.append(Reason("newcomer"))
    if moved:
        found.append(Reason("newcomer_place"))
    return tuple(found)
