"""Reads of files: rows, and the content behind them."""

from collections.abc import Callable, Collection, Iterable
from uuid import UUID

from sqlalchemy import select

from app.db import session
from app.documents import storage
from app.documents.models import StoredFile
from app.errors import NotFoundError

Unseal = Callable[[bytes], bytes]


def get(file_id: UUID) -> StoredFile:
    """Return one file or raise NotFoundError."""
    found = session.get(StoredFile, file_id)
    if found is None:
        raise NotFoundError
    return found


def by_ids(ids: Iterable[UUID]) -> dict[UUID, StoredFile]:
    """Return files by their ids, in one query."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = session.scalars(select(StoredFile).where(StoredFile.id.in_(wanted)))
    return {row.id: row for row in rows}


def of_call(call_id: UUID, *purposes: str) -> Collection[StoredFile]:
    """Return the files of a call, oldest first, of some purposes if any are named."""
    asked = select(StoredFile).where(StoredFile.call_id == call_id)
    if purposes:
        asked = asked.where(StoredFile.purpose.in_(purposes))
    return session.scalars(asked.order_by(StoredFile.uploaded_at, StoredFile.label)).all()


def held() -> set[str]:
    """Return the addresses that rows point at."""
    return set(session.scalars(select(StoredFile.stored_as)))


def content(file: StoredFile, unseal: Unseal | None = None) -> bytes:
    """Return what is in a file.

    A sealed file is not there for anybody until its opening: NotFoundError without `unseal`.
    """
    if not file.sealed:
        return storage.read(file.stored_as)
    if unseal is None:
        raise NotFoundError
    return unseal(storage.read(file.stored_as))
