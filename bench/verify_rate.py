"""Entries a second of the chain verification, beside a loop that only reads each entry and hashes the same bytes.

The loop decides nothing, follows no chain, and gets its bytes ready made: no verification can be quicker.
"""

import sqlite3
import tempfile
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from commune import AUTHOR, commune
from measure import Row, alone, at_least, compared, in_turns, timed

from rasoat.models.canonical import HASHED, dumps
from rasoat.models.database import Database
from rasoat.models.journal import Ledger
from rasoat.models.records import Draft
from rasoat.models.store import Store
from rasoat.workflow.chains import read_chains

ENTRIES, AT_ONCE, VILLAGES, HOUSEHOLDS = 100_000, 20, 10, 12
OURS, BARE = "rasoat", "SELECT + sha256"


def rows(rounds: int) -> list[Row]:
    """Return the table's rows on the verification of chains."""
    with tempfile.TemporaryDirectory() as folder:
        database = commune(Path(folder), VILLAGES, HOUSEHOLDS)
        with closing(database):
            _fill(database)
            _ready(Path(folder) / "rasoat.db")
            jobs = {
                OURS: lambda: ENTRIES / timed(lambda: _ours(database)),
                BARE: lambda: ENTRIES / timed(lambda: _bare(Path(folder) / "rasoat.db")),
            }
            in_turns(jobs, 1)  # warms both up
            found = in_turns(jobs, rounds)
    what, unit = "verify a chain of 100,000 entries", "entries a second"
    return [
        alone(what, unit, found[OURS], at_least(250_000, ">= 250,000")),
        compared(what, unit, found, OURS, BARE),
    ]


def _fill(database: Database) -> None:
    """Append entries to the round's chain until it has `ENTRIES`: facts of surveys, as a round mostly has them."""
    payload = {
        "ref": "H0001",
        "quick_form": False,
        "b1": 120,
        "b2": 20,
        "deprived": ["2", "7"],
        "class": "poor",
        "surveyor": "Người Mẫu, công chức",
        "evidence": [],
    }
    draft = Draft(kind="household_surveyed", case_id=2, occurred_on="2026-09-03", payload=payload)
    with database.write() as connection:
        ledger = Ledger(connection)
        left = ENTRIES - ledger.head(1).seq
        while left:
            count = min(AT_ONCE, left)
            ledger.append(1, [draft] * count, AUTHOR.signature(None))
            left -= count
        ledger.flush()


def _ready(path: Path) -> None:
    """Keep what each entry's hash is made of in a table of its own, for the bare loop."""
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        connection.execute("CREATE TABLE ready (content BLOB, hashed BLOB)")
        made = [
            (row["payload"].encode(), dumps([row["prev_hash"], "B", *(row[name] for name in HASHED)]).encode())
            for row in connection.execute("SELECT * FROM journal ORDER BY gseq")
        ]
        connection.executemany("INSERT INTO ready VALUES (?, ?)", made)
        connection.commit()


def _ours(database: Database) -> None:
    with database.read() as connection:
        found = read_chains(Store(connection).connection, {})
    if found.problems or found.entries != ENTRIES:
        raise RuntimeError(found)


def _bare(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for content, hashed in connection.execute("SELECT content, hashed FROM ready"):
            sha256(content).hexdigest()
            sha256(hashed).hexdigest()
