"""The daily look at new legal representatives: each orders a financial audit."""

from collections.abc import Mapping
from datetime import datetime

from app.account_audits import actions


def daily(payload: Mapping[str, str], now: datetime) -> None:  # noqa: ARG001 -- the shape of all
    """Order what is due."""
    actions.daily(now=now)
