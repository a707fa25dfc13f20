"""Proposals and applications for repair; the entries themselves stand with the register."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.credit.states import Act, ProposalState, RepairState
from app.db import Base, Instant, Key, choice
from app.organizations.models import CreditEvent, Organization
from app.organizations.states import CreditKind


class CreditProposal(Base):
    """What the rules or a person propose (列入、移出建议).

    `effect_key` names organization, act, list and cause, so that a night that runs twice
    proposes once. What was typed for the decision is kept here until it is taken.
    """

    __tablename__ = "credit_proposal"

    id: Mapped[Key]
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"), index=True)
    act: Mapped[Act] = mapped_column(choice(Act))
    kind: Mapped[CreditKind] = mapped_column(choice(CreditKind))
    ground: Mapped[str] = mapped_column(String(40), default="")
    cause: Mapped[str] = mapped_column(String(40))
    law: Mapped[str] = mapped_column(String(40), default="")
    detail: Mapped[dict[str, Any]]
    effect_key: Mapped[str] = mapped_column(String(160), unique=True)
    event_id: Mapped[UUID | None] = mapped_column(ForeignKey("credit_event.id"))
    state: Mapped[ProposalState] = mapped_column(
        choice(ProposalState), default=ProposalState.PROPOSED, index=True
    )
    proposed_at: Mapped[Instant]
    proposed_by: Mapped[UUID | None]
    reason: Mapped[str] = mapped_column(String(300), default="")
    office: Mapped[str] = mapped_column(String(100), default="")
    number: Mapped[str] = mapped_column(String(60), default="")
    first_on: Mapped[date | None]
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    reviewed_at: Mapped[Instant | None]
    reviewed_by: Mapped[UUID | None]
    decided_at: Mapped[Instant | None]
    decided_by: Mapped[UUID | None]
    refusal: Mapped[str] = mapped_column(String(300), default="")

    organization: Mapped[Organization] = relationship()
    event: Mapped[CreditEvent | None] = relationship()

    @property
    def audit_title(self) -> str:
        """Return what the log calls it."""
        return self.organization.name

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is."""
        return (self.organization_id,)


class CreditRepair(Base):
    """An organization's application to end an entry (信用修复申请)."""

    __tablename__ = "credit_repair"

    id: Mapped[Key]
    event_id: Mapped[UUID] = mapped_column(ForeignKey("credit_event.id"), index=True)
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"), index=True)
    statement: Mapped[str] = mapped_column(String(1000))
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    state: Mapped[RepairState] = mapped_column(choice(RepairState), default=RepairState.SENT)
    sent_at: Mapped[Instant]
    sent_by: Mapped[UUID | None]
    due_on: Mapped[date | None]
    decided_at: Mapped[Instant | None]
    decided_by: Mapped[UUID | None]
    reason: Mapped[str] = mapped_column(String(300), default="")

    event: Mapped[CreditEvent] = relationship()
    organization: Mapped[Organization] = relationship()

    @property
    def audit_title(self) -> str:
        """Return what the log calls it."""
        return self.organization.name

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is."""
        return (self.organization_id,)
