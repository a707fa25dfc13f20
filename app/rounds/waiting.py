"""What waits for whoever drafts and reviews rounds."""

from collections.abc import Iterator
from datetime import datetime

from app.calls.states import CallKind
from app.calls.waiting import drafting
from app.permissions import Actor, May
from app.tasks import Task


def waiting(actor: Actor, now: datetime) -> Iterator[Task]:
    """Yield drafts to go on with, and what others drafted to review."""
    return drafting(actor, now, kind=CallKind.ROUND, may=May.ROUND_MANAGE)
