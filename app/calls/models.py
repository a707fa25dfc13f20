"""The tables of the trunk: call, criteria, published versions, questions."""

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Unit
from app.calls.states import CallKind, CallState, Phase, phase
from app.db import Base, Fen, Instant, Key, choice
from app.law import Track


class Call(Base):
    """A public call (公开征集事项): the common part of projects and rounds."""

    __tablename__ = "call"
    __table_args__ = (
        CheckConstraint("reviewed_by is null or reviewed_by <> drafted_by", "two_people"),
    )

    id: Mapped[Key]
    kind: Mapped[CallKind] = mapped_column(choice(CallKind))
    number: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(120), default="")
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    track: Mapped[Track] = mapped_column(choice(Track))
    state: Mapped[CallState] = mapped_column(choice(CallState), default=CallState.DRAFT, index=True)
    summary: Mapped[str] = mapped_column(String(300), default="")
    content: Mapped[str] = mapped_column(Text, default="")
    place: Mapped[str] = mapped_column(String(120), default="")
    # Keys of the service fields (服务领域), the first one leads.
    fields: Mapped[list[str]] = mapped_column(JSON, default=list)
    conditions: Mapped[str] = mapped_column(Text, default="")
    requires_directory: Mapped[bool] = mapped_column(default=False)
    # half_life_days, kappa, grade_points: what scoring needs beside the criteria.
    scheme: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    drafted_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    reviewed_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    review_note: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[Instant]
    rule_date: Mapped[date | None]
    published_at: Mapped[Instant | None] = mapped_column(index=True)
    questions_until: Mapped[Instant | None]
    deadline_at: Mapped[Instant | None] = mapped_column(index=True)
    opening_at: Mapped[Instant | None]
    reported_at: Mapped[Instant | None]
    publicity_from: Mapped[date | None]
    publicity_until: Mapped[Instant | None]
    closed_at: Mapped[Instant | None]
    closing_reason: Mapped[str] = mapped_column(String(300), default="")

    unit: Mapped[Unit] = relationship()
    criteria: Mapped[list["Criterion"]] = relationship(
        back_populates="call", order_by="Criterion.sort", cascade="all, delete-orphan"
    )
    questions: Mapped[list["Question"]] = relationship(
        back_populates="call", order_by="Question.asked_at"
    )

    __mapper_args__ = {"polymorphic_on": "kind", "with_polymorphic": "*"}  # noqa: RUF012

    def phase(self, now: datetime) -> Phase:
        """Return where it stands at `now`."""
        return phase(
            self.state,
            deadline_at=self.deadline_at,
            now=now,
            publicity_until=self.publicity_until,
        )

    @property
    def audit_title(self) -> str:
        """Return what the log calls it."""
        return f"{self.number} {self.title}"

    @property
    def audit_call_id(self) -> UUID:
        """Return the call: itself."""
        return self.id

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is: the posting unit's."""
        return (self.unit_id,)


class OfCall:
    """Mixed into what belongs to a call: the log calls it by the call's name and files it there."""

    @property
    def audit_title(self) -> str:
        """Return what the log calls it."""
        call: Call = self.call  # type: ignore[attr-defined]  # a relationship of each table
        return call.audit_title

    @property
    def audit_call_id(self) -> UUID:
        """Return the call it belongs to."""
        call_id: UUID = self.call_id  # type: ignore[attr-defined]
        return call_id


class Criterion(Base):
    """A part of the 100 points of a call's scheme (评审因素)."""

    __tablename__ = "criterion"
    __table_args__ = (UniqueConstraint("call_id", "key"),)

    id: Mapped[Key]
    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.id"), index=True)
    key: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(60))
    points: Mapped[Decimal] = mapped_column(Fen)
    text: Mapped[str] = mapped_column(Text, default="")
    # Described levels of a judged criterion, best first: {"low", "high", "text"}, numbers as text.
    levels: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    sort: Mapped[int] = mapped_column(Integer, default=0)

    call: Mapped[Call] = relationship(back_populates="criteria")


class CallVersion(Base):
    """What was published, frozen, with its digest (公告版本)."""

    __tablename__ = "call_version"
    __table_args__ = (UniqueConstraint("call_id", "number"),)

    id: Mapped[Key]
    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    at: Mapped[Instant]
    content: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))


class Question(OfCall, Base):
    """A question before the deadline; the answer is for all, the asker is never named (询问)."""

    __tablename__ = "question"

    id: Mapped[Key]
    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.id"), index=True)
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"))
    text: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[Instant]
    asked_by: Mapped[UUID | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[Instant | None]
    answered_by: Mapped[UUID | None]

    call: Mapped[Call] = relationship(back_populates="questions")

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is: the answering unit's."""
        return self.call.scope_ids()
