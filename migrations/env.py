"""How Alembic meets our tables: programmatic, on the engine that app/schema.py hands over."""

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext

from app.db import Base, Fen, UtcDateTime

PLAIN = {Fen: "sa.BigInteger()", UtcDateTime: "sa.DateTime(timezone=True)"}


def render(kind: str, thing: object, _: AutogenContext) -> str | bool:
    """Write our own column types as what they are in the database."""
    return PLAIN.get(type(thing), False) if kind == "type" else False


def migrate(connection: sa.Connection) -> None:
    """Run what was asked for in one transaction."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        compare_server_default=True,
        render_item=render,
    )
    with context.begin_transaction():
        context.run_migrations()
        if connection.dialect.name == "sqlite":
            broken = connection.exec_driver_sql("pragma foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"rows without what they refer to: {broken[:5]}")


with context.config.attributes["engine"].connect() as line:
    if line.dialect.name == "sqlite":
        # A batch drops and renames tables; with keys enforced that would delete rows that
        # refer to them. The setting is only heard outside a transaction.
        line.connection.driver_connection.execute("pragma foreign_keys=off")
    try:
        migrate(line)
    finally:
        if line.dialect.name == "sqlite":
            line.invalidate()
