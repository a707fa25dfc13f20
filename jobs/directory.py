"""The daily look at the directory: who enters by its grade, what the register suggests."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from app.directory import actions, queries


def daily(payload: Mapping[str, str], now: datetime) -> None:  # noqa: ARG001 -- the shape of all
    """List whom a grade lists, and write down what is new to suggest."""
    actions.daily(now=now)


def proposed(payload: Mapping[str, str], now: datetime) -> None:
    """Tell the deciders of a proposal."""
    actions.announce(queries.get(UUID(payload["entry"])), now=now)
