"""The package (回执包) that an organization keeps of what it hands in: read, written, checked. Pure.

It holds the very texts and salts of both boxes, so the check code of the receipt can be
computed from it by anybody. The portal keeps no copy.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nacl.exceptions import CryptoError
from nacl.signing import VerifyKey

from app.errors import Finding
from app.submissions import sealing
from app.submissions.sealing import Opened, Part

KIND = "jieli-submission"
LAW = "HOUSE/R-SEC-10"
LARGEST = 2 * 1024 * 1024
HOW = (
    "commitment = sha256(bytes.fromhex(salt) + text.encode('utf-8')); "
    "check = sha256((technical commitment + price commitment).encode('ascii'))"
)


@dataclass(frozen=True, slots=True)
class Package:
    """What a package says, computed again from its texts."""

    call: str
    organization: str
    version: int
    parts: Mapping[Part, Opened]
    signature: bytes = b""

    @property
    def check(self) -> str:
        """Return the check code, computed from the texts and salts alone."""
        return sealing.check_of({part: o.commitment for part, o in self.parts.items()})

    @property
    def said(self) -> bytes:
        """Return what the portal signed."""
        return _said(self.check, self.call, self.organization, self.version)

    def content(self) -> tuple[dict[str, Any], bytes]:
        """Return the content, and the key of its attachments."""
        return sealing.whole(self.parts.values())


def written(
    content: Mapping[str, Any],
    *,
    key: bytes,
    version: int,
    call: str,
    organization: str,
    sign: Callable[[bytes], bytes],
) -> dict[str, Any]:
    """Return the package of a content that is handed in as `version`."""
    found = sealing.packed_parts(content, key=key, version=version)
    boxes = [
        {
            "part": part.value,
            "salt": salt.hex(),
            "text": text.decode(),
            "commitment": sealing.commitment(salt, text),
        }
        for part, (text, salt) in found.items()
    ]
    check = sealing.check_of({box["part"]: box["commitment"] for box in boxes})
    return {
        "kind": KIND,
        "call": call,
        "organization": organization,
        "version": version,
        "check": check,
        "signature": sign(_said(check, call, organization, version)).hex(),
        "boxes": boxes,
        "how": HOW,
    }


def _said(check: str, call: str, organization: str, version: int) -> bytes:
    return f"{KIND}|{check}|{call}|{organization}|{version}".encode()


def read(data: bytes) -> Package | None:
    """Return what a file says; None where it is no package, or was changed."""
    if len(data) > LARGEST:
        return None
    try:
        held = json.loads(data)
        if held["kind"] != KIND:
            return None
        parts = {Part(box["part"]): _opened(box) for box in held["boxes"]}
        found = Package(
            str(held["call"]),
            str(held["organization"]),
            int(held["version"]),
            parts,
            bytes.fromhex(held.get("signature", "")),
        )
        whole, key = found.content()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    complete = set(parts) == set(Part) and len(key) == sealing.KEY and bool(whole)
    return found if complete and found.check == held.get("check") else None


def _opened(box: Mapping[str, str]) -> Opened:
    text = box["text"].encode()
    content = json.loads(text)
    if not isinstance(content, dict):
        raise TypeError(box["part"])
    return Opened(content, text, bytes.fromhex(box["salt"]))


def fits(package: Package | None, *, call: str, organization: str) -> Iterator[Finding]:
    """A package is whole, of this call and of this organization.

    :law: HOUSE/R-SEC-10
    """
    if package is None:
        yield Finding("package-unreadable", law=LAW, field="package")
    elif package.call != call:
        detail = {"other": package.call, "call": call}
        yield Finding("package-other-call", law=LAW, field="package", detail=detail)
    elif package.organization != organization:
        yield Finding("package-other-organization", law=LAW, field="package")


def is_ours(package: Package, public: bytes) -> Iterator[Finding]:
    """A package that is loaded was made by this portal: whoever writes one of their own is refused.

    Its signature outlives a restore: what the database no longer knows can be handed in again.

    :law: HOUSE/R-SEC-10
    """
    try:
        VerifyKey(public).verify(package.said, package.signature)
    except (CryptoError, ValueError):
        yield Finding("package-unreadable", law=LAW, field="package")


def is_that(package: Package, check: str) -> Iterator[Finding]:
    """A package made good for lost keys is exactly what was handed in.

    :law: HOUSE/R-SEC-10
    """
    if package.check != check:
        yield Finding("package-other-check", law=LAW, field="package")
