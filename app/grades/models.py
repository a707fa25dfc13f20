"""What was decided about grades, and what was told about their end."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, Instant, Key, choice
from app.grades.states import Cause, DecisionKind
from app.organizations.models import Grade, Organization


class GradeDecision(Base):
    """A follow-up assessment and what it ended in (跟踪评估、降低或取消等级)."""

    __tablename__ = "grade_decision"
    __table_args__ = (
        CheckConstraint("(kind = 'downgrade') = (new_grade_id is not null)", "new_grade"),
        CheckConstraint("(kind = 'keep') = (ban_until is null)", "ban"),
    )

    id: Mapped[Key]
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"), index=True)
    grade_id: Mapped[UUID] = mapped_column(ForeignKey("grade.id"), index=True)
    new_grade_id: Mapped[UUID | None] = mapped_column(ForeignKey("grade.id"), unique=True)
    kind: Mapped[DecisionKind] = mapped_column(choice(DecisionKind))
    cause: Mapped[Cause] = mapped_column(choice(Cause))
    reason: Mapped[str] = mapped_column(String(300))
    document: Mapped[str] = mapped_column(String(200))
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    decided_on: Mapped[date]
    ban_until: Mapped[date | None]
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[Instant]

    organization: Mapped[Organization] = relationship()
    grade: Mapped[Grade] = relationship(foreign_keys=[grade_id])
    new_grade: Mapped[Grade | None] = relationship(foreign_keys=[new_grade_id])

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is."""
        return self.organization.scope_ids()


class GradeReminder(Base):
    """That the end of a grade was told, once for each of the days before it (到期提醒)."""

    __tablename__ = "grade_reminder"
    __table_args__ = (UniqueConstraint("grade_id", "days"),)

    id: Mapped[Key]
    grade_id: Mapped[UUID] = mapped_column(ForeignKey("grade.id"), index=True)
    days: Mapped[int] = mapped_column(Integer)
    at: Mapped[Instant]
