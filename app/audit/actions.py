"""Writing the log. `record` is called by every lifecycle step, `note` by verbs without one."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.audit import queries, rules
from app.audit.models import AuditHead, AuditRow
from app.db import session
from app.lifecycle import Taken
from app.permissions import Actor

CHECKED = "verify"
TITLE_MAX = 300


def record(taken: Taken) -> None:
    """Write down a lifecycle step (registered by factory.py)."""
    _append(
        kind=taken.kind,
        step=taken.step,
        start=taken.start,
        end=taken.end,
        thing=taken.thing,
        by=taken.by,
        now=taken.now,
        law=taken.law,
        detail=taken.detail,
    )


def note(
    kind: str,
    step: str,
    thing: object,
    *,
    by: Actor,
    now: datetime,
    law: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Write down something done that moves no lifecycle."""
    _append(
        kind=kind,
        step=step,
        start="",
        end="",
        thing=thing,
        by=by,
        now=now,
        law=law,
        detail=detail or {},
    )


def _append(
    *,
    kind: str,
    step: str,
    start: str,
    end: str,
    thing: object,
    by: Actor,
    now: datetime,
    law: str | None,
    detail: Mapping[str, Any],
) -> None:
    session.flush()  # a fresh thing gets its id before it is written about
    head = session.scalars(select(AuditHead).with_for_update()).one_or_none()
    if head is None:
        head = AuditHead(id=1, seq=0, hash="")
        session.add(head)
    head.seq += 1
    row = AuditRow(
        seq=head.seq,
        at=now.astimezone(UTC),
        actor_id=by.id,
        actor_name=by.name,
        kind=kind,
        step=step,
        start=str(start),
        end=str(end),
        thing_id=_id(getattr(thing, "id", None)),
        call_id=_id(getattr(thing, "audit_call_id", None)),
        title=str(getattr(thing, "audit_title", ""))[:TITLE_MAX],
        law=law,
        detail=plain(detail),
    )
    row.payload = rules.payload_of(row.facts())
    row.hash = head.hash = rules.link(head.seq, head.hash, row.payload)
    session.add(row)
    session.flush()


def check(*, by: Actor, now: datetime) -> rules.Verdict:
    """Go through the whole chain and write down what was found."""
    verdict = queries.verdict()
    detail = {"rows": verdict.rows, "broken": verdict.broken, "why": verdict.why}
    note("audit", CHECKED, None, by=by, now=now, law="CSL/21", detail=detail)
    return verdict


def plain(value: object) -> Any:  # noqa: ANN401 -- whatever JSON can hold
    """Return `value` as JSON holds it: money and days as text, never as floats."""
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(v) for v in value]
    if isinstance(value, (Decimal, UUID)):
        return str(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if value is None or isinstance(value, (bool, int, str)):
        return value
    return str(value)


def _id(value: object) -> UUID | None:
    return value if isinstance(value, UUID) else None
