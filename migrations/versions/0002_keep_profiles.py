"""Keep profiles.

The tables as of 2026-11-26.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "field_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=60), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_field_change_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_field_change_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_change")),
    )
    with op.batch_alter_table("field_change", schema=None) as batch_op:
        batch_op.create_index(
            "ix_field_change_organization_on", ["organization_id", "on"], unique=False
        )

    op.create_table(
        "tax_status",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "deduction",
                "exemption",
                name="taxkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("document_no", sa.String(length=100), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("valid_from <= valid_until", name=op.f("ck_tax_status_span")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_tax_status_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tax_status")),
        sa.UniqueConstraint(
            "organization_id",
            "kind",
            "valid_from",
            name=op.f("uq_tax_status_organization_id_kind_valid_from"),
        ),
    )
    with op.batch_alter_table("tax_status", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_tax_status_organization_id"), ["organization_id"], unique=False
        )

    with op.batch_alter_table("organization", schema=None) as batch_op:
        batch_op.add_column(sa.Column("members", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(
            sa.Column("part_time_officials", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.add_column(
            sa.Column("principal", sa.String(length=60), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("purpose", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("capital", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("industry_regulator_id", sa.Uuid(), nullable=True))
        batch_op.add_column(
            sa.Column("contact", sa.String(length=60), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("contact_phone", sa.String(length=40), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("finance_agent", sa.String(length=120), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("legal_adviser", sa.String(length=120), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("party_required", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column(
                "party_organization", sa.String(length=120), nullable=False, server_default=""
            )
        )
        batch_op.add_column(
            sa.Column("party_instructor", sa.String(length=60), nullable=False, server_default="")
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_organization_industry_regulator_id"),
            "unit",
            ["industry_regulator_id"],
            ["id"],
        )

    # What is there gets the value of nothing; from now on the portal writes it itself.
    with op.batch_alter_table("organization", schema=None) as batch_op:
        batch_op.alter_column("members", existing_type=sa.Integer(), server_default=None)
        batch_op.alter_column(
            "part_time_officials", existing_type=sa.Integer(), server_default=None
        )
        batch_op.alter_column("principal", existing_type=sa.String(length=60), server_default=None)
        batch_op.alter_column("purpose", existing_type=sa.Text(), server_default=None)
        batch_op.alter_column("contact", existing_type=sa.String(length=60), server_default=None)
        batch_op.alter_column(
            "contact_phone", existing_type=sa.String(length=40), server_default=None
        )
        batch_op.alter_column(
            "finance_agent", existing_type=sa.String(length=120), server_default=None
        )
        batch_op.alter_column(
            "legal_adviser", existing_type=sa.String(length=120), server_default=None
        )
        batch_op.alter_column("party_required", existing_type=sa.Boolean(), server_default=None)
        batch_op.alter_column(
            "party_organization", existing_type=sa.String(length=120), server_default=None
        )
        batch_op.alter_column(
            "party_instructor", existing_type=sa.String(length=60), server_default=None
        )


def downgrade():
    with op.batch_alter_table("organization", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_organization_industry_regulator_id"), type_="foreignkey"
        )
        batch_op.drop_column("party_instructor")
        batch_op.drop_column("party_organization")
        batch_op.drop_column("party_required")
        batch_op.drop_column("legal_adviser")
        batch_op.drop_column("finance_agent")
        batch_op.drop_column("contact_phone")
        batch_op.drop_column("contact")
        batch_op.drop_column("industry_regulator_id")
        batch_op.drop_column("capital")
        batch_op.drop_column("purpose")
        batch_op.drop_column("principal")
        batch_op.drop_column("part_time_officials")
        batch_op.drop_column("members")

    with op.batch_alter_table("tax_status", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tax_status_organization_id"))

    op.drop_table("tax_status")
    with op.batch_alter_table("field_change", schema=None) as batch_op:
        batch_op.drop_index("ix_field_change_organization_on")

    op.drop_table("field_change")
