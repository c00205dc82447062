"""Running the migrations with Alembic."""

from importlib.resources import files

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from rasoat.errors import StoreError
from rasoat.models.database import connect_for_migration, refuse_foreign
from rasoat.models.schema import REVISION


def upgrade(url: str) -> tuple[str | None, str]:
    """Bring the database at `url` to the newest revision; return the revision before and after.

    Raises:
        UsageError: the URL cannot be understood.
        StoreError: the database cannot be written, is another program's, or newer than this one.
    """
    with connect_for_migration(url) as connection:
        refuse_foreign(inspect(connection).get_table_names())
        before = MigrationContext.configure(connection).get_current_revision()
        config = Config()
        config.set_main_option("script_location", str(files("rasoat.models") / "migrations"))
        config.attributes["connection"] = connection
        known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
        if before is not None and before not in known:
            raise StoreError("schema_revision", found=before, needed=REVISION)
        command.upgrade(config, "head")
    return before, REVISION
