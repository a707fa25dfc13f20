"""Having openers try their keys before a deadline."""

from collections.abc import Mapping
from datetime import datetime

from app.keys import actions


def remind(payload: Mapping[str, str], now: datetime) -> None:  # noqa: ARG001 -- the shape of all
    """Look at every call whose last day has begun."""
    actions.remind(now=now)
