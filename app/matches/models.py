"""What people said about a match."""

from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

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

    def scope_ids(self) -> tuple[UUID, ...]:
        """Return whose it is."""
        return (self.organization_id,)
