"""Telling people something."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from app import queue
from app.db import session
from app.errors import NotFoundError
from app.notices import queries
from app.notices.models import Notice
from app.notices.rules import packed
from app.permissions import Actor

TOPIC = "notices.mail"


def tell(
    person_ids: Iterable[UUID],
    code: str,
    *,
    now: datetime,
    link: str = "",
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Put a notice into inboxes, and an e-mail for each into the outbox of this transaction.

    `code` is one of a capability's labels.NOTICES; `detail` fills its words.
    """
    for person_id in dict.fromkeys(person_ids):
        notice = Notice(
            id=uuid4(),
            person_id=person_id,
            code=code,
            detail=packed(detail or {}),
            link=link,
            at=now,
        )
        session.add(notice)
        queue.later(TOPIC, {"notice": str(notice.id)}, now=now)


def read(notice: Notice, *, by: Actor, now: datetime) -> None:
    """Mark one's own notice as read (nothing for the log: it changes nobody's rights)."""
    if notice.person_id != by.id:
        raise NotFoundError
    if notice.read_at is None:
        notice.read_at = now


def read_all(*, by: Actor, now: datetime) -> None:
    """Mark all one's own notices as read."""
    if by.id is not None:
        for notice in queries.unread(by.id):
            notice.read_at = now
