"""Complaints."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Unit
from app.complaints.states import ComplaintKind, ComplaintState, Outcome
from app.db import Amount, Base, Instant, Key, choice
from app.documents.models import StoredFile
from app.organizations.models import Organization


class Complaint(Base):
    """A complaint or report about an organization (投诉举报)."""

    __tablename__ = "complaint"
    __table_args__ = (
        CheckConstraint("anonymous or (name <> '' and phone <> '')", "named"),
        CheckConstraint("reward is null or reward > 0", "reward"),
    )

    id: Mapped[Key]
    number: Mapped[str] = mapped_column(String(20), unique=True)
    # The digest of the word that the sender follows it with; the word itself lies nowhere.
    word_digest: Mapped[str] = mapped_column(String(64))
    # A digest of the sender's address and the day: to limit what one sends, not to find who.
    sender_digest: Mapped[str] = mapped_column(String(64), index=True)
    kind: Mapped[ComplaintKind] = mapped_column(choice(ComplaintKind))
    organization_id: Mapped[UUID | None] = mapped_column(ForeignKey("organization.id"), index=True)
    about: Mapped[str] = mapped_column(String(120), default="")
    text: Mapped[str] = mapped_column(Text)
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    anonymous: Mapped[bool]
    name: Mapped[str] = mapped_column(String(60), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    state: Mapped[ComplaintState] = mapped_column(
        choice(ComplaintState), default=ComplaintState.SENT, index=True
    )
    received_at: Mapped[Instant]
    taken_up_on: Mapped[date | None]
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"), index=True)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[Instant | None]
    outcome: Mapped[Outcome | None] = mapped_column(choice(Outcome))
    reward: Mapped[Amount | None]
    reward_document: Mapped[str] = mapped_column(String(100), default="")
    rewarded_on: Mapped[date | None]

    organization: Mapped[Organization | None] = relationship()
    unit: Mapped[Unit | None] = relationship()
    file: Mapped[StoredFile | None] = relationship()

    @property
    def audit_title(self) -> str:
        """Return what the log calls it."""
        return self.number

    @property
    def whom(self) -> str:
        """Return whom it is about."""
        return self.organization.name if self.organization else self.about

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is: the unit's it was handed to."""
        return (self.unit_id,) if self.unit_id else ()
