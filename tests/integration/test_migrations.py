"""Migrations: an upgraded database is the database that the program creates, and nothing is upgraded blindly."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, inspect, text

from rasoat.errors import StoreError
from rasoat.models.database import connect_for_migration, open_database
from rasoat.models.migrate import upgrade
from rasoat.models.schema import REVISION

_TRIGGERS = {
    "sqlite": "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
    "postgresql": (
        "SELECT t.tgname, c.relname, pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "WHERE NOT t.tgisinternal ORDER BY 1"
    ),
}


def schema(connection: Connection) -> dict[str, Any]:
    """Return all that the database knows of its tables, constraints, indexes and triggers."""
    found = inspect(connection)
    tables: dict[str, Any] = {}
    for table in sorted(found.get_table_names()):
        columns = [
            (item["name"], str(item["type"]), item["nullable"], item["default"]) for item in found.get_columns(table)
        ]
        tables[table] = {
            "columns": columns,
            "primary key": found.get_pk_constraint(table),
            "foreign keys": sorted(str(item) for item in found.get_foreign_keys(table)),
            "unique": sorted(str(item) for item in found.get_unique_constraints(table)),
            "checks": sorted(str(item) for item in found.get_check_constraints(table)),
            "indexes": sorted(str(item) for item in found.get_indexes(table)),
        }
    triggers = connection.exec_driver_sql(_TRIGGERS[connection.dialect.name]).all()
    return {"tables": tables, "triggers": [tuple(row) for row in triggers]}


def schema_at(url: str) -> dict[str, Any]:
    """Return the schema of the database at `url`."""
    with connect_for_migration(url) as connection:
        return schema(connection)


def emptied(url: str) -> None:
    """Remove everything from a database."""
    if "://" not in url:
        Path(url).unlink()
        return
    with connect_for_migration(url) as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))


def test_migrated_schema_equals_fresh_schema(url: str) -> None:
    """An empty database upgraded by the migrations has the tables, constraints and triggers of a new one."""
    open_database(url).close()
    fresh = schema_at(url)
    emptied(url)
    assert upgrade(url) == (None, REVISION)
    assert schema_at(url) == fresh
    assert len(fresh["triggers"]) >= 8


def test_migrated_database_opens(url: str) -> None:
    """A database made by the migrations is opened as one of ours."""
    upgrade(url)
    open_database(url).close()


def test_second_upgrade_changes_nothing(url: str) -> None:
    """Upgrading a current database leaves it as it is."""
    upgrade(url)
    before = schema_at(url)
    assert upgrade(url) == (REVISION, REVISION)
    assert schema_at(url) == before


def test_foreign_database_is_not_upgraded(url: str) -> None:
    """Upgrading the database of another program is refused, and adds nothing to it."""
    with connect_for_migration(url) as connection:
        connection.execute(text("CREATE TABLE payroll (id INTEGER)"))
    with pytest.raises(StoreError) as refused:
        upgrade(url)
    assert refused.value.key == "foreign_database"
    with connect_for_migration(url) as connection:
        assert inspect(connection).get_table_names() == ["payroll"]


def test_newer_database_is_not_upgraded(url: str) -> None:
    """Upgrading a database of a later version of the program is refused and names both revisions."""
    upgrade(url)
    with connect_for_migration(url) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError) as refused:
        upgrade(url)
    assert refused.value.key == "schema_revision"
    assert refused.value.params == {"found": "9999", "needed": REVISION}
