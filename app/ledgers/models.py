"""Entries of the ledger."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Unit
from app.db import Base, Instant, Key, choice
from app.ledgers.states import RecordKind
from app.organizations.models import Organization


class ActivityRecord(Base):
    """An activity of an organization or a visit to it, entered by the community (活动、走访记录)."""

    __tablename__ = "activity_record"
    __table_args__ = (CheckConstraint("persons >= 0", "persons"),)

    id: Mapped[Key]
    community_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"), index=True)
    kind: Mapped[RecordKind] = mapped_column(choice(RecordKind))
    on: Mapped[date]
    place: Mapped[str] = mapped_column(String(120))
    theme: Mapped[str] = mapped_column(String(120))
    persons: Mapped[int] = mapped_column(Integer, default=0)
    result: Mapped[str] = mapped_column(String(500))
    recorded_by: Mapped[str] = mapped_column(String(60))
    recorded_at: Mapped[Instant]

    community: Mapped[Unit] = relationship()
    organization: Mapped[Organization] = relationship()

    @property
    def audit_title(self) -> str:
        """Return what the log calls it."""
        return self.theme

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is: the community's and its street's."""
        return tuple(i for i in (self.community_id, self.community.parent_id) if i)
