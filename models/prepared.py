"""Statements that are compiled once and run by the driver itself.

SQLAlchemy still writes the SQL, for SQLite and PostgreSQL alike. What is saved is its way through events, caches
and result objects: in a transition of eight small statements that cost more than the database did. A prepared
statement takes plain values only: no list for IN, no column default, no type that converts.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.expression import ClauseElement

Values = Mapping[str, Any]


class _Compiled(NamedTuple):
    """A statement as one dialect writes it, and how its driver takes the values."""

    sql: str
    take: Callable[[Values], Any]


class Prepared:
    """One statement, compiled at its first use on a dialect."""

    def __init__(self, statement: ClauseElement, *columns: str) -> None:
        """Prepare a statement; `columns` are those an INSERT fills."""
        self._statement = statement
        self._columns = columns or None
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, connection: Connection, values: Values) -> list[tuple[Any, ...]]:
        """Return the rows that a SELECT finds.

        Raises:
            DBAPIError: as SQLAlchemy would raise it.
        """
        found: list[tuple[Any, ...]] = self._run(connection, [values]).fetchall()
        return found

    def write(self, connection: Connection, rows: Sequence[Values]) -> int:
        """Run an INSERT or UPDATE once for each of `rows`; return how many rows of the table it touched.

        Raises:
            DBAPIError: as SQLAlchemy would raise it; IntegrityError, for one.
        """
        touched: int = self._run(connection, rows).rowcount
        return touched

    def _run(self, connection: Connection, rows: Sequence[Values]) -> Any:
        dialect = connection.dialect
        compiled = self._compiled.get(dialect.name) or self._compile(dialect)
        cursor = connection.connection.cursor()
        try:
            if len(rows) == 1:
                cursor.execute(compiled.sql, compiled.take(rows[0]))
            else:
                cursor.executemany(compiled.sql, [compiled.take(row) for row in rows])
        except dialect.loaded_dbapi.Error as error:
            raise DBAPIError.instance(compiled.sql, None, error, dialect.loaded_dbapi.Error, dialect=dialect) from error
        return cursor

    def _compile(self, dialect: Dialect) -> _Compiled:
        compiled: Any = self._statement.compile(dialect=dialect, column_keys=self._columns)
        names: Sequence[str] | None = compiled.positiontup  # None where the driver takes values by name
        take = dict if names is None else _by_place(names)
        self._compiled[dialect.name] = _Compiled(str(compiled), take)
        return self._compiled[dialect.name]


def _by_place(names: Sequence[str]) -> Callable[[Values], Any]:
    return lambda values: [values[name] for name in names]
