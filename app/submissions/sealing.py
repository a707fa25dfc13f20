"""Sealing (密封): what is handed in can be opened by the call's openers only, not by the portal.

A draft lies under a key of its own, kept in a file beside the database and destroyed when it
is handed in. What is handed in goes into two boxes, the technical part and the price, each
under a fresh secret that is locked for the openers (app.keys.locks). The place (part, call,
organization, version, lock) is authenticated with it, so a row that was swapped does not
open. Padded to 1 KiB: the length says nothing about a price.

The check code of a receipt is made from the commitments of both boxes, and these are salted,
because a price alone is guessed in a second. Salts and texts are in the boxes and in the
package that the organization keeps: with it a replacement begins, a lost opening is made good,
and anybody proves what was handed in.
"""

import contextlib
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from flask import current_app
from nacl.exceptions import CryptoError
from nacl.secret import Aead

from app.keys import locks
from app.keys.queries import Lock

BLOCK = 1024
SALT = 32
KEY = 32
# The key of the attachments travels in the technical box, under this name.
FILES_KEY = "_key"
PRICED = frozenset({"price", "price_rows", "grant", "own", "rows"})
_LENGTH = 4


class SealBrokenError(Exception):
    """The bytes do not open at this place: changed, swapped, or of another key."""


class Part(StrEnum):
    """The two boxes of what is handed in."""

    TECHNICAL = "technical"
    PRICE = "price"


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
class Opened:
    """What was inside: the content, its very bytes, the salt."""

    content: dict[str, Any]
    text: bytes
    salt: bytes

    @property
    def commitment(self) -> str:
        """Return the commitment computed again."""
        return commitment(self.salt, self.text)


@dataclass(frozen=True, slots=True)
class Box:
    """A sealed part, the nests of its secret, and its commitment."""

    part: Part
    sealed: bytes
    nests: dict[str, bytes]
    commitment: str


def box_at(part: str, call_id: UUID, organization_id: UUID, *, version: int, lock: str) -> Place:
    """Return the place of a part of a handed-in version."""
    return Place(part, call_id, organization_id, f"{version}|{lock}")


def draft_at(call_id: UUID, organization_id: UUID) -> Place:
    """Return the place of a draft."""
    return Place("draft", call_id, organization_id, "draft")


def file_at(call_id: UUID, organization_id: UUID) -> Place:
    """Return the place of attachments."""
    return Place("file", call_id, organization_id, "file")


# --- the key of a draft: a file beside the database, gone once the draft is handed in


def _folder() -> Path:
    folder: Path = current_app.config["SETTINGS"].data / "keys" / "drafts"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def draft_key(key_id: UUID | None) -> bytes | None:
    """Return the key of a draft; None once it is destroyed."""
    if key_id is None:
        return None
    try:
        return (_folder() / str(key_id)).read_bytes()
    except FileNotFoundError:
        return None


def new_draft_key(key: bytes | None = None) -> UUID:
    """Lay down a key under a name of its own: no draft ever gets the file of another."""
    key_id = uuid4()
    fd = os.open(_folder() / str(key_id), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(fd, "wb") as file:
        file.write(key or secrets.token_bytes(KEY))
        file.flush()
        os.fsync(file.fileno())
    return key_id


def destroy_draft_key(key_id: UUID | None) -> None:
    """Destroy the key of a draft: what lies under it can no longer be read by anybody."""
    if key_id is not None:
        with contextlib.suppress(FileNotFoundError):
            (_folder() / str(key_id)).unlink()


def draft_keys() -> dict[UUID, datetime]:
    """Return which draft keys are there, and since when."""
    return {
        UUID(path.name): datetime.fromtimestamp(path.stat().st_mtime, UTC)
        for path in _folder().iterdir()
    }


# --- drafts and attachments, under the key of the draft


def seal_draft(
    content: Mapping[str, Any], *, call_id: UUID, organization_id: UUID, key: bytes
) -> bytes:
    """Seal a draft, padded."""
    return seal_bytes(_packed(canonical(content), b""), draft_at(call_id, organization_id), key=key)


def unseal_draft(
    data: bytes, *, call_id: UUID, organization_id: UUID, key: bytes
) -> dict[str, Any]:
    """Open a draft."""
    inside = unseal_bytes(data, draft_at(call_id, organization_id), key=key)
    content: dict[str, Any] = json.loads(_unpacked(inside, 0)[1])
    return content


def file_seal(call_id: UUID, organization_id: UUID, *, key: bytes) -> Callable[[bytes], bytes]:
    """Return what seals the attachments of one submission."""
    return lambda data: seal_bytes(data, file_at(call_id, organization_id), key=key)


def file_unseal(call_id: UUID, organization_id: UUID, *, key: bytes) -> Callable[[bytes], bytes]:
    """Return what opens the attachments of one submission."""
    return lambda data: unseal_bytes(data, file_at(call_id, organization_id), key=key)


# --- what is handed in


def packed_parts(
    content: Mapping[str, Any], *, key: bytes, version: int
) -> dict[Part, tuple[bytes, bytes]]:
    """Return text and salt of each part.

    The salts follow from the key of the draft, so the organization's own package can be made
    before handing in and is the same after.
    """
    rest = {name: value for name, value in content.items() if name not in PRICED}
    parts = {
        Part.TECHNICAL: {**rest, FILES_KEY: key.hex()},
        Part.PRICE: {name: value for name, value in content.items() if name in PRICED},
    }
    texts = {part: canonical(inside) for part, inside in parts.items()}
    return {part: (text, _salt(text, part, version, key)) for part, text in texts.items()}


def _salt(text: bytes, part: Part, version: int, key: bytes) -> bytes:
    said = f"{part}|{version}|".encode() + text
    return hashlib.blake2b(said, key=key, person=b"salt", digest_size=SALT).digest()


def boxes(
    content: Mapping[str, Any],
    *,
    key: bytes,
    call_id: UUID,
    organization_id: UUID,
    version: int,
    lock: Lock,
) -> list[Box]:
    """Seal both parts of a content for the openers of its call."""
    made = []
    for part, (text, salt) in packed_parts(content, key=key, version=version).items():
        place = box_at(part, call_id, organization_id, version=version, lock=lock.id)
        secret = secrets.token_bytes(KEY)
        sealed = bytes(Aead(secret).encrypt(_packed(text, salt), place.bound))
        nests = locks.lock(secret, lock.publics, lock.needed)
        made.append(Box(part, sealed, nests, commitment(salt, text)))
    return made


def open_box(sealed: bytes, secret: bytes, place: Place) -> Opened:
    """Open a box with its secret; SealBrokenError if these bytes are not of this place."""
    try:
        inside = bytes(Aead(secret).decrypt(sealed, place.bound))
    except (CryptoError, ValueError) as error:
        raise SealBrokenError(place.purpose) from error
    salt, text = _unpacked(inside, SALT)
    return Opened(json.loads(text), text, salt)


def read(inside: bytes) -> Opened:
    """Read salt and text as they stand one behind the other."""
    salt, text = inside[:SALT], inside[SALT:]
    return Opened(json.loads(text), text, salt)


def whole(parts: Iterable[Opened]) -> tuple[dict[str, Any], bytes]:
    """Put the parts together again: the content, and the key of its attachments."""
    content: dict[str, Any] = {}
    for opened in parts:
        content |= opened.content
    return content, bytes.fromhex(content.pop(FILES_KEY))


def check_of(commitments: Mapping[str, str]) -> str:
    """Return the check code of a receipt: sha256 over the commitments, the technical one first."""
    return hashlib.sha256("".join(commitments[part] for part in Part).encode()).hexdigest()


# --- pure


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


def _packed(text: bytes, salt: bytes) -> bytes:
    inside = len(text).to_bytes(_LENGTH, "big") + salt + text
    return inside + bytes(-len(inside) % BLOCK)


def _unpacked(inside: bytes, salt: int) -> tuple[bytes, bytes]:
    start = _LENGTH + salt
    end = start + int.from_bytes(inside[:_LENGTH], "big")
    return inside[_LENGTH:start], inside[start:end]


def _derived(key: bytes, place: Place) -> bytes:
    person = place.purpose.encode().ljust(hashlib.blake2b.PERSON_SIZE, b"-")
    return hashlib.blake2b(place.call_id.bytes, key=key, person=person, digest_size=KEY).digest()
