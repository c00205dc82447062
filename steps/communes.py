"""Adding a commune with its villages."""

from collections.abc import Mapping, Sequence
from typing import Any

from rasoat.errors import UsageError
from rasoat.models.database import Database
from rasoat.models.store import Store


def add_commune(database: Database, description: Mapping[str, Any], villages: Sequence[Mapping[str, Any]]) -> None:
    """Add a commune as its file describes it.

    Raises:
        UsageError: a commune of this code exists.
    """
    with database.write() as connection:
        store = Store(connection)
        code = str(description["code"])
        if any(item.code == code for item in store.communes()):
            raise UsageError("commune_exists", code=code, name=description["name"])
        store.add_commune(code, str(description["name"]), description, villages)
