"""Every night: what the facts of the day propose for the credit lists."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.credit import actions


def propose(_payload: Mapping[str, Any], now: datetime) -> None:
    """Write down new proposals; all in one transaction, each once."""
    actions.propose_due(now)
