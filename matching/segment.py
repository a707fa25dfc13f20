"""A block of documents as arrays: what an index is made of, in memory and in its file.

Rows stand in the order of the keys. Nothing here depends on how many documents hold a gram: that is asked when
searching, so a document can come and go without touching the others.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from matching.matrix import Floats, Matrix
from matching.text import Counts, Ints, strip_signals

K1, B = 1.2, 0.3
TERM_UNIT = 128
_BATCH = 20_000


@dataclass(frozen=True, slots=True)
class Document:
    """What can be found: an organization, or a project (its content in `scope`, no contracts).

    `place`: levels from wide to narrow between slashes (district/street/community keys). `performance`: score 0-100
    of each contract, in their order; a contract without one counts as 75. `grade` is shown, never scored.
    """

    key: str
    name: str
    scope: str
    contracts: tuple[str, ...] = ()
    place: str = ""
    fields: tuple[str, ...] = ()
    grade: str | None = None
    performance: tuple[float | None, ...] = ()

    def __post_init__(self) -> None:
        if not self.key or "\n" in self.key:
            raise ValueError(f"A document needs a key of one line, not {self.key!r}")
        if len(self.performance) > len(self.contracts):
            raise ValueError(f"{self.key}: more performance scores than contracts")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a document besides its text."""

    key: str
    place: str
    fields: tuple[str, ...]
    grade: str | None


def prefixes(place: str) -> list[str]:
    """district/street -> district, district/street."""
    levels = [level for level in place.split("/") if level]
    return ["/".join(levels[: n + 1]) for n in range(len(levels))]


@dataclass(frozen=True)
class Segment:
    """Documents in the order of their keys; `terms` names the columns of all three matrices."""

    facts: tuple[Facts, ...]
    terms: npt.NDArray[np.int32]
    text: Matrix  # BM25 term parts of name, scope and contracts
    own: Matrix  # of name and scope
    past: Matrix  # 1 where a contract holds a gram; a row is a contract
    owner: npt.NDArray[np.int32]  # row of the document of each contract, rising
    performance: npt.NDArray[np.float64]  # 0..1 for each contract

    @property
    def size(self) -> int:
        """Number of documents."""
        return len(self.facts)

    @cached_property
    def history(self) -> Ints:
        """Number of contracts of each document."""
        return np.bincount(self.owner, minlength=self.size).astype(np.int64)

    @cached_property
    def holding(self) -> Ints:
        """Number of documents that hold each term."""
        return np.diff(self.text.indptr).astype(np.int64)

    @cached_property
    def row_of(self) -> dict[str, int]:
        """Rows by key."""
        return {f.key: row for row, f in enumerate(self.facts)}

    @cached_property
    def by_field(self) -> dict[str, Ints]:
        """Rows by field."""
        found: dict[str, list[int]] = {}
        for row, facts in enumerate(self.facts):
            for name in dict.fromkeys(facts.fields):
                found.setdefault(name, []).append(row)
        return {k: np.array(v, dtype=np.int64) for k, v in found.items()}

    @cached_property
    def by_place(self) -> dict[str, Ints]:
        """Rows by each level of their place."""
        found: dict[str, list[int]] = {}
        for row, facts in enumerate(self.facts):
            for prefix in prefixes(facts.place):
                found.setdefault(prefix, []).append(row)
        return {k: np.array(v, dtype=np.int64) for k, v in found.items()}

    def columns(self, grams: Ints) -> tuple[Ints, Ints]:
        """Which of the grams (sorted) have a column here: their positions in `grams`, and the columns."""
        if not self.terms.size or not grams.size:
            none = np.empty(0, dtype=np.int64)
            return none, none
        at = np.minimum(np.searchsorted(self.terms, grams), self.terms.size - 1)
        here = np.flatnonzero(self.terms[at] == grams)
        return here, at[here].astype(np.int64)


@dataclass(frozen=True, slots=True)
class Analysed:
    """Counted texts of documents that stand in the order of their keys."""

    facts: tuple[Facts, ...]
    text: Counts
    own: Counts
    past: Counts
    owner: Ints
    performance: Floats

    @classmethod
    def of(cls, documents: Sequence[Document], places: Collection[str]) -> "Analysed":
        """Fold, strip and count. Raises ValueError on a key that comes twice."""
        ordered = sorted(documents, key=lambda d: d.key)
        for first, second in pairwise(ordered):
            if first.key == second.key:
                raise ValueError(f"Two documents have the key {first.key!r}")
        own = [strip_signals(f"{d.name}\n{d.scope}", places) for d in ordered]
        past = [[strip_signals(c, places) for c in d.contracts] for d in ordered]
        text = ["\n".join((o, *p)) for o, p in zip(own, past, strict=True)]
        scores = [
            s
            for d in ordered
            for s in (*d.performance, *(None for _ in d.contracts[len(d.performance) :]))
        ]
        return cls(
            tuple(Facts(d.key, d.place, tuple(d.fields), d.grade) for d in ordered),
            _count(text),
            _count(own),
            _count([c for group in past for c in group]),
            np.repeat(np.arange(len(ordered), dtype=np.int64), [len(p) for p in past]),
            np.array(
                [min(max(75.0 if s is None else float(s), 0.0), 100.0) / 100 for s in scores],
                dtype=np.float64,
            ),
        )

    @property
    def mean_length(self) -> int:
        """The mean number of grams of a text, at least 1."""
        return max(1, round(int(self.text.times.sum()) / max(1, self.text.size)))


def _count(folded: Sequence[str]) -> Counts:
    """Counts in batches, so that the memory for the characters stays small."""
    pieces = [
        Counts.of(folded[i : i + _BATCH], buckets=True) for i in range(0, len(folded), _BATCH)
    ]
    if not pieces:
        return Counts.of([], buckets=True)
    rows = np.concatenate([p.rows + i * _BATCH for i, p in enumerate(pieces)])
    return Counts(
        rows,
        np.concatenate([p.grams for p in pieces]),
        np.concatenate([p.times for p in pieces]),
        len(folded),
    )


def _term_parts(counts: Counts, pivot: int) -> Floats:
    """BM25 without idf, whole numbers of 1/128: tf (k1 + 1) / (tf + k1 (1 - b + b length / pivot))."""
    length = np.bincount(counts.rows, weights=counts.times, minlength=counts.size)
    times = counts.times.astype(np.float64)
    full = times * (K1 + 1) / (times + K1 * (1 - B + B * length[counts.rows] / pivot))
    return np.maximum(1.0, np.rint(full * TERM_UNIT))


def build(analysed: Analysed, pivot: int) -> Segment:
    """Arrays of analysed documents. `pivot`: the length that BM25 takes as usual."""
    terms = np.unique(analysed.text.grams)

    def matrix(counts: Counts, data: Floats) -> Matrix:
        columns = np.searchsorted(terms, counts.grams)
        return Matrix.of(counts.rows, columns, data, height=counts.size, width=terms.size)

    return Segment(
        analysed.facts,
        terms.astype(np.int32),
        matrix(analysed.text, _term_parts(analysed.text, pivot)),
        matrix(analysed.own, _term_parts(analysed.own, pivot)),
        matrix(analysed.past, np.ones(analysed.past.rows.size)),
        analysed.owner.astype(np.int32),
        analysed.performance,
    )


def merge(segments: Sequence[Segment], alive: Sequence[npt.NDArray[np.bool_]]) -> Segment:
    """One segment of the living documents of several, as if built at once with the same pivot."""
    living = sorted(
        (s.facts[r].key, n, r)
        for n, s in enumerate(segments)
        for r in np.flatnonzero(alive[n]).tolist()
    )
    place = [np.full(s.size, -1, dtype=np.int64) for s in segments]
    for new, (_, n, row) in enumerate(living):
        place[n][row] = new
    contract_place = []
    owners, performance = [], []
    for n, s in enumerate(segments):
        owners.append(place[n][s.owner])
        performance.append(s.performance)
    owner, scores = np.concatenate(owners), np.concatenate(performance)
    kept = np.flatnonzero(owner >= 0)
    order = kept[np.argsort(owner[kept], kind="stable")]
    moved = np.full(owner.size, -1, dtype=np.int64)
    moved[order] = np.arange(order.size)
    start = 0
    for s in segments:
        contract_place.append(moved[start : start + s.owner.size])
        start += s.owner.size

    def entries(which: str, target: Sequence[Ints]) -> tuple[Ints, Ints, Floats]:
        rows, grams, data = [], [], []
        for s, new_row in zip(segments, target, strict=True):
            matrix: Matrix = getattr(s, which)
            row = new_row[matrix.rows]
            good = row >= 0
            rows.append(row[good])
            grams.append(s.terms[matrix.column_of_entries()][good].astype(np.int64))
            data.append(matrix.data[good].astype(np.float64))
        return np.concatenate(rows), np.concatenate(grams), np.concatenate(data)

    parts = {
        "text": entries("text", place),
        "own": entries("own", place),
        "past": entries("past", contract_place),
    }
    terms = np.unique(parts["text"][1])

    def matrix(which: str, height: int) -> Matrix:
        rows, grams, data = parts[which]
        return Matrix.of(rows, np.searchsorted(terms, grams), data, height=height, width=terms.size)

    return Segment(
        tuple(segments[n].facts[row] for _, n, row in living),
        terms.astype(np.int32),
        matrix("text", len(living)),
        matrix("own", len(living)),
        matrix("past", int(order.size)),
        owner[order].astype(np.int32),
        scores[order],
    )
