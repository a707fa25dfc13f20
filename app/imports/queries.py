"""Reads of runs."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import undefer

from app.db import session
from app.errors import NotFoundError
from app.imports.models import ImportRun
from app.imports.states import RunState


def get(run_id: UUID) -> ImportRun:
    """Return one run or raise NotFoundError."""
    found = session.get(ImportRun, run_id)
    if found is None:
        raise NotFoundError
    return found


def with_content(run_id: UUID) -> ImportRun:
    """Return a run with its file, for the one who works on it, or raise NotFoundError."""
    asked = select(ImportRun).where(ImportRun.id == run_id).options(undefer(ImportRun.content))
    found = session.scalar(asked.with_for_update().execution_options(populate_existing=True))
    if found is None:
        raise NotFoundError
    return found


def latest(kinds: Collection[str], limit: int = 20) -> Sequence[ImportRun]:
    """Return the newest runs of some kinds."""
    return session.scalars(
        select(ImportRun)
        .where(ImportRun.kind.in_(kinds))
        .order_by(ImportRun.at.desc(), ImportRun.id)
        .limit(limit)
    ).all()


def ready(by: UUID) -> Sequence[ImportRun]:
    """Return what somebody uploaded and has not confirmed yet."""
    asked = select(ImportRun).where(ImportRun.by == by, ImportRun.state == RunState.READY)
    return session.scalars(asked.order_by(ImportRun.at)).all()
