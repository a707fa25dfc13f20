"""Reviews of low prices."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.calls.models import Call, OfCall
from app.db import Base, Instant, Key, choice
from app.low_prices.states import ReviewState
from app.submissions.models import Submission


class LowPrice(OfCall, Base):
    """A price that is looked into (异常低价审查): asked, explained, decided."""

    __tablename__ = "low_price"

    id: Mapped[Key]
    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.id"), index=True)
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id"), unique=True)
    # [{"code", "share", "of", "amount"}]: the lines it was under when it was asked, as text.
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    reason: Mapped[str] = mapped_column(String(500), default="")
    asked_at: Mapped[Instant]
    asked_by: Mapped[UUID | None]
    due_at: Mapped[Instant]
    state: Mapped[ReviewState] = mapped_column(choice(ReviewState), default=ReviewState.ASKED)
    text: Mapped[str] = mapped_column(Text, default="")
    file_ids: Mapped[list[str]] = mapped_column(JSON, default=list)
    answered_at: Mapped[Instant | None]
    answered_by: Mapped[UUID | None]
    opinion: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[Instant | None]
    decided_by: Mapped[UUID | None]

    call: Mapped[Call] = relationship()
    submission: Mapped[Submission] = relationship()

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is: the bidder's and the posting unit's."""
        return (self.submission.organization_id, *self.call.scope_ids())
