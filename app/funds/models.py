"""Budget lines and commitments."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Unit
from app.db import Amount, Base, Instant, Key


class BudgetLine(Base):
    """A line of a unit's budget (预算科目)."""

    __tablename__ = "budget_line"
    __table_args__ = (
        UniqueConstraint("code", "year"),
        CheckConstraint("amount >= 0", "amount_not_negative"),
    )

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(100))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    year: Mapped[int] = mapped_column(Integer)
    amount: Mapped[Amount]
    source: Mapped[str] = mapped_column(String(20))
    new_public_service: Mapped[bool] = mapped_column(default=False)

    unit: Mapped[Unit] = relationship()
    commitments: Mapped[list["Commitment"]] = relationship(back_populates="line")

    @property
    def audit_title(self) -> str:
        """Return what the log calls it."""
        return f"{self.year} {self.name}"

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is."""
        return (self.unit_id,)


class Commitment(Base):
    """Money promised from a line to one thing (已安排金额).

    To a call: its ceiling, later its contracts. Or to an award for a first grade, whose id then
    stands in `call_id`; `kind` says which of the two.
    """

    __tablename__ = "commitment"
    __table_args__ = (
        CheckConstraint("amount >= 0", "amount_not_negative"),
        CheckConstraint("kind in ('call', 'award')", "kind"),
    )

    id: Mapped[Key]
    line_id: Mapped[UUID] = mapped_column(ForeignKey("budget_line.id"), index=True)
    call_id: Mapped[UUID] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(String(10), default="call")
    amount: Mapped[Amount]
    at: Mapped[Instant]

    line: Mapped[BudgetLine] = relationship(back_populates="commitments")
