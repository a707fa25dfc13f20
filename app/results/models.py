"""Qualification, ranking, award, objection."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.calls.models import Call, OfCall
from app.db import Amount, Base, Instant, Key, choice
from app.organizations.models import Organization
from app.results.states import ObjectionState
from app.submissions.models import Submission


class Qualification(Base):
    """Whether a submission may be scored, as of the deadline (资格审查)."""

    __tablename__ = "qualification"

    id: Mapped[Key]
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id"), unique=True)
    passed: Mapped[bool]
    as_of: Mapped[Instant]
    # [{"code", "law", "detail"}] of what speaks against it.
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    note: Mapped[str] = mapped_column(String(500), default="")
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[Instant]

    submission: Mapped[Submission] = relationship()


class FitStatistics(Base):
    """Statistics of the texts of the district, frozen at a deadline (契合度统计)."""

    __tablename__ = "fit_statistics"

    version: Mapped[str] = mapped_column(String(80), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[Instant]


class Ranking(OfCall, Base):
    """One computed ranking with everything it was computed from (评审汇总)."""

    __tablename__ = "ranking"
    __table_args__ = (UniqueConstraint("call_id", "version"),)

    id: Mapped[Key]
    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.id"), index=True)
    version: Mapped[int] = mapped_column(Integer, default=1)
    computed_at: Mapped[Instant]
    computed_by: Mapped[UUID | None]
    # scoring.record: inputs and result. `digest` is the sha256 of its canonical form.
    record: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))

    call: Mapped[Call] = relationship()

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is."""
        return self.call.scope_ids()


class Award(OfCall, Base):
    """Who gets the contract (成交), decided by a person in the order of the ranking."""

    __tablename__ = "award"
    __table_args__ = (UniqueConstraint("call_id", "submission_id"),)

    id: Mapped[Key]
    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.id"), index=True)
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id"))
    place: Mapped[int] = mapped_column(Integer)
    amount: Mapped[Amount]
    skip_reason: Mapped[str] = mapped_column(String(500), default="")
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[Instant]
    withdrawn_at: Mapped[Instant | None]
    notice_issued_at: Mapped[Instant | None]

    call: Mapped[Call] = relationship()
    submission: Mapped[Submission] = relationship()

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is."""
        return (*self.call.scope_ids(), self.submission.organization_id)


class Objection(OfCall, Base):
    """A doubt raised in the publicity period (异议). While it is open, the clock stands."""

    __tablename__ = "objection"

    id: Mapped[Key]
    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.id"), index=True)
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"))
    text: Mapped[str] = mapped_column(Text)
    evidence: Mapped[str] = mapped_column(Text, default="")
    raised_at: Mapped[Instant]
    raised_by: Mapped[UUID | None]
    answer_due_on: Mapped[date | None]
    # Working days of publicity still to run when the clock was stopped.
    days_left: Mapped[int] = mapped_column(Integer, default=0)
    state: Mapped[ObjectionState] = mapped_column(
        choice(ObjectionState), default=ObjectionState.OPEN
    )
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[Instant | None]
    answered_by: Mapped[UUID | None]

    call: Mapped[Call] = relationship()
    organization: Mapped[Organization] = relationship()

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is."""
        return (self.organization_id, *self.call.scope_ids())
