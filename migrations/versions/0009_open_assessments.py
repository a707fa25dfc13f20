"""Open assessments.

Schemes, rounds, assessments, decisions about grades, awards for first grades. A grade says where
it comes from; a payment is for a milestone or for an award.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "assessment_round",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("apply_from", sa.Date(), nullable=False),
        sa.Column("apply_until", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "announced",
                "closed",
                name="roundstate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("apply_from <= apply_until", name=op.f("ck_assessment_round_days")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_round")),
    )
    op.create_table(
        "assessment_scheme",
        sa.Column("id", sa.Uuid(), nullable=False),
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
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("scale", sa.Integer(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("indicators", sa.JSON(), nullable=False),
        sa.Column("bands", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "published",
                "retired",
                name="schemestate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("places between 0 and 2", name=op.f("ck_assessment_scheme_places")),
        sa.CheckConstraint("scale > 0", name=op.f("ck_assessment_scheme_scale")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_scheme")),
        sa.UniqueConstraint(
            "type", "year", "version", name=op.f("uq_assessment_scheme_type_year_version")
        ),
    )
    op.create_table(
        "assessment_round_scheme",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
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
        sa.Column("scheme_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["assessment_round.id"], name=op.f("fk_assessment_round_scheme_round_id")
        ),
        sa.ForeignKeyConstraint(
            ["scheme_id"],
            ["assessment_scheme.id"],
            name=op.f("fk_assessment_round_scheme_scheme_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_round_scheme")),
        sa.UniqueConstraint(
            "round_id", "type", name=op.f("uq_assessment_round_scheme_round_id_type")
        ),
    )
    with op.batch_alter_table("assessment_round_scheme", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_assessment_round_scheme_round_id"), ["round_id"], unique=False
        )

    op.create_table(
        "assessment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("scheme_id", sa.Uuid(), nullable=False),
        sa.Column(
            "method",
            sa.Enum(
                "full",
                "simple",
                "downgrade",
                name="grademethod",
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
                "applied",
                "accepted",
                "refused",
                "withdrawn",
                "assessing",
                "concluded",
                "decided",
                "publicized",
                "confirmed",
                name="assessmentstate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("party", sa.Boolean(), nullable=False),
        sa.Column("self_marks", sa.JSON(), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("checks", sa.JSON(), nullable=False),
        sa.Column("visit_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column("earlier", sa.JSON(), nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=True),
        sa.Column("level", sa.String(length=2), nullable=True),
        sa.Column("vote", sa.JSON(), nullable=False),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("publicity_from", sa.Date(), nullable=True),
        sa.Column("publicity_until", sa.Date(), nullable=True),
        sa.Column("report_file_id", sa.Uuid(), nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("level in ('1A','2A','3A','4A','5A')", name=op.f("ck_assessment_level")),
        sa.CheckConstraint(
            "(publicity_from is null) = (publicity_until is null)",
            name=op.f("ck_assessment_publicity"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_assessment_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["report_file_id"], ["stored_file.id"], name=op.f("fk_assessment_report_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["assessment_round.id"], name=op.f("fk_assessment_round_id")
        ),
        sa.ForeignKeyConstraint(
            ["scheme_id"], ["assessment_scheme.id"], name=op.f("fk_assessment_scheme_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
        sa.UniqueConstraint(
            "round_id", "organization_id", name=op.f("uq_assessment_round_id_organization_id")
        ),
    )
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_assessment_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_assessment_round_id"), ["round_id"], unique=False)

    op.create_table(
        "assessment_objection",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "upheld",
                "rejected",
                name="objectionstate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("vote", sa.JSON(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name=op.f("fk_assessment_objection_assessment_id")
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_assessment_objection_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_objection")),
    )
    with op.batch_alter_table("assessment_objection", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_assessment_objection_assessment_id"), ["assessment_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_assessment_objection_by_id"), ["by_id"], unique=False)

    op.create_table(
        "assessor",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "registrar",
                "business",
                "expert",
                "third_party",
                name="assessorkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("body", sa.String(length=120), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "appointed",
                "ready",
                "recused",
                "signed",
                name="assessorstate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("declaration", sa.JSON(), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("appointed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name=op.f("fk_assessor_assessment_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_assessor_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessor")),
        sa.UniqueConstraint(
            "assessment_id", "person_id", name=op.f("uq_assessor_assessment_id_person_id")
        ),
    )
    with op.batch_alter_table("assessor", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_assessor_assessment_id"), ["assessment_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_assessor_person_id"), ["person_id"], unique=False)

    op.create_table(
        "grade_award",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("grade_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.String(length=2), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "approved",
                "paid",
                "refused",
                name="awardstate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("line_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "state not in ('approved', 'paid') or (line_id is not null and approved_by is not null)",
            name=op.f("ck_grade_award_approved"),
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_grade_award_amount_positive")),
        sa.ForeignKeyConstraint(["grade_id"], ["grade.id"], name=op.f("fk_grade_award_grade_id")),
        sa.ForeignKeyConstraint(
            ["line_id"], ["budget_line.id"], name=op.f("fk_grade_award_line_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_grade_award_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grade_award")),
        sa.UniqueConstraint("grade_id", name=op.f("uq_grade_award_grade_id")),
        sa.UniqueConstraint(
            "organization_id", "level", name=op.f("uq_grade_award_organization_id_level")
        ),
    )
    with op.batch_alter_table("grade_award", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grade_award_line_id"), ["line_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_grade_award_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "grade_decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("grade_id", sa.Uuid(), nullable=False),
        sa.Column("new_grade_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "keep",
                "downgrade",
                "cancel",
                name="decisionkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "cause",
            sa.Enum(
                "follow_up",
                "false_data",
                "lent_certificate",
                "basic_twice",
                "inspection_failed",
                "penalty",
                "other",
                name="cause",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("ban_until", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(kind = 'downgrade') = (new_grade_id is not null)",
            name=op.f("ck_grade_decision_new_grade"),
        ),
        sa.CheckConstraint(
            "(kind = 'keep') = (ban_until is null)", name=op.f("ck_grade_decision_ban")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_grade_decision_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["grade_id"], ["grade.id"], name=op.f("fk_grade_decision_grade_id")
        ),
        sa.ForeignKeyConstraint(
            ["new_grade_id"], ["grade.id"], name=op.f("fk_grade_decision_new_grade_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_grade_decision_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grade_decision")),
        sa.UniqueConstraint("new_grade_id", name=op.f("uq_grade_decision_new_grade_id")),
    )
    with op.batch_alter_table("grade_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grade_decision_grade_id"), ["grade_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_grade_decision_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "grade_reminder",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("grade_id", sa.Uuid(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["grade_id"], ["grade.id"], name=op.f("fk_grade_reminder_grade_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grade_reminder")),
        sa.UniqueConstraint("grade_id", "days", name=op.f("uq_grade_reminder_grade_id_days")),
    )
    with op.batch_alter_table("grade_reminder", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grade_reminder_grade_id"), ["grade_id"], unique=False)

    with op.batch_alter_table("grade", schema=None) as batch_op:
        batch_op.add_column(sa.Column("assessment_id", sa.Uuid(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "method",
                sa.Enum(
                    "full",
                    "simple",
                    "downgrade",
                    name="grademethod",
                    native_enum=False,
                    create_constraint=True,
                    length=20,
                ),
                nullable=True,
            )
        )
        batch_op.add_column(
            sa.Column("scheme", sa.String(length=120), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("score", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("scale", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("source", sa.String(length=200), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("file_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("replaces_id", sa.Uuid(), nullable=True))
        batch_op.create_check_constraint(batch_op.f("ck_grade_period"), "awarded_on <= valid_until")
        batch_op.create_check_constraint(
            batch_op.f("ck_grade_score_with_scale"), "(score is null) = (scale is null)"
        )
        batch_op.create_unique_constraint(batch_op.f("uq_grade_assessment_id"), ["assessment_id"])
        batch_op.create_unique_constraint(batch_op.f("uq_grade_replaces_id"), ["replaces_id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_grade_replaces_id"), "grade", ["replaces_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_grade_file_id"), "stored_file", ["file_id"], ["id"]
        )

    with op.batch_alter_table("commitment", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("kind", sa.String(length=10), nullable=False, server_default="call")
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_commitment_kind"), "kind in ('call', 'award')"
        )
    with op.batch_alter_table("commitment", schema=None) as batch_op:
        batch_op.alter_column("kind", existing_type=sa.String(length=10), server_default=None)

    # Only what is there already is filled; from now on the model says it.
    with op.batch_alter_table("grade", schema=None) as batch_op:
        batch_op.alter_column("scheme", existing_type=sa.String(length=120), server_default=None)
        batch_op.alter_column("source", existing_type=sa.String(length=200), server_default=None)

    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("grade_award_id", sa.Uuid(), nullable=True))
        batch_op.alter_column("milestone_id", existing_type=sa.Uuid(), nullable=True)
        batch_op.alter_column("contract_id", existing_type=sa.Uuid(), nullable=True)
        batch_op.create_check_constraint(
            batch_op.f("ck_payment_one_thing"), "(milestone_id is null) <> (grade_award_id is null)"
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_payment_contract"), "(milestone_id is null) = (contract_id is null)"
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_payment_grade_award_id"), ["grade_award_id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_payment_grade_award_id"), "grade_award", ["grade_award_id"], ["id"]
        )


def downgrade():
    # The tables before know no payment of an award, and no money promised for one.
    op.execute("delete from payment where milestone_id is null")
    op.execute("delete from commitment where kind = 'award'")
    with op.batch_alter_table("commitment", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_commitment_kind"), type_="check")
        batch_op.drop_column("kind")

    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_payment_contract"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_payment_one_thing"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_payment_grade_award_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_payment_grade_award_id"), type_="unique")
        batch_op.alter_column("contract_id", existing_type=sa.Uuid(), nullable=False)
        batch_op.alter_column("milestone_id", existing_type=sa.Uuid(), nullable=False)
        batch_op.drop_column("grade_award_id")

    with op.batch_alter_table("grade", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_grade_grademethod"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_grade_score_with_scale"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_grade_period"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_grade_file_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_grade_replaces_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_grade_replaces_id"), type_="unique")
        batch_op.drop_constraint(batch_op.f("uq_grade_assessment_id"), type_="unique")
        batch_op.drop_column("replaces_id")
        batch_op.drop_column("file_id")
        batch_op.drop_column("source")
        batch_op.drop_column("scale")
        batch_op.drop_column("score")
        batch_op.drop_column("scheme")
        batch_op.drop_column("method")
        batch_op.drop_column("assessment_id")

    with op.batch_alter_table("grade_reminder", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_grade_reminder_grade_id"))

    op.drop_table("grade_reminder")
    with op.batch_alter_table("grade_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_grade_decision_organization_id"))
        batch_op.drop_index(batch_op.f("ix_grade_decision_grade_id"))

    op.drop_table("grade_decision")
    with op.batch_alter_table("grade_award", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_grade_award_organization_id"))
        batch_op.drop_index(batch_op.f("ix_grade_award_line_id"))

    op.drop_table("grade_award")
    with op.batch_alter_table("assessor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assessor_person_id"))
        batch_op.drop_index(batch_op.f("ix_assessor_assessment_id"))

    op.drop_table("assessor")
    with op.batch_alter_table("assessment_objection", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assessment_objection_by_id"))
        batch_op.drop_index(batch_op.f("ix_assessment_objection_assessment_id"))

    op.drop_table("assessment_objection")
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assessment_round_id"))
        batch_op.drop_index(batch_op.f("ix_assessment_organization_id"))

    op.drop_table("assessment")
    with op.batch_alter_table("assessment_round_scheme", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assessment_round_scheme_round_id"))

    op.drop_table("assessment_round_scheme")
    op.drop_table("assessment_scheme")
    op.drop_table("assessment_round")
