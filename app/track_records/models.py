"""Performed contracts with their score."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Amount, Base, Instant, Key
from app.organizations.models import Organization


class TrackRecord(Base):
    """One performed contract of one organization (履约记录)."""

    __tablename__ = "track_record"
    __table_args__ = (CheckConstraint("score_cents between 0 and 10000", "score"),)

    id: Mapped[Key]
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"), index=True)
    contract_id: Mapped[UUID | None] = mapped_column(unique=True)
    title: Mapped[str] = mapped_column(String(200))
    buyer: Mapped[str] = mapped_column(String(120))
    content: Mapped[str] = mapped_column(Text)
    fields: Mapped[list[str]] = mapped_column(JSON, default=list)
    amount: Mapped[Amount]
    starts_on: Mapped[date]
    ends_on: Mapped[date] = mapped_column(index=True)
    # Hundredths of a point, so that it is exact on every database.
    score_cents: Mapped[int] = mapped_column(Integer)
    evidence: Mapped[str] = mapped_column(String(300), default="")
    imported: Mapped[bool] = mapped_column(default=False)
    recorded_at: Mapped[Instant]

    organization: Mapped[Organization] = relationship()

    @property
    def score(self) -> Decimal:
        """Return the performance score, 0..100 with two places."""
        return Decimal(self.score_cents) / 100

    @property
    def audit_title(self) -> str:
        """Return what the log calls it."""
        return self.title

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is."""
        return (self.organization_id,)
