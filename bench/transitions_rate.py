"""Durable transitions a second: one village's step with its facts, journal entry, hash and paper row, WAL + FULL.

Bare sqlite3 writes the very same rows, one commit each, and decides nothing. The other engines write their state
and one event with the same JSON, one commit each; they check nothing, chain nothing and write no paper.
"""

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path

import peers
from commune import AUTHOR, commune
from measure import Row, at_least, compared, in_turns, timed
from rasoat.models.database import Database
from rasoat.workflow.engine import Step, perform, perform_all

PER_ROUND, BATCH, HOUSEHOLDS = 50, 100, 20
Record = tuple[tuple[object, ...], tuple[object, ...]]
"""The journal row and the paper row of one transition."""


def rows(rounds: int) -> list[Row]:
    """Return the table's rows on transitions."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        villages = (rounds + 1) * (PER_ROUND + BATCH)
        database = commune(folder, villages, HOUSEHOLDS)
        stack.callback(database.close)
        steps = iter(_steps(villages))
        for step in islice(steps, PER_ROUND):
            perform(database, step, AUTHOR)
        records = _records(folder / "rasoat.db", PER_ROUND)
        jobs = {
            "rasoat": lambda: _single(database, steps),
            "rasoat, 100 a commit": lambda: _batch(database, steps),
            "bare sqlite3": _rate(stack.enter_context(bare(folder / "bare.db", records)), records),
        }
        payloads = [f"[{entry[10]},{paper[5]}]" for entry, paper in records]
        for name, peer in peers.ALL.items():
            place = folder / peer.__name__
            place.mkdir()
            jobs[name] = _rate(stack.enter_context(peer(place, payloads[0], (rounds + 1) * PER_ROUND)), payloads)
        in_turns({name: job for name, job in jobs.items() if not name.startswith("rasoat")}, 1)  # warm
        return _rows(in_turns(jobs, rounds))


def _rows(found: dict[str, list[float]]) -> list[Row]:
    what, unit = "durable transition, one commit each", "a second"
    quarter = at_least(0.25, ">= 0.25x of bare")
    never = at_least(1.0, "never slower")
    batch = at_least(3.0, ">= 3x the single one")
    return [
        compared(what, unit, found, "rasoat", "bare sqlite3", quarter),
        *(compared(what, unit, found, "rasoat", name, never) for name in peers.ALL),
        compared("durable transition, 100 a commit", unit, found, "rasoat, 100 a commit", "rasoat", batch),
    ]


def _steps(villages: int) -> list[Step]:
    return [
        Step(round="B", village=f"Thôn {no:04d}", trigger="complete_list", on=AUTHOR.today, command_id=f"c{no}")
        for no in range(1, villages + 1)
    ]


def _single(database: Database, steps: Iterator[Step]) -> float:
    work = list(islice(steps, PER_ROUND))
    return len(work) / timed(lambda: [perform(database, step, AUTHOR) for step in work])


def _batch(database: Database, steps: Iterator[Step]) -> float:
    work = list(islice(steps, BATCH))
    return len(work) / timed(lambda: perform_all(database, work, AUTHOR))


def _rate[T](move: Callable[[T], None], items: list[T]) -> Callable[[], float]:
    return lambda: len(items) / timed(lambda: [move(item) for item in items])


def _records(path: Path, count: int) -> list[Record]:
    """Return what each transition left: its journal row and its paper row."""
    connection = sqlite3.connect(path)
    query = "SELECT * FROM journal WHERE kind = 'transition' ORDER BY gseq LIMIT ?"
    entries = connection.execute(query, (count,)).fetchall()
    papers = [connection.execute("SELECT * FROM document WHERE gseq = ?", (entry[0],)).fetchone() for entry in entries]
    connection.close()
    return list(zip(entries, papers, strict=True))


@contextmanager
def bare(path: Path, records: list[Record]) -> Iterator[Callable[[Record], None]]:
    """Yield what writes the rows of one transition with sqlite3 alone."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE review_case (id INTEGER PRIMARY KEY, stage TEXT, version INTEGER)")
    connection.execute("INSERT INTO review_case VALUES (1, 'preliminary_list', 0)")
    inserts = []
    for name, row in zip(("journal", "document"), records[0], strict=True):
        connection.execute(f"CREATE TABLE {name} ({','.join(f'c{no}' for no in range(len(row)))})")
        inserts.append(f"INSERT INTO {name} VALUES ({','.join('?' * len(row))})")

    def move(record: Record) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE review_case SET stage = 'survey', version = version + 1 WHERE id = 1")
        for insert, row in zip(inserts, record, strict=True):
            connection.execute(insert, row)
        connection.execute("COMMIT")

    try:
        yield move
    finally:
        connection.close()
