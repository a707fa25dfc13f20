"""Taking files in. Nothing else writes to the folder or the table."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from typing import IO, BinaryIO, Protocol, cast
from uuid import UUID

from app.audit.actions import note
from app.db import session
from app.documents import inspection, queries, rules, storage
from app.documents.models import StoredFile
from app.errors import Finding, NotFoundError, refuse_if
from app.permissions import Actor

Seal = Callable[[bytes], bytes]


class Incoming(Protocol):
    """What a form hands over: a name that somebody typed, and a stream."""

    filename: str | None
    stream: IO[bytes]


def store(
    file: Incoming,
    *,
    purpose: str,
    owners: Collection[UUID],
    by: Actor,
    now: datetime,
    label: str | None = None,
    call_id: UUID | None = None,
    field: str | None = None,
    seal: Seal | None = None,
) -> StoredFile:
    """Take in a file that somebody sends, or raise RefusedError with what is wrong with it.

    With `seal` only what it makes of the content reaches the disk's final place, and
    nobody gets the file until `unseal`. `field` names the form's field in the findings.
    """
    typed = rules.label_of(file.filename or "")
    with storage.aside() as kept:
        size, digest = storage.take_over(file.stream, kept, rules.SIZE_LIMIT)
        _refuse(rules.outside(typed, size), field)
        _refuse(inspection.inside(typed, cast("BinaryIO", kept)), field)
        stored_as = digest
        if seal is None:
            storage.settle(kept, digest)
        else:
            kept.seek(0)
            stored_as = storage.keep(seal(kept.read()))
    return _row(
        label=rules.label_of(label) if label else typed,
        media_type=rules.MEDIA_TYPES[rules.ending_of(typed)],
        size=size,
        sha256=digest,
        stored_as=stored_as,
        sealed=seal is not None,
        purpose=purpose,
        owners=owners,
        call_id=call_id,
        by=by,
        now=now,
    )


def store_bytes(
    content: bytes,
    label: str,
    *,
    purpose: str,
    owners: Collection[UUID],
    by: Actor,
    now: datetime,
    call_id: UUID | None = None,
    seal: Seal | None = None,
) -> StoredFile:
    """Keep a file that the portal itself made or was handed whole; inspected like any other."""
    named = rules.label_of(label)
    _refuse(rules.outside(named, len(content)), None)
    _refuse(rules.inside(named, BytesIO(content)), None)
    return _row(
        label=named,
        media_type=rules.MEDIA_TYPES[rules.ending_of(named)],
        size=len(content),
        sha256=sha256(content).hexdigest(),
        stored_as=storage.keep(seal(content) if seal else content),
        sealed=seal is not None,
        purpose=purpose,
        owners=owners,
        call_id=call_id,
        by=by,
        now=now,
    )


def unseal(file: StoredFile, *, unseal: Seal, by: Actor, now: datetime) -> None:
    """Open a sealed file: from now on its content lies open and its owners may have it."""
    content = queries.content(file, unseal)
    if sha256(content).hexdigest() != file.sha256:
        raise NotFoundError
    file.stored_as = storage.keep(content)
    file.sealed = False
    note("file", "unseal", file, by=by, now=now)


def share(file: StoredFile, owners: Collection[UUID], *, by: Actor, now: datetime) -> None:
    """Let more units, organizations or people have a file (an expert whose panel begins)."""
    fresh = [str(owner) for owner in owners if str(owner) not in file.owners]
    file.owners = [*file.owners, *fresh]
    note("file", "share", file, by=by, now=now, detail={"owners": fresh})


def withhold(file: StoredFile, owners: Collection[UUID], *, by: Actor, now: datetime) -> None:
    """Take a file away from some who had it (an expert who steps back from a review)."""
    gone = {str(owner) for owner in owners}
    file.owners = [owner for owner in file.owners if owner not in gone]
    note("file", "withhold", file, by=by, now=now, detail={"owners": sorted(gone)})


def _row(*, owners: Collection[UUID], by: Actor, now: datetime, **facts: object) -> StoredFile:
    row = StoredFile(**facts, owners=[str(o) for o in owners], uploaded_by=by.id, uploaded_at=now)
    session.add(row)
    note("file", "store", row, by=by, now=now, detail={"sha256": row.sha256, "size": row.size})
    return row


def _refuse(findings: Iterable[Finding], field: str | None) -> None:
    refuse_if(replace(finding, field=field) for finding in findings)
