"""Recorded histories: for each shipped procedure the journal of a played round, which must replay to the same.

    .venv/bin/python tests/histories.py PROCEDURE --reason "why the record changes"

plays the lawful round under that procedure (the small commune's in the default variant, or a story of commands) and
records it anew; the reason stands in the record. A history is a file of JSON lines: what it is of, the rows a round
starts from (commune, villages, households, evidence), each journal entry without its hashes, and at the end what
the audit finds.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

from facts import OPENED, TODAY, day
from monthly import Month, monthly_way
from monthly import played as month_played
from play import Act, Play, in_words_of_its_standard, lawful_way
from procedure_words import WORDS
from stories import open_office, tell

from rasoat.models import schema
from rasoat.models.database import Database, open_database
from rasoat.models.store import Store
from rasoat.steps.rounds import OpenRound, open_round
from rasoat.wiring import wire
from rasoat.workflow.cases import Deviation
from rasoat.workflow.desk import Round, open_file
from rasoat.workflow.engine import Author, NewFact, Step, perform
from rasoat.workflow.procedures import Procedure, load

FOLDER = Path(__file__).parent / "data" / "histories"
EARLIER = timedelta(weeks=104)
"""Two years back, on the same days of the week: when the district still existed."""
TOLD = {"qd24-average-living": "average-living", "nd30-low-income-worker": "low-income-worker"}
"""Procedures whose round is a story of commands (tests/golden)."""
START = (schema.commune, schema.village, schema.household, schema.evidence)
"""The tables a round starts from."""
_OF_THE_TEXT = ("procedure_sha256", "period")
"""What an entry says of the wording of the file, and of the hashes of the entries before: no part of a history."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What a file says: its head, the rows the round starts from, its entries, the findings of the audit."""

    head: Mapping[str, Any]
    rows: Sequence[tuple[str, Mapping[str, Any]]]
    entries: Sequence[Mapping[str, Any]]
    findings: Sequence[Sequence[Any]]


def way_of(procedure: Procedure, *, later: int = 0) -> dict[str, Act]:
    """Return the lawful way, without the steps that a procedure does not have, so many days later."""
    triggers = {move.trigger for move in procedure.transitions}
    way = {name: act for name, act in lawful_way().items() if act.trigger is None or act.trigger in triggers}
    if "recognition_after_opinion" not in procedure.requirements:
        way.pop("opinion")
    return {name: act.later(later) for name, act in way.items()}


def played(folder: Path, name: str) -> Play:
    """Return the lawful round under a procedure, gone to its end; its database is in `folder`."""
    if name in TOLD:
        office = open_office(folder)
        tell(office, TOLD[name])
        database = open_database(str(office.database))
        with database.read() as connection:
            return Play(database, round=open_file(Store(connection), None).row.code)
    database = open_database(str(folder / "rasoat.db"))
    law = load(name, vocabulary=WORDS)
    if law.kind == "regular":
        return month_played(database, Month(way=monthly_way(), found=frozenset()))
    back = EARLIER if law.valid_to == date(2025, 6, 30) else timedelta(0)
    variant = law.variant.id if law.variant else None
    play = Play(database).open(procedure=name, variant=variant, on=OPENED - back).take_lists(day(9, 9) - back)
    way = way_of(law, later=-back.days)
    return play.go({key: in_words_of_its_standard(act, play) for key, act in way.items()})


def history_of(play: Play, reason: str) -> History:
    """Return the history of a played round."""
    with play.desk() as desk:
        row = desk.file.row
        head = {"procedure": desk.file.procedure.id, "variant": row.variant, "round": row.code, "reason": reason}
        rows = [
            (table.name, dict(found._mapping))  # noqa: SLF001 # SQLAlchemy's public name for a row as a mapping
            for table in START
            for found in desk.store.connection.execute(table.select().order_by(table.primary_key.columns[0]))
        ]
        return History(head=head, rows=rows, entries=_entries(desk), findings=_findings(play))


def _entries(desk: Round) -> list[dict[str, Any]]:
    names = {row.id: desk.file.villages[row.village_id].name if row.village_id else None for row in desk.rows}
    return [
        {
            "village": names[entry.case_id or 0],
            "kind": entry.kind,
            "on": entry.occurred_on,
            "at": entry.recorded_at,
            "by": entry.actor,
            "command": entry.command_id,
            "payload": {name: value for name, value in entry.payload.items() if name not in _OF_THE_TEXT},
        }
        for entry in desk.store.entries_of_chain(desk.file.row.chain_id)
    ]


def _findings(play: Play) -> list[list[Any]]:
    return [
        [item.subject.name, item.trigger, item.pass_no, item.rule.id, item.verdict.status.value]
        for item in play.findings(TODAY)
    ]


def written(history: History) -> str:
    """Return a history as lines of JSON."""
    lines = [
        {"history": history.head},
        *({"table": table, "row": row} for table, row in history.rows),
        *({"entry": entry} for entry in history.entries),
        *({"finding": finding} for finding in history.findings),
    ]
    return "".join(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n" for line in lines)


def read(path: Path) -> History:
    """Return the history in a file."""
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return History(
        head=lines[0]["history"],
        rows=[(line["table"], line["row"]) for line in lines if "table" in line],
        entries=[line["entry"] for line in lines if "entry" in line],
        findings=[line["finding"] for line in lines if "finding" in line],
    )


def replayed(database: Database, history: History) -> History:
    """Return the history that comes of doing again, in an empty database, what a history tells."""
    tables = {table.name: table for table in START}
    with database.write() as connection:
        for name, row in history.rows:
            connection.execute(tables[name].insert(), [dict(row)])
    code = history.head["round"]
    for _command, group in groupby(history.entries, lambda entry: entry["command"]):
        entries = list(group)
        author = Author(actor=entries[0]["by"], at=datetime.fromisoformat(entries[0]["at"]), today=TODAY)
        if entries[0]["kind"] == "round_opened":
            open_round(database, _opening(entries[0]), author)
        else:
            perform(database, _step(code, entries), author)
    return history_of(Play(database, round=code), history.head["reason"])


def _opening(entry: Mapping[str, Any]) -> OpenRound:
    said = entry["payload"]
    return OpenRound(
        commune=None,
        procedure=said["procedure"],
        variant=said["variant"],
        year=said["year"],
        on=date.fromisoformat(entry["on"]),
        code=said["code"],
        ordered_by=said["ordered_by"],
        status_year=said.get("status_year"),
        command_id=entry["command"],
    )


def _step(code: str, entries: Sequence[Mapping[str, Any]]) -> Step:
    """Return the step that wrote these entries: facts, then maybe a transition, then the villages sent back."""
    village = entries[0]["village"]
    own = [entry for entry in entries if entry["village"] == village]
    moves = [entry for entry in own if entry["kind"] == "transition"]
    deviation = moves[0]["payload"].get("deviation") if moves else None
    return Step(
        round=code,
        village=village,
        facts=tuple(_facts(own)),
        trigger=moves[0]["payload"]["trigger"] if moves else None,
        on=date.fromisoformat(own[-1]["on"]),
        deviation=Deviation(**{**deviation, "waived": ()}) if deviation else None,
        command_id=entries[0]["command"],
        send_back=tuple(entry["village"] for entry in entries if entry["village"] != village),
    )


def _facts(entries: Sequence[Mapping[str, Any]]) -> Iterator[NewFact]:
    for entry in entries:
        if entry["kind"] != "transition":
            data = {name: value for name, value in entry["payload"].items() if name != "papers"}
            yield NewFact(kind=entry["kind"], on=date.fromisoformat(entry["on"]), data=data)


def record(name: str, reason: str) -> Path:
    """Play the lawful round under a procedure and write its history; return the file."""
    with tempfile.TemporaryDirectory() as folder:
        play = played(Path(folder), name)
        text = written(history_of(play, reason))
        play.database.close()
    path = FOLDER / f"{name}.jsonl"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def _main() -> int:
    wire()
    typed = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    typed.add_argument("procedure", nargs="+")
    typed.add_argument("--reason", required=True)
    given = typed.parse_args()
    for name in given.procedure:
        sys.stdout.write(f"{record(name, given.reason)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(_main())
