"""Open desks.

The tables as of 2026-11-26.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "account_audit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column(
            "trigger",
            sa.Enum(
                "representative",
                "spot_check",
                "assessment",
                "deregistration",
                "complaint",
                name="trigger",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("cause", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "ordered",
                "rectifying",
                "closed",
                "cancelled",
                name="auditstate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("auditor", sa.String(length=120), nullable=False),
        sa.Column("fee", sa.BigInteger(), nullable=True),
        sa.Column(
            "opinion",
            sa.Enum(
                "clean",
                "qualified",
                "adverse",
                "disclaimed",
                name="opinion",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("faults", sa.Text(), nullable=False),
        sa.Column("rectify_by", sa.Date(), nullable=True),
        sa.Column("rectified", sa.String(length=500), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_account_audit_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_account_audit_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_audit")),
        sa.UniqueConstraint("cause", name=op.f("uq_account_audit_cause")),
    )
    with op.batch_alter_table("account_audit", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_account_audit_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_account_audit_state"), ["state"], unique=False)

    op.create_table(
        "activity_record",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "activity",
                "visit",
                name="recordkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("theme", sa.String(length=120), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.Column("result", sa.String(length=500), nullable=False),
        sa.Column("recorded_by", sa.String(length=60), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("persons >= 0", name=op.f("ck_activity_record_persons")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["unit.id"], name=op.f("fk_activity_record_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_activity_record_organization_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_record")),
    )
    with op.batch_alter_table("activity_record", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_activity_record_community_id"), ["community_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_activity_record_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "complaint",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("word_digest", sa.String(length=64), nullable=False),
        sa.Column("sender_digest", sa.String(length=64), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "complaint",
                "report",
                "illegal",
                "opinion",
                name="complaintkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("organization_id", sa.Uuid(), nullable=True),
        sa.Column("about", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "sent",
                "refused",
                "taken_up",
                "answered",
                name="complaintstate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_up_on", sa.Date(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "true",
                "partly",
                "unfounded",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("reward", sa.BigInteger(), nullable=True),
        sa.Column("reward_document", sa.String(length=100), nullable=False),
        sa.Column("rewarded_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "anonymous or (name <> '' and phone <> '')", name=op.f("ck_complaint_named")
        ),
        sa.CheckConstraint("reward is null or reward > 0", name=op.f("ck_complaint_reward")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_complaint_file_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_complaint_organization_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_complaint_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint")),
        sa.UniqueConstraint("number", name=op.f("uq_complaint_number")),
    )
    with op.batch_alter_table("complaint", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_complaint_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_complaint_sender_digest"), ["sender_digest"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_complaint_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaint_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "matter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "activity",
                "leaders",
                "charter",
                "donation",
                "foreign",
                "assets",
                "dispute",
                "other",
                name="matterkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("happens_on", sa.Date(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.Column("risks", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "sent",
                "returned",
                "opinion",
                "noted",
                name="matterstate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opinion", sa.String(length=500), nullable=False),
        sa.Column("supported", sa.Boolean(), nullable=True),
        sa.Column("remark", sa.String(length=500), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("persons >= 0", name=op.f("ck_matter_persons")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_matter_file_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_matter_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter")),
    )
    with op.batch_alter_table("matter", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_matter_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_matter_state"), ["state"], unique=False)


def downgrade():
    with op.batch_alter_table("matter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_matter_state"))
        batch_op.drop_index(batch_op.f("ix_matter_organization_id"))

    op.drop_table("matter")
    with op.batch_alter_table("complaint", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_complaint_unit_id"))
        batch_op.drop_index(batch_op.f("ix_complaint_state"))
        batch_op.drop_index(batch_op.f("ix_complaint_sender_digest"))
        batch_op.drop_index(batch_op.f("ix_complaint_organization_id"))

    op.drop_table("complaint")
    with op.batch_alter_table("activity_record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activity_record_organization_id"))
        batch_op.drop_index(batch_op.f("ix_activity_record_community_id"))

    op.drop_table("activity_record")
    with op.batch_alter_table("account_audit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_audit_state"))
        batch_op.drop_index(batch_op.f("ix_account_audit_organization_id"))

    op.drop_table("account_audit")
