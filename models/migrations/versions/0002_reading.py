"""What was read in each evidence file: whether it is a picture, the day it was taken, what it looks like.

Files entered before have no reading yet; `rasoat evidence read` makes up for it.

Revision: 0002; follows 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

VERBS = ("update", "delete")


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "reading",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("taken_on", sa.String(10)),
        sa.Column("look", sa.String(32)),
        sa.PrimaryKeyConstraint("sha256", name="pk_reading"),
        sa.ForeignKeyConstraint(["sha256"], ["evidence.sha256"], name="fk_reading_sha256_evidence"),
        sa.CheckConstraint(
            "kind = 'picture' or (kind = 'file' and taken_on is null and look is null)", name=op.f("ck_reading_kind")
        ),
    )
    _triggers(op.get_bind().dialect.name)


def _triggers(dialect: str) -> None:
    for verb in VERBS:
        when = f"CREATE TRIGGER reading_no_{verb} BEFORE {verb.upper()} ON reading"
        if dialect == "sqlite":
            op.execute(f"{when} BEGIN SELECT RAISE(ABORT, 'reading is append-only'); END")
        else:
            op.execute(f"{when} FOR EACH ROW EXECUTE FUNCTION refuse_rewrite()")
    if dialect != "sqlite":
        op.execute("CREATE TRIGGER reading_no_truncate BEFORE TRUNCATE ON reading EXECUTE FUNCTION refuse_rewrite()")
