"""Payments."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Amount, Base, Instant, Key


class Payment(Base):
    """Money paid for one thing (付款): an accepted milestone or an award for a first grade.

    Each thing once, by another person than accepted or approved it.
    """

    __tablename__ = "payment"
    __table_args__ = (
        CheckConstraint("approved_by <> accepted_by", "two_people"),
        CheckConstraint("(milestone_id is null) <> (grade_award_id is null)", "one_thing"),
        CheckConstraint("(milestone_id is null) = (contract_id is null)", "contract"),
    )

    id: Mapped[Key]
    milestone_id: Mapped[UUID | None] = mapped_column(ForeignKey("milestone.id"), unique=True)
    contract_id: Mapped[UUID | None] = mapped_column(ForeignKey("contract.id"), index=True)
    grade_award_id: Mapped[UUID | None] = mapped_column(ForeignKey("grade_award.id"), unique=True)
    amount: Mapped[Amount]
    accepted_by: Mapped[UUID]
    approved_by: Mapped[UUID]
    paid_at: Mapped[Instant]
    voucher: Mapped[str] = mapped_column(String(60), default="")
