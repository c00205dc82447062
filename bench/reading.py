"""Reading a record: the audit of one commune, the verification of its journal, terms computed."""

import tempfile
import time
from datetime import timedelta
from pathlib import Path

from commune import AUTHOR, commune
from measure import Row, alone, at_least, in_turns, timed
from way import lead

from rasoat.models.database import Database
from rasoat.models.store import Store
from rasoat.workflow.auditing import audit
from rasoat.workflow.desk import Round, open_file
from rasoat.workflow.terms import compute
from rasoat.workflow.verifying import verify

VILLAGES, HOUSEHOLDS = 20, 30
TERMS = 20_000


def rows(rounds: int) -> list[Row]:
    """Return the table's rows on reading."""
    with tempfile.TemporaryDirectory() as folder:
        database = commune(Path(folder), VILLAGES, HOUSEHOLDS)
        lead(database, VILLAGES, HOUSEHOLDS)
        jobs = {
            "audit": lambda: timed(lambda: _audit(database)),
            "verify": lambda: _verified(database),
            "terms": lambda: _terms(database),
        }
        found = in_turns(jobs, rounds)
        database.close()
    size = f"{VILLAGES} villages, {VILLAGES * HOUSEHOLDS} households, all settled"
    return [
        alone(f"audit of a commune: {size}", "seconds", found["audit"]),
        alone("journal verified: chains, papers, folds", "entries a second", found["verify"]),
        alone("terms computed", "a second", found["terms"], at_least(100_000, ">= 100,000 a second")),
    ]


def _audit(database: Database) -> None:
    with database.read() as connection:
        store = Store(connection)
        findings = audit(Round(store, open_file(store, "B")), AUTHOR.today)
    if len(findings) < VILLAGES:
        raise RuntimeError(findings)


def _verified(database: Database) -> float:
    start = time.perf_counter()
    with database.read() as connection:
        result = verify(Store(connection))
    seconds = time.perf_counter() - start
    if not result.sound:
        raise RuntimeError(result.problems)
    return result.entries / seconds


def _terms(database: Database) -> float:
    with database.read() as connection:
        tools = open_file(Store(connection), "B").tools
    terms = list(tools.terms.values())
    days = [AUTHOR.today - timedelta(days=no % 300) for no in range(TERMS)]
    work = [(terms[no % len(terms)], day) for no, day in enumerate(days)]
    return TERMS / timed(lambda: [compute(term, day, tools.calendar) for term, day in work])
