"""The package (回执包) that an organization keeps of what it hands in: read, written, checked. Pure.

It holds the very texts and salts of both boxes, so the check code of the receipt can be
computed from it by anybody. The portal keeps no copy.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

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

    @property
    def check(self) -> str:
        """Return the check code, computed from the texts and salts alone."""
        return sealing.check_of({part: o.commitment for part, o in self.parts.items()})

    def content(self) -> tuple[dict[str, Any], bytes]:
        """Return the content, and the key of its attachments."""
        return sealing.whole(self.parts.values())


def written(
    content: Mapping[str, Any], *, key: bytes, version: int, call: str, organization: str
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
    return {
        "kind": KIND,
        "call": call,
        "organization": organization,
        "version": version,
        "check": sealing.check_of({box["part"]: box["commitment"] for box in boxes}),
        "boxes": boxes,
        "how": HOW,
    }


def read(data: bytes) -> Package | None:
    """Return what a file says; None where it is no package, or was changed."""
    if len(data) > LARGEST:
        return None
    try:
        held = json.loads(data)
        if held["kind"] != KIND:
            return None
        parts = {Part(box["part"]): _opened(box) for box in held["boxes"]}
        found = Package(str(held["call"]), str(held["organization"]), int(held["version"]), parts)
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


def is_one_of(package: Package, checks: Collection[str]) -> Iterator[Finding]:
    """A package is exactly what was handed in once, whoever brings it.

    :law: HOUSE/R-SEC-10
    """
    if package.check not in checks:
        yield Finding("package-other-check", law=LAW, field="package")
