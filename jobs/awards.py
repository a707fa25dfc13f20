"""Proposing awards for first grades: after a confirmation, and for the whole history at night."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from app.awards import actions
from app.permissions import SYSTEM


def propose(payload: Mapping[str, str], now: datetime) -> None:
    """Propose what {organization} is entitled to now."""
    actions.propose_for(UUID(payload["organization"]), by=SYSTEM, now=now)


def look(payload: Mapping[str, str], now: datetime) -> None:  # noqa: ARG001 -- the shape of all
    """Look through all grades once more; what was proposed before is never proposed again."""
    actions.propose_all(by=SYSTEM, now=now)
