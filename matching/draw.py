"""A draw that anybody can draw again: from a frozen pool, by hash, without a secret.

The pool is sorted and hashed, seed = sha256(what it is about | pool hash | instant), and the
order is that of sha256(seed | number). Taking one out leaves all others where they are, so
whoever steps back is replaced by the next in order. A record holds everything that goes in.

Below it stands the public random selection of RFC 3797, for draws that were agreed on by its
name: its MD5 and its shrinking pool are what its readers expect, so they are kept.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

FORMULA = "draw-v1"


def pool_hash(numbers: Iterable[str]) -> str:
    """Return the hash of the pool, whatever order it comes in."""
    return hashlib.sha256("\n".join(sorted(numbers)).encode()).hexdigest()


def seed_of(about: object, pool: str, at: datetime) -> str:
    """Return the seed: fixed by what it is about, the frozen pool and the instant of the draw."""
    return hashlib.sha256(f"{about}|{pool}|{at.isoformat()}".encode()).hexdigest()


def ordered(seed: str, numbers: Iterable[str], first: Collection[str] = ()) -> list[str]:
    """Return the pool in the order of the draw; those in `first` (of the field) come before others."""

    def key(number: str) -> tuple[bool, str]:
        return number not in first, hashlib.sha256(f"{seed}|{number}".encode()).hexdigest()

    return sorted(numbers, key=key)


def taken(
    order: Sequence[str],
    employers: Mapping[str, str],
    *,
    size: int,
    same_employer: int,
    sitting: Collection[str] = (),
    out: Collection[str] = (),
) -> list[str]:
    """Return who is taken from the order until there are `size` with those `sitting`.

    Of one employer at most `same_employer` are taken; whoever has none is not limited.
    """
    counts: dict[str, int] = {}
    for number in sitting:
        employer = employers.get(number, "")
        counts[employer] = counts.get(employer, 0) + 1
    found: list[str] = []
    for number in order:
        if len(sitting) + len(found) >= size:
            break
        employer = employers.get(number, "")
        if number in sitting or number in out:
            continue
        if employer and counts.get(employer, 0) >= same_employer:
            continue
        counts[employer] = counts.get(employer, 0) + 1
        found.append(number)
    return found


def record(
    about: object,
    pool: Iterable[str],
    *,
    at: datetime,
    size: int,
    excluded: Mapping[str, str],
    first: Iterable[str] = (),
    employers: Mapping[str, str] | None = None,
    same_employer: int = 0,
    widened: bool = False,
) -> dict[str, Any]:
    """Draw; return the record from which anybody draws the same again (`problems_of`)."""
    numbers, of_field, places = sorted(pool), sorted(first), dict(sorted((employers or {}).items()))
    hashed = pool_hash(numbers)
    seed = seed_of(about, hashed, at)
    order = ordered(seed, numbers, of_field)
    return {
        "formula": FORMULA,
        "call": str(about),
        "at": at.isoformat(),
        "size": size,
        "same_employer": same_employer,
        "widened": widened,
        "pool": numbers,
        "of_field": of_field,
        "employers": places,
        "excluded": dict(sorted(excluded.items())),
        "pool_hash": hashed,
        "seed": seed,
        "order": order,
        "taken": taken(order, places, size=size, same_employer=same_employer),
    }


def problems_of(draw: Mapping[str, Any]) -> list[str]:
    """Draw again from the record alone and name what comes out differently; nothing is right."""
    hashed = pool_hash(draw["pool"])
    seed = seed_of(draw["call"], hashed, datetime.fromisoformat(draw["at"]))
    order = ordered(seed, draw["pool"], draw["of_field"])
    again = {
        "pool_hash": hashed,
        "seed": seed,
        "order": order,
        "taken": taken(
            order, draw["employers"], size=draw["size"], same_employer=draw["same_employer"]
        ),
    }
    return [name for name, value in again.items() if draw[name] != value]


# --- RFC 3797


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
