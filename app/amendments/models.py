"""Amendments of published calls."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.amendments.states import AmendmentState
from app.calls.models import Call, OfCall
from app.db import Base, Instant, Key, choice


class Amendment(OfCall, Base):
    """A change of a published call (变更公告), proposed by one person, published by another."""

    __tablename__ = "amendment"
    __table_args__ = (
        CheckConstraint("reviewed_by is null or reviewed_by <> drafted_by", "two_people"),
        CheckConstraint("deadline_at >= deadline_before", "only_later"),
        Index(
            "uq_amendment_proposed",
            "call_id",
            unique=True,
            sqlite_where=text("state = 'proposed'"),
            postgresql_where=text("state = 'proposed'"),
        ),
    )

    id: Mapped[Key]
    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.id"), index=True)
    state: Mapped[AmendmentState] = mapped_column(
        choice(AmendmentState), default=AmendmentState.PROPOSED
    )
    # Before and after, by field.
    texts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    material: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(500))
    deadline_before: Mapped[Instant]
    deadline_at: Mapped[Instant]
    opening_before: Mapped[Instant]
    opening_at: Mapped[Instant]
    drafted_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    drafted_at: Mapped[Instant]
    reviewed_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[Instant | None]
    # The number of the call's version that it made.
    version: Mapped[int | None] = mapped_column(Integer)

    call: Mapped[Call] = relationship()

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is."""
        return self.call.scope_ids()
