"""Running the migrations with Alembic."""

from importlib.resources import files

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext

from rasoat.models.database import connect_for_migration
from rasoat.models.schema import REVISION


def upgrade(url: str) -> tuple[str | None, str]:
    """Bring the database at `url` to the newest revision; return the revision before and after.

    Raises:
        UsageError: the URL cannot be understood.
        StoreError: the database cannot be written.
    """
    with connect_for_migration(url) as connection:
        before = MigrationContext.configure(connection).get_current_revision()
        config = Config()
        config.set_main_option("script_location", str(files("rasoat.models") / "migrations"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return before, REVISION
