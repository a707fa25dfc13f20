"""Prove entries.

The tables as of 2026-11-26.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "directory_edition",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_edition")),
        sa.UniqueConstraint("year", name=op.f("uq_directory_edition_year")),
    )
    op.create_table(
        "directory_evidence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column(
            "condition",
            sa.Enum(
                "governance",
                "finance",
                "premises",
                name="condition",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_directory_evidence_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_directory_evidence_organization_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_evidence")),
    )
    with op.batch_alter_table("directory_evidence", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_directory_evidence_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "directory_dismissal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["directory_entry.id"], name=op.f("fk_directory_dismissal_entry_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_dismissal")),
        sa.UniqueConstraint("entry_id", "key", name=op.f("uq_directory_dismissal_entry_id_key")),
    )
    with op.batch_alter_table("directory_dismissal", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_directory_dismissal_entry_id"), ["entry_id"], unique=False
        )

    with op.batch_alter_table("directory_period", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "cause",
                sa.Enum(
                    "grade_lapsed",
                    "abnormal_list",
                    "serious_list",
                    "report_missing",
                    "penalty",
                    "own_wish",
                    "deregistered",
                    "other",
                    name="cause",
                    native_enum=False,
                    create_constraint=True,
                    length=20,
                ),
                nullable=True,
            )
        )


def downgrade():
    with op.batch_alter_table("directory_period", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_directory_period_cause"), type_="check")
        batch_op.drop_column("cause")

    with op.batch_alter_table("directory_dismissal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_directory_dismissal_entry_id"))

    op.drop_table("directory_dismissal")
    with op.batch_alter_table("directory_evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_directory_evidence_organization_id"))

    op.drop_table("directory_evidence")
    op.drop_table("directory_edition")
