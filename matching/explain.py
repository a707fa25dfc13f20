"""Which words of a query made a hit: shares of the text channel, for people to read."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from matching.matrix import Floats
from matching.text import Ints, display_words, gram_hash, gram_key

SHOWN = 8
_SHARE = Decimal("0.0001")


@dataclass(frozen=True)
class QueryWords:
    """The words of a query and, for each, the positions of its grams among the query's grams."""

    words: tuple[str, ...]
    own: tuple[Ints, ...]  # grams counted for this word: each gram for the first word that has it
    needed: tuple[Ints, ...]  # all pairs of the word: it matches where all are held

    @classmethod
    def of(cls, folded: str, grams: Ints) -> "QueryWords":
        """Words of folded text; `grams` are the query's buckets, sorted, distinct."""
        place = {gram: at for at, gram in enumerate(grams.tolist())}
        words, own, needed = [], [], []
        seen: set[int] = set()
        for word in display_words(folded):
            pairs = [gram_hash(gram_key(word[i : i + 2])) for i in range(len(word) - 1)]
            singles = [gram_hash(gram_key(c)) for c in word]
            if not all(g in place for g in pairs):
                continue
            fresh = [g for g in dict.fromkeys((*pairs, *singles)) if g in place and g not in seen]
            seen.update(fresh)
            words.append(word)
            own.append(np.array([place[g] for g in fresh], dtype=np.int64))
            needed.append(np.array([place[g] for g in pairs], dtype=np.int64))
        return cls(tuple(words), tuple(own), tuple(needed))

    def strongest(self, contributions: Floats) -> tuple[tuple[str, Decimal], ...]:
        """The matched words with their share of the sum of `contributions` (one per gram), strongest first."""
        total = float(contributions.sum())
        if total <= 0:
            return ()
        found = []
        for at, (word, own, needed) in enumerate(
            zip(self.words, self.own, self.needed, strict=True)
        ):
            amount = float(contributions[own].sum())
            if amount > 0 and bool((contributions[needed] > 0).all()):
                found.append((-amount, at, word))
        return tuple((word, _share(-amount, total)) for amount, _, word in sorted(found)[:SHOWN])


def _share(amount: float, total: float) -> Decimal:
    return (Decimal(amount) / Decimal(total)).quantize(_SHARE, ROUND_HALF_UP)
