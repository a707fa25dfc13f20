"""Filings, and what is true of filed organizations from a day to a day."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Unit
from app.db import Base, Instant, Key, choice
from app.filings.states import (
    CheckVerdict,
    DissolutionKind,
    EndKind,
    FilingKind,
    FilingState,
    GroupKind,
)
from app.organizations.models import Organization


class Filing(Base):
    """An application to file (备案申请): set-up, change or cancellation."""

    __tablename__ = "filing"
    __table_args__ = (
        CheckConstraint("kind = 'set_up' or organization_id is not null", "of_somebody"),
        CheckConstraint("state <> 'filed' or organization_id is not null", "filed_is_there"),
    )

    id: Mapped[Key]
    kind: Mapped[FilingKind] = mapped_column(choice(FilingKind))
    state: Mapped[FilingState] = mapped_column(choice(FilingState), default=FilingState.DRAFT)
    organization_id: Mapped[UUID | None] = mapped_column(ForeignKey("organization.id"), index=True)
    community_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    street_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    # Who filled it in; the community may do so for a group.
    applicant_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    on_behalf: Mapped[bool] = mapped_column(default=False)
    name: Mapped[str] = mapped_column(String(120))
    group_kind: Mapped[GroupKind] = mapped_column(choice(GroupKind))
    fields: Mapped[list[str]] = mapped_column(JSON, default=list)
    address: Mapped[str] = mapped_column(String(200), default="")
    person_in_charge: Mapped[str] = mapped_column(String(60), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    purpose: Mapped[str] = mapped_column(Text, default="")
    activities: Mapped[str] = mapped_column(Text, default="")
    members: Mapped[int] = mapped_column(Integer, default=0)
    charter_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    member_list_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    host_id: Mapped[UUID | None] = mapped_column(ForeignKey("organization.id"))
    # Why it is changed or cancelled.
    reason: Mapped[str] = mapped_column(String(500), default="")
    # Why one more of a kind is filed.
    override: Mapped[str] = mapped_column(String(300), default="")
    bureau_agreed: Mapped[bool] = mapped_column(default=False)
    number: Mapped[str] = mapped_column(String(40), default="")
    document: Mapped[str] = mapped_column(String(120), default="")
    first_day: Mapped[date | None]
    # What a change replaced: {"name": [before, after]}.
    changes: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[Instant]
    saved_at: Mapped[Instant]
    sent_at: Mapped[Instant | None]
    decided_at: Mapped[Instant | None]

    organization: Mapped[Organization | None] = relationship(foreign_keys=[organization_id])
    host: Mapped[Organization | None] = relationship(foreign_keys=[host_id])
    community: Mapped[Unit] = relationship(foreign_keys=[community_id])
    street: Mapped[Unit] = relationship(foreign_keys=[street_id])
    opinions: Mapped[list["FilingOpinion"]] = relationship(
        back_populates="filing", order_by="FilingOpinion.at"
    )

    @property
    def audit_title(self) -> str:
        """Return what the log calls it."""
        return self.name

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is: the community's, the street's, the organization's."""
        held = (self.community_id, self.street_id, self.organization_id)
        return tuple(i for i in held if i)


class FilingOpinion(Base):
    """What somebody found at one stage (审查意见)."""

    __tablename__ = "filing_opinion"

    id: Mapped[Key]
    filing_id: Mapped[UUID] = mapped_column(ForeignKey("filing.id"), index=True)
    stage: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(String(500), default="")
    office: Mapped[str] = mapped_column(String(100), default="")
    by_id: Mapped[UUID | None]
    at: Mapped[Instant]

    filing: Mapped[Filing] = relationship(back_populates="opinions")


class FiledStand(Base):
    """That an organization is filed, from a day to a day (备案情况); both days belong to it."""

    __tablename__ = "filed_stand"
    __table_args__ = (
        CheckConstraint("(ends_on is null) = (end_kind is null)", "end_has_a_kind"),
        CheckConstraint("ends_on is null or ends_on >= starts_on", "ends_after_its_start"),
    )

    id: Mapped[Key]
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"), index=True)
    group_kind: Mapped[GroupKind] = mapped_column(choice(GroupKind))
    community_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    street_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    filing_id: Mapped[UUID | None] = mapped_column(ForeignKey("filing.id"))
    number: Mapped[str] = mapped_column(String(40))
    starts_on: Mapped[date]
    document: Mapped[str] = mapped_column(String(120), default="")
    ends_on: Mapped[date | None]
    end_kind: Mapped[EndKind | None] = mapped_column(choice(EndKind))
    end_document: Mapped[str] = mapped_column(String(120), default="")
    end_reason: Mapped[str] = mapped_column(String(500), default="")
    # Where a merged one went.
    into_id: Mapped[UUID | None] = mapped_column(ForeignKey("organization.id"))

    organization: Mapped[Organization] = relationship(foreign_keys=[organization_id])
    into: Mapped[Organization | None] = relationship(foreign_keys=[into_id])
    community: Mapped[Unit] = relationship(foreign_keys=[community_id])
    street: Mapped[Unit] = relationship(foreign_keys=[street_id])
    checks: Mapped[list["YearlyCheck"]] = relationship(
        back_populates="stand", order_by="YearlyCheck.year"
    )

    @property
    def audit_title(self) -> str:
        """Return what the log calls it."""
        return self.organization.name

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is: the organization's, the community's, the street's."""
        return (self.organization_id, self.community_id, self.street_id)


class HostRelation(Base):
    """That a registered organization acts for a filed one, from a day to a day (牵头关系)."""

    __tablename__ = "host_relation"
    __table_args__ = (
        CheckConstraint("ends_on is null or ends_on >= starts_on", "ends_after_its_start"),
    )

    id: Mapped[Key]
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"), index=True)
    host_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"), index=True)
    starts_on: Mapped[date]
    document: Mapped[str] = mapped_column(String(120))
    ends_on: Mapped[date | None]
    end_reason: Mapped[str] = mapped_column(String(300), default="")

    organization: Mapped[Organization] = relationship(foreign_keys=[organization_id])
    host: Mapped[Organization] = relationship(foreign_keys=[host_id])


class Dissolution(Base):
    """Advice or order to dissolve (劝其解散、责令解散)."""

    __tablename__ = "dissolution"

    id: Mapped[Key]
    stand_id: Mapped[UUID] = mapped_column(ForeignKey("filed_stand.id"), index=True)
    kind: Mapped[DissolutionKind] = mapped_column(choice(DissolutionKind))
    reason: Mapped[str] = mapped_column(String(500))
    document: Mapped[str] = mapped_column(String(120))
    decided_on: Mapped[date]


class YearlyCheck(Base):
    """The yearly check of a filed organization (年度核查)."""

    __tablename__ = "yearly_check"
    __table_args__ = (UniqueConstraint("stand_id", "year"),)

    id: Mapped[Key]
    stand_id: Mapped[UUID] = mapped_column(ForeignKey("filed_stand.id"), index=True)
    year: Mapped[int] = mapped_column(Integer)
    checked_on: Mapped[date]
    verdict: Mapped[CheckVerdict] = mapped_column(choice(CheckVerdict))
    note: Mapped[str] = mapped_column(String(500), default="")

    stand: Mapped[FiledStand] = relationship(back_populates="checks")
