"""Keep registration cases, conditions and branch offices; the end of an organization."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "branch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("head", sa.String(length=60), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("document", sa.String(length=120), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "ends_on is null or ends_on >= starts_on", name=op.f("ck_branch_ends_after_its_start")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_branch_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_branch")),
    )
    op.create_index(op.f("ix_branch_organization_id"), "branch", ["organization_id"], unique=False)
    op.create_table(
        "registration_case",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "set_up",
                "deregister",
                "simplified",
                name="casekind",
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
                "submitted",
                "returned",
                "accepted",
                "registered",
                "deregistered",
                "refused",
                "withdrawn",
                name="casestate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("applicant_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=True),
        sa.Column("filed_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column(
            "type",
            sa.Enum(
                "society",
                "service",
                "foundation",
                name="organizationtype",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("preapproval", sa.Boolean(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("necessity", sa.Text(), nullable=False),
        sa.Column("feasibility", sa.Text(), nullable=False),
        sa.Column("legal_representative", sa.String(length=60), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("street_id", sa.Uuid(), nullable=True),
        sa.Column("supervisor_id", sa.Uuid(), nullable=True),
        sa.Column("capital", sa.BigInteger(), nullable=True),
        sa.Column("conditional", sa.Boolean(), nullable=False),
        sa.Column("missing", sa.String(length=300), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("said", sa.String(length=500), nullable=False),
        sa.Column("document", sa.String(length=120), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "kind = 'set_up' or organization_id is not null",
            name=op.f("ck_registration_case_of_somebody"),
        ),
        sa.CheckConstraint(
            "state <> 'registered' or organization_id is not null",
            name=op.f("ck_registration_case_made_somebody"),
        ),
        sa.ForeignKeyConstraint(
            ["applicant_id"], ["person.id"], name=op.f("fk_registration_case_applicant_id")
        ),
        sa.ForeignKeyConstraint(
            ["filed_id"], ["organization.id"], name=op.f("fk_registration_case_filed_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_registration_case_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["street_id"], ["unit.id"], name=op.f("fk_registration_case_street_id")
        ),
        sa.ForeignKeyConstraint(
            ["supervisor_id"], ["unit.id"], name=op.f("fk_registration_case_supervisor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_case")),
        sa.UniqueConstraint("number", name=op.f("uq_registration_case_number")),
    )
    op.create_index(
        op.f("ix_registration_case_applicant_id"),
        "registration_case",
        ["applicant_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_registration_case_organization_id"),
        "registration_case",
        ["organization_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_registration_case_supervisor_id"),
        "registration_case",
        ["supervisor_id"],
        unique=False,
    )
    op.create_table(
        "registration_condition",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(length=300), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "met",
                "breached",
                name="conditionstate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("document", sa.String(length=120), nullable=False),
        sa.Column("said", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["registration_case.id"], name=op.f("fk_registration_condition_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_registration_condition_organization_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_condition")),
    )
    op.create_index(
        op.f("ix_registration_condition_organization_id"),
        "registration_condition",
        ["organization_id"],
        unique=False,
    )
    op.create_table(
        "registration_material",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "missing",
                "uploaded",
                "accepted",
                "to_correct",
                name="materialstate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["registration_case.id"], name=op.f("fk_registration_material_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_registration_material_file_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_material")),
        sa.UniqueConstraint("case_id", "name", name=op.f("uq_registration_material_case_id_name")),
    )
    op.create_index(
        op.f("ix_registration_material_case_id"), "registration_material", ["case_id"], unique=False
    )
    op.create_table(
        "registration_review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column(
            "desk",
            sa.Enum(
                "registrar",
                "supervisor",
                "party",
                name="desk",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("heads", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "desk <> 'party' or note = ''",
            name=op.f("ck_registration_review_party_says_the_result_alone"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["registration_case.id"], name=op.f("fk_registration_review_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_review")),
        sa.UniqueConstraint("case_id", "desk", name=op.f("uq_registration_review_case_id_desk")),
    )
    op.create_index(
        op.f("ix_registration_review_case_id"), "registration_review", ["case_id"], unique=False
    )
    op.add_column("organization", sa.Column("ended_on", sa.Date(), nullable=True))


def downgrade():
    op.drop_column("organization", "ended_on")
    op.drop_index(op.f("ix_registration_review_case_id"), table_name="registration_review")
    op.drop_table("registration_review")
    op.drop_index(op.f("ix_registration_material_case_id"), table_name="registration_material")
    op.drop_table("registration_material")
    op.drop_index(
        op.f("ix_registration_condition_organization_id"), table_name="registration_condition"
    )
    op.drop_table("registration_condition")
    op.drop_index(op.f("ix_registration_case_supervisor_id"), table_name="registration_case")
    op.drop_index(op.f("ix_registration_case_organization_id"), table_name="registration_case")
    op.drop_index(op.f("ix_registration_case_applicant_id"), table_name="registration_case")
    op.drop_table("registration_case")
    op.drop_index(op.f("ix_branch_organization_id"), table_name="branch")
    op.drop_table("branch")
