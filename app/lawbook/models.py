"""What a deployment adds to the shipped law."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Instant, Key


class ParameterValue(Base):
    """A dated value of the district's own (本区参数)."""

    __tablename__ = "parameter_value"
    __table_args__ = (UniqueConstraint("name", "since"),)

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(60), index=True)
    since: Mapped[date]
    value: Mapped[Any] = mapped_column(JSON)
    source: Mapped[str] = mapped_column(String(300))
    entered_by: Mapped[UUID | None]
    entered_at: Mapped[Instant]

    @property
    def audit_title(self) -> str:
        """Return what the log calls it."""
        return f"{self.name} {self.since}"


class CalendarYear(Base):
    """The announced days off of one year (放假安排), in the form of holiday-cn."""

    __tablename__ = "calendar_year"

    id: Mapped[Key]
    year: Mapped[int] = mapped_column(Integer, unique=True)
    content: Mapped[dict[str, Any]]
    loaded_by: Mapped[UUID | None]
    loaded_at: Mapped[Instant]

    @property
    def audit_title(self) -> str:
        """Return what the log calls it."""
        return str(self.year)
