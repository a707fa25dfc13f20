"""What a round has beyond a call."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.calls.models import Call
from app.calls.states import CallKind
from app.db import Amount, Fen
from app.funds.models import BudgetLine


class Round(Call):
    """A venture-funding round (公益创投)."""

    __tablename__ = "venture_round"
    __mapper_args__ = {"polymorphic_identity": CallKind.ROUND}  # noqa: RUF012

    id: Mapped[UUID] = mapped_column(ForeignKey("call.id"), primary_key=True)
    year: Mapped[int] = mapped_column(Integer)
    sequence: Mapped[int] = mapped_column(Integer)
    theme: Mapped[str] = mapped_column(String(200), default="")
    intro: Mapped[str] = mapped_column(Text, default="")
    budget_line_id: Mapped[UUID | None] = mapped_column(ForeignKey("budget_line.id"))
    pool: Mapped[Amount | None]
    grant_cap: Mapped[Amount | None]
    # Per cent with two places.
    labour_share_max: Mapped[Decimal | None] = mapped_column(Fen)
    own_share_min: Mapped[Decimal | None] = mapped_column(Fen)
    performs_from: Mapped[date | None]
    performs_to: Mapped[date | None]
    payment_percents: Mapped[list[int]] = mapped_column(JSON, default=list)

    budget_line: Mapped[BudgetLine | None] = relationship()
