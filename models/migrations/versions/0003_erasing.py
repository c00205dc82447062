"""Personal data may be erased after its retention: triggers let the entry of the erasure replace what it names.

Revision: 0003; follows 0002.
"""

from alembic import op

from rasoat.models.schema import APPEND_ONLY, append_only_triggers

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    dialect = op.get_bind().dialect.name
    for table in APPEND_ONLY:
        for verb in ("update", "delete", *(("truncate",) if dialect == "postgresql" else ())):
            where = f" ON {table}" if dialect == "postgresql" else ""
            op.execute(f"DROP TRIGGER {table}_no_{verb}{where}")
    for statement in append_only_triggers(dialect):
        op.get_bind().exec_driver_sql(statement)
