"""The history of the facts, and what holds from a day to a day."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, Instant, Key, choice
from app.organizations.models import Organization
from app.profiles.rules import TaxKind


class FieldChange(Base):
    """A fact that became another on a day (变更记录)."""

    __tablename__ = "field_change"
    __table_args__ = (Index("ix_field_change_organization_on", "organization_id", "on"),)

    id: Mapped[Key]
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"))
    field: Mapped[str] = mapped_column(String(40))
    before: Mapped[Any] = mapped_column(JSON)
    after: Mapped[Any] = mapped_column(JSON)
    on: Mapped[date]
    recorded_at: Mapped[Instant]
    recorded_by: Mapped[str] = mapped_column(String(60))
    source: Mapped[str] = mapped_column(String(200))
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))

    organization: Mapped[Organization] = relationship()

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is."""
        return self.organization.scope_ids()


class TaxStatus(Base):
    """A tax qualification of an organization with its validity (税收资格)."""

    __tablename__ = "tax_status"
    __table_args__ = (
        CheckConstraint("valid_from <= valid_until", "span"),
        UniqueConstraint("organization_id", "kind", "valid_from"),
    )

    id: Mapped[Key]
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"), index=True)
    kind: Mapped[TaxKind] = mapped_column(choice(TaxKind))
    document_no: Mapped[str] = mapped_column(String(100))
    valid_from: Mapped[date]
    valid_until: Mapped[date]
    recorded_at: Mapped[Instant]

    organization: Mapped[Organization] = relationship()
