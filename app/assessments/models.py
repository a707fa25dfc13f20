"""Rounds, assessments, assessors and objections."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.assessments.states import (
    AssessmentState,
    AssessorKind,
    AssessorState,
    ObjectionState,
    RoundState,
)
from app.db import Base, Fen, Instant, Key, choice
from app.indicators.models import Scheme
from app.organizations.models import Organization
from app.organizations.states import GradeMethod, OrganizationType


class AssessmentRound(Base):
    """The yearly notice: who may apply from when to when, by which schemes (年度评估通知)."""

    __tablename__ = "assessment_round"
    __table_args__ = (CheckConstraint("apply_from <= apply_until", "days"),)

    id: Mapped[Key]
    year: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(120))
    document: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    apply_from: Mapped[date]
    apply_until: Mapped[date]
    state: Mapped[RoundState] = mapped_column(choice(RoundState), default=RoundState.DRAFT)
    announced_at: Mapped[Instant | None]
    created_at: Mapped[Instant]

    uses: Mapped[list["RoundScheme"]] = relationship(
        back_populates="round", cascade="all, delete-orphan", order_by="RoundScheme.type"
    )

    @property
    def audit_title(self) -> str:
        """Return what the log calls it."""
        return self.title


class RoundScheme(Base):
    """By which scheme a type of organization is assessed in a round."""

    __tablename__ = "assessment_round_scheme"
    __table_args__ = (UniqueConstraint("round_id", "type"),)

    id: Mapped[Key]
    round_id: Mapped[UUID] = mapped_column(ForeignKey("assessment_round.id"), index=True)
    type: Mapped[OrganizationType] = mapped_column(choice(OrganizationType))
    scheme_id: Mapped[UUID] = mapped_column(ForeignKey("assessment_scheme.id"))

    round: Mapped[AssessmentRound] = relationship(back_populates="uses")
    scheme: Mapped[Scheme] = relationship()


class Assessment(Base):
    """One organization in one round, from its application to the result (评估申请)."""

    __tablename__ = "assessment"
    __table_args__ = (
        UniqueConstraint("round_id", "organization_id"),
        CheckConstraint("level in ('1A','2A','3A','4A','5A')", "level"),
        CheckConstraint("(publicity_from is null) = (publicity_until is null)", "publicity"),
    )

    id: Mapped[Key]
    round_id: Mapped[UUID] = mapped_column(ForeignKey("assessment_round.id"), index=True)
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"), index=True)
    scheme_id: Mapped[UUID] = mapped_column(ForeignKey("assessment_scheme.id"))
    method: Mapped[GradeMethod] = mapped_column(choice(GradeMethod), default=GradeMethod.FULL)
    state: Mapped[AssessmentState] = mapped_column(
        choice(AssessmentState), default=AssessmentState.DRAFT
    )
    statement: Mapped[str] = mapped_column(Text, default="")
    party: Mapped[bool] = mapped_column(default=False)
    self_marks: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    applied_at: Mapped[Instant | None]
    reason: Mapped[str] = mapped_column(String(500), default="")
    checks: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    visit_on: Mapped[date | None]
    outcome: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    earlier: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    score: Mapped[Decimal | None] = mapped_column(Fen)
    level: Mapped[str | None] = mapped_column(String(2))
    vote: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    minutes: Mapped[str] = mapped_column(Text, default="")
    decided_on: Mapped[date | None]
    publicity_from: Mapped[date | None]
    publicity_until: Mapped[date | None]
    report_file_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    confirmed_on: Mapped[date | None]
    created_at: Mapped[Instant]

    round: Mapped[AssessmentRound] = relationship()
    organization: Mapped[Organization] = relationship()
    scheme: Mapped[Scheme] = relationship()
    assessors: Mapped[list["Assessor"]] = relationship(
        back_populates="assessment", order_by="Assessor.appointed_at"
    )
    objections: Mapped[list["AssessmentObjection"]] = relationship(
        back_populates="assessment", order_by="AssessmentObjection.raised_at"
    )

    @property
    def audit_title(self) -> str:
        """Return what the log calls it."""
        return f"{self.organization.name} {self.round.title}"

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is."""
        return self.organization.scope_ids()

    def file_ids(self) -> set[UUID]:
        """Return the files of the application and the report."""
        found = {UUID(i) for mark in self.self_marks.values() for i in mark.get("files", ())}
        return found | {self.report_file_id} if self.report_file_id else found


class Assessor(Base):
    """Somebody who assesses one organization, alone, after declaring no ties (评估人员)."""

    __tablename__ = "assessor"
    __table_args__ = (UniqueConstraint("assessment_id", "person_id"),)

    id: Mapped[Key]
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    place_id: Mapped[UUID]
    kind: Mapped[AssessorKind] = mapped_column(choice(AssessorKind))
    body: Mapped[str] = mapped_column(String(120), default="")
    state: Mapped[AssessorState] = mapped_column(
        choice(AssessorState), default=AssessorState.APPOINTED
    )
    declaration: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    marks: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    opinion: Mapped[str] = mapped_column(Text, default="")
    appointed_at: Mapped[Instant]
    signed_at: Mapped[Instant | None]

    assessment: Mapped[Assessment] = relationship(back_populates="assessors")
    person: Mapped[Person] = relationship()

    @property
    def audit_title(self) -> str:
        """Return what the log calls it."""
        return f"{self.assessment.organization.name} {self.person.name}"

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is: the person's, at the place where the role is held."""
        return (self.person_id, self.place_id)


class AssessmentObjection(Base):
    """What somebody says against a result in publicity (评估异议)."""

    __tablename__ = "assessment_objection"

    id: Mapped[Key]
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"), index=True)
    by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    raised_at: Mapped[Instant]
    answer_by: Mapped[date]
    state: Mapped[ObjectionState] = mapped_column(
        choice(ObjectionState), default=ObjectionState.OPEN
    )
    answer: Mapped[str] = mapped_column(Text, default="")
    vote: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    decided_at: Mapped[Instant | None]

    assessment: Mapped[Assessment] = relationship(back_populates="objections")
    person: Mapped[Person] = relationship()

    @property
    def audit_title(self) -> str:
        """Return what the log calls it."""
        return self.assessment.audit_title
