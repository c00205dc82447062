"""Whoever owns the database: takes the triggers off, and makes hashes, seals and heads fit what was changed."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, text

from rasoat.models.canonical import GENESIS, digest, dumps, entry_hash, loads
from rasoat.models.schema import APPEND_ONLY
from rasoat.workflow.periods import root

Row = dict[str, Any]


def disarm(connection: Connection) -> None:
    """Take off in a transaction what keeps SQLite's rows from being rewritten."""
    connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    connection.exec_driver_sql("PRAGMA ignore_check_constraints=ON")
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    for table in APPEND_ONLY:
        for verb in ("update", "delete"):
            connection.exec_driver_sql(f"DROP TRIGGER {table}_no_{verb}")


def entries(connection: Connection) -> list[Row]:
    """Return the journal as it stands."""
    return [row._asdict() for row in connection.execute(text("SELECT * FROM journal ORDER BY gseq"))]


def nothing(_row: Row) -> None:
    """Change nothing."""


def forge(connection: Connection, change: Callable[[Row], None] = nothing) -> None:
    """Change entries, and make the digests, seals, hashes and heads of all that follows fit again."""
    names = {row.id: row.name for row in connection.execute(text("SELECT id, name FROM chain"))}
    heads: dict[int, tuple[int, str]] = {}
    rooted = {0: root(())}
    for row in entries(connection):
        before = dict(row)
        change(row)
        _reseal(row, rooted)
        seq, prev = heads.get(row["chain_id"], (0, GENESIS))
        row.update(seq=seq + 1, prev_hash=prev, payload_sha256=digest(row["payload"]))
        row["hash"] = entry_hash(names[row["chain_id"]], row, prev)
        heads[row["chain_id"]] = row["seq"], row["hash"]
        rooted[row["gseq"]] = root((names[chain], *head) for chain, head in heads.items())
        if row != before:
            _put(connection, row)
    for chain in names:
        seq, head = heads.get(chain, (0, GENESIS))
        connection.execute(
            text("UPDATE chain SET seq = :seq, head = :head WHERE id = :id"), {"seq": seq, "head": head, "id": chain}
        )


def _reseal(row: Row, rooted: dict[int, str]) -> None:
    if '"period":{' not in row["payload"]:
        return
    payload = loads(row["payload"])
    count = payload["period"]["entries"]
    payload["period"]["root"] = rooted.get(count, "")
    row["payload"] = dumps(payload)


def _put(connection: Connection, row: Row) -> None:
    values = ", ".join(f"{name} = :{name}" for name in row)
    connection.execute(text(f"UPDATE journal SET {values} WHERE gseq = :gseq"), row)  # noqa: S608 # our own column names


def run(connection: Connection, statements: Iterable[str]) -> int:
    """Run statements; return how many rows they touched."""
    return sum(max(0, connection.exec_driver_sql(statement).rowcount) for statement in statements)


def places(connection: Connection, query: str) -> Sequence[Any]:
    """Return the first column of what a query finds."""
    return [row[0] for row in connection.exec_driver_sql(query)]
