"""Reads of the inbox."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from app.db import session
from app.errors import NotFoundError
from app.formats import PAGE_SIZE
from app.notices.models import Notice


def get(notice_id: UUID) -> Notice:
    """Return one notice or raise NotFoundError."""
    found = session.get(Notice, notice_id)
    if found is None:
        raise NotFoundError
    return found


def inbox(person_id: UUID, page: int = 1) -> tuple[Sequence[Notice], int]:
    """Return one page of a person's notices, unread and new ones first, and how many there are."""
    mine = select(Notice).where(Notice.person_id == person_id)
    total = session.scalar(mine.with_only_columns(func.count(Notice.id))) or 0
    order = (Notice.read_at.is_not(None), Notice.at.desc(), Notice.id)
    rows = mine.order_by(*order).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    return session.scalars(rows).all(), total


def unread(person_id: UUID) -> Sequence[Notice]:
    """Return what a person has not read."""
    asked = select(Notice).where(Notice.person_id == person_id, Notice.read_at.is_(None))
    return session.scalars(asked).all()


def unread_count(person_id: UUID) -> int:
    """Return how many notices a person has not read."""
    asked = select(func.count(Notice.id))
    mine = asked.where(Notice.person_id == person_id, Notice.read_at.is_(None))
    return session.scalar(mine) or 0
