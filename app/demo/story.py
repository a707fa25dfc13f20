"""The log of what happened in the demo district before today, chained like the real one."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from app.audit import rules
from app.audit.actions import plain
from app.audit.models import AuditHead, AuditRow
from app.db import session

TITLE_MAX = 300


@dataclass(frozen=True, slots=True)
class Entry:
    """One step that was taken."""

    at: datetime
    actor_id: UUID | None
    actor: str
    kind: str
    step: str
    start: str
    end: str
    thing_id: UUID | None
    call_id: UUID | None
    title: str
    law: str | None = None
    detail: dict[str, Any] = field(default_factory=dict)


class Story:
    """Collects entries in any order and writes them by time."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def add(self, entry: Entry) -> None:
        """Remember one step."""
        self.entries.append(entry)

    def tell(self, call_id: UUID, step: str, detail: dict[str, Any]) -> None:
        """Add to a step of a call what is known only later."""
        for entry in self.entries:
            if entry.call_id == call_id and (entry.kind, entry.step) == ("call", step):
                entry.detail.update(detail)

    def write(self) -> None:
        """Write the chain; the log must be empty."""
        previous = ""
        ordered = sorted(self.entries, key=lambda e: (e.at, str(e.thing_id), e.step))
        for seq, entry in enumerate(ordered, 1):
            row = AuditRow(
                seq=seq,
                at=entry.at.astimezone(UTC),
                actor_id=entry.actor_id,
                actor_name=entry.actor,
                kind=entry.kind,
                step=entry.step,
                start=entry.start,
                end=entry.end,
                thing_id=entry.thing_id,
                call_id=entry.call_id,
                title=entry.title[:TITLE_MAX],
                law=entry.law,
                detail=plain(entry.detail),
            )
            row.payload = rules.payload_of(row.facts())
            row.hash = previous = rules.link(seq, previous, row.payload)
            session.add(row)
        if ordered:
            session.add(AuditHead(id=1, seq=len(ordered), hash=previous))
        session.flush()
