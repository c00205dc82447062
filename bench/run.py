"""`make bench`: one table of our figures beside the peers', each with its target."""

import argparse
import os
import platform
import sqlite3
import sys
from importlib.metadata import version
from pathlib import Path

import audit_scale
import exports_read
import papers
import print_run
import processes
import reading
import transitions_rate
import verify_rate
from measure import Row, table, write_json

PEERS = ("SpiffWorkflow", "python-statemachine", "dbos", "weasyprint", "docxtpl", "click", "pm4py")
PARTS = {
    "transitions": transitions_rate.rows,
    "papers": papers.rows,
    "print": print_run.rows,
    "processes": processes.rows,
    "reading": reading.rows,
    "exports": exports_read.rows,
    "audit": audit_scale.part,
    "verify": verify_rate.rows,
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to a file too")
    parser.add_argument("--rounds", type=int, default=9, help="how often the contenders take turns (default: 9)")
    parser.add_argument("--only", choices=PARTS, action="append", help="measure only this part (repeatable)")
    given = parser.parse_args()
    rows: list[Row] = []
    for name in given.only or PARTS:
        print(f"... {name}", file=sys.stderr, flush=True)
        rows += PARTS[name](given.rounds)
    print(conditions())
    print(table(rows))
    aimed = [row for row in rows if row.met is not None]
    print(f"{sum(row.met is True for row in aimed)} of {len(aimed)} targets met")
    if given.json:
        write_json(rows, given.json)


def conditions() -> str:
    """Return what the figures depend on."""
    beside = ", ".join(f"{name} {version(name)}" for name in PEERS)
    return (
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {os.cpu_count()} cores, "
        f"load {os.getloadavg()[0]:.1f}\nbeside: {beside}\n"
    )


if __name__ == "__main__":
    main()
