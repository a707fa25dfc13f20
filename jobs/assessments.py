"""Telling organizations that a round takes applications."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from app.assessments import actions, queries


def announce(payload: Mapping[str, str], now: datetime) -> None:
    """Tell those whom the round {round} concerns; once, because the row is."""
    actions.tell_of(queries.round_(UUID(payload["round"])), now=now)
