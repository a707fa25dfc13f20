"""The log of what happened in the demo district before today, chained like the real one."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from app.audit.actions import link, plain
from app.audit.models import AuditHead, AuditRow
from app.db import session


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

    def write(self) -> None:
        """Write the chain; the log must be empty."""
        previous, rows = "", []
        for seq, entry in enumerate(sorted(self.entries, key=lambda e: (e.at, str(e.thing_id))), 1):
            facts = {
                "at": entry.at.isoformat(),
                "actor": str(entry.actor_id) if entry.actor_id else None,
                "name": entry.actor,
                "kind": entry.kind,
                "step": entry.step,
                "start": entry.start,
                "end": entry.end,
                "thing": str(entry.thing_id) if entry.thing_id else None,
                "call": str(entry.call_id) if entry.call_id else None,
                "title": entry.title[:300],
                "law": entry.law,
                "detail": plain(entry.detail),
            }
            payload = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            previous = link(seq, previous, payload)
            rows.append(
                {
                    "seq": seq,
                    "at": entry.at,
                    "actor_id": entry.actor_id,
                    "actor_name": entry.actor,
                    "kind": entry.kind,
                    "step": entry.step,
                    "start": entry.start,
                    "end": entry.end,
                    "thing_id": entry.thing_id,
                    "call_id": entry.call_id,
                    "title": entry.title[:300],
                    "law": entry.law,
                    "detail": facts["detail"],
                    "payload": payload,
                    "hash": previous,
                }
            )
        if rows:
            session.execute(insert(AuditRow), rows)
            session.add(AuditHead(id=1, seq=len(rows), hash=previous))
