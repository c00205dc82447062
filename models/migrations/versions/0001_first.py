"""The first schema: communes, rounds, cases, the journal, papers, the register of numbers, evidence.

Revision: 0001; follows nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

DATE, INSTANT, SHA256 = sa.String(10), sa.String(32), sa.String(64)
APPEND_ONLY = ("journal", "document", "evidence", "procedure_version")


def upgrade() -> None:
    """Go forward."""
    _communes()
    _rounds()
    _journal()
    _papers()
    _triggers(op.get_bind().dialect.name)


def _communes() -> None:
    op.create_table(
        "commune",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_commune"),
        sa.UniqueConstraint("code", name="uq_commune_code"),
    )
    op.create_table(
        "village",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("commune_id", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_village"),
        sa.UniqueConstraint("commune_id", "name", name="uq_village_commune_id_name"),
        _foreign_key("village", "commune_id", "commune.id"),
    )
    op.create_table(
        "household",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("commune_id", sa.Integer, nullable=False),
        sa.Column("village_id", sa.Integer, nullable=False),
        sa.Column("ref", sa.String(12), nullable=False),
        sa.Column("id_number", sa.String(12)),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("members", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_household"),
        sa.UniqueConstraint("commune_id", "ref", name="uq_household_commune_id_ref"),
        sa.UniqueConstraint("commune_id", "id_number", name="uq_household_commune_id_id_number"),
        _foreign_key("household", "commune_id", "commune.id"),
        _foreign_key("household", "village_id", "village.id"),
    )
    op.create_index("ix_household_village_id_ref", "household", ["village_id", "ref"])


def _rounds() -> None:
    op.create_table(
        "procedure_version",
        sa.Column("digest", SHA256, nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_procedure_version"),
    )
    op.create_table(
        "chain",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("head", SHA256, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_chain"),
        sa.UniqueConstraint("name", name="uq_chain_name"),
        sa.CheckConstraint("seq >= 0", name=op.f("ck_chain_seq")),
    )
    op.create_table(
        "review_round",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("commune_id", sa.Integer, nullable=False),
        sa.Column("chain_id", sa.Integer, nullable=False),
        sa.Column("procedure_digest", SHA256, nullable=False),
        sa.Column("variant", sa.String(40)),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("opened_on", DATE, nullable=False),
        sa.Column("ordered_by", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_review_round"),
        sa.UniqueConstraint("code", name="uq_review_round_code"),
        sa.UniqueConstraint("chain_id", name="uq_review_round_chain_id"),
        _foreign_key("review_round", "commune_id", "commune.id"),
        _foreign_key("review_round", "chain_id", "chain.id"),
        _foreign_key("review_round", "procedure_digest", "procedure_version.digest"),
    )
    op.create_table(
        "review_case",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("round_id", sa.Integer, nullable=False),
        sa.Column("village_id", sa.Integer),
        sa.Column("track", sa.String(7), nullable=False),
        sa.Column("stage", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_review_case"),
        sa.UniqueConstraint("round_id", "village_id", name="uq_review_case_round_id_village_id"),
        sa.CheckConstraint("track in ('village', 'round')", name=op.f("ck_review_case_track")),
        sa.CheckConstraint("(track = 'village') = (village_id is not null)", name=op.f("ck_review_case_subject")),
        _foreign_key("review_case", "round_id", "review_round.id"),
        _foreign_key("review_case", "village_id", "village.id"),
    )


def _journal() -> None:
    op.create_table(
        "journal",
        sa.Column("gseq", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("chain_id", sa.Integer, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("case_id", sa.Integer),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("occurred_on", DATE, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("command_id", sa.String(80), nullable=False),
        sa.Column("part", sa.Integer, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("payload_sha256", SHA256, nullable=False),
        sa.Column("prev_hash", SHA256, nullable=False),
        sa.Column("hash", SHA256, nullable=False),
        sa.PrimaryKeyConstraint("gseq", name="pk_journal"),
        sa.UniqueConstraint("chain_id", "seq", name="uq_journal_chain_id_seq"),
        sa.UniqueConstraint("command_id", "part", name="uq_journal_command_id_part"),
        _foreign_key("journal", "chain_id", "chain.id"),
        _foreign_key("journal", "case_id", "review_case.id"),
    )
    op.create_index("ix_journal_case_id", "journal", ["case_id"])


def _papers() -> None:
    op.create_table(
        "document",
        sa.Column("gseq", sa.Integer, nullable=False),
        sa.Column("part", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("round_id", sa.Integer, nullable=False),
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("form", sa.String(40), nullable=False),
        sa.Column("context", sa.Text, nullable=False),
        sa.Column("context_sha256", SHA256, nullable=False),
        sa.PrimaryKeyConstraint("gseq", "part", name="pk_document"),
        _foreign_key("document", "gseq", "journal.gseq"),
        _foreign_key("document", "round_id", "review_round.id"),
        _foreign_key("document", "case_id", "review_case.id"),
    )
    op.create_index("ix_document_round_id", "document", ["round_id"])
    op.create_table(
        "register_number",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("commune_id", sa.Integer, nullable=False),
        sa.Column("body", sa.String(20), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("no", sa.Integer, nullable=False),
        sa.Column("symbol", sa.String(40), nullable=False),
        sa.Column("gseq", sa.Integer, nullable=False),
        sa.Column("part", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_register_number"),
        sa.UniqueConstraint("commune_id", "body", "year", "no", name="uq_register_number_commune_id_body_year_no"),
        sa.CheckConstraint("no > 0", name=op.f("ck_register_number_positive")),
        _foreign_key("register_number", "commune_id", "commune.id"),
        sa.ForeignKeyConstraint(
            ["gseq", "part"], ["document.gseq", "document.part"], name="fk_register_number_gseq_part_document"
        ),
    )
    op.create_table(
        "evidence",
        sa.Column("sha256", SHA256, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_evidence"),
    )


def _foreign_key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{target.partition('.')[0]}"
    return sa.ForeignKeyConstraint([column], [target], name=name)


def _triggers(dialect: str) -> None:
    if dialect == "sqlite":
        for table in APPEND_ONLY:
            for verb in ("update", "delete"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION refuse_rewrite() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only'; END $$"
    )
    for table in APPEND_ONLY:
        for verb in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_rewrite()"
            )
        op.execute(f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION refuse_rewrite()")
