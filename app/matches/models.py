"""What people said about a match, and whom a call was announced to."""

from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.calls.models import Call
from app.db import Base, Instant, Key


class Feedback(Base):
    """An organization says that a project is not for it (不适合我们)."""

    __tablename__ = "match_feedback"
    __table_args__ = (UniqueConstraint("call_id", "organization_id"),)

    id: Mapped[Key]
    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.id"))
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"), index=True)
    reason: Mapped[str] = mapped_column(String(300), default="")
    at: Mapped[Instant]
    # Kept when it is taken back, so that the data says both.
    taken_back_at: Mapped[Instant | None]

    call: Mapped[Call] = relationship()

    @property
    def audit_title(self) -> str:
        """Return what the log calls it."""
        return self.call.audit_title

    @property
    def audit_call_id(self) -> UUID:
        """Return the call it is about."""
        return self.call_id

    def scope_ids(self) -> tuple[UUID, ...]:
        """Return whose it is."""
        return (self.organization_id,)


class Announcement(Base):
    """An organization was told that a call fits it, and why (适配提醒); once for each call."""

    __tablename__ = "match_announcement"
    __table_args__ = (UniqueConstraint("call_id", "organization_id"),)

    id: Mapped[Key]
    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.id"))
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"), index=True)
    # score, parts by channel (value, raw, weight, scale) and terms: enough to explain it in years.
    evidence: Mapped[dict[str, Any]]
    at: Mapped[Instant]
