"""The log: append-only, chained."""

from collections.abc import Mapping
from datetime import UTC
from typing import Any
from uuid import UUID

from sqlalchemy import DDL, BigInteger, Integer, String, Text, event
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Instant


class AuditRow(Base):
    """One thing that somebody did (审计记录)."""

    __tablename__ = "audit_row"

    seq: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    at: Mapped[Instant] = mapped_column(index=True)
    actor_id: Mapped[UUID | None] = mapped_column(index=True)
    actor_name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(40), index=True)
    step: Mapped[str] = mapped_column(String(60))
    start: Mapped[str] = mapped_column(String(40), default="")
    end: Mapped[str] = mapped_column(String(40), default="")
    thing_id: Mapped[UUID | None] = mapped_column(index=True)
    call_id: Mapped[UUID | None] = mapped_column(index=True)
    title: Mapped[str] = mapped_column(String(300))
    law: Mapped[str | None] = mapped_column(String(60))
    detail: Mapped[dict[str, Any]]
    payload: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(String(64))

    def facts(self) -> dict[str, Any]:
        """Return what the columns say, in the shape in which it was hashed."""
        return {
            "at": self.at.astimezone(UTC).isoformat(),
            "actor": str(self.actor_id) if self.actor_id else None,
            "name": self.actor_name,
            "kind": self.kind,
            "step": self.step,
            "start": self.start,
            "end": self.end,
            "thing": str(self.thing_id) if self.thing_id else None,
            "call": str(self.call_id) if self.call_id else None,
            "title": self.title,
            "law": self.law,
            "detail": self.detail,
        }


class AuditHead(Base):
    """The newest link of the chain: one row, locked last in every transaction."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, default=1)
    seq: Mapped[int] = mapped_column(BigInteger, default=0)
    hash: Mapped[str] = mapped_column(String(64), default="")


# The database itself refuses to change or delete a row of the log. The migration that makes
# the table runs the same statements: APPEND_ONLY[dialect] up, APPEND_ONLY_DOWN[dialect] down.
_SQLITE_REFUSAL = "select raise(abort, 'audit_row is append-only')"
APPEND_ONLY: Mapping[str, tuple[str, ...]] = {
    "sqlite": (
        (
            f"create trigger audit_row_no_update before update on audit_row begin {_SQLITE_REFUSAL};"
            " end"
        ),
        (
            f"create trigger audit_row_no_delete before delete on audit_row begin {_SQLITE_REFUSAL};"
            " end"
        ),
    ),
    "postgresql": (
        (
            "create or replace function audit_row_append_only() returns trigger language plpgsql as"
            " 'begin raise exception ''audit_row is append-only''; end'"
        ),
        (
            "create trigger audit_row_no_change before update or delete on audit_row"
            " for each row execute function audit_row_append_only()"
        ),
        (
            "create trigger audit_row_no_truncate before truncate on audit_row"
            " for each statement execute function audit_row_append_only()"
        ),
    ),
}
APPEND_ONLY_DOWN: Mapping[str, tuple[str, ...]] = {
    "sqlite": ("drop trigger audit_row_no_update", "drop trigger audit_row_no_delete"),
    "postgresql": (
        "drop trigger audit_row_no_truncate on audit_row",
        "drop trigger audit_row_no_change on audit_row",
        "drop function audit_row_append_only()",
    ),
}


def _ddl(statement: str, dialect: str) -> Any:  # noqa: ANN401 -- SQLAlchemy does not name it
    return DDL(statement).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]


for _dialect, _statements in APPEND_ONLY.items():
    for _statement in _statements:
        event.listen(AuditRow.__table__, "after_create", _ddl(_statement, _dialect))
event.listen(
    AuditRow.__table__,
    "after_drop",
    _ddl("drop function if exists audit_row_append_only()", "postgresql"),
)
