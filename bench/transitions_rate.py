"""Durable transitions a second: one village's step with its facts, journal entry, hash and paper row, WAL + FULL.

Bare sqlite3 writes the very same rows, one commit each, and decides nothing. The other engines are in `peers`.
"""

import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from itertools import count, islice
from pathlib import Path

import peers
from commune import AUTHOR, commune
from measure import Job, Row, at_least, compared, in_turns, timed

from rasoat.workflow.engine import Step, perform, perform_all

TURN, BATCH, HOUSEHOLDS = 10, 100, 20
TURNS = 5  # short turns and many of them: a burst of somebody else's work then spoils few
OURS, BATCHED, BARE = "rasoat, one a commit", "rasoat, 100 a commit", "bare sqlite3"
Record = tuple[tuple[object, ...], tuple[object, ...]]
"""The journal row and the paper row of one transition."""


def rows(rounds: int) -> list[Row]:
    """Return the table's rows on transitions."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        turns = rounds * TURNS
        database = commune(folder, (turns + 2) * TURN + turns * (BATCH + TURN), HOUSEHOLDS)
        stack.callback(database.close)
        steps = _steps()
        single = _turn(lambda number: [perform(database, step, AUTHOR) for step in islice(steps, number)])
        batch = _turn(lambda _number: perform_all(database, list(islice(steps, BATCH)), AUTHOR), BATCH)
        single()
        jobs = {OURS: single, **_others(stack, folder, turns + 1)}
        in_turns(jobs, 1)  # warms all up
        return [*_single_rows(in_turns(jobs, turns)), _batch_row(in_turns({OURS: single, BATCHED: batch}, turns))]


def _others(stack: ExitStack, folder: Path, turns: int) -> dict[str, Job]:
    """Return bare sqlite3 and the other engines, each with its own database."""
    records = _records(folder / "rasoat.db")
    payloads = [f"[{entry[10]},{paper[5]}]" for entry, paper in records]
    write = stack.enter_context(bare(folder / "bare.db", records[0]))
    jobs = {BARE: _turn(lambda _number: write(records))}
    for name, peer in peers.ALL.items():
        jobs[name] = _peer_turn(stack.enter_context(peer(folder, turns * TURN)), payloads)
    return jobs


def _single_rows(found: dict[str, list[float]]) -> list[Row]:
    what, unit = "durable transition, one commit each", "a second"
    never = at_least(1.0, "never slower")
    return [
        compared(what, unit, found, OURS, BARE, at_least(0.25, ">= 0.25x of bare")),
        *(compared(what, unit, found, OURS, name, never) for name in peers.ALL),
    ]


def _batch_row(found: dict[str, list[float]]) -> Row:
    least = at_least(3.0, ">= 3x a single one")
    return compared("durable transition, 100 a commit", "a second", found, BATCHED, OURS, least)


def _steps() -> Iterator[Step]:
    for no in count(1):
        yield Step(round="B", village=f"Thôn {no:04d}", trigger="complete_list", on=AUTHOR.today, command_id=f"c{no}")


def _turn(work: Callable[[int], object], done: int = TURN) -> Job:
    return lambda: done / timed(lambda: work(done))


def _peer_turn(work: peers.Work, payloads: Sequence[str]) -> Job:
    return _turn(lambda _number: work(payloads))


def _records(path: Path) -> list[Record]:
    """Return what each transition left: its journal row and its paper row."""
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT * FROM journal WHERE kind = 'transition' ORDER BY gseq LIMIT ?"
        entries = connection.execute(query, (TURN,)).fetchall()
        paper = "SELECT * FROM document WHERE gseq = ?"
        return [(entry, connection.execute(paper, (entry[0],)).fetchone()) for entry in entries]


@contextmanager
def bare(path: Path, record: Record) -> Iterator[Callable[[Sequence[Record]], None]]:
    """Yield what writes the rows of transitions with sqlite3 alone, one commit each."""
    inserts = []

    def write(records: Sequence[Record]) -> None:
        for rows_of_one in records:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("UPDATE review_case SET stage = 'survey', version = version + 1 WHERE id = 1")
            for insert, row in zip(inserts, rows_of_one, strict=True):
                connection.execute(insert, row)
            connection.execute("COMMIT")

    with closing(peers.opened(path)) as connection:
        connection.execute("CREATE TABLE review_case (id INTEGER PRIMARY KEY, stage TEXT, version INTEGER)")
        connection.execute("INSERT INTO review_case VALUES (1, 'preliminary_list', 0)")
        for name, row in zip(("journal", "document"), record, strict=True):
            connection.execute(f"CREATE TABLE {name} ({','.join(f'c{no}' for no in range(len(row)))})")
            marks = ",".join("?" * len(row))
            inserts.append(f"INSERT INTO {name} VALUES ({marks})")  # noqa: S608 # no value comes from outside
        yield write
