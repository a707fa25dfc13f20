"""Moving the clock of a demo. Refused in production."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app

from app import clock
from app.audit.actions import note
from app.db import store_offset
from app.errors import Finding, refuse_if
from app.law import load
from app.lawbook.rules import too_early
from app.permissions import Actor


@dataclass(frozen=True, slots=True)
class TheClock:
    """What the log calls the clock."""

    audit_title: str = "clock"
    id: None = None


def move_clock(to: datetime | None, *, by: Actor, now: datetime) -> None:
    """Have the portal's clock read `to` from now on; None sets it right again."""
    if current_app.config["SETTINGS"].production:
        refuse_if([Finding("clock-in-production")])
    first = load().first_day
    if to is not None and clock.local_date(to) < first:
        refuse_if([too_early(first)])
    offset = timedelta() if to is None else to - clock.machine_now()
    note(
        "clock",
        "move",
        TheClock(),
        by=by,
        now=now,
        detail={"to": to, "seconds": int(offset.total_seconds())},
    )
    store_offset(offset)
