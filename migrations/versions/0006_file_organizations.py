"""Keep filings and who is filed."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "filing",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "set_up",
                "change",
                "cancel",
                name="filingkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "sent",
                "checked",
                "escalated",
                "qualified",
                "filed",
                "returned",
                "refused",
                "withdrawn",
                name="filingstate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("organization_id", sa.Uuid(), nullable=True),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("street_id", sa.Uuid(), nullable=False),
        sa.Column("applicant_id", sa.Uuid(), nullable=False),
        sa.Column("on_behalf", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column(
            "group_kind",
            sa.Enum(
                "elder",
                "charity",
                "jobs",
                "rural",
                "mutual",
                "child",
                "disabled",
                "culture",
                "governance",
                "safety",
                "environment",
                "other",
                "friendship",
                "research",
                name="groupkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("person_in_charge", sa.String(length=60), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("activities", sa.Text(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("charter_id", sa.Uuid(), nullable=True),
        sa.Column("member_list_id", sa.Uuid(), nullable=True),
        sa.Column("host_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("override", sa.String(length=300), nullable=False),
        sa.Column("bureau_agreed", sa.Boolean(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("document", sa.String(length=120), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind = 'set_up' or organization_id is not null", name=op.f("ck_filing_of_somebody")
        ),
        sa.CheckConstraint(
            "state <> 'filed' or organization_id is not null", name=op.f("ck_filing_filed_is_there")
        ),
        sa.ForeignKeyConstraint(
            ["applicant_id"], ["person.id"], name=op.f("fk_filing_applicant_id")
        ),
        sa.ForeignKeyConstraint(
            ["charter_id"], ["stored_file.id"], name=op.f("fk_filing_charter_id")
        ),
        sa.ForeignKeyConstraint(["community_id"], ["unit.id"], name=op.f("fk_filing_community_id")),
        sa.ForeignKeyConstraint(["host_id"], ["organization.id"], name=op.f("fk_filing_host_id")),
        sa.ForeignKeyConstraint(
            ["member_list_id"], ["stored_file.id"], name=op.f("fk_filing_member_list_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_filing_organization_id")
        ),
        sa.ForeignKeyConstraint(["street_id"], ["unit.id"], name=op.f("fk_filing_street_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filing")),
    )
    op.create_index(op.f("ix_filing_applicant_id"), "filing", ["applicant_id"], unique=False)
    op.create_index(op.f("ix_filing_community_id"), "filing", ["community_id"], unique=False)
    op.create_index(op.f("ix_filing_organization_id"), "filing", ["organization_id"], unique=False)
    op.create_index(op.f("ix_filing_street_id"), "filing", ["street_id"], unique=False)
    op.create_table(
        "host_relation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("host_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("document", sa.String(length=120), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.String(length=300), nullable=False),
        sa.CheckConstraint(
            "ends_on is null or ends_on >= starts_on",
            name=op.f("ck_host_relation_ends_after_its_start"),
        ),
        sa.ForeignKeyConstraint(
            ["host_id"], ["organization.id"], name=op.f("fk_host_relation_host_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_host_relation_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_host_relation")),
    )
    op.create_index(op.f("ix_host_relation_host_id"), "host_relation", ["host_id"], unique=False)
    op.create_index(
        op.f("ix_host_relation_organization_id"), "host_relation", ["organization_id"], unique=False
    )
    op.create_table(
        "filed_stand",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column(
            "group_kind",
            sa.Enum(
                "elder",
                "charity",
                "jobs",
                "rural",
                "mutual",
                "child",
                "disabled",
                "culture",
                "governance",
                "safety",
                "environment",
                "other",
                "friendship",
                "research",
                name="groupkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("street_id", sa.Uuid(), nullable=False),
        sa.Column("filing_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("document", sa.String(length=120), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column(
            "end_kind",
            sa.Enum(
                "cancelled",
                "merged",
                "ordered",
                "registered",
                name="endkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("end_document", sa.String(length=120), nullable=False),
        sa.Column("end_reason", sa.String(length=500), nullable=False),
        sa.Column("into_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(ends_on is null) = (end_kind is null)", name=op.f("ck_filed_stand_end_has_a_kind")
        ),
        sa.CheckConstraint(
            "ends_on is null or ends_on >= starts_on",
            name=op.f("ck_filed_stand_ends_after_its_start"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["unit.id"], name=op.f("fk_filed_stand_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["filing_id"], ["filing.id"], name=op.f("fk_filed_stand_filing_id")
        ),
        sa.ForeignKeyConstraint(
            ["into_id"], ["organization.id"], name=op.f("fk_filed_stand_into_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_filed_stand_organization_id")
        ),
        sa.ForeignKeyConstraint(["street_id"], ["unit.id"], name=op.f("fk_filed_stand_street_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filed_stand")),
    )
    op.create_index(
        op.f("ix_filed_stand_community_id"), "filed_stand", ["community_id"], unique=False
    )
    op.create_index(
        op.f("ix_filed_stand_organization_id"), "filed_stand", ["organization_id"], unique=False
    )
    op.create_index(op.f("ix_filed_stand_street_id"), "filed_stand", ["street_id"], unique=False)
    op.create_table(
        "filing_opinion",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("filing_id", sa.Uuid(), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("office", sa.String(length=100), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["filing_id"], ["filing.id"], name=op.f("fk_filing_opinion_filing_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filing_opinion")),
    )
    op.create_index(
        op.f("ix_filing_opinion_filing_id"), "filing_opinion", ["filing_id"], unique=False
    )
    op.create_table(
        "dissolution",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("stand_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "advised",
                "ordered",
                name="dissolutionkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("document", sa.String(length=120), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["stand_id"], ["filed_stand.id"], name=op.f("fk_dissolution_stand_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dissolution")),
    )
    op.create_index(op.f("ix_dissolution_stand_id"), "dissolution", ["stand_id"], unique=False)
    op.create_table(
        "yearly_check",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("stand_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "active",
                "to_change",
                "inactive",
                name="checkverdict",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["stand_id"], ["filed_stand.id"], name=op.f("fk_yearly_check_stand_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_yearly_check")),
        sa.UniqueConstraint("stand_id", "year", name=op.f("uq_yearly_check_stand_id_year")),
    )
    op.create_index(op.f("ix_yearly_check_stand_id"), "yearly_check", ["stand_id"], unique=False)


def downgrade():
    op.drop_index(op.f("ix_yearly_check_stand_id"), table_name="yearly_check")
    op.drop_table("yearly_check")
    op.drop_index(op.f("ix_dissolution_stand_id"), table_name="dissolution")
    op.drop_table("dissolution")
    op.drop_index(op.f("ix_filing_opinion_filing_id"), table_name="filing_opinion")
    op.drop_table("filing_opinion")
    op.drop_index(op.f("ix_filed_stand_street_id"), table_name="filed_stand")
    op.drop_index(op.f("ix_filed_stand_organization_id"), table_name="filed_stand")
    op.drop_index(op.f("ix_filed_stand_community_id"), table_name="filed_stand")
    op.drop_table("filed_stand")
    op.drop_index(op.f("ix_host_relation_organization_id"), table_name="host_relation")
    op.drop_index(op.f("ix_host_relation_host_id"), table_name="host_relation")
    op.drop_table("host_relation")
    op.drop_index(op.f("ix_filing_street_id"), table_name="filing")
    op.drop_index(op.f("ix_filing_organization_id"), table_name="filing")
    op.drop_index(op.f("ix_filing_community_id"), table_name="filing")
    op.drop_index(op.f("ix_filing_applicant_id"), table_name="filing")
    op.drop_table("filing")
