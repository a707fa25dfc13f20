"""The directory and its history."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, Instant, Key, choice
from app.directory.states import Cause, Condition, EntryState
from app.documents.models import StoredFile
from app.organizations.models import Organization


class DirectoryEntry(Base):
    """The stand of one organization on the directory (目录条目)."""

    __tablename__ = "directory_entry"

    id: Mapped[Key]
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"), unique=True)
    state: Mapped[EntryState] = mapped_column(choice(EntryState), default=EntryState.APPLIED)
    basis: Mapped[str] = mapped_column(String(300), default="")
    applied_at: Mapped[Instant]
    publicity_from: Mapped[date | None]
    publicity_until: Mapped[date | None]

    organization: Mapped[Organization] = relationship()
    periods: Mapped[list["DirectoryPeriod"]] = relationship(
        back_populates="entry", order_by="DirectoryPeriod.starts_on"
    )

    @property
    def audit_title(self) -> str:
        """Return what the log calls it."""
        return self.organization.name

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is."""
        return (self.organization_id,)


class DirectoryPeriod(Base):
    """From when to when the entry stood how: answers "the directory as of any day"."""

    __tablename__ = "directory_period"

    id: Mapped[Key]
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("directory_entry.id"), index=True)
    status: Mapped[EntryState] = mapped_column(choice(EntryState))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(String(300), default="")
    cause: Mapped[Cause | None] = mapped_column(choice(Cause))

    entry: Mapped[DirectoryEntry] = relationship(back_populates="periods")

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is."""
        return self.entry.scope_ids()


class DirectoryEvidence(Base):
    """A document that shows that a condition of entry is met (证明材料)."""

    __tablename__ = "directory_evidence"

    id: Mapped[Key]
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"), index=True)
    condition: Mapped[Condition] = mapped_column(choice(Condition))
    file_id: Mapped[UUID] = mapped_column(ForeignKey("stored_file.id"))
    added_at: Mapped[Instant]
    # Which application used it; none before it is sent.
    applied_at: Mapped[Instant | None]

    organization: Mapped[Organization] = relationship()
    file: Mapped[StoredFile] = relationship()

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is."""
        return (self.organization_id,)


class DirectoryDismissal(Base):
    """A person's decision that a proposal is not followed, for this cause (不予采纳)."""

    __tablename__ = "directory_dismissal"
    __table_args__ = (UniqueConstraint("entry_id", "key"),)

    id: Mapped[Key]
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("directory_entry.id"), index=True)
    key: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(300))
    decided_at: Mapped[Instant]
    decided_by: Mapped[UUID | None]
