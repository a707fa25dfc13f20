"""The register."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Unit
from app.db import Amount, Base, Fen, Instant, Key, choice
from app.organizations.states import (
    ClaimState,
    CreditKind,
    GradeMethod,
    OrganizationType,
    ReportState,
)


class Organization(Base):
    """A social organization (社会组织)."""

    __tablename__ = "organization"
    __table_args__ = (
        CheckConstraint("uscc is not null or filing_no is not null", "registered_or_filed"),
    )

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(120), index=True)
    short_name: Mapped[str] = mapped_column(String(60))
    pinyin: Mapped[str] = mapped_column(String(240), default="", index=True)
    type: Mapped[OrganizationType] = mapped_column(choice(OrganizationType))
    category: Mapped[str] = mapped_column(String(40), default="")
    uscc: Mapped[str | None] = mapped_column(String(18), unique=True)
    filing_no: Mapped[str | None] = mapped_column(String(40), unique=True)
    registered_on: Mapped[date]
    legal_representative: Mapped[str] = mapped_column(String(60), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    street_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"), index=True)
    community_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"), index=True)
    supervisor_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"))
    fields: Mapped[list[str]] = mapped_column(JSON, default=list)
    scope: Mapped[str] = mapped_column(Text, default="")
    intro: Mapped[str] = mapped_column(Text, default="")
    staff: Mapped[int] = mapped_column(Integer, default=0)
    full_time_staff: Mapped[int] = mapped_column(Integer, default=0)
    certified_social_workers: Mapped[int] = mapped_column(Integer, default=0)
    volunteers: Mapped[int] = mapped_column(Integer, default=0)
    members: Mapped[int] = mapped_column(Integer, default=0)
    part_time_officials: Mapped[int] = mapped_column(Integer, default=0)
    is_hub: Mapped[bool] = mapped_column(default=False)
    principal: Mapped[str] = mapped_column(String(60), default="")
    purpose: Mapped[str] = mapped_column(Text, default="")
    capital: Mapped[Amount | None]
    industry_regulator_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"))
    contact: Mapped[str] = mapped_column(String(60), default="")
    contact_phone: Mapped[str] = mapped_column(String(40), default="")
    finance_agent: Mapped[str] = mapped_column(String(120), default="")
    legal_adviser: Mapped[str] = mapped_column(String(120), default="")
    party_required: Mapped[bool] = mapped_column(default=False)
    party_organization: Mapped[str] = mapped_column(String(120), default="")
    party_instructor: Mapped[str] = mapped_column(String(60), default="")
    created_at: Mapped[Instant]
    # The first day on which it is gone (注销、终止).
    ended_on: Mapped[date | None]

    street: Mapped[Unit | None] = relationship(foreign_keys=[street_id])
    community: Mapped[Unit | None] = relationship(foreign_keys=[community_id])
    supervisor: Mapped[Unit | None] = relationship(foreign_keys=[supervisor_id])
    industry_regulator: Mapped[Unit | None] = relationship(foreign_keys=[industry_regulator_id])
    grades: Mapped[list["Grade"]] = relationship(
        back_populates="organization", order_by="Grade.awarded_on"
    )
    credit_events: Mapped[list["CreditEvent"]] = relationship(
        back_populates="organization", order_by="CreditEvent.decided_on"
    )
    annual_reports: Mapped[list["AnnualReport"]] = relationship(
        back_populates="organization", order_by="AnnualReport.year"
    )

    @property
    def registered(self) -> bool:
        """Say whether it is a legal person (登记), not only filed (备案)."""
        return self.uscc is not None

    @property
    def audit_title(self) -> str:
        """Return what the log calls it."""
        return self.name

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is: its own people's and its supervisor's."""
        return tuple(i for i in (self.id, self.supervisor_id, self.street_id) if i)


class Grade(Base):
    """One assessment of an organization (社会组织评估等级).

    Nothing is overwritten: a downgrade cancels this row and writes a new one that names it
    in `replaces_id`, so that earlier days keep their answer. `assessment_id` (app.assessments)
    is none for what was imported; `score` is out of `scale`.
    """

    __tablename__ = "grade"
    __table_args__ = (
        CheckConstraint("level in ('1A','2A','3A','4A','5A')", "level"),
        CheckConstraint("awarded_on <= valid_until", "period"),
        CheckConstraint("(score is null) = (scale is null)", "score_with_scale"),
    )

    id: Mapped[Key]
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"), index=True)
    level: Mapped[str] = mapped_column(String(2))
    awarded_on: Mapped[date]
    valid_until: Mapped[date]
    certificate_no: Mapped[str] = mapped_column(String(60))
    cancelled_on: Mapped[date | None]
    cancel_reason: Mapped[str] = mapped_column(String(300), default="")
    assessment_id: Mapped[UUID | None] = mapped_column(unique=True)
    method: Mapped[GradeMethod | None] = mapped_column(choice(GradeMethod))
    scheme: Mapped[str] = mapped_column(String(120), default="")
    score: Mapped[Decimal | None] = mapped_column(Fen)
    scale: Mapped[int | None] = mapped_column(Integer)
    source: Mapped[str] = mapped_column(String(200), default="")
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    replaces_id: Mapped[UUID | None] = mapped_column(ForeignKey("grade.id"), unique=True)

    organization: Mapped[Organization] = relationship(back_populates="grades")

    @property
    def audit_title(self) -> str:
        """Return what the log calls it."""
        return f"{self.organization.name} {self.level} {self.certificate_no}"


class CreditEvent(Base):
    """One piece of credit information, from a day to a day (信用信息).

    `ground` is coded (app.law.grounds) for the two lists. `decided_on` is the first day,
    `lifted_on` the first day on which it is gone, `expires_on` the last day on which it
    counts by itself. Nothing is ever overwritten: an end is added once.
    """

    __tablename__ = "credit_event"
    __table_args__ = (
        CheckConstraint("lifted_on is null or lifted_on >= decided_on", "end_after_start"),
    )

    id: Mapped[Key]
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"), index=True)
    kind: Mapped[CreditKind] = mapped_column(choice(CreditKind))
    reason: Mapped[str] = mapped_column(String(300))
    decided_by: Mapped[str] = mapped_column(String(100))
    decided_on: Mapped[date]
    lifted_on: Mapped[date | None]
    ground: Mapped[str] = mapped_column(String(40), default="")
    number: Mapped[str] = mapped_column(String(60), default="")
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    penalty: Mapped[str] = mapped_column(String(20), default="")
    fine: Mapped[Amount | None]
    expires_on: Mapped[date | None]
    entered_at: Mapped[Instant | None]
    lift_reason: Mapped[str] = mapped_column(String(300), default="")
    lift_file_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    repaired: Mapped[bool] = mapped_column(default=False)

    organization: Mapped[Organization] = relationship(back_populates="credit_events")

    @property
    def audit_title(self) -> str:
        """Return what the log calls it."""
        return self.organization.name

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is."""
        return (self.organization_id,)


class AnnualReport(Base):
    """The yearly report of an organization (年度工作报告).

    `filed_on` is the day it was first filed; whether that was late, or whether the report is
    missing, is computed from it and the due day (rules.report_on), never stored. What was
    filed each time is kept in `filings`.
    """

    __tablename__ = "annual_report"
    __table_args__ = (UniqueConstraint("organization_id", "year"),)

    id: Mapped[Key]
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"), index=True)
    year: Mapped[int] = mapped_column(Integer)
    filed_on: Mapped[date | None]
    state: Mapped[ReportState] = mapped_column(choice(ReportState), default=ReportState.ACCEPTED)
    content: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    saved_at: Mapped[Instant | None]
    looked_at: Mapped[Instant | None]
    looked_by: Mapped[UUID | None]
    opinion: Mapped[str] = mapped_column(String(300), default="")
    decided_at: Mapped[Instant | None]
    decided_by: Mapped[UUID | None]
    reason: Mapped[str] = mapped_column(String(300), default="")

    organization: Mapped[Organization] = relationship(back_populates="annual_reports")
    filings: Mapped[list["ReportFiling"]] = relationship(
        back_populates="report", order_by="ReportFiling.number"
    )

    @property
    def audit_title(self) -> str:
        """Return what the log calls it."""
        return f"{self.organization.name} {self.year}"

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is: the organization's, and its supervisor's."""
        return tuple(i for i in (self.organization_id, self.organization.supervisor_id) if i)


class ReportFiling(Base):
    """What was filed, each time (报送记录): never changed afterwards."""

    __tablename__ = "report_filing"
    __table_args__ = (UniqueConstraint("report_id", "number"),)

    id: Mapped[Key]
    report_id: Mapped[UUID] = mapped_column(ForeignKey("annual_report.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    receipt_no: Mapped[str] = mapped_column(String(24), unique=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    filed_at: Mapped[Instant]
    filed_by: Mapped[UUID | None]

    report: Mapped[AnnualReport] = relationship(back_populates="filings")


class Claim(Base):
    """A person's claim to act for an organization (机构认领)."""

    __tablename__ = "claim"

    id: Mapped[Key]
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    statement: Mapped[str] = mapped_column(String(500), default="")
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    state: Mapped[ClaimState] = mapped_column(choice(ClaimState), default=ClaimState.SENT)
    sent_at: Mapped[Instant]
    decided_at: Mapped[Instant | None]
    decided_by: Mapped[UUID | None]
    reason: Mapped[str] = mapped_column(String(300), default="")

    organization: Mapped[Organization] = relationship()

    @property
    def audit_title(self) -> str:
        """Return what the log calls it."""
        return self.organization.name

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is."""
        return (self.person_id, self.organization_id)
