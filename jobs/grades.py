"""Telling that a grade ends soon or has ended; that it counts as none is a rule, not a job."""

from collections.abc import Mapping
from datetime import datetime

from app.grades import actions


def remind(payload: Mapping[str, str], now: datetime) -> None:  # noqa: ARG001 -- the shape of all
    """Tell each end once for each of the days of the law."""
    actions.remind(now=now)
