"""Opening the database: SQLite in a file by default, PostgreSQL by URL; one writer at a time on both."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, InterfaceError, NoSuchModuleError, OperationalError

from rasoat.errors import StoreError, UsageError
from rasoat.models.prepared import Prepared
from rasoat.models.schema import REVISION, append_only_triggers, metadata

WRITER_LOCK = 24_2021
"""PostgreSQL advisory lock that makes writers queue, as BEGIN IMMEDIATE does on SQLite."""

_LOCKS = {
    "sqlite": Prepared(text("BEGIN IMMEDIATE")),
    "postgresql": Prepared(text(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})")),
}

_PRAGMAS = (
    # a statutory act that was confirmed must survive a power cut
    "synchronous=FULL",
    "foreign_keys=ON",
    # else INSERT OR REPLACE would remove rows past the triggers that refuse it
    "recursive_triggers=ON",
)
_BACKENDS = ("sqlite", "postgresql")


class Database:
    """An open database with a current schema."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.is_sqlite = engine.dialect.name == "sqlite"
        # SQLite reads one moment anyway; PostgreSQL must be asked
        self._readers = engine if self.is_sqlite else engine.execution_options(isolation_level="REPEATABLE READ")

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Yield a connection in a transaction that excludes other writers; commit if nothing was raised.

        Raises:
            StoreError: the database is locked, read-only or full; nothing was written.
        """
        with _explained(self.engine.url), self.engine.begin() as connection:
            _LOCKS[self.engine.dialect.name].rows(connection, {})
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Yield a connection in a read transaction: all its reads see one moment."""
        with _explained(self.engine.url), self._readers.connect() as connection:
            if self.is_sqlite:
                connection.exec_driver_sql("BEGIN")
            yield connection
            connection.rollback()

    def compact(self) -> None:
        """Rewrite the database's file, so that nothing that was erased remains in unused places of it.

        Raises:
            StoreError: somebody else has the database open and does not let go of it.
        """
        with _explained(self.engine.url), self.engine.connect() as opened:
            connection = opened.execution_options(isolation_level="AUTOCOMMIT")
            if self.is_sqlite:
                connection.exec_driver_sql("VACUUM")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            else:
                connection.exec_driver_sql("VACUUM FULL journal, document, evidence, household")

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def open_database(url: str, *, busy_seconds: float = 30.0) -> Database:
    """Open (and on first use create) the database at `url`: a SQLAlchemy URL or a SQLite file's path.

    Raises:
        UsageError: the URL cannot be understood.
        StoreError: the database cannot be opened, or has another schema revision.
    """
    database = Database(_engine(_url(url), busy_seconds))
    try:
        with _explained(database.engine.url):
            _prepare(database)
    except BaseException:
        database.close()
        raise
    return database


def _url(url: str) -> URL:
    if "://" not in url:
        parsed = URL.create("sqlite", database=url)
    else:
        try:
            parsed = make_url(url)
        except ArgumentError as error:
            raise UsageError("database_url", url=url) from error
    if parsed.drivername in {"postgresql", "postgres"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() not in _BACKENDS:
        raise UsageError("database_url", url=parsed.render_as_string())
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        # SQLite's own way of naming a file, for options such as mode=ro, begins with file:
        folder = Path(parsed.database.removeprefix("file:")).resolve().parent
        if not folder.is_dir():
            raise StoreError("database_folder", folder=folder)
    return parsed


def _engine(url: URL, busy_seconds: float) -> Engine:
    try:
        if url.get_backend_name() == "sqlite":
            engine = create_engine(url, connect_args={"timeout": busy_seconds})
            event.listen(engine, "connect", _tune)
        else:
            engine = create_engine(url, isolation_level="READ COMMITTED")
            event.listen(engine, "connect", _patience(busy_seconds))
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise UsageError("database_url", url=url.render_as_string()) from error
    return engine


def _tune(connection: sqlite3.Connection, _record: Any) -> None:
    # the driver must not begin transactions on its own: we say BEGIN IMMEDIATE
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _patience(busy_seconds: float) -> Callable[[Any, Any], None]:
    """Return what makes a PostgreSQL connection wait for a lock as long as SQLite does."""

    def limit(connection: Any, _record: Any) -> None:
        connection.execute(f"SET lock_timeout = {round(busy_seconds * 1000)}")
        connection.commit()

    return limit


def _prepare(database: Database) -> None:
    if not _is_there(database):
        with database.write() as connection:
            # somebody else may have been quicker
            if not inspect(connection).get_table_names():
                create_schema(connection)
    if database.is_sqlite:
        with database.engine.connect() as connection:
            # only now: a file that is not ours is not to be touched
            try:
                connection.exec_driver_sql("PRAGMA journal_mode=WAL")
            except OperationalError as error:
                if "locked" not in str(error.orig):
                    raise  # else somebody opens it at this moment, too, and sets the same mode for good


def _is_there(database: Database) -> bool:
    """Return whether the schema is there; False when the database is empty.

    Raises:
        StoreError: the database is another program's, or has another schema revision.
    """
    with database.engine.connect() as connection:
        tables = inspect(connection).get_table_names()
        if not tables:
            return False
        refuse_foreign(tables)
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if found != REVISION:
        raise StoreError("schema_revision", found=found, needed=REVISION)
    return True


def refuse_foreign(tables: Sequence[str]) -> None:
    """Refuse a database that has tables, but not ours.

    Raises:
        StoreError: it is another program's.
    """
    if tables and not {"alembic_version", "journal"} <= set(tables):
        raise StoreError("foreign_database", tables=", ".join(sorted(tables)[:5]))


def create_schema(connection: Connection) -> None:
    """Create all tables and triggers as the newest migration leaves them."""
    metadata.create_all(connection)
    for statement in append_only_triggers(connection.dialect.name):
        connection.exec_driver_sql(statement)
    # as Alembic itself makes it
    connection.exec_driver_sql(
        "CREATE TABLE alembic_version "
        "(version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
    )
    connection.execute(text("INSERT INTO alembic_version VALUES (:revision)"), {"revision": REVISION})


_EXPLAINED = {
    "locked": "database_locked",
    "busy": "database_locked",
    "lock timeout": "database_locked",
    "readonly": "database_readonly",
    "disk is full": "disk_full",
    "disk i/o": "disk_failed",
    "unable to open": "database_unopenable",
    "not a database": "not_a_database",
    "malformed": "database_damaged",
    "append-only": "append_only",
    "connection": "database_unreachable",
}


@contextmanager
def _explained(url: URL) -> Iterator[None]:
    """Turn the driver's errors that a person can mend into sentences."""
    try:
        yield
    except (OperationalError, DatabaseError, InterfaceError) as error:
        reason = " ".join(str(error.orig).split())
        for sign, key in _EXPLAINED.items():
            if sign in reason.lower():
                where = url.database if url.get_backend_name() == "sqlite" else url.render_as_string()
                raise StoreError(key, database=where, reason=reason) from error
        raise


@contextmanager
def connect_for_migration(url: str) -> Iterator[Connection]:
    """Yield a connection in a write transaction, whatever the schema's revision.

    Raises:
        UsageError: the URL cannot be understood.
        StoreError: the database cannot be written.
    """
    database = Database(_engine(_url(url), 30.0))
    try:
        with database.write() as connection:
            yield connection
    finally:
        database.close()
