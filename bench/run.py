"""`make bench`: one table of our figures beside the peers', each with its target."""

import argparse
import sys
from pathlib import Path

import papers
import processes
import reading
import transitions_rate
from measure import Row, table, write_json

PARTS = {
    "transitions": transitions_rate.rows,
    "papers": papers.rows,
    "processes": processes.rows,
    "reading": reading.rows,
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
    print(table(rows))
    if given.json:
        write_json(rows, given.json)
    if any(row.met is False for row in rows):
        sys.exit("some targets were not met")


if __name__ == "__main__":
    main()
