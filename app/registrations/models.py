"""Registration cases, their materials and reviews; conditions and branch offices."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Unit
from app.db import Amount, Base, Instant, Key, choice
from app.organizations.models import Organization
from app.organizations.states import OrganizationType
from app.registrations.states import CaseKind, CaseState, ConditionState, Desk, MaterialState


class RegistrationCase(Base):
    """An application for registration or deregistration (登记申请)."""

    __tablename__ = "registration_case"
    __table_args__ = (
        CheckConstraint("kind = 'set_up' or organization_id is not null", "of_somebody"),
        CheckConstraint("state <> 'registered' or organization_id is not null", "made_somebody"),
    )

    id: Mapped[Key]
    number: Mapped[str] = mapped_column(String(40), unique=True)
    kind: Mapped[CaseKind] = mapped_column(choice(CaseKind))
    state: Mapped[CaseState] = mapped_column(choice(CaseState), default=CaseState.DRAFT)
    applicant_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    # What was registered or is deregistered.
    organization_id: Mapped[UUID | None] = mapped_column(ForeignKey("organization.id"), index=True)
    # The filed organization that grows into a registered one.
    filed_id: Mapped[UUID | None] = mapped_column(ForeignKey("organization.id"))
    name: Mapped[str] = mapped_column(String(120))
    type: Mapped[OrganizationType] = mapped_column(choice(OrganizationType))
    category: Mapped[str] = mapped_column(String(40))
    preapproval: Mapped[bool] = mapped_column(default=False)
    fields: Mapped[list[str]] = mapped_column(JSON, default=list)
    purpose: Mapped[str] = mapped_column(Text, default="")
    scope: Mapped[str] = mapped_column(Text, default="")
    necessity: Mapped[str] = mapped_column(Text, default="")
    feasibility: Mapped[str] = mapped_column(Text, default="")
    legal_representative: Mapped[str] = mapped_column(String(60), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    members: Mapped[int] = mapped_column(Integer, default=0)
    address: Mapped[str] = mapped_column(String(200), default="")
    street_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"))
    supervisor_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"), index=True)
    capital: Mapped[Amount | None]
    # Members or capital are proved next year; what is missing today.
    conditional: Mapped[bool] = mapped_column(default=False)
    missing: Mapped[str] = mapped_column(String(300), default="")
    reason: Mapped[str] = mapped_column(String(500), default="")
    visits: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[Instant]
    saved_at: Mapped[Instant]
    submitted_at: Mapped[Instant | None]
    accepted_on: Mapped[date | None]
    decided_at: Mapped[Instant | None]
    decided_by: Mapped[UUID | None]
    # What the window or the decision said.
    said: Mapped[str] = mapped_column(String(500), default="")
    document: Mapped[str] = mapped_column(String(120), default="")
    first_day: Mapped[date | None]

    organization: Mapped[Organization | None] = relationship(foreign_keys=[organization_id])
    filed: Mapped[Organization | None] = relationship(foreign_keys=[filed_id])
    street: Mapped[Unit | None] = relationship(foreign_keys=[street_id])
    supervisor: Mapped[Unit | None] = relationship(foreign_keys=[supervisor_id])
    materials: Mapped[list["RegistrationMaterial"]] = relationship(
        back_populates="case", order_by="RegistrationMaterial.sort"
    )
    reviews: Mapped[list["RegistrationReview"]] = relationship(
        back_populates="case", order_by="RegistrationReview.at"
    )

    @property
    def audit_title(self) -> str:
        """Return what the log calls it."""
        return f"{self.number} {self.name}"

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is: the supervisory unit's and the organization's."""
        return tuple(i for i in (self.supervisor_id, self.organization_id) if i)


class RegistrationMaterial(Base):
    """One of the materials of a case (申请材料)."""

    __tablename__ = "registration_material"
    __table_args__ = (UniqueConstraint("case_id", "name"),)

    id: Mapped[Key]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("registration_case.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    sort: Mapped[int] = mapped_column(Integer, default=0)
    state: Mapped[MaterialState] = mapped_column(
        choice(MaterialState), default=MaterialState.MISSING
    )
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    note: Mapped[str] = mapped_column(String(200), default="")

    case: Mapped[RegistrationCase] = relationship(back_populates="materials")


class RegistrationReview(Base):
    """What one desk found (审查意见); of the political review the result alone."""

    __tablename__ = "registration_review"
    __table_args__ = (
        UniqueConstraint("case_id", "desk"),
        CheckConstraint("desk <> 'party' or note = ''", "party_says_the_result_alone"),
    )

    id: Mapped[Key]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("registration_case.id"), index=True)
    desk: Mapped[Desk] = mapped_column(choice(Desk))
    passed: Mapped[bool]
    # The three heads of the registrar: completeness, necessity, feasibility.
    heads: Mapped[list[str]] = mapped_column(JSON, default=list)
    note: Mapped[str] = mapped_column(String(1000), default="")
    by_id: Mapped[UUID | None]
    at: Mapped[Instant]

    case: Mapped[RegistrationCase] = relationship(back_populates="reviews")


class Condition(Base):
    """What a conditionally registered organization still proves (补齐事项)."""

    __tablename__ = "registration_condition"

    id: Mapped[Key]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("registration_case.id"))
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"), index=True)
    what: Mapped[str] = mapped_column(String(300))
    due_on: Mapped[date]
    state: Mapped[ConditionState] = mapped_column(
        choice(ConditionState), default=ConditionState.OPEN
    )
    reminded_on: Mapped[date | None]
    met_on: Mapped[date | None]
    document: Mapped[str] = mapped_column(String(120), default="")
    said: Mapped[str] = mapped_column(String(300), default="")

    organization: Mapped[Organization] = relationship()

    @property
    def audit_title(self) -> str:
        """Return what the log calls it."""
        return self.organization.name

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is."""
        return (self.organization_id,)


class Branch(Base):
    """A branch or representative office (分支机构、代表机构): a record without approval."""

    __tablename__ = "branch"
    __table_args__ = (
        CheckConstraint("ends_on is null or ends_on >= starts_on", "ends_after_its_start"),
    )

    id: Mapped[Key]
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    address: Mapped[str] = mapped_column(String(200), default="")
    head: Mapped[str] = mapped_column(String(60), default="")
    starts_on: Mapped[date]
    document: Mapped[str] = mapped_column(String(120))
    ends_on: Mapped[date | None]

    organization: Mapped[Organization] = relationship()

    @property
    def audit_title(self) -> str:
        """Return what the log calls it."""
        return self.name

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is."""
        return (self.organization_id,)
