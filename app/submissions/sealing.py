"""Sealing (密封): what is handed in is encrypted under a key that is not in the database.

XChaCha20-Poly1305 under a key of the call, derived from the portal's secret. The place
(call, organization, version) is authenticated with it, so a row that was swapped does not
open. Padded to 1 KiB: the length says nothing about a price. The commitment is salted,
because a price alone is guessed in a second; the salt is inside and in the receipt package.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import current_app
from nacl.exceptions import CryptoError
from nacl.secret import Aead

BLOCK = 1024
SALT = 32
_LENGTH = 4


class SealBrokenError(Exception):
    """The bytes do not open at this place: changed, swapped, or of another key."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where sealed bytes belong. Bytes moved to another place do not open."""

    purpose: str
    call_id: UUID
    organization_id: UUID
    version: str

    @property
    def bound(self) -> bytes:
        """Return what is authenticated beside the content."""
        return f"{self.purpose}|{self.call_id}|{self.organization_id}|{self.version}".encode()


@dataclass(frozen=True, slots=True)
class Sealed:
    """Sealed bytes with their commitment (校验码)."""

    content: bytes
    commitment: str


@dataclass(frozen=True, slots=True)
class Opened:
    """What was inside: the content, its very bytes, the salt."""

    content: dict[str, Any]
    text: bytes
    salt: bytes

    @property
    def commitment(self) -> str:
        """Return the commitment computed again."""
        return commitment(self.salt, self.text)


def bid_at(call_id: UUID, organization_id: UUID, number: int) -> Place:
    """Return the place of a handed-in version."""
    return Place("bid", call_id, organization_id, str(number))


def draft_at(call_id: UUID, organization_id: UUID) -> Place:
    """Return the place of a draft."""
    return Place("draft", call_id, organization_id, "draft")


def file_at(call_id: UUID, organization_id: UUID) -> Place:
    """Return the place of attachments."""
    return Place("file", call_id, organization_id, "file")


def master() -> bytes:
    """Return the portal's sealing secret. It lies beside the database, never in it."""
    key: bytes = current_app.config["SETTINGS"].key("sealing")
    return key


# --- with the portal's secret


def seal(
    content: Mapping[str, Any], *, call_id: UUID, organization_id: UUID, version: int
) -> Sealed:
    """Seal a version that is handed in."""
    return seal_at(content, bid_at(call_id, organization_id, version), key=master())


def unseal(data: bytes, *, call_id: UUID, organization_id: UUID, version: int) -> Opened:
    """Open a handed-in version; SealBrokenError if these bytes are not that version."""
    return unseal_at(data, bid_at(call_id, organization_id, version), key=master())


def seal_draft(content: Mapping[str, Any], *, call_id: UUID, organization_id: UUID) -> bytes:
    """Seal a draft."""
    return seal_at(content, draft_at(call_id, organization_id), key=master()).content


def unseal_draft(data: bytes, *, call_id: UUID, organization_id: UUID) -> dict[str, Any]:
    """Open a draft."""
    return unseal_at(data, draft_at(call_id, organization_id), key=master()).content


def file_seal(call_id: UUID, organization_id: UUID) -> Callable[[bytes], bytes]:
    """Return what seals the attachments of one organization to one call."""
    return lambda data: seal_bytes(data, file_at(call_id, organization_id), key=master())


def file_unseal(call_id: UUID, organization_id: UUID) -> Callable[[bytes], bytes]:
    """Return what opens the attachments of one organization to one call."""
    return lambda data: unseal_bytes(data, file_at(call_id, organization_id), key=master())


def draft_digest(content: Mapping[str, Any], *, call_id: UUID, organization_id: UUID) -> str:
    """Return what tells two contents of a draft apart without saying anything about them."""
    return digest(content, draft_at(call_id, organization_id), key=master())


# --- pure


def seal_at(content: Mapping[str, Any], place: Place, *, key: bytes) -> Sealed:
    """Encrypt a content; every call draws a new salt."""
    text, salt = canonical(content), secrets.token_bytes(SALT)
    inside = len(text).to_bytes(_LENGTH, "big") + salt + text
    inside += bytes(-len(inside) % BLOCK)
    return Sealed(seal_bytes(inside, place, key=key), commitment(salt, text))


def unseal_at(data: bytes, place: Place, *, key: bytes) -> Opened:
    """Decrypt what `seal_at` made for this very place; else SealBrokenError."""
    inside = unseal_bytes(data, place, key=key)
    start = _LENGTH + SALT
    text = inside[start : start + int.from_bytes(inside[:_LENGTH], "big")]
    return Opened(json.loads(text), text, inside[_LENGTH:start])


def seal_bytes(data: bytes, place: Place, *, key: bytes) -> bytes:
    """Encrypt bytes as they are (attachments: their size is no secret)."""
    return bytes(Aead(_derived(key, place)).encrypt(data, place.bound))


def unseal_bytes(data: bytes, place: Place, *, key: bytes) -> bytes:
    """Decrypt what `seal_bytes` made for this very place; else SealBrokenError."""
    try:
        return bytes(Aead(_derived(key, place)).decrypt(data, place.bound))
    except (CryptoError, ValueError) as error:
        raise SealBrokenError(place.purpose) from error


def canonical(content: Mapping[str, Any]) -> bytes:
    """Return the one way in which a content is written as bytes."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def commitment(salt: bytes, text: bytes) -> str:
    """Return sha256 over salt and text: tells nothing, and fixes every letter."""
    return hashlib.sha256(salt + text).hexdigest()


def digest(content: Mapping[str, Any], place: Place, *, key: bytes) -> str:
    """Return a keyed digest, to tell whether two contents are the same without storing either."""
    return hmac.new(_derived(key, place), canonical(content), hashlib.sha256).hexdigest()


def _derived(key: bytes, place: Place) -> bytes:
    person = place.purpose.encode().ljust(hashlib.blake2b.PERSON_SIZE, b"-")
    return hashlib.blake2b(place.call_id.bytes, key=key, person=person, digest_size=32).digest()
