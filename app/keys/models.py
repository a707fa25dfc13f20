"""Openers' keys, and the openers of a call."""

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
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.calls.models import Call, OfCall
from app.db import Base, Instant, Key
from app.keys import locks


class OpenerKey(Base):
    """The public half of an opener's key (开启密钥). At most one of a person is in use."""

    __tablename__ = "opener_key"
    __table_args__ = (
        CheckConstraint("length(public) = 32", "x25519"),
        Index(
            "uq_opener_key_live",
            "person_id",
            unique=True,
            sqlite_where=text("retired_at is null"),
            postgresql_where=text("retired_at is null"),
        ),
    )

    id: Mapped[Key]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    public: Mapped[bytes] = mapped_column(LargeBinary)
    # Only in the demo district: the private half is kept by the portal too.
    kept: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[Instant]
    # When it last opened a test box (密钥演练).
    proved_at: Mapped[Instant | None]
    retired_at: Mapped[Instant | None]
    # The test box that waits to be opened: the digest of what is in it.
    test_digest: Mapped[bytes | None] = mapped_column(LargeBinary)
    test_box: Mapped[bytes | None] = mapped_column(LargeBinary)

    person: Mapped[Person] = relationship()

    @property
    def audit_title(self) -> str:
        """Return what the log calls it."""
        return f"{self.person.name} {self.fingerprint}"

    @property
    def fingerprint(self) -> str:
        """Return what two people compare over the telephone."""
        return locks.fingerprint(self.public)

    def scope_ids(self) -> Collection[UUID]:
        """Return whose it is."""
        return (self.person_id,)


class CallKeys(OfCall, Base):
    """The openers of a call (开启人组): how many of them are needed, and their public halves.

    `members`: [{"place": "1", "person", "name", "key", "public": hex}]. Frozen when the call
    is published: what is handed in is locked for these keys.
    """

    __tablename__ = "call_keys"
    __table_args__ = (CheckConstraint("needed > 0", "needed_positive"),)

    id: Mapped[Key]
    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.id"), unique=True)
    needed: Mapped[int] = mapped_column(Integer)
    members: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    fixed_at: Mapped[Instant | None]
    # When too few still had their keys: organizations make good what they handed in.
    lost_at: Mapped[Instant | None]
    lost_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))

    call: Mapped[Call] = relationship()

    @property
    def publics(self) -> dict[str, bytes]:
        """Return the public keys by place."""
        return {m["place"]: bytes.fromhex(m["public"]) for m in self.members}

    def place_of(self, person_id: UUID) -> str | None:
        """Return the place of a member; None of anybody else."""
        return next((m["place"] for m in self.members if m["person"] == str(person_id)), None)
