"""Submissions, their sealed versions, the opening."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.calls.models import Call, OfCall
from app.db import Amount, Base, Instant, Key, choice
from app.organizations.models import Organization
from app.submissions.sealing import Part
from app.submissions.states import SubmissionState


class Submission(Base):
    """What one organization hands in to one call (响应文件、申报书)."""

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint("call_id", "organization_id"),
        CheckConstraint(
            "price is null or state in ('opened', 'qualified', 'rejected')", "sealed_until_opening"
        ),
    )

    id: Mapped[Key]
    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.id"), index=True)
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"), index=True)
    # A filed organization acts through a registered host: then this is the filed one.
    partner_id: Mapped[UUID | None] = mapped_column(ForeignKey("organization.id"))
    state: Mapped[SubmissionState] = mapped_column(
        choice(SubmissionState), default=SubmissionState.DRAFT
    )
    # The draft, under a key of its own (sealing.py). Gone once it is handed in: replacing
    # starts from the package that the organization keeps.
    draft: Mapped[bytes | None] = mapped_column(LargeBinary)
    # The name of the file in which the key of the draft lies, beside the database.
    draft_key_id: Mapped[UUID | None]
    # When its organization said that it stands, after the call was changed.
    confirmed_at: Mapped[Instant | None]
    draft_saved_at: Mapped[Instant | None]
    draft_saved_by: Mapped[UUID | None]
    created_at: Mapped[Instant]
    # Filled at the opening, never before.
    price: Mapped[Amount | None]
    content: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    call: Mapped[Call] = relationship()
    organization: Mapped[Organization] = relationship(foreign_keys=[organization_id])
    partner: Mapped[Organization | None] = relationship(foreign_keys=[partner_id])
    versions: Mapped[list["SubmissionVersion"]] = relationship(
        back_populates="submission", order_by="SubmissionVersion.number"
    )

    @property
    def audit_title(self) -> str:
        """Return what the log calls it. The bidder is not named: logs are read before the opening."""
        return self.call.audit_title

    @property
    def audit_call_id(self) -> UUID:
        """Return the call it answers."""
        return self.call_id

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is: the organization's alone; after the opening the unit's as well."""
        if self.state in (
            SubmissionState.OPENED,
            SubmissionState.QUALIFIED,
            SubmissionState.REJECTED,
        ):
            return (self.organization_id, self.call.unit_id)
        return (self.organization_id,)


class SubmissionVersion(Base):
    """One handed-in version, sealed (提交版本). The live one counts; at most one is live."""

    __tablename__ = "submission_version"
    __table_args__ = (
        UniqueConstraint("submission_id", "number"),
        Index(
            "uq_submission_version_live",
            "submission_id",
            unique=True,
            sqlite_where=text("ended_at is null"),
            postgresql_where=text("ended_at is null"),
        ),
    )

    id: Mapped[Key]
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    receipt_no: Mapped[str] = mapped_column(String(24), unique=True)
    # The check code of the receipt, over the commitments of both boxes.
    commitment: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(Integer)
    files: Mapped[int] = mapped_column(Integer, default=0)
    received_at: Mapped[Instant]
    submitted_by: Mapped[UUID | None]
    idempotency_key: Mapped[UUID] = mapped_column(unique=True)
    body_sha256: Mapped[str] = mapped_column(String(64))
    ended_at: Mapped[Instant | None]
    ended_how: Mapped[str | None] = mapped_column(String(20))

    submission: Mapped[Submission] = relationship(back_populates="versions")
    # Deleted when withdrawn or replaced: nobody can open them any more.
    boxes: Mapped[list["SealedBox"]] = relationship(
        back_populates="version", order_by="SealedBox.part.desc()", cascade="all, delete-orphan"
    )


class SealedBox(Base):
    """A part of a handed-in version, locked for the openers of the call (密封件)."""

    __tablename__ = "sealed_box"
    __table_args__ = (
        UniqueConstraint("version_id", "part"),
        CheckConstraint("(salt is null) = (text is null)", "opened_whole"),
    )

    id: Mapped[Key]
    version_id: Mapped[UUID] = mapped_column(ForeignKey("submission_version.id"))
    part: Mapped[Part] = mapped_column(choice(Part))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    # The secret of the box, nested for every order of openers (app.keys.locks), base64.
    nests: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    commitment: Mapped[str] = mapped_column(String(64))
    # Made good by its organization after keys were lost: sealed for the portal's own key.
    supplied: Mapped[bytes | None] = mapped_column(LargeBinary)
    # The very bytes and their salt, from the opening on: anybody computes the commitment again.
    salt: Mapped[bytes | None] = mapped_column(LargeBinary)
    text: Mapped[bytes | None] = mapped_column(LargeBinary)

    version: Mapped[SubmissionVersion] = relationship(back_populates="boxes")

    @property
    def is_open(self) -> bool:
        """Say whether it has been opened."""
        return self.text is not None


class Turn(OfCall, Base):
    """What one opener did at an opening (开启人操作): a layer taken off every box."""

    __tablename__ = "opening_turn"
    __table_args__ = (UniqueConstraint("call_id", "number"), UniqueConstraint("call_id", "place"))

    id: Mapped[Key]
    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    place: Mapped[str] = mapped_column(String(1))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    at: Mapped[Instant]
    # {box: {order that is left: base64}}, still sealed for those to come; emptied at the end.
    inside: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    call: Mapped[Call] = relationship()


class Opening(OfCall, Base):
    """The opening of a call (开启): when, by whom, and the list of what was found."""

    __tablename__ = "opening"

    id: Mapped[Key]
    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.id"), unique=True)
    held_at: Mapped[Instant]
    held_by: Mapped[UUID | None]
    count: Mapped[int] = mapped_column(Integer)
    rows: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)

    call: Mapped[Call] = relationship()
