"""The declarative base, the column types everything shares, and one session per context.

Plain SQLAlchemy: SQLite opens every writing transaction with BEGIN IMMEDIATE, so that
read-check-write is not a race there either; pages that only read get a session that
refuses to write.
"""

import struct
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, cast
from uuid import UUID, uuid4

from flask import Flask, current_app, g, has_request_context, request
from sqlalchemy import (
    JSON,
    BigInteger,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    Integer,
    MetaData,
    Uuid,
    create_engine,
    event,
    select,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.types import TypeDecorator
from werkzeug.local import LocalProxy

from app import clock, money

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_GATE = 77

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Fen(TypeDecorator[Decimal]):
    """Decimal yuan in Python, whole fen in the database: exact everywhere."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """Store fen."""
        return None if value is None else money.to_fen(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        """Read yuan."""
        return None if value is None else money.from_fen(value)


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC instants, on SQLite too."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive time; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Read as aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def choice(kind: type[StrEnum], length: int = 20) -> Enum:
    """Return a column type for the values of an enumeration, with its CHECK constraint."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        name=kind.__name__.lower(),
        length=length,
        values_callable=lambda members: [member.value for member in members],
    )


Amount = Annotated[Decimal, mapped_column(Fen)]
Instant = Annotated[datetime, mapped_column(UtcDateTime)]
Key = Annotated[UUID, mapped_column(Uuid, primary_key=True, default=uuid4)]


class Base(DeclarativeBase):
    """Every table names its constraints, so every migration can drop them."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {dict[str, Any]: JSON, list[Any]: JSON, datetime: UtcDateTime}  # noqa: RUF012


class ClockOffset(Base):
    """How far the clock is moved, in seconds (one row; refused in production)."""

    __tablename__ = "clock_offset"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, default=1)
    seconds: Mapped[int] = mapped_column(BigInteger, default=0)


def init_app(app: Flask, url: str) -> None:
    """Give the application its engine and close the session with every context."""
    app.extensions["db"] = make_engine(url)
    app.extensions["db_reads"] = app.extensions["db"].execution_options(reads_only=True)

    @app.teardown_appcontext
    def close(_: BaseException | None) -> None:
        held = g.pop("db_session", None)
        if held is not None:
            held.close()


def make_engine(url: str) -> Engine:
    """Return an engine whose transactions are real ones on SQLite too."""
    if not url.startswith("sqlite"):
        return create_engine(
            url,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={"options": "-c lock_timeout=5000 -c statement_timeout=60000"},
        )
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": 20})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _: object) -> None:  # noqa: ANN401 -- the driver's own type
    connection.isolation_level = None
    for pragma in (
        "journal_mode=wal",
        "synchronous=full",
        "foreign_keys=on",
        "busy_timeout=20000",
    ):
        connection.execute(f"pragma {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    reads = connection.get_execution_options().get("reads_only", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def engine() -> Engine:
    """Return the application's engine."""
    return cast("Engine", current_app.extensions["db"])


class ReadingSession(Session):
    """The session of a page that only reads."""


@event.listens_for(ReadingSession, "before_flush")
def _refuse_to_write(session: Session, *_: object) -> None:
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("GET never writes")


def _open() -> Session:
    held: Session | None = g.get("db_session")
    if held is None:
        bind = current_app.extensions.get("db_bind")  # tests: one outer transaction
        reads = has_request_context() and request.method in SAFE_METHODS
        kind = ReadingSession if reads else Session
        if bind is not None:
            held = kind(bind, join_transaction_mode="create_savepoint")
        else:
            held = kind(current_app.extensions["db_reads"] if reads else engine())
        g.db_session = held
    return held


session: Session = cast("Session", LocalProxy(_open))

_AFTER = "db.after_commit"


def after_commit(do: Callable[[], object]) -> None:
    """Have something done once this transaction is in the database; dropped with the transaction."""
    session.info.setdefault(_AFTER, []).append(do)


@event.listens_for(Session, "after_commit")
def _do_after(held: Session) -> None:
    for do in held.info.pop(_AFTER, ()):
        do()


@event.listens_for(Session, "after_rollback")
def _drop_after(held: Session) -> None:
    held.info.pop(_AFTER, None)


def db_now() -> datetime:
    """Return the database's clock at this very statement, moved by the stored offset."""
    offset = select(ClockOffset.seconds).limit(1).scalar_subquery()
    if session.get_bind().dialect.name == "sqlite":
        stamp = text("strftime('%Y-%m-%dT%H:%M:%f', 'now')")
    else:
        stamp = text("clock_timestamp()")
    read, seconds = session.execute(select(stamp, offset)).one()
    at = datetime.fromisoformat(read).replace(tzinfo=UTC) if isinstance(read, str) else read
    return cast("datetime", at.astimezone(UTC) + timedelta(seconds=seconds or 0))


# Asked at the door of every request: built once.
_OFFSET = select(ClockOffset.seconds)


def stored_offset() -> timedelta:
    """Return the stored offset of the clock."""
    return timedelta(seconds=session.scalar(_OFFSET) or 0)


def one_state() -> None:
    """Have this context read one state of the database, and write nothing.

    For long reading beside people who write: SQLite's lock is left to them, and PostgreSQL
    does not show each question what was committed just before it.
    """
    if "db_bind" in current_app.extensions:  # tests: one outer transaction
        return
    held = g.pop("db_session", None)
    if held is not None:
        held.close()
    reads: Engine = current_app.extensions["db_reads"]
    if reads.dialect.name != "sqlite":
        reads = reads.execution_options(isolation_level="REPEATABLE READ")
    g.db_session = ReadingSession(reads)


def portal_now() -> datetime:
    """Return now by the stored clock: for commands, for which no request has set it."""
    clock.move(stored_offset())
    return clock.now()


def store_offset(offset: timedelta) -> None:
    """Move the clock for every process (the caller has checked that this is no production)."""
    row = session.get(ClockOffset, 1)
    if row is None:
        session.add(ClockOffset(id=1, seconds=int(offset.total_seconds())))
    else:
        row.seconds = int(offset.total_seconds())
    session.flush()
    clock.move(timedelta(seconds=int(offset.total_seconds())))


def gate(key: UUID, *, exclusive: bool = False) -> None:
    """Queue at the door of `key` until the end of this transaction.

    Submissions come in side by side (shared); closing, extending and withdrawing a call
    wait for them and keep new ones out (exclusive). Advisory locks queue fairly, row locks
    would starve the closer. On SQLite BEGIN IMMEDIATE already is the gate.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    name = "pg_advisory_xact_lock" if exclusive else "pg_advisory_xact_lock_shared"
    number = struct.unpack(">i", key.bytes[:4])[0]
    session.execute(text(f"select {name}(:gate, :key)"), {"gate": _GATE, "key": number})
