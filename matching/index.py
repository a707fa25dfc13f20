"""The index: built from documents, asked with a query, changed in place, saved and mapped.

A main segment (often a mapped file), a small segment of what changed since, and a mask of what is gone. How many
documents hold a gram is counted over the living ones, so after any adds and removes the answers are those of an
index built at once with the same pivot. Scores are exact (see matrix.py), ties go by key. Search is safe from many
threads; changes take a lock and are seen by the next search.

Example:
    index = Index.build([Document("o1", "青禾社工", "居家养老上门照料")], places=["澜湾区"])
    index.search(Query("居家养老服务", fields=("elder_child_care",)), limit=20, allowed={"o1"})
"""

import threading
from collections.abc import Collection, Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from matching import store
from matching.channels import Hit, Weights
from matching.search import Query, View, idf_of, search
from matching.segment import Analysed, Document, Segment, build, merge

_DELTA_LIMIT = 1_000


class Index:
    """Documents that can be searched. Make one with `Index.build` or `Index.open`."""

    def __init__(self, segment: Segment, places: frozenset[str], pivot: int) -> None:
        self._lock = threading.Lock()
        self._main = segment
        self._places = places
        self._pivot = pivot
        self._dead: set[int] = set()
        self._delta: dict[str, Document] = {}
        self._view: View | None = None

    @classmethod
    def build(
        cls,
        documents: Iterable[Document],
        places: Collection[str] = (),
        *,
        pivot: int | None = None,
    ) -> "Index":
        """Build from documents in any order; `places` are names that the text channels leave out.

        `pivot`: the length of text that BM25 takes as usual, in grams; by default the mean, measured now and kept.
        Raises ValueError on a doubled key.
        """
        analysed = Analysed.of(list(documents), places)
        length = pivot or analysed.mean_length
        return cls(build(analysed, length), frozenset(places), length)

    @classmethod
    def open(cls, path: Path) -> "Index":
        """Map a saved index. Raises StaleIndexError where the file is missing, torn or of another version."""
        segment, header = store.read(path)
        return cls(segment, frozenset(header["places"]), int(header["pivot"]))

    def save(self, path: Path) -> None:
        """Write everything living as one segment, and swap it in by rename. Raises OSError; the old file stays."""
        view = self._current()
        segment = merge(view.segments, self._masks(view))
        store.write(path, segment, {"places": sorted(self._places), "pivot": self._pivot})

    @property
    def pivot(self) -> int:
        """The usual length of a text, in grams, as measured when the index was built."""
        return self._pivot

    def __len__(self) -> int:
        return self._current().n

    def __contains__(self, key: object) -> bool:
        return key in self._delta or (
            key in self._main.row_of and self._main.row_of[str(key)] not in self._dead
        )

    def keys(self) -> tuple[str, ...]:
        """The keys of all living documents, in order."""
        view = self._current()
        return tuple(sorted(f.key for s, m in zip(view.segments, self._masks(view), strict=True)
                            for f, living in zip(s.facts, m.tolist(), strict=True) if living))  # fmt: skip

    def add(self, document: Document) -> None:
        """Add, or replace what has the same key. The next search sees it."""
        with self._lock:
            self._bury(document.key)
            self._delta[document.key] = document
            self._view = None
            if len(self._delta) > _DELTA_LIMIT:
                view = self._make_view()
                self._main = merge(view.segments, self._masks(view))
                self._dead, self._delta = set(), {}

    def remove(self, key: str) -> bool:
        """Take out, and say whether it was there: a message delivered twice does no harm."""
        with self._lock:
            known = self._bury(key)
            self._view = None
            return known

    def _bury(self, key: str) -> bool:
        known = self._delta.pop(key, None) is not None
        row = self._main.row_of.get(key)
        if row is not None and row not in self._dead:
            self._dead.add(row)
            known = True
        return known

    @staticmethod
    def _masks(view: View) -> list[npt.NDArray[np.bool_]]:
        return [view.alive[a : a + s.size] for a, s in zip(view.starts, view.segments, strict=True)]

    def _current(self) -> View:
        view = self._view
        if view is None:
            with self._lock:
                view = self._view = self._view or self._make_view()
        return view

    def _make_view(self) -> View:
        segments = [self._main]
        if self._delta:
            segments.append(
                build(Analysed.of(list(self._delta.values()), self._places), self._pivot)
            )
        sizes = [s.size for s in segments]
        alive = np.ones(sum(sizes), dtype=np.bool_)
        alive[list(self._dead)] = False
        n = int(alive.sum())
        holding = [s.holding.copy() for s in segments]
        for row in self._dead:
            holding[0][self._main.text.columns_of_row(row)] -= 1
        if len(segments) > 1:
            here, there = segments[0].columns(segments[1].terms.astype(np.int64))
            both = holding[0][there] + holding[1][here]
            holding[0][there] = both
            holding[1][here] = both
        idf = [idf_of(n, h) for h in holding]
        norms = []
        for s, weight in zip(segments, idf, strict=True):
            squares = (weight * weight)[s.past.column_of_entries()]
            norms.append(
                np.bincount(s.past.rows, weights=squares, minlength=s.past.height).astype(
                    np.float64
                )
            )
        keys = [f.key for s in segments for f in s.facts]
        rank = np.empty(len(keys), dtype=np.int64)
        rank[sorted(range(len(keys)), key=keys.__getitem__)] = np.arange(len(keys))
        starts = (0, *np.cumsum(sizes)[:-1].tolist())
        newcomer = np.concatenate([s.history == 0 for s in segments])
        return View(tuple(segments), starts, alive, n, tuple(idf), tuple(norms), rank, newcomer)

    def search(
        self,
        query: Query,
        *,
        limit: int = 20,
        allowed: Collection[str] | None = None,
        weights: Weights | None = None,
    ) -> list[Hit]:
        """The best documents, best first, each with its parts, words and reasons; exact, ties by key.

        `allowed`: keys that may be shown (eligibility); it changes no score. Documents without anything in common
        are left out, so a query without searchable text, place or field gives the empty list; a text without
        content is ranked by place and field alone.
        """
        return search(
            self._current(),
            query,
            self._places,
            limit=limit,
            allowed=allowed,
            weights=weights or Weights(),
        )
