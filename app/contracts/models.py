"""Contracts, milestones, performance; payments are in app.payments."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Unit
from app.calls.models import Call
from app.contracts.states import ContractState, MilestoneState
from app.db import Amount, Base, Fen, Instant, Key, choice
from app.organizations.models import Organization
from app.payments.models import Payment


class Contract(Base):
    """A contract or agreement (合同、协议)."""

    __tablename__ = "contract"
    __table_args__ = (CheckConstraint("amount > 0", "amount_positive"),)

    id: Mapped[Key]
    number: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(160))
    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.id"), index=True)
    award_id: Mapped[UUID | None] = mapped_column(ForeignKey("award.id"), unique=True)
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"), index=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    amount: Mapped[Amount]
    content: Mapped[str] = mapped_column(Text, default="")
    terms: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    sign_by: Mapped[date | None]
    state: Mapped[ContractState] = mapped_column(choice(ContractState), default=ContractState.DRAFT)
    offered_at: Mapped[Instant | None]
    offered_by: Mapped[UUID | None]
    signed_at: Mapped[Instant | None]
    signed_by: Mapped[UUID | None]
    closed_at: Mapped[Instant | None]
    created_at: Mapped[Instant]

    call: Mapped[Call] = relationship()
    organization: Mapped[Organization] = relationship()
    unit: Mapped[Unit] = relationship()
    milestones: Mapped[list["Milestone"]] = relationship(
        back_populates="contract", order_by="Milestone.number"
    )
    performance: Mapped["Performance | None"] = relationship(back_populates="contract")

    @property
    def audit_title(self) -> str:
        """Return what the log calls it."""
        return f"{self.number} {self.title}"

    @property
    def audit_call_id(self) -> UUID:
        """Return the call it came from."""
        return self.call_id

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is: both parties'."""
        return (self.unit_id, self.organization_id)


class Milestone(Base):
    """A part of a contract with its payment (阶段成果)."""

    __tablename__ = "milestone"
    __table_args__ = (
        UniqueConstraint("contract_id", "number"),
        CheckConstraint("amount >= 0", "amount_not_negative"),
    )

    id: Mapped[Key]
    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(160))
    evidence: Mapped[str] = mapped_column(String(500), default="")
    percent: Mapped[int] = mapped_column(Integer)
    amount: Mapped[Amount]
    due_on: Mapped[date]
    state: Mapped[MilestoneState] = mapped_column(
        choice(MilestoneState), default=MilestoneState.PLANNED
    )
    delivered_at: Mapped[Instant | None]
    delivered_by: Mapped[UUID | None]
    delivery_text: Mapped[str] = mapped_column(Text, default="")
    delivery_files: Mapped[list[str]] = mapped_column(JSON, default=list)
    accepted_at: Mapped[Instant | None]
    accepted_by: Mapped[UUID | None]
    acceptance_note: Mapped[str] = mapped_column(Text, default="")

    contract: Mapped[Contract] = relationship(back_populates="milestones")
    payment: Mapped[Payment | None] = relationship()

    @property
    def audit_title(self) -> str:
        """Return what the log calls it."""
        return f"{self.contract.number} #{self.number}"

    @property
    def audit_call_id(self) -> UUID:
        """Return the call it came from."""
        return self.contract.call_id

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is: both parties'."""
        return self.contract.scope_ids()


class Performance(Base):
    """How a contract was performed (履约评价)."""

    __tablename__ = "performance"
    __table_args__ = (CheckConstraint("score between 0 and 10000", "score"),)

    id: Mapped[Key]
    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"), unique=True)
    score: Mapped[Decimal] = mapped_column(Fen)
    parts: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    note: Mapped[str] = mapped_column(Text, default="")
    satisfaction: Mapped[Decimal | None] = mapped_column(Fen)
    rated_by: Mapped[UUID | None]
    rated_at: Mapped[Instant]

    contract: Mapped[Contract] = relationship(back_populates="performance")

    @property
    def audit_title(self) -> str:
        """Return what the log calls it."""
        return self.contract.audit_title

    @property
    def audit_call_id(self) -> UUID:
        """Return the call it came from."""
        return self.contract.call_id
