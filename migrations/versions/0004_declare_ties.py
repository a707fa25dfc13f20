"""Declare ties.

Ties of experts to organizations, and versions of score sheets: a sheet of whoever leaves with a
tie is followed by a version that is void.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLE = "sheet"
BEFORE, AFTER = ("open", "signed"), ("open", "signed", "void")


def states(values):
    return sa.Enum(*values, name="sheetstate", native_enum=False, create_constraint=True, length=20)


def upgrade():
    op.create_table(
        "tie",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("expert_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "employment",
                "contract",
                "kinship",
                "other",
                name="tiekind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("declared_by", sa.Uuid(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.Uuid(), nullable=True),
        sa.Column("lifted_why", sa.String(length=1000), nullable=False),
        sa.CheckConstraint(
            "(lifted_at is null) = (lifted_why = '')", name=op.f("ck_tie_lifted_with_reason")
        ),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"], name=op.f("fk_tie_expert_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_tie_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tie")),
    )
    with op.batch_alter_table("tie", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tie_expert_id"), ["expert_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_tie_organization_id"), ["organization_id"], unique=False
        )
    with op.batch_alter_table(TABLE, schema=None) as batch_op:
        batch_op.add_column(sa.Column("number", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.alter_column("state", existing_type=states(BEFORE), type_=states(AFTER))
        batch_op.drop_constraint(op.f("uq_sheet_member_id_submission_id"), type_="unique")
        batch_op.create_unique_constraint(
            op.f("uq_sheet_member_id_submission_id_number"),
            ["member_id", "submission_id", "number"],
        )
    with op.batch_alter_table(TABLE, schema=None) as batch_op:
        batch_op.alter_column("number", server_default=None)
        batch_op.create_index(
            "uq_sheet_live",
            ["member_id", "submission_id"],
            unique=True,
            sqlite_where=sa.text("ended_at is null"),
            postgresql_where=sa.text("ended_at is null"),
        )


def downgrade():
    # What the old tables cannot say: versions that are void, and that the one before has ended.
    op.execute("delete from sheet where state = 'void'")
    with op.batch_alter_table(TABLE, schema=None) as batch_op:
        batch_op.drop_index("uq_sheet_live")
        batch_op.drop_constraint(op.f("uq_sheet_member_id_submission_id_number"), type_="unique")
        batch_op.create_unique_constraint(
            op.f("uq_sheet_member_id_submission_id"), ["member_id", "submission_id"]
        )
        batch_op.alter_column("state", existing_type=states(AFTER), type_=states(BEFORE))
        batch_op.drop_column("ended_at")
        batch_op.drop_column("number")
    op.drop_table("tie")
