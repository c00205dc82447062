"""The command as an officer types it: all papers of a commune as one PDF, `rasoat print --merged`.

Twenty villages with thirty households each, led to recognition. The command runs as a process of its own, on a copy of
the database each time, because every print is recorded.
"""

import shutil
import tempfile
from datetime import date
from io import BytesIO
from pathlib import Path

import commune
import way
from measure import Row, alone, at_most
from processes import BIN, Run, run
from pypdf import PdfReader

from rasoat.workflow.engine import NewFact, Step, perform

VILLAGES, HOUSEHOLDS = 20, 30


def rows(rounds: int) -> list[Row]:
    """Return the table's rows on a print run."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder)
        runs = [_print(folder, no) for no in range(max(1, rounds // 3))]
        pages = len(PdfReader(BytesIO((folder / "0.pdf").read_bytes())).pages)
    what = f"rasoat print --merged --copies 1, {pages} pages"
    return [
        alone(what, "seconds", [item.seconds for item in runs], at_most(6, "<= 6 s")),
        alone(f"{what}, most memory", "MB", [item.peak for item in runs], at_most(700, "<= 700 MB")),
    ]


def prepare(folder: Path) -> None:
    """Write a database whose round is recognised: every paper is there to be printed."""
    database = commune.commune(folder, VILLAGES, HOUSEHOLDS)
    way.lead(database, VILLAGES, HOUSEHOLDS)
    on = date(2026, 10, 6)
    met = {"attendees": 10, "members": 12, "agree": 10, "evidence": [way.EVIDENCE]}
    signed = {"signer": "Người Mẫu", "evidence": [way.EVIDENCE]}
    for trigger, kind, data in (("approve", "committee_met", met), ("recognise", "decision_signed", signed)):
        fact = NewFact(kind=kind, on=on, data=data)
        perform(database, Step(round="B", facts=(fact,), trigger=trigger, on=on), commune.AUTHOR)
    database.close()


def _print(folder: Path, no: int) -> Run:
    copy = Path(shutil.copy(folder / "rasoat.db", folder / f"{no}.db"))
    words = ("print", "--merged", "--copies", "1", "--out", folder / f"{no}.pdf")
    return run([BIN / "rasoat", "--db", copy, *words])


if __name__ == "__main__":
    from measure import table

    print(table(rows(3)))
