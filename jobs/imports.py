"""A large import, by a worker: topic "imports.run"."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from app.db import session
from app.imports import actions, queries


def run(payload: Mapping[str, Any], now: datetime, key: UUID) -> None:  # noqa: ARG001 -- done once by its state
    """Check or write a file; the page sees how far the check is, the writing stays whole or not at all."""
    run_id = UUID(payload["run"])

    def progress(done: int) -> None:
        queries.get(run_id).done = done
        session.commit()

    actions.work(run_id, now=now, progress=progress)
    session.commit()
