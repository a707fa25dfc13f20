"""The inbox."""

from typing import Any
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Instant, Key
from app.notices.rules import unpacked


class Notice(Base):
    """One message to one person (通知)."""

    __tablename__ = "notice"

    id: Mapped[Key]
    person_id: Mapped[UUID] = mapped_column(index=True)
    code: Mapped[str] = mapped_column(String(60))
    detail: Mapped[dict[str, Any]]
    link: Mapped[str] = mapped_column(String(300), default="")
    at: Mapped[Instant] = mapped_column(index=True)
    read_at: Mapped[Instant | None]

    @property
    def particulars(self) -> dict[str, Any]:
        """Return what fills the words, with money and days as such."""
        return unpacked(self.detail)

    def scope_ids(self) -> tuple[UUID, ...]:
        """Return whose it is."""
        return (self.person_id,)
