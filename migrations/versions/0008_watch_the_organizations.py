"""Watch the organizations: reports, inspections, the credit lists.

A report that was not filed is no row any more: that it is missing follows from the due day.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KINDS = ("abnormal_list", "serious_violation", "penalty", "inspection", "commendation")


def upgrade():
    op.create_table(
        "inspection_plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "random",
                "special",
                "finance",
                "report",
                "grade",
                name="inspectionkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("matters", sa.Text(), nullable=False),
        sa.Column("departments", sa.JSON(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("draw_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("visits_until", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "announced",
                "drawn",
                "published",
                "cancelled",
                name="planstate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("pool", sa.JSON(), nullable=False),
        sa.Column("announced", sa.String(length=200), nullable=False),
        sa.Column("draw", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_plan")),
        sa.UniqueConstraint("number", name=op.f("uq_inspection_plan_number")),
    )
    with op.batch_alter_table("inspection_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_inspection_plan_year"), ["year"], unique=False)

    op.create_table(
        "inspector",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("ties", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_inspector_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_inspector_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspector")),
        sa.UniqueConstraint("number", name=op.f("uq_inspector_number")),
        sa.UniqueConstraint("person_id", name=op.f("uq_inspector_person_id")),
    )
    op.create_table(
        "credit_proposal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column(
            "act",
            sa.Enum(
                "list", "lift", name="act", native_enum=False, create_constraint=True, length=20
            ),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "abnormal_list",
                "serious_violation",
                "penalty",
                "inspection",
                "commendation",
                name="creditkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("ground", sa.String(length=40), nullable=False),
        sa.Column("cause", sa.String(length=40), nullable=False),
        sa.Column("law", sa.String(length=40), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("effect_key", sa.String(length=160), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "reviewed",
                "done",
                "dropped",
                name="proposalstate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("office", sa.String(length=100), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=True),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("refusal", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["credit_event.id"], name=op.f("fk_credit_proposal_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_credit_proposal_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_credit_proposal_organization_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_proposal")),
        sa.UniqueConstraint("effect_key", name=op.f("uq_credit_proposal_effect_key")),
    )
    with op.batch_alter_table("credit_proposal", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_credit_proposal_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_credit_proposal_state"), ["state"], unique=False)

    op.create_table(
        "credit_repair",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("statement", sa.String(length=1000), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "sent",
                "accepted",
                "refused",
                name="repairstate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by", sa.Uuid(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["credit_event.id"], name=op.f("fk_credit_repair_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_credit_repair_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_credit_repair_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_repair")),
    )
    with op.batch_alter_table("credit_repair", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_credit_repair_event_id"), ["event_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_credit_repair_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "inspection",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("colour", sa.String(length=8), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "assigned",
                "recorded",
                "passed",
                "ordered",
                "answered",
                "rectified",
                name="inspectionstate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "result",
            sa.Enum(
                "good",
                "problems",
                "unreachable",
                name="result",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("visited_on", sa.Date(), nullable=True),
        sa.Column("papers_shown", sa.Boolean(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("order_no", sa.String(length=60), nullable=False),
        sa.Column("rectify_by", sa.Date(), nullable=True),
        sa.Column("penalty", sa.String(length=300), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_by", sa.Uuid(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answer_file_id", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_by", sa.Uuid(), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["answer_file_id"], ["stored_file.id"], name=op.f("fk_inspection_answer_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["credit_event.id"], name=op.f("fk_inspection_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_inspection_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_inspection_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["inspection_plan.id"], name=op.f("fk_inspection_plan_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection")),
        sa.UniqueConstraint(
            "plan_id", "organization_id", name=op.f("uq_inspection_plan_id_organization_id")
        ),
    )
    with op.batch_alter_table("inspection", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_inspection_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_inspection_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_inspection_state"), ["state"], unique=False)

    op.create_table(
        "report_filing",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("receipt_no", sa.String(length=24), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("filed_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_report_filing_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["annual_report.id"], name=op.f("fk_report_filing_report_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_filing")),
        sa.UniqueConstraint("receipt_no", name=op.f("uq_report_filing_receipt_no")),
        sa.UniqueConstraint("report_id", "number", name=op.f("uq_report_filing_report_id_number")),
    )
    with op.batch_alter_table("report_filing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_filing_report_id"), ["report_id"], unique=False)

    op.create_table(
        "inspection_seat",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("inspection_id", sa.Uuid(), nullable=False),
        sa.Column("inspector_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("recused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspection.id"], name=op.f("fk_inspection_seat_inspection_id")
        ),
        sa.ForeignKeyConstraint(
            ["inspector_id"], ["inspector.id"], name=op.f("fk_inspection_seat_inspector_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_seat")),
        sa.UniqueConstraint(
            "inspection_id",
            "inspector_id",
            name=op.f("uq_inspection_seat_inspection_id_inspector_id"),
        ),
    )
    with op.batch_alter_table("inspection_seat", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_inspection_seat_inspection_id"), ["inspection_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_inspection_seat_inspector_id"), ["inspector_id"], unique=False
        )

    op.execute("delete from annual_report where filed_on is null")
    with op.batch_alter_table("annual_report", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "state",
                sa.Enum(
                    "draft",
                    "filed",
                    "looked",
                    "returned",
                    "accepted",
                    name="reportstate",
                    native_enum=False,
                    create_constraint=True,
                    length=20,
                ),
                nullable=False,
                server_default="accepted",
            )
        )
        batch_op.add_column(sa.Column("content", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("file_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("saved_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("looked_by", sa.Uuid(), nullable=True))
        batch_op.add_column(
            sa.Column("opinion", sa.String(length=300), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("decided_by", sa.Uuid(), nullable=True))
        batch_op.add_column(
            sa.Column("reason", sa.String(length=300), nullable=False, server_default="")
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_annual_report_organization_id_year"), ["organization_id", "year"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_annual_report_file_id"), "stored_file", ["file_id"], ["id"]
        )
        batch_op.drop_column("status")

    _take_off_old_kinds()
    with op.batch_alter_table("credit_event", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("ground", sa.String(length=40), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("number", sa.String(length=60), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("file_id", sa.Uuid(), nullable=True))
        batch_op.add_column(
            sa.Column("penalty", sa.String(length=20), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("fine", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("expires_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("entered_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("lift_reason", sa.String(length=300), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("lift_file_id", sa.Uuid(), nullable=True))
        batch_op.add_column(
            sa.Column("repaired", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_credit_event_lift_file_id"), "stored_file", ["lift_file_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_credit_event_file_id"), "stored_file", ["file_id"], ["id"]
        )
        batch_op.create_check_constraint("creditkind", _among(KINDS))
        batch_op.create_check_constraint(
            "end_after_start", "lifted_on is null or lifted_on >= decided_on"
        )

    # The defaults were for the rows that were there.
    with op.batch_alter_table("annual_report", schema=None) as batch_op:
        for name in ("state", "content", "opinion", "reason"):
            batch_op.alter_column(name, server_default=None)
    with op.batch_alter_table("credit_event", schema=None) as batch_op:
        for name in ("ground", "number", "penalty", "lift_reason", "repaired"):
            batch_op.alter_column(name, server_default=None)


def _take_off_old_kinds():
    with op.batch_alter_table("credit_event", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_credit_event_creditkind"), type_="check")


def _among(kinds):
    return "kind in ({})".format(", ".join(f"'{kind}'" for kind in kinds))


def downgrade():
    with op.batch_alter_table("inspection_seat", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_inspection_seat_inspector_id"))
        batch_op.drop_index(batch_op.f("ix_inspection_seat_inspection_id"))

    op.drop_table("inspection_seat")
    with op.batch_alter_table("report_filing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_filing_report_id"))

    op.drop_table("report_filing")
    with op.batch_alter_table("inspection", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_inspection_state"))
        batch_op.drop_index(batch_op.f("ix_inspection_plan_id"))
        batch_op.drop_index(batch_op.f("ix_inspection_organization_id"))

    op.drop_table("inspection")
    with op.batch_alter_table("credit_repair", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_credit_repair_organization_id"))
        batch_op.drop_index(batch_op.f("ix_credit_repair_event_id"))

    op.drop_table("credit_repair")
    with op.batch_alter_table("credit_proposal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_credit_proposal_state"))
        batch_op.drop_index(batch_op.f("ix_credit_proposal_organization_id"))

    op.drop_table("credit_proposal")
    op.drop_table("inspector")
    with op.batch_alter_table("inspection_plan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_inspection_plan_year"))

    op.drop_table("inspection_plan")

    op.execute("delete from credit_event where kind in ('inspection', 'commendation')")
    _take_off_old_kinds()
    with op.batch_alter_table("credit_event", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_credit_event_end_after_start"), type_="check")
        batch_op.create_check_constraint("creditkind", _among(KINDS[:3]))
        batch_op.drop_constraint(batch_op.f("fk_credit_event_file_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_credit_event_lift_file_id"), type_="foreignkey")
        batch_op.drop_column("repaired")
        batch_op.drop_column("lift_file_id")
        batch_op.drop_column("lift_reason")
        batch_op.drop_column("entered_at")
        batch_op.drop_column("expires_on")
        batch_op.drop_column("fine")
        batch_op.drop_column("penalty")
        batch_op.drop_column("file_id")
        batch_op.drop_column("number")
        batch_op.drop_column("ground")

    with op.batch_alter_table("annual_report", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("status", sa.VARCHAR(length=10), nullable=False, server_default="on_time")
        )
        batch_op.drop_constraint(batch_op.f("ck_annual_report_reportstate"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_annual_report_file_id"), type_="foreignkey")
        batch_op.drop_constraint(
            batch_op.f("uq_annual_report_organization_id_year"), type_="unique"
        )
        batch_op.drop_column("reason")
        batch_op.drop_column("decided_by")
        batch_op.drop_column("decided_at")
        batch_op.drop_column("opinion")
        batch_op.drop_column("looked_by")
        batch_op.drop_column("looked_at")
        batch_op.drop_column("saved_at")
        batch_op.drop_column("file_id")
        batch_op.drop_column("content")
        batch_op.drop_column("state")
    with op.batch_alter_table("annual_report", schema=None) as batch_op:
        batch_op.alter_column("status", server_default=None)
