"""Reads of amendments."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.amendments.models import Amendment
from app.amendments.states import AmendmentState
from app.db import session
from app.errors import NotFoundError


def get(amendment_id: UUID) -> Amendment:
    """Return one amendment or raise NotFoundError."""
    found = session.get(Amendment, amendment_id)
    if found is None:
        raise NotFoundError
    return found


def published(*call_ids: UUID) -> Sequence[Amendment]:
    """Return what was changed in some calls, the newest first."""
    asked = select(Amendment).where(
        Amendment.call_id.in_(call_ids), Amendment.state == AmendmentState.PUBLISHED
    )
    return session.scalars(asked.order_by(Amendment.published_at.desc())).all()


def proposed(call_id: UUID) -> Amendment | None:
    """Return the amendment that waits for its second person."""
    return session.scalar(
        select(Amendment).where(
            Amendment.call_id == call_id, Amendment.state == AmendmentState.PROPOSED
        )
    )


def waiting() -> Sequence[Amendment]:
    """Return every amendment that waits, the oldest first."""
    asked = select(Amendment).where(Amendment.state == AmendmentState.PROPOSED)
    return session.scalars(
        asked.options(joinedload(Amendment.call)).order_by(Amendment.drafted_at)
    ).all()
