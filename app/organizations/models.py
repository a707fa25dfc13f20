"""The register."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Unit
from app.db import Base, Fen, Instant, Key, choice
from app.organizations.states import ClaimState, CreditKind, GradeMethod, OrganizationType


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
    is_hub: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[Instant]

    street: Mapped[Unit | None] = relationship(foreign_keys=[street_id])
    community: Mapped[Unit | None] = relationship(foreign_keys=[community_id])
    supervisor: Mapped[Unit | None] = relationship(foreign_keys=[supervisor_id])
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
    """An entry in a credit list, from a day to a day (信用信息)."""

    __tablename__ = "credit_event"

    id: Mapped[Key]
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"), index=True)
    kind: Mapped[CreditKind] = mapped_column(choice(CreditKind))
    reason: Mapped[str] = mapped_column(String(300))
    decided_by: Mapped[str] = mapped_column(String(100))
    decided_on: Mapped[date]
    lifted_on: Mapped[date | None]

    organization: Mapped[Organization] = relationship(back_populates="credit_events")


class AnnualReport(Base):
    """The yearly report of an organization (年度工作报告)."""

    __tablename__ = "annual_report"

    id: Mapped[Key]
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"), index=True)
    year: Mapped[int] = mapped_column(Integer)
    status: Mapped[str] = mapped_column(String(10))
    filed_on: Mapped[date | None]

    organization: Mapped[Organization] = relationship(back_populates="annual_reports")


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
