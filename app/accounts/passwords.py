"""Passwords as argon2id keeps them, and those that everybody tries.

The tests take cheap parameters, everybody else never.
"""

import gzip
import secrets
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

# OWASP's smallest recommended setting: 19 MiB, two passes, one lane.
MEMORY_KIB, PASSES, LANES = 19 * 1024, 2, 1
CHEAP_MEMORY_KIB = 8
COMMON = Path(__file__).parent / "data" / "common-passwords.txt.gz"


def hashed(password: str) -> str:
    """Return what is stored of a password."""
    return _hasher(cheap=_cheap()).hash(password)


def fits(stored: str, password: str) -> bool:
    """Say whether `password` is the one; without a stored one it takes the same time to say no."""
    known = stored or _nobodys(cheap=_cheap())
    try:
        _hasher(cheap=_cheap()).verify(known, password)
    except (VerificationError, InvalidHashError):
        return False
    return bool(stored)


def outdated(stored: str) -> bool:
    """Say whether the password was stored with other parameters than today's."""
    return _hasher(cheap=_cheap()).check_needs_rehash(stored)


@cache
def common() -> frozenset[str]:
    """Return the passwords known from leaks, in small letters."""
    return frozenset(gzip.decompress(COMMON.read_bytes()).decode().splitlines())


def _cheap() -> bool:
    return bool(current_app.config["SETTINGS"].env == "test")


@cache
def _hasher(*, cheap: bool) -> PasswordHasher:
    if cheap:
        return PasswordHasher(time_cost=1, memory_cost=CHEAP_MEMORY_KIB, parallelism=1)
    return PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)


@cache
def _nobodys(*, cheap: bool) -> str:
    return _hasher(cheap=cheap).hash(secrets.token_hex())
