"""Experts, their declared ties, panels, sheets."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.calls.models import Call, OfCall
from app.db import Base, Fen, Instant, Key, choice
from app.organizations.models import Organization
from app.panels.states import MemberState, SheetState, TieKind
from app.submissions.models import Submission


class Expert(Base):
    """A member of the expert pool (评审专家)."""

    __tablename__ = "expert"

    id: Mapped[Key]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), unique=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    employer: Mapped[str] = mapped_column(String(120), default="")
    title: Mapped[str] = mapped_column(String(60), default="")
    fields: Mapped[list[str]] = mapped_column(JSON, default=list)
    valid_until: Mapped[date]

    @property
    def audit_title(self) -> str:
        """Return what the log calls the expert: the number, names stay secret until the result."""
        return self.number

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is."""
        return (self.person_id,)


class Tie(Base):
    """A declared tie of an expert to an organization (回避关系). Only the bureau lifts one."""

    __tablename__ = "tie"
    __table_args__ = (
        CheckConstraint("(lifted_at is null) = (lifted_why = '')", "lifted_with_reason"),
    )

    id: Mapped[Key]
    expert_id: Mapped[UUID] = mapped_column(ForeignKey("expert.id"), index=True)
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"), index=True)
    kind: Mapped[TieKind] = mapped_column(choice(TieKind))
    # The last day of work or contract; none while it lasts, and for kinship.
    ended_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(String(1000))
    declared_at: Mapped[Instant]
    declared_by: Mapped[UUID | None]
    lifted_at: Mapped[Instant | None]
    lifted_by: Mapped[UUID | None]
    lifted_why: Mapped[str] = mapped_column(String(1000), default="")

    expert: Mapped[Expert] = relationship()
    organization: Mapped[Organization] = relationship()

    @property
    def audit_title(self) -> str:
        """Return what the log calls it: the expert's number."""
        return self.expert.audit_title

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is."""
        return self.expert.scope_ids()


class Panel(OfCall, Base):
    """The panel of one call (评审小组) and the record of its draw."""

    __tablename__ = "panel"

    id: Mapped[Key]
    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.id"), unique=True)
    size: Mapped[int] = mapped_column(Integer)
    # pool (expert numbers), excluded with reasons, pool_hash, seed, order, taken, and under
    # `after` every replacement and further draw: re-computable (rules.problems_of).
    draw: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    formed_at: Mapped[Instant]
    formed_by: Mapped[UUID | None]

    call: Mapped[Call] = relationship()
    members: Mapped[list["PanelMember"]] = relationship(
        back_populates="panel", order_by="PanelMember.place"
    )

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is: the posting unit's."""
        return self.call.scope_ids()


class PanelMember(Base):
    """One expert on one panel (评审小组成员)."""

    __tablename__ = "panel_member"
    __table_args__ = (UniqueConstraint("panel_id", "expert_id"),)

    id: Mapped[Key]
    panel_id: Mapped[UUID] = mapped_column(ForeignKey("panel.id"), index=True)
    expert_id: Mapped[UUID] = mapped_column(ForeignKey("expert.id"), index=True)
    place: Mapped[int] = mapped_column(Integer)
    state: Mapped[MemberState] = mapped_column(choice(MemberState), default=MemberState.ASKED)
    declared_at: Mapped[Instant | None]
    declaration: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    dissent: Mapped[str] = mapped_column(String(500), default="")

    panel: Mapped[Panel] = relationship(back_populates="members")
    expert: Mapped[Expert] = relationship()
    sheets: Mapped[list["Sheet"]] = relationship(back_populates="member")

    @property
    def audit_title(self) -> str:
        """Return what the log calls it."""
        return self.panel.audit_title

    @property
    def audit_call_id(self) -> UUID:
        """Return the call."""
        return self.panel.call_id

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is: the expert's alone."""
        return (self.expert.person_id,)


class Sheet(Base):
    """One version of an expert's sheet for one submission (打分表). The live one counts.

    Whoever leaves with a tie gets a further version that is void; the one before stays as it was.
    """

    __tablename__ = "sheet"
    __table_args__ = (
        UniqueConstraint("member_id", "submission_id", "number"),
        Index(
            "uq_sheet_live",
            "member_id",
            "submission_id",
            unique=True,
            sqlite_where=text("ended_at is null"),
            postgresql_where=text("ended_at is null"),
        ),
    )

    id: Mapped[Key]
    member_id: Mapped[UUID] = mapped_column(ForeignKey("panel_member.id"), index=True)
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id"), index=True)
    number: Mapped[int] = mapped_column(Integer, default=1)
    state: Mapped[SheetState] = mapped_column(choice(SheetState), default=SheetState.OPEN)
    saved_at: Mapped[Instant | None]
    signed_at: Mapped[Instant | None]
    ended_at: Mapped[Instant | None]

    member: Mapped[PanelMember] = relationship(back_populates="sheets")
    submission: Mapped[Submission] = relationship()
    marks: Mapped[list["Mark"]] = relationship(back_populates="sheet", cascade="all, delete-orphan")

    @property
    def audit_title(self) -> str:
        """Return what the log calls it."""
        return self.member.audit_title

    @property
    def audit_call_id(self) -> UUID:
        """Return the call."""
        return self.member.panel.call_id

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is: the expert's alone."""
        return self.member.scope_ids()


class Mark(Base):
    """The points of one criterion on one sheet (评分)."""

    __tablename__ = "mark"
    __table_args__ = (UniqueConstraint("sheet_id", "criterion_key"),)

    id: Mapped[Key]
    sheet_id: Mapped[UUID] = mapped_column(ForeignKey("sheet.id"), index=True)
    criterion_key: Mapped[str] = mapped_column(String(40))
    points: Mapped[Decimal | None] = mapped_column(Fen)
    reason: Mapped[str] = mapped_column(String(1000), default="")

    sheet: Mapped[Sheet] = relationship(back_populates="marks")
