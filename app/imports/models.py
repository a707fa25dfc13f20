"""Runs of an import."""

from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Instant, Key, choice
from app.imports.states import RunState


class ImportRun(Base):
    """One file on its way into the register (导入任务)."""

    __tablename__ = "import_run"

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(30))
    label: Mapped[str] = mapped_column(String(200))
    # The file, until it is written, refused or dropped: it may hold personal data.
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    state: Mapped[RunState] = mapped_column(choice(RunState), default=RunState.CHECKING)
    total: Mapped[int] = mapped_column(Integer, default=0)
    done: Mapped[int] = mapped_column(Integer, default=0)
    added: Mapped[int] = mapped_column(Integer, default=0)
    changed: Mapped[int] = mapped_column(Integer, default=0)
    same: Mapped[int] = mapped_column(Integer, default=0)
    skipped: Mapped[int] = mapped_column(Integer, default=0)
    # What is wrong, one entry a cell: row, column, value, code, law, detail, warning.
    problems: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    # All of them; `problems` holds the first ones only.
    problem_count: Mapped[int] = mapped_column(Integer, default=0)
    warning_count: Mapped[int] = mapped_column(Integer, default=0)
    by: Mapped[UUID | None]
    at: Mapped[Instant]
    finished_at: Mapped[Instant | None]

    @property
    def audit_title(self) -> str:
        """Return what the log calls it."""
        return self.label
