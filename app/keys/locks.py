"""Locks (锁): k of n openers open a box together, in any order; fewer than k cannot. Pure.

The secret of a box is put into nested sealed boxes (X25519), one nest for every order in
which k of the n can come. Nobody ever holds a share: each opener takes off a layer and hands
on what is still sealed to the next. With two of three that is six nests of 128 bytes.
"""

import base64
import hashlib
from collections.abc import Mapping
from itertools import permutations

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

KEY_BYTES = 32
_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_CHECK = 4

Nests = Mapping[str, bytes]


class LockError(Exception):
    """A layer does not come off: another key, or changed bytes."""


def lock(secret: bytes, publics: Mapping[str, bytes], needed: int) -> dict[str, bytes]:
    """Return the nests of a secret, each under the order in which its layers come off.

    `publics`: public key by place, a place being one digit. "12" opens to place 1, then to 2.
    """
    keys = {place: SealedBox(PublicKey(public)) for place, public in publics.items()}
    nests = {}
    for order in permutations(sorted(keys), needed):
        inside = secret
        for place in reversed(order):
            inside = bytes(keys[place].encrypt(inside))
        nests["".join(order)] = inside
    return nests


def facing(nests: Nests, place: str) -> dict[str, bytes]:
    """Return the nests whose next layer is this place's."""
    return {order: inside for order, inside in nests.items() if order.startswith(place)}


def peel(nests: Nests, place: str, private: bytes) -> dict[str, bytes]:
    """Take this place's layer off; what comes out is under the orders that are left."""
    key = SealedBox(PrivateKey(private))
    try:
        return {
            order[len(place) :]: bytes(key.decrypt(inside))
            for order, inside in facing(nests, place).items()
        }
    except (CryptoError, ValueError) as error:
        raise LockError(place) from error


def public_of(private: bytes) -> bytes:
    """Return the public half of a key."""
    return bytes(PrivateKey(private).public_key)


def seal(secret: bytes, public: bytes) -> bytes:
    """Seal something to one key: the test box of a rehearsal."""
    return bytes(SealedBox(PublicKey(public)).encrypt(secret))


def fingerprint(public: bytes) -> str:
    """Return what two people compare over the telephone: sixteen signs of the public half."""
    text = hashlib.sha256(public).hexdigest()[:16]
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))


def code_of(private: bytes) -> str:
    """Write a private key the way it is printed: groups of four, the last ones check the rest.

    app/static/keys.js writes and reads the same.
    """
    text = base64.b32encode(private).decode().rstrip("=") + _check_of(private)
    return "-".join(text[i : i + 4] for i in range(0, len(text), 4))


def private_of(code: str) -> bytes:
    """Read a printed key; LockError where it was mistyped."""
    text = "".join(c for c in code.upper() if c in _BASE32)
    body, check = text[:-_CHECK], text[-_CHECK:]
    try:
        private = base64.b32decode(body + "=" * (-len(body) % 8))
    except ValueError as error:
        raise LockError("code") from error
    if len(private) != KEY_BYTES or _check_of(private) != check:
        raise LockError("code")
    return private


def _check_of(private: bytes) -> str:
    return base64.b32encode(hashlib.sha512(private).digest()).decode()[:_CHECK]
