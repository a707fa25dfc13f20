"""What submissions hear of afterwards."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from app.amendments import queries as amendments
from app.calls import queries as calls
from app.submissions import actions, ceremony


def cancelled(payload: Mapping[str, str], now: datetime) -> None:
    """Tell those who had begun or handed in something that the call {call_id} is cancelled."""
    ceremony.tell_cancelled(calls.get(UUID(payload["call_id"])), now=now)


def amended(payload: Mapping[str, str], now: datetime) -> None:
    """Tell those who had begun or handed in something that amendment {amendment_id} is published."""
    actions.tell_amended(amendments.get(UUID(payload["amendment_id"])), now=now)


def tidy(payload: Mapping[str, str], now: datetime) -> None:  # noqa: ARG001 -- the shape of all
    """Destroy the keys of drafts that were handed in, where a crash left one."""
    actions.tidy(now=now)
