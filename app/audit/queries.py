"""Reads of the log."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date
from typing import Any
from uuid import UUID

from flask import current_app
from nacl.signing import SigningKey
from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import aliased

from app import clock
from app.audit import rules
from app.audit.models import AuditHead, AuditRow
from app.db import session
from app.formats import PAGE_SIZE

AT_A_TIME = 1000
STORY_MAX = 2000
# What bidders do: shown once their call has been opened or cancelled, because the rows
# would tell how many there are, and who.
BIDDERS = ("submission", "file")
# The steps in which a version is taken.
HANDED_IN = ("submit", "replace")
UNVEILED_BY = ("open", "cancel")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for: days (both included), person, kind of thing, call, words."""

    since: date | None = None
    until: date | None = None
    person: str = ""
    kind: str = ""
    call_id: UUID | None = None
    words: str = ""


def of_call(call_id: UUID) -> Sequence[AuditRow]:
    """Return the story of a call, from its first step to its last."""
    asked = select(AuditRow).where(AuditRow.call_id == call_id, _unveiled())
    return session.scalars(asked.order_by(AuditRow.seq).limit(STORY_MAX)).all()


def of_thing(thing_id: UUID, *, most: int = 50) -> Sequence[AuditRow]:
    """Return what was done to one thing, the newest first."""
    asked = select(AuditRow).where(AuditRow.thing_id == thing_id).order_by(AuditRow.seq.desc())
    return session.scalars(asked.limit(most)).all()


def of_version(submission_id: UUID, number: int) -> AuditRow | None:
    """Return the row in which a version was taken."""
    for row in of_thing(submission_id):
        if row.step in HANDED_IN and row.detail.get("version") == number:
            return row
    return None


def signing_key() -> SigningKey:
    """Return the key with which the portal signs what it gives out."""
    return SigningKey(current_app.config["SETTINGS"].key("log"))


def checkpoint(row: AuditRow) -> dict[str, Any]:
    """Return where the log stood at a row, signed (Ed25519): whoever holds it is its witness.

    The signature is over "number|seal|time"; the public key is the portal's.
    """
    key = signing_key()
    time = row.at.astimezone(UTC).isoformat()
    signed = key.sign(f"{row.seq}|{row.hash}|{time}".encode())
    return {
        "number": row.seq,
        "seal": row.hash,
        "time": time,
        "signature": signed.signature.hex(),
        "public": bytes(key.verify_key).hex(),
    }


def page(wanted: Wanted, number: int) -> tuple[Sequence[AuditRow], int]:
    """Return one page of the rows that fit, the newest first, and how many fit."""
    asked = _fitting(wanted)
    total = session.scalar(asked.with_only_columns(func.count(AuditRow.seq))) or 0
    rows = asked.order_by(AuditRow.seq.desc()).limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)
    return session.scalars(rows).all(), total


def every(wanted: Wanted) -> Iterator[AuditRow]:
    """Yield all rows that fit, the newest first, without holding them all."""
    asked = _fitting(wanted).order_by(AuditRow.seq.desc())
    with closing(session.scalars(asked.execution_options(yield_per=AT_A_TIME))) as rows:
        yield from rows


def kinds() -> Sequence[str]:
    """Return the kinds of things that the log speaks of."""
    return session.scalars(select(AuditRow.kind).distinct().order_by(AuditRow.kind)).all()


def head() -> rules.Head:
    """Return the newest link of the chain."""
    found = session.get(AuditHead, 1)
    return rules.Head(found.seq, found.hash) if found else rules.Head(0, "")


def verdict() -> rules.Verdict:
    """Go through the whole chain, up to where it reaches at the beginning of the check."""
    end = head()
    asked = select(AuditRow).where(AuditRow.seq <= end.seq).order_by(AuditRow.seq)
    # Built anew from the database: what this session holds may differ from what is stored.
    asked = asked.execution_options(yield_per=AT_A_TIME, populate_existing=True)
    with closing(session.scalars(asked)) as rows:
        return rules.check(rows, end)


def links() -> Iterator[tuple[int, str, str]]:
    """Yield number, payload and seal of every row, from the first."""
    asked = select(AuditRow.seq, AuditRow.payload, AuditRow.hash).order_by(AuditRow.seq)
    with closing(session.execute(asked.execution_options(yield_per=AT_A_TIME))) as rows:
        yield from ((seq, payload, seal) for seq, payload, seal in rows)


def seal_of(number: int) -> str | None:
    """Return the seal of one row."""
    return session.scalar(select(AuditRow.hash).where(AuditRow.seq == number))


def last_check() -> AuditRow | None:
    """Return the row that the last check of the chain left."""
    asked = select(AuditRow).where(AuditRow.kind == "audit", AuditRow.step == "verify")
    return session.scalars(asked.order_by(AuditRow.seq.desc()).limit(1)).first()


def _unveiled() -> ColumnElement[bool]:
    over = aliased(AuditRow)
    ended = exists().where(
        over.call_id == AuditRow.call_id, over.kind == "call", over.step.in_(UNVEILED_BY)
    )
    return AuditRow.kind.not_in(BIDDERS) | AuditRow.call_id.is_(None) | ended


def _fitting(wanted: Wanted) -> Select[AuditRow]:
    asked = select(AuditRow).where(_unveiled())
    if wanted.since:
        asked = asked.where(AuditRow.at >= clock.at_local(wanted.since))
    if wanted.until:
        asked = asked.where(AuditRow.at < clock.end_of(wanted.until))
    if wanted.person:
        asked = asked.where(AuditRow.actor_name.icontains(wanted.person, autoescape=True))
    if wanted.kind:
        asked = asked.where(AuditRow.kind == wanted.kind)
    if wanted.call_id:
        asked = asked.where(AuditRow.call_id == wanted.call_id)
    for word in wanted.words.split():
        like = AuditRow.title.icontains(word, autoescape=True)
        asked = asked.where(like | AuditRow.payload.icontains(word, autoescape=True))
    return asked
