"""Editions."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Instant, Key


class Edition(Base):
    """The directory of a day, frozen and published for a year (年度目录)."""

    __tablename__ = "directory_edition"

    id: Mapped[Key]
    year: Mapped[int] = mapped_column(Integer, unique=True)
    as_of: Mapped[date]
    rows: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[Instant]
    published_by: Mapped[str] = mapped_column(String(60))

    @property
    def audit_title(self) -> str:
        """Return what the log calls it."""
        return str(self.year)

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is: the public's."""
        return ()
