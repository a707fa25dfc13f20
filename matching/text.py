"""From Chinese text to countable pieces: the analyser, the signals it leaves out, words for people.

The analyser is versioned (`ANALYSER`): an index or statistics made by another version are refused, never mixed.
Scores use character 1+2-grams, which need no dictionary; segmented words (rjieba) are for search columns,
explanations and word boundaries in screening. Read `fold` and `Counts` first, then index.py and fit.py.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import rjieba
from opencc import OpenCC

ANALYSER = "char12-v1"
HASH_BITS = 20

# Explicit ranges, so that a newer Unicode table on another machine cannot change what counts.
_KEPT = (
    (0x30, 0x39), (0x61, 0x7A), (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x24F), (0x370, 0x52F),
    (0x3005, 0x3007), (0x3040, 0x30FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3),
    (0xF900, 0xFAFF), (0x20000, 0x323AF),
)  # fmt: skip
# Written inside a word without ending it: spaces, tabs, joiners, soft hyphens. A line end does end a word.
_INVISIBLE = (
    0x09,
    0x20,
    0xA0,
    0xAD,
    0x200B,
    0x200C,
    0x200D,
    0x2060,
    0x3000,
    0xFE0E,
    0xFE0F,
    0xFEFF,
)
_SPACES = re.compile("[" + "".join(map(chr, _INVISIBLE)) + "]+")
_RUN = re.compile(
    "([" + "".join(f"{chr(a)}-{chr(b)}" for a, b in _KEPT if a < 0x3005) + "]+)"  # noqa: PLR2004 - where CJK begins
    "|([" + "".join(f"{chr(a)}-{chr(b)}" for a, b in _KEPT if a >= 0x3005) + "]+)"  # noqa: PLR2004
)
_BREAK = "\n"
_CODE_LIMIT = 0x110000
_PAIR_SHIFT = 21  # a code point has 21 bits
_DOCUMENT_END = 0
_MIX_A, _MIX_B = 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F
_MASK_64 = (1 << 64) - 1

_NUMBER = "[0-9一二三四五六七八九十百〇零两]"
_SIGNALS = re.compile(
    "|".join((
        r"(?:项目|采购|合同|招标)?编号[:\s]*[0-9a-z〔〕\[\]()_/-]+号?",
        r"〔\d{4}〕\s*第?\d*号?",
        r"(?<![a-z0-9])[a-z]{2,}[-_]?\d{3,}[0-9a-z_-]*",
        r"(?:19|20)\d\d\s*(?:[-~—至/]\s*(?:(?:19|20)\d\d|\d\d))?\s*(?:年度|年|学年)?",
        rf"二[〇零]{_NUMBER}{{2}}\s*年(?:度)?",
        r"\d{1,2}\s*月(?:份|\s*\d{1,2}\s*[日号])?",
        rf"第\s*{_NUMBER}+\s*(?:批次|批|期|次|轮|届|标段|标|包|季度|季|年度)",
        rf"(?<!{_NUMBER}){_NUMBER}+\s*(?:标段|批次|期项目)",
    ))
)  # fmt: skip

# Too common in service texts to explain anything. For display only: scores need no stop list (idf silences them).
_STOP_WORDS = (
    "服务 项目 开展 提供 工作 活动 社区 街道 组织 中心 社会 相关 进行 以及 不少于 全年 每月 每周 每年 每季度 每次 每人 "
    "负责 主要 其他 有关 实施 承接 政府 委托 购买 人员 居民 区域 辖区 范围 内容 要求 完成 管理 协助 支持 建设 业务 "
    "公益 咨询 团体 机构 单位 全区 本区 通过 按照 根据 包括 并且 或者 需要 以上 以下 左右 之间 半年 季度 年度 一次 "
    "一份 两次 时间 地点 登记 一位 少于 面向 针对 情况"
)
_STOP = frozenset(_STOP_WORDS.split())

Ints: TypeAlias = npt.NDArray[np.int64]


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


def fold(text: str) -> str:
    """One spelling for all: NFKC, case folded, traditional to simplified. For comparing, never for showing.

    Lone surrogates and NUL become a line end; every text is accepted. The length may change.
    """
    if "\0" in text:
        text = text.replace("\0", _BREAK)
    try:
        text.encode()
    except UnicodeEncodeError:
        text = "".join(_BREAK if "\ud800" <= c <= "\udfff" else c for c in text)
    plain = unicodedata.normalize("NFKC", text).casefold()
    return plain if plain.isascii() else str(_simplifier().convert(plain))


@lru_cache(maxsize=64)
def _place_pattern(places: frozenset[str]) -> re.Pattern[str] | None:
    names = {_SPACES.sub("", fold(p)) for p in places}
    words = sorted((n for n in names if len(n) > 1), key=lambda n: (-len(n), n))
    return re.compile("|".join(map(re.escape, words))) if words else None


def strip_signals(text: str, places: Collection[str] = ()) -> str:
    """The folded text without place names, years, dates, batch numbers and project codes.

    They are strong but wrong signals of who can do the work. Names of one character are not taken out.
    What is taken out leaves a line end, so that no word grows together across it.
    """
    plain = _SPACES.sub(" ", fold(text))
    pattern = _place_pattern(frozenset(places))
    if pattern:
        plain = pattern.sub(_BREAK, plain)
    return _SIGNALS.sub(_BREAK, plain)


@cache
def _table() -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    kept = np.zeros(_CODE_LIMIT, dtype=np.bool_)
    for first, last in _KEPT:
        kept[first : last + 1] = True
    hidden = np.zeros(_CODE_LIMIT, dtype=np.bool_)
    hidden[list(_INVISIBLE)] = True
    return kept, hidden


def gram_key(gram: str) -> int:
    """The exact number of a gram of one or two characters: no two grams share one."""
    first, second = ord(gram[0]), ord(gram[1]) if len(gram) > 1 else 0
    return first << _PAIR_SHIFT | second


def gram_of(key: int) -> str:
    """The gram of an exact number."""
    second = key & ((1 << _PAIR_SHIFT) - 1)
    return chr(key >> _PAIR_SHIFT) + (chr(second) if second else "")


def gram_hash(key: int) -> int:
    """The bucket, 0 to 2^20 - 1, of an exact number. The plain twin of `hashed`."""
    mixed = key * _MIX_A & _MASK_64
    mixed ^= mixed >> 32
    return (mixed * _MIX_B & _MASK_64) >> (64 - HASH_BITS)


def hashed(keys: Ints) -> Ints:
    """Buckets of exact numbers, all at once."""
    mixed = keys.astype(np.uint64) * np.uint64(_MIX_A)
    mixed ^= mixed >> np.uint64(32)
    return ((mixed * np.uint64(_MIX_B)) >> np.uint64(64 - HASH_BITS)).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Counts:
    """How often each gram stands in each text: three arrays of one length, sorted by row, then gram."""

    rows: Ints
    grams: Ints
    times: Ints
    size: int  # number of texts

    @classmethod
    def of(cls, folded: Sequence[str], *, buckets: bool) -> "Counts":
        """Count texts that are folded already. `buckets`: hashed to 2^20 instead of exact numbers."""
        rows, keys = _grams(folded)
        grams = hashed(keys) if buckets else keys
        # Two columns sorted as one; exact numbers have 42 bits, which leaves 21 for the row.
        order = np.lexsort((grams, rows))
        rows, grams = rows[order], grams[order]
        if not rows.size:
            return cls(rows, grams, rows.copy(), len(folded))
        new = np.empty(rows.size, dtype=np.bool_)
        new[0] = True
        new[1:] = (rows[1:] != rows[:-1]) | (grams[1:] != grams[:-1])
        starts = np.flatnonzero(new)
        times = np.diff(np.append(starts, rows.size))
        return cls(rows[starts], grams[starts], times, len(folded))

    def pairs_held(self) -> dict[str, int]:
        """In how many texts each pair of characters stands; of exact numbers, not of buckets."""
        pairs = self.grams[self.grams & ((1 << _PAIR_SHIFT) - 1) != 0]
        keys, texts = np.unique(pairs, return_counts=True)
        return {
            gram_of(key): count for key, count in zip(keys.tolist(), texts.tolist(), strict=True)
        }


def _grams(folded: Sequence[str]) -> tuple[Ints, Ints]:
    """Row and exact number of every gram of the texts, in no promised order."""
    kept, hidden = _table()
    joined = "\0".join(t.replace("\0", _BREAK) for t in folded) + "\0"
    codes = np.frombuffer(joined.encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.int64)
    codes = codes[~hidden[codes]]
    row = np.cumsum(codes == _DOCUMENT_END)
    good = kept[codes]
    pairs = good[:-1] & good[1:]
    singles = codes[good] << _PAIR_SHIFT
    doubles = (codes[:-1][pairs] << _PAIR_SHIFT) | codes[1:][pairs]
    return np.concatenate((row[good], row[:-1][pairs])), np.concatenate((singles, doubles))


def grams(text: str) -> frozenset[str]:
    """The distinct grams of a text, written out. The plain reference that tests hold against `Counts`."""
    kept, _ = _table()
    plain = _SPACES.sub("", fold(text))
    found = set()
    for at, char in enumerate(plain):
        if kept[ord(char)]:
            found.add(char)
            if at + 1 < len(plain) and kept[ord(plain[at + 1])]:
                found.add(plain[at : at + 2])
    return frozenset(found)


def _runs(text: str) -> Iterator[tuple[str, bool]]:
    """Unbroken runs of letters and digits (False) and of CJK characters (True)."""
    for found in _RUN.finditer(_SPACES.sub(" ", fold(text))):
        yield found.group(), found.group(2) is not None


def search_tokens(text: str) -> str:
    """What to store for full-text search: words and character pairs, each once, between spaces.

    Made of folded text, so that 养老 finds 居家养老服务 and 養老. A text with nothing to find gives "".
    """
    tokens: dict[str, None] = {}
    for run, cjk in _runs(text):
        if not cjk or len(run) == 1:
            tokens[run] = None
            continue
        tokens.update(dict.fromkeys(w for w in rjieba.cut(run) if len(w) > 1))
        tokens.update(dict.fromkeys(run[i : i + 2] for i in range(len(run) - 1)))
    return f" {' '.join(tokens)} " if tokens else ""


def search_terms(query: str) -> tuple[str, ...]:
    """What every hit must hold: `search_tokens(text)` contains each of these as a substring (LIKE '%term%').

    Nothing but letters, digits and CJK: no wildcard of SQL can be among them.
    """
    terms: dict[str, None] = {}
    for run, cjk in _runs(query):
        pieces = [run[i : i + 2] for i in range(len(run) - 1)] if cjk and len(run) > 1 else [run]
        terms.update(dict.fromkeys(pieces))
    return tuple(terms)


def display_words(text: str) -> tuple[str, ...]:
    """The words of a text that tell something, each once, in order. For explanations only, never for scores."""
    words: dict[str, None] = {}
    for run, cjk in _runs(text):
        found = rjieba.cut(run) if cjk else [run]
        words.update(
            dict.fromkeys(w for w in found if len(w) > 1 and w not in _STOP and not w.isdigit())
        )
    return tuple(words)


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text without invisible characters, and where each character stood in the original."""

    text: str
    origin: tuple[int, ...]

    @classmethod
    def of(cls, original: str) -> "Folded":
        """Fold character by character."""
        pieces: list[str] = []
        origin: list[int] = []
        for at, char in enumerate(original):
            piece = _SPACES.sub("", unicodedata.normalize("NFKC", char).casefold())
            if piece in ("\0", "") or "\ud800" <= piece <= "\udfff":
                piece = _BREAK if piece else ""
            pieces.append(piece)
            origin.extend([at] * len(piece))
        plain = "".join(pieces)
        simple = str(_simplifier().convert(plain)) if plain else ""
        if len(simple) != len(plain):  # a phrase changed its length: fall back to single characters
            simple = "".join((str(_simplifier().convert(c)) + c)[:1] for c in plain)
        return cls(simple, tuple(origin))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where folded characters start to end stood in the original (end exclusive)."""
        return self.origin[start], self.origin[end - 1] + 1


def highlights(text: str, words: Collection[str]) -> tuple[tuple[int, int], ...]:
    """Where the words stand in the original text: spans that do not touch, in order."""
    folded = Folded.of(text)
    marks: list[tuple[int, int]] = []
    for word in sorted({w for w in (_SPACES.sub("", fold(x)) for x in words) if w}):
        at = folded.text.find(word)
        while at >= 0:
            marks.append(folded.span(at, at + len(word)))
            at = folded.text.find(word, at + len(word))
    joined: list[tuple[int, int]] = []
    for start, end in sorted(marks):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
