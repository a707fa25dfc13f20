"""Lock for openers.

Openers' keys, the openers of a call, sealed boxes instead of one sealed column, openers' turns.
What is still sealed for the portal's own key cannot be turned into boxes without opening it:
calls that are open must be opened, or cancelled, before this step.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

OPEN = sa.text(
    "select count(*) from submission_version v join submission s on s.id = v.submission_id"
    " join call c on c.id = s.call_id where v.ended_at is null and c.state = 'published'"
)
DRAFTS = sa.text(
    "update submission set draft = null where draft is not null and call_id in"
    " (select id from call where state <> 'published')"
)


def _nothing_sealed():
    count = op.get_bind().execute(OPEN).scalar()
    if count:
        raise RuntimeError(
            f"{count} submissions are sealed: open or cancel the calls that are published first"
        )


def upgrade():
    _nothing_sealed()
    op.create_table(
        "opener_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("test_digest", sa.LargeBinary(), nullable=True),
        sa.Column("test_box", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("length(public) = 32", name=op.f("ck_opener_key_x25519")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_opener_key_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opener_key")),
    )
    op.create_index(op.f("ix_opener_key_person_id"), "opener_key", ["person_id"])
    op.create_index(
        "uq_opener_key_live",
        "opener_key",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("retired_at is null"),
        postgresql_where=sa.text("retired_at is null"),
    )
    op.create_table(
        "call_keys",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("members", sa.JSON(), nullable=False),
        sa.Column("fixed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lost_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lost_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("needed > 0", name=op.f("ck_call_keys_needed_positive")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_call_keys_call_id")),
        sa.ForeignKeyConstraint(["lost_by"], ["person.id"], name=op.f("fk_call_keys_lost_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_keys")),
        sa.UniqueConstraint("call_id", name=op.f("uq_call_keys_call_id")),
    )
    op.create_table(
        "sealed_box",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column(
            "part",
            sa.Enum(
                "technical",
                "price",
                name="part",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("nests", sa.JSON(), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("supplied", sa.LargeBinary(), nullable=True),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("text", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "(salt is null) = (text is null)", name=op.f("ck_sealed_box_opened_whole")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["submission_version.id"], name=op.f("fk_sealed_box_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_box")),
        sa.UniqueConstraint("version_id", "part", name=op.f("uq_sealed_box_version_id_part")),
    )
    op.create_table(
        "opening_turn",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=1), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("inside", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_opening_turn_call_id")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_opening_turn_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_turn")),
        sa.UniqueConstraint("call_id", "number", name=op.f("uq_opening_turn_call_id_number")),
        sa.UniqueConstraint("call_id", "place", name=op.f("uq_opening_turn_call_id_place")),
    )
    op.create_index(op.f("ix_opening_turn_call_id"), "opening_turn", ["call_id"])
    op.execute(DRAFTS)
    with op.batch_alter_table("submission_version") as table:
        table.drop_column("sealed")
    op.add_column("submission", sa.Column("draft_key_id", sa.Uuid(), nullable=True))


def downgrade():
    _nothing_sealed()
    with op.batch_alter_table("submission_version") as table:
        table.add_column(sa.Column("sealed", sa.LargeBinary(), nullable=True))
    op.drop_column("submission", "draft_key_id")
    op.drop_table("opening_turn")
    op.drop_table("sealed_box")
    op.drop_table("call_keys")
    op.drop_table("opener_key")
