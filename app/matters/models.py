"""Filed matters and declared activities."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, Instant, Key, choice
from app.documents.models import StoredFile
from app.matters.states import MatterKind, MatterState
from app.organizations.models import Organization


class Matter(Base):
    """A major matter or activity that an organization files (重大事项、重大活动)."""

    __tablename__ = "matter"
    __table_args__ = (CheckConstraint("persons >= 0", "persons"),)

    id: Mapped[Key]
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"), index=True)
    kind: Mapped[MatterKind] = mapped_column(choice(MatterKind))
    title: Mapped[str] = mapped_column(String(120))
    happens_on: Mapped[date]
    content: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(String(200), default="")
    persons: Mapped[int] = mapped_column(Integer, default=0)
    risks: Mapped[str] = mapped_column(Text, default="")
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    late: Mapped[bool] = mapped_column(default=False)
    state: Mapped[MatterState] = mapped_column(
        choice(MatterState), default=MatterState.SENT, index=True
    )
    sent_at: Mapped[Instant]
    opinion: Mapped[str] = mapped_column(String(500), default="")
    supported: Mapped[bool | None]
    remark: Mapped[str] = mapped_column(String(500), default="")
    noted_at: Mapped[Instant | None]

    organization: Mapped[Organization] = relationship()
    file: Mapped[StoredFile | None] = relationship()

    @property
    def audit_title(self) -> str:
        """Return what the log calls it."""
        return self.title

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is: the organization's, its street's and its community's."""
        of = self.organization
        return (*of.scope_ids(), *((of.community_id,) if of.community_id else ()))
