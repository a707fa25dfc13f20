"""Matching outside a request: announcing a call, and making an index before somebody asks."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from app.calls import queries as calls
from app.matches import actions, engine


def announce(payload: Mapping[str, str], now: datetime) -> None:
    """Tell those whom the call {call_id} fits."""
    actions.announce(calls.get(UUID(payload["call_id"])), now=now)


def refresh(payload: Mapping[str, object], now: datetime, *, key: UUID) -> None:  # noqa: ARG001 -- a handler
    """Build what has become stale, so that the next page need not."""
    engine.organizations()
    engine.calls()
