"""Durable transitions a second: one village's step with its facts, journal entry, hash and paper row, WAL + FULL.

Bare sqlite3 writes the very same rows, one commit each, and decides nothing.
"""

import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from commune import AUTHOR, commune
from rasoat.workflow.engine import Step, perform, perform_all


def steps(villages: int) -> list[Step]:
    """Return one step a village."""
    return [
        Step(round="B", village=f"Thôn {no:04d}", trigger="complete_list", on=AUTHOR.today, command_id=f"c{no}")
        for no in range(1, villages + 1)
    ]


def rate(count: int, job: Callable[[], None]) -> float:
    """Return how many a second."""
    start = time.perf_counter()
    job()
    return count / (time.perf_counter() - start)


def rasoat_rates(villages: int, households: int) -> dict[str, float]:
    """Return the rates of one commit a transition, and of a hundred."""
    with tempfile.TemporaryDirectory() as folder:
        database = commune(Path(folder), villages * 2, households)
        work = steps(villages * 2)
        single = rate(villages, lambda: [perform(database, step, AUTHOR) for step in work[:villages]] and None)
        batches = [work[at : at + 100] for at in range(villages, villages * 2, 100)]
        batched = rate(villages, lambda: [perform_all(database, batch, AUTHOR) for batch in batches] and None)
        database.close()
        rows = list(_rows(Path(folder) / "rasoat.db", villages))
    return {"rasoat": single, "rasoat, 100 a commit": batched, "bare sqlite3": _bare(rows)}


def _rows(path: Path, villages: int) -> Iterator[tuple[tuple[object, ...], tuple[object, ...]]]:
    """Yield the journal row and the paper row that each transition left."""
    connection = sqlite3.connect(path)
    query = "SELECT * FROM journal WHERE kind = 'transition' ORDER BY gseq LIMIT ?"
    entries = connection.execute(query, (villages,)).fetchall()
    for entry in entries:
        paper = connection.execute("SELECT * FROM document WHERE gseq = ?", (entry[0],)).fetchone()
        yield entry, paper
    connection.close()


def _bare(rows: list[tuple[tuple[object, ...], tuple[object, ...]]]) -> float:
    with tempfile.TemporaryDirectory() as folder:
        connection = sqlite3.connect(Path(folder) / "bare.db", isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        marks = {"journal": ",".join("?" * len(rows[0][0])), "document": ",".join("?" * len(rows[0][1]))}
        connection.execute("CREATE TABLE review_case (id INTEGER PRIMARY KEY, stage TEXT, version INTEGER)")
        for table, row in zip(("journal", "document"), rows[0], strict=True):
            connection.execute(f"CREATE TABLE {table} ({','.join(f'c{no}' for no in range(len(row)))})")
        connection.executemany(
            "INSERT INTO review_case VALUES (?, 'preliminary_list', 0)", [(no,) for no in range(len(rows))]
        )

        def job() -> None:
            for no, (entry, paper) in enumerate(rows):
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("UPDATE review_case SET stage='survey', version=1 WHERE id=? AND version=0", (no,))
                connection.execute(f"INSERT INTO journal VALUES ({marks['journal']})", entry)
                connection.execute(f"INSERT INTO document VALUES ({marks['document']})", paper)
                connection.execute("COMMIT")

        found = rate(len(rows), job)
        connection.close()
    return found


if __name__ == "__main__":
    for name, value in rasoat_rates(300, 20).items():
        print(f"{name:24} {value:10.0f}")
