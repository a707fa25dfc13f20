"""Stored files."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import JSON, BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Instant, Key


class StoredFile(Base):
    """A file that somebody put in (附件). `owners` are the ids of those whose it is."""

    __tablename__ = "stored_file"

    id: Mapped[Key]
    label: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    # The address of what lies on the disk: the hash of the ciphertext while sealed.
    stored_as: Mapped[str] = mapped_column(String(64))
    sealed: Mapped[bool] = mapped_column(default=False)
    call_id: Mapped[UUID | None] = mapped_column(index=True)
    purpose: Mapped[str] = mapped_column(String(40), default="")
    owners: Mapped[list[str]] = mapped_column(JSON, default=list)
    uploaded_by: Mapped[UUID | None]
    uploaded_at: Mapped[Instant]

    @property
    def audit_title(self) -> str:
        """Return what the log calls it."""
        return self.label

    @property
    def audit_call_id(self) -> UUID | None:
        """Return the call it belongs to."""
        return self.call_id

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is."""
        return tuple(UUID(owner) for owner in self.owners)
