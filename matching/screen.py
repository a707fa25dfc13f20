"""Screening a text against the negative list (负面清单): what may not be transferred or bought.

Three ways to meet an entry, in this order of strength:

exact    the entry's whole wording stands in the text
keyword  one of its keywords stands in the text
fuzzy    the words of a keyword of four characters or more stand together, in any order, within a span at most twice
         as long as the keyword (score = length of keyword / length of span, threshold 0.5); or a clause of eight
         characters or more of the wording has at least 0.7 of its character pairs in the text

exact and keyword do what the entry says: block or review. fuzzy never blocks, it asks for a person's eye. Texts are
compared folded (NFKC, case, traditional to simplified) without spaces and invisible characters; a line end or
punctuation ends a word, so 实施、工作 does not hold 施工. A keyword of one or two characters that begins inside one word
and ends inside another (承担保洁 holds no 担保, 创新建议 no 新建) is not met; word boundaries come from rjieba.
Nothing found means allowed: the list is a list of what is denied.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from itertools import accumulate, product
from typing import Literal

import rjieba

from matching.text import Folded, grams

Action = Literal["block", "review"]
Verdict = Literal["pass", "review", "block"]
Kind = Literal["exact", "keyword", "fuzzy"]

SPAN_THRESHOLD = Decimal("0.5")
CLAUSE_THRESHOLD = Decimal("0.7")
_SHORT = 2
_FUZZY_LENGTH = 4
_CLAUSE_LENGTH = 8
_PLACES = Decimal("0.0001")
_ORDER: dict[str, int] = {"exact": 0, "keyword": 1, "fuzzy": 2}
_SPLIT = re.compile(r"[^\w]+")
# 公益性岗位 and 公益岗位 are the same posts.
_SUFFIXES = "性的化类"
_SYMBOLS = "·•.-_*+~^|/\\'\"`=#@"
_NO_SYMBOLS = str.maketrans("", "", _SYMBOLS)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the list as the portal keeps it. `layer`: national or local; shown, not weighed."""

    key: str
    layer: str
    text: str
    keywords: tuple[str, ...]
    action: Action


@dataclass(frozen=True, slots=True)
class ScreenHit:
    """An entry that was met: how, by which of its words, and what the text says there."""

    entry: str
    kind: Kind
    action: Action  # what follows from this hit: review for every fuzzy one
    words: tuple[str, ...]  # in the spelling of the list
    found: tuple[str, ...]  # in the spelling of the text
    score: Decimal  # 0..1, four places; 1 for exact and keyword


@dataclass(frozen=True, slots=True)
class Screening:
    """The outcome: block if any hit blocks, else review if there is any hit, else pass."""

    verdict: Verdict
    hits: tuple[ScreenHit, ...]


@dataclass(frozen=True)
class _Text:
    original: str
    folded: Folded
    starts: frozenset[int]  # where words begin, and the end

    @classmethod
    def of(cls, original: str) -> "_Text":
        # Symbols between characters are a way of hiding a word; where they stood is kept for showing.
        folded = Folded.of(original)
        pairs = [
            (c, o) for c, o in zip(folded.text, folded.origin, strict=True) if c not in _SYMBOLS
        ]
        plain = Folded("".join(c for c, _ in pairs), tuple(o for _, o in pairs))
        ends = (
            accumulate((len(w) for w in rjieba.cut(plain.text)), initial=0)
            if plain.text
            else iter((0,))
        )
        return cls(original, plain, frozenset(ends))

    def places(self, word: str) -> Iterator[int]:
        at = self.folded.text.find(word)
        while at >= 0:
            if len(word) > _SHORT or at in self.starts or at + len(word) in self.starts:
                yield at
            at = self.folded.text.find(word, at + 1)

    def quote(self, start: int, end: int) -> str:
        first, last = self.folded.span(start, end)
        return self.original[first:last]


@lru_cache(maxsize=4096)
def _plain(word: str) -> str:
    return Folded.of(word).text.translate(_NO_SYMBOLS)


@lru_cache(maxsize=4096)
def _pieces(keyword: str) -> tuple[str, ...]:
    """The words of a keyword, without the endings that people leave out; a long word (行政处罚) in pairs."""
    words = [w[:-1] if len(w) > _SHORT and w[-1] in _SUFFIXES else w for w in rjieba.cut(keyword)]
    pieces: list[str] = []
    for word in words:
        if len(word) >= _FUZZY_LENGTH and len(word) % _SHORT == 0:
            pieces.extend(word[i : i + _SHORT] for i in range(0, len(word), _SHORT))
        elif word not in _SUFFIXES:
            pieces.append(word)
    return tuple(pieces)


def _span(text: _Text, keyword: str) -> tuple[Decimal, int, int] | None:
    """The shortest span with all words of a keyword that does not cross punctuation, if it is short enough."""
    pieces = _pieces(keyword)
    if len(keyword) < _FUZZY_LENGTH or len(pieces) < _SHORT or any(len(p) < _SHORT for p in pieces):
        return None
    best: tuple[Decimal, int, int] | None = None
    length = sum(map(len, pieces))
    reach = int(length / SPAN_THRESHOLD)
    first, *others = (list(text.places(p)) for p in pieces)
    for anchor in first:
        near = [
            held[bisect_left(held, anchor - reach) : bisect_right(held, anchor + reach)]
            for held in others
        ]
        for chosen in product((anchor,), *near):
            start = min(chosen)
            end = max(at + len(p) for at, p in zip(chosen, pieces, strict=True))
            score = Decimal(length) / max(end - start, length)
            if score < SPAN_THRESHOLD or (best and score <= best[0]):
                continue
            if not _SPLIT.search(text.folded.text[start:end]):
                best = (score, start, end)
    return best


@lru_cache(maxsize=1024)
def _clauses(text: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """The clauses of an entry's wording that are long enough to be recognized, and their pairs."""
    return tuple(
        (clause, frozenset(g for g in grams(clause) if len(g) == _SHORT))
        for clause in _SPLIT.split(_plain_clauses(text))
        if len(clause) >= _CLAUSE_LENGTH
    )


def _plain_clauses(text: str) -> str:
    return Folded.of(text).text


def _fuzzy(text: _Text, entry: Entry, pairs: frozenset[str]) -> ScreenHit | None:
    words, found, best = [], [], Decimal(0)
    for keyword in entry.keywords:
        span = _span(text, _plain(keyword))
        if span:
            words.append(keyword)
            found.append(text.quote(span[1], span[2]))
            best = max(best, span[0])
    for clause, own in _clauses(entry.text):
        share = Decimal(len(own & pairs)) / len(own) if own else Decimal(0)
        if share >= CLAUSE_THRESHOLD:
            words.append(clause)
            best = max(best, share)
    if not words:
        return None
    score = best.quantize(_PLACES, ROUND_HALF_UP)
    return ScreenHit(entry.key, "fuzzy", "review", tuple(words), tuple(dict.fromkeys(found)), score)


def _meet(text: _Text, entry: Entry, pairs: frozenset[str]) -> ScreenHit | None:
    whole = _plain(entry.text)
    one = Decimal("1.0000")
    if whole and whole in text.folded.text:
        at = text.folded.text.find(whole)
        return ScreenHit(
            entry.key, "exact", entry.action, (entry.text,), (text.quote(at, at + len(whole)),), one
        )
    words, found = [], []
    for keyword in entry.keywords:
        plain = _plain(keyword)
        place = next(text.places(plain), None) if plain else None
        if place is not None:
            words.append(keyword)
            found.append(text.quote(place, place + len(plain)))
    if words:
        return ScreenHit(
            entry.key, "keyword", entry.action, tuple(words), tuple(dict.fromkeys(found)), one
        )
    return _fuzzy(text, entry, pairs)


def screen(text: str, entries: Sequence[Entry]) -> Screening:
    """Hold a text against the list; at most one hit per entry, its strongest.

    Hits stand in the order: blocking first, then by kind, then as the list has them. An empty text passes.
    """
    prepared = _Text.of(text)
    pairs = frozenset(g for g in grams(text) if len(g) == _SHORT)
    met = [hit for entry in entries if (hit := _meet(prepared, entry, pairs))]
    met.sort(key=lambda hit: (hit.action != "block", _ORDER[hit.kind]))
    verdict: Verdict = "pass"
    if met:
        verdict = "block" if any(hit.action == "block" for hit in met) else "review"
    return Screening(verdict, tuple(met))
