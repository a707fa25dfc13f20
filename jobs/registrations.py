"""Conditions of registrations: reminded of, and noted when their day has passed."""

from collections.abc import Mapping
from datetime import datetime

from app.registrations import actions


def watch(payload: Mapping[str, object], now: datetime) -> None:  # noqa: ARG001 -- a handler
    """Remind of what falls due, and note what was not proved in time; once each."""
    actions.watch_conditions(now)
