"""Collected needs."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Unit
from app.db import Base, Key


class Need(Base):
    """What residents of a community ask for (服务需求)."""

    __tablename__ = "need"

    id: Mapped[Key]
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    community_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    field: Mapped[str] = mapped_column(String(40), default="")
    beneficiaries: Mapped[str] = mapped_column(String(120), default="")
    persons: Mapped[int] = mapped_column(Integer, default=0)
    votes: Mapped[int] = mapped_column(Integer, default=0)
    status: Mapped[str] = mapped_column(String(20), default="collected")
    submitted_on: Mapped[date]

    community: Mapped[Unit] = relationship()

    @property
    def audit_title(self) -> str:
        """Return what the log calls it."""
        return self.title

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is: the community's and its street's."""
        return tuple(i for i in (self.community_id, self.community.parent_id) if i)
