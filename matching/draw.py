"""The public random selection of RFC 3797, for draws that were agreed on by its name.

The portal's own draw (app/panels/rules.py) uses SHA-256 and keeps the order when somebody is
taken out; the RFC's MD5 and its shrinking pool are what its readers expect, so they are kept.
"""

import hashlib
from collections.abc import Sequence


def rfc3797(sources: Sequence[Sequence[int]], pool: int, wanted: int) -> list[int]:
    """Return who is selected of 1 to `pool`, in order; `sources` are the public numbers.

    Each source's numbers are sorted, written with a dot after each and a slash after all
    (section 4.1); the i-th MD5, with i as two bytes before and after, selects modulo what is
    left (section 4.2).
    """
    if not 0 <= wanted <= pool:
        raise ValueError("more are wanted than there are")
    key = key_of(sources).encode()
    left = list(range(1, pool + 1))
    return [left.pop(_number(key, place) % len(left)) for place in range(wanted)]


def key_of(sources: Sequence[Sequence[int]]) -> str:
    """Return the string that the sources are hashed as."""
    return "".join("".join(f"{n}." for n in sorted(source)) + "/" for source in sources)


def digest_at(key: bytes, place: int) -> str:
    """Return the MD5 of one place, as the RFC prints it."""
    around = place.to_bytes(2, "big")
    return hashlib.md5(around + key + around, usedforsecurity=False).hexdigest().upper()


def _number(key: bytes, place: int) -> int:
    return int(digest_at(key, place), 16)
