"""Runs of an import."""

from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Instant, Key


class ImportRun(Base):
    """One file on its way into the register (导入任务)."""

    __tablename__ = "import_run"

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(30))
    file_id: Mapped[UUID | None]
    label: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(20), default="checking")
    total: Mapped[int] = mapped_column(Integer, default=0)
    done: Mapped[int] = mapped_column(Integer, default=0)
    added: Mapped[int] = mapped_column(Integer, default=0)
    changed: Mapped[int] = mapped_column(Integer, default=0)
    same: Mapped[int] = mapped_column(Integer, default=0)
    # What is wrong, one entry a cell: row, column, value, code, detail.
    problems: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    by: Mapped[UUID | None]
    at: Mapped[Instant]
    finished_at: Mapped[Instant | None]

    @property
    def audit_title(self) -> str:
        """Return what the log calls it."""
        return self.label
