"""Fit for points: how well the registered scope and the accepted contracts of one organization cover a project.

Only content counts. Place, buyer, amount, grade, popularity and free profile texts are no arguments here, and place
names, years and numbers are taken out of the texts. The value is absolute: it depends on the two texts and on
statistics frozen at the deadline, never on who else is listed. Integer arithmetic throughout, so that every machine
gives the same four places.

Formula `fit-v1`:

1. Of each text the distinct pairs of adjacent characters (after fold and strip_signals); a pair g weighs
   w(g) = round(1000 * ln(1 + (n - d + 0.5) / (d + 0.5))), where d of the n texts of the statistics hold it, at least 2
   (BM25's idf; the floor keeps a slip of the pen from weighing most).
2. raw(a, b) = sum of w^2 over shared pairs / sqrt(sum of w^2 of a * sum of w^2 of b): the cosine of tf-idf vectors of
   0 and 1. Both lengths count: neither a scope of one word nor one that lists everything gains by it.
3. similarity = CURVE(raw), monotone, straight between its points. The points were set on the texts of the demo
   district: 99 of 100 pairs of another line of work lie below 0.25, the best organization of the right line of work
   at 0.7 or more for half of the projects.
4. value = similarity to the scope; if the best contract is more similar, 0.6 * scope + 0.4 * that contract. Contracts
   can lift and never lower, so nobody loses by being new; more contracts alone do not add up.
"""

import hashlib
import json
import math
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Any

from matching.errors import StaleStatisticsError
from matching.text import ANALYSER, Counts, display_words, grams, strip_signals

FORMULA = "fit-v1"
PLACES = Decimal("0.0001")
SCOPE_SHARE, CONTRACT_SHARE = Decimal("0.6"), Decimal("0.4")
# raw cosine -> similarity; why these points: see step 3 above.
CURVE: tuple[tuple[Decimal, Decimal], ...] = tuple(
    (Decimal(x), Decimal(y))
    for x, y in (
        ("0", "0"), ("0.02", "0.10"), ("0.04", "0.22"), ("0.07", "0.55"), ("0.10", "0.72"),
        ("0.16", "0.86"), ("0.30", "0.95"), ("1", "1"),
    )
)  # fmt: skip
_RAW_UNIT = 10**6
_WEIGHT_UNIT = 1000
_PAIR = 2
_SHOWN = 8
_FEWEST = 2


def _idf(n: int, df: int) -> int:
    """The weight of a gram in thousandths; 1000 where there are no statistics at all."""
    if n == 0:
        return _WEIGHT_UNIT
    held = min(max(df, _FEWEST), n)
    return max(1, round(_WEIGHT_UNIT * math.log(1 + (n - held + 0.5) / (held + 0.5))))


@dataclass(frozen=True)
class Statistics:
    """How many of n texts hold each pair of characters, and the places left out: frozen at the deadline.

    `version` names analyser, formula and a digest of everything inside; keep it with every score. Store `to_bytes()`.
    """

    n: int
    holding: Mapping[str, int]
    places: frozenset[str]
    version: str = field(init=False)

    def __post_init__(self) -> None:
        digest = hashlib.blake2b(self._canonical(), digest_size=8).hexdigest()
        object.__setattr__(self, "version", f"{ANALYSER}/{FORMULA}/{digest}")

    @classmethod
    def build(cls, texts: Sequence[str], places: Collection[str] = ()) -> "Statistics":
        """Count registered scopes, contracts and projects of the district. The order of texts does not matter."""
        counts = Counts.of([strip_signals(t, places) for t in texts], buckets=False)
        return cls(len(texts), dict(sorted(counts.pairs_held().items())), frozenset(places))

    def to_json(self) -> dict[str, Any]:
        """A plain JSON object."""
        return {
            "analyser": ANALYSER,
            "formula": FORMULA,
            "n": self.n,
            "places": sorted(self.places),
            "holding": dict(sorted(self.holding.items())),
        }

    def _canonical(self) -> bytes:
        return json.dumps(
            self.to_json(), ensure_ascii=True, sort_keys=True, separators=(",", ":")
        ).encode()

    def to_bytes(self) -> bytes:
        """The version, a line end, and the compressed content; about 5 bytes a gram."""
        return self.version.encode() + b"\n" + zlib.compress(self._canonical(), 6)

    @classmethod
    def from_bytes(cls, data: bytes) -> "Statistics":
        """Read `to_bytes()` again.

        Raises StaleStatisticsError where the bytes are torn, changed, or made by another analyser or formula.
        """
        version, _, body = data.partition(b"\n")
        try:
            plain = json.loads(zlib.decompress(body))
            found = cls(int(plain["n"]), plain["holding"], frozenset(plain["places"]))
        except (ValueError, KeyError, TypeError, zlib.error) as error:
            raise StaleStatisticsError("The statistics cannot be read") from error
        if found.version.encode() != version:
            raise StaleStatisticsError(
                f"Statistics {version.decode(errors='replace')} are not {found.version}"
            )
        return found

    def weight(self, gram: str) -> int:
        """w(g) of the formula, in thousandths."""
        return _idf(self.n, self.holding.get(gram, 0))

    def pairs(self, text: str) -> dict[str, int]:
        """The distinct pairs of a text and their weights, without places, years and numbers."""
        found = grams(strip_signals(text, self.places))
        return {g: self.weight(g) for g in sorted(found) if len(g) == _PAIR}


@dataclass(frozen=True, slots=True)
class FitPart:
    """One summand. value = similarity * weight, four places; the values add up to the fit."""

    kind: str  # scope, contract
    contract: int | None  # position in the contracts given
    raw: Decimal  # cosine, 0..1, six places
    similarity: Decimal  # CURVE(raw), 0..1, four places
    weight: Decimal  # 1, or 0.6 and 0.4; 0 for a contract that would not lift
    value: Decimal


@dataclass(frozen=True, slots=True)
class Fit:
    """The fit and everything needed to explain it years later."""

    value: Decimal  # 0..1, four places
    parts: tuple[FitPart, ...]
    matched: tuple[
        tuple[str, Decimal], ...
    ]  # words of the project that are covered; share of the project's weight
    missing: tuple[tuple[str, Decimal], ...]  # words of the project that are not
    statistics_version: str
    formula: str = FORMULA


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(PLACES, ROUND_HALF_UP)


def curve(raw: Decimal) -> Decimal:
    """The similarity of a raw cosine, both 0..1; monotone, four places."""
    if raw <= 0:
        return Decimal("0.0000")
    for (x0, y0), (x1, y1) in pairwise(CURVE):
        if raw <= x1:
            return _rounded(y0 + (y1 - y0) * (raw - x0) / (x1 - x0))
    return Decimal("1.0000")


def _raw(a: Mapping[str, int], b: Mapping[str, int]) -> Decimal:
    """The cosine of step 2, six places, cut off: whole numbers and their whole root."""
    shared = sum(w * w for g, w in a.items() if g in b)
    if not shared:
        return Decimal("0.000000")
    both = sum(w * w for w in a.values()) * sum(w * w for w in b.values())
    return Decimal(min(math.isqrt(shared * shared * _RAW_UNIT**2 // both), _RAW_UNIT)) / _RAW_UNIT


def similarity(project: str, contract: str, statistics: Statistics) -> Decimal:
    """How alike the work of two texts is, 0..1, four places: steps 1-3. For weighting a track record."""
    return curve(_raw(statistics.pairs(project), statistics.pairs(contract)))


def _words(project: str, pairs: Mapping[str, int], covered: Collection[str], statistics: Statistics) -> tuple[
    tuple[tuple[str, Decimal], ...], tuple[tuple[str, Decimal], ...]
]:  # fmt: skip
    """The heaviest words covered and not covered. Each pair counts for the first word that has it."""
    total = sum(w * w for w in pairs.values())
    matched: list[tuple[str, Decimal]] = []
    missing: list[tuple[str, Decimal]] = []
    seen: set[str] = set()
    for word in display_words(strip_signals(project, statistics.places)):
        own = [g for g in (word[i : i + 2] for i in range(len(word) - 1)) if g in pairs]
        fresh = [g for g in dict.fromkeys(own) if g not in seen]
        seen.update(fresh)
        if not fresh:
            continue
        share = _rounded(Decimal(sum(pairs[g] ** 2 for g in fresh)) / total)
        (matched if all(g in covered for g in own) else missing).append((word, share))
    matched.sort(key=lambda pair: -pair[1])
    missing.sort(key=lambda pair: -pair[1])
    return tuple(matched[:_SHOWN]), tuple(missing[:_SHOWN])


def fit(project: str, scope: str, contracts: Sequence[str], statistics: Statistics) -> Fit:
    """Fit of one organization for one project, 0..1 with four places; the formula stands at the top of this file.

    `project`: title and content. `scope`: the registered scope. `contracts`: texts of accepted contracts, any number;
    their order changes nothing but which of two equals is named. Texts without content give 0.
    """
    wanted = statistics.pairs(project)
    own = statistics.pairs(scope)
    past = [statistics.pairs(c) for c in contracts]
    raw_scope = _raw(wanted, own)
    scope_similarity = curve(raw_scope)
    parts = []
    covered = set(own)
    scope_weight = Decimal(1)
    if past:
        raws = [_raw(wanted, p) for p in past]
        best = max(range(len(raws)), key=lambda i: (raws[i], -i))
        contract_similarity = curve(raws[best])
        weight = Decimal(0)
        if contract_similarity > scope_similarity:
            scope_weight, weight = SCOPE_SHARE, CONTRACT_SHARE
            covered |= set(past[best])
        value = _rounded(weight * contract_similarity)
        parts.append(FitPart("contract", best, raws[best], contract_similarity, weight, value))
    value = _rounded(scope_weight * scope_similarity)
    parts.insert(0, FitPart("scope", None, raw_scope, scope_similarity, scope_weight, value))
    matched, missing = _words(project, wanted, covered, statistics)
    total = sum((p.value for p in parts), Decimal("0.0000"))
    return Fit(total, tuple(parts), matched, missing, statistics.version)
