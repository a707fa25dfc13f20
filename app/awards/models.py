"""Awards for a first grade."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.awards.states import AwardState
from app.db import Amount, Base, Instant, Key, choice
from app.funds.models import BudgetLine
from app.organizations.models import Grade, Organization
from app.payments.models import Payment


class GradeAward(Base):
    """Money for the first time that an organization gets a grade; once per grade (评估等级奖励)."""

    __tablename__ = "grade_award"
    __table_args__ = (
        UniqueConstraint("organization_id", "level"),
        CheckConstraint("amount > 0", "amount_positive"),
        CheckConstraint(
            "state not in ('approved', 'paid') or (line_id is not null and approved_by is not null)",
            "approved",
        ),
    )

    id: Mapped[Key]
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"), index=True)
    grade_id: Mapped[UUID] = mapped_column(ForeignKey("grade.id"), unique=True)
    level: Mapped[str] = mapped_column(String(2))
    amount: Mapped[Amount]
    state: Mapped[AwardState] = mapped_column(choice(AwardState), default=AwardState.PROPOSED)
    line_id: Mapped[UUID | None] = mapped_column(ForeignKey("budget_line.id"), index=True)
    reason: Mapped[str] = mapped_column(String(300), default="")
    proposed_at: Mapped[Instant]
    approved_at: Mapped[Instant | None]
    approved_by: Mapped[UUID | None]

    organization: Mapped[Organization] = relationship()
    grade: Mapped[Grade] = relationship()
    line: Mapped[BudgetLine | None] = relationship()
    payment: Mapped[Payment | None] = relationship()

    @property
    def audit_title(self) -> str:
        """Return what the log calls it."""
        return f"{self.organization.name} {self.level}"

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is."""
        return self.organization.scope_ids()
