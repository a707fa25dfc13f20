"""Financial audits."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.account_audits.states import AuditState, Opinion, Trigger
from app.db import Amount, Base, Instant, Key, choice
from app.documents.models import StoredFile
from app.organizations.models import Organization


class AccountAudit(Base):
    """A financial audit of an organization (财务审计)."""

    __tablename__ = "account_audit"

    id: Mapped[Key]
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"), index=True)
    trigger: Mapped[Trigger] = mapped_column(choice(Trigger))
    # What set it off: of one cause there is one audit, however often it is looked at.
    cause: Mapped[str] = mapped_column(String(120), unique=True)
    reason: Mapped[str] = mapped_column(String(300))
    due_on: Mapped[date]
    ordered_at: Mapped[Instant]
    state: Mapped[AuditState] = mapped_column(
        choice(AuditState), default=AuditState.ORDERED, index=True
    )
    auditor: Mapped[str] = mapped_column(String(120), default="")
    fee: Mapped[Amount | None]
    opinion: Mapped[Opinion | None] = mapped_column(choice(Opinion))
    faults: Mapped[str] = mapped_column(Text, default="")
    rectify_by: Mapped[date | None]
    rectified: Mapped[str] = mapped_column(String(500), default="")
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    reported_at: Mapped[Instant | None]
    closed_at: Mapped[Instant | None]

    organization: Mapped[Organization] = relationship()
    file: Mapped[StoredFile | None] = relationship()

    @property
    def audit_title(self) -> str:
        """Return what the log calls it."""
        return self.organization.name

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is."""
        return self.organization.scope_ids()
