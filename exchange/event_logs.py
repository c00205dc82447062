"""Event logs of the standard XES (IEEE 1849): one trace a village, as process-mining programs exchange them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
from lxml import etree

from rasoat.errors import BadFile
from rasoat.exchange.event_lines import VIETNAM, Line, Register, Words, refuse_mixed
from rasoat.exchange.findings import CellError, Findings, Parsed
from rasoat.exchange.registers import COLUMNS, REGISTER, LineReader
from rasoat.exchange.sources import FILE_BYTES, Cell, Sheet
from rasoat.exchange.tables import Row, Table
from rasoat.messages import Message, message

PREFIX = "rasoat:"
"""Attributes of ours beside those of the standard: columns of the register, and facts as our journal has them."""
ROUND = "round"
"""Track of the trace that holds the commune's own steps."""

_PLACES = {column.key: position for position, column in enumerate(COLUMNS)}
_WIDTH = len(COLUMNS)
_STANDARD = {"event": "concept:name", "on": "time:timestamp"}
_COMPLETE = "complete"


def is_log(path: Path) -> bool:
    """Tell whether a file is an event log and no table, by its name."""
    return path.suffix.lower() == ".xes"


def read_log(path: Path, words: Words, today: date) -> Register:
    """Return the event log in the file at `path` as a register: all of it, or nothing.

    Raises:
        BadFile: not to be opened, no XES, or with faults (a time without zone among them); `details` names all.
    """
    log = _parse(path)
    findings = Findings(path.name)
    table = _table(path, findings)
    villages: dict[str, Mapping[str, str]] = {}
    lines: list[Line] = []
    for trace in log.iterchildren("{*}trace"):
        about = _attributes(trace)
        name = about.get("concept:name", "")
        if name in villages:
            row = Row(table, trace.sourceline, _cells({"village": name}))
            findings.fault(row.place("village"), name, message("exchange.why.trace_twice"))
        villages[name] = about
        lines += _lines(trace, about, table, words, today)
    refuse_mixed(lines, findings)
    findings.refuse_if_faulty((table.sheet.name,))
    return Register(
        lines=tuple(lines),
        findings=findings,
        sheets=(table.sheet.name,),
        ordered=True,
        about=_attributes(log),
        villages=villages,
    )


def _parse(path: Path) -> Any:
    """Return the log's element; entities and networks are left alone, and the size is bounded."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        size = path.stat().st_size
        if size > FILE_BYTES:
            raise BadFile("file_too_large", file=path.name)
        root = etree.parse(path, parser).getroot()
    except FileNotFoundError as error:
        raise BadFile("file_missing", file=str(path)) from error
    except OSError as error:
        raise BadFile("file_unreadable", file=str(path)) from error
    except etree.XMLSyntaxError as error:
        raise BadFile("log_damaged", file=path.name, line=error.lineno or 1) from error
    if etree.QName(root).localname != "log":
        raise BadFile("log_of_another_kind", file=path.name)
    return root


def _table(path: Path, findings: Findings) -> Table:
    """Return an empty table whose rows will be the events of the log."""
    names = [_STANDARD.get(column.key, f"{PREFIX}{column.key}") for column in COLUMNS]
    return Table(Sheet(path.name, [names]), REGISTER, 1, _PLACES, (), (), False, findings)  # TCVN3 is no matter of XML


def _attributes(element: Any) -> dict[str, str]:
    """Return the plain attributes of a log, trace or event by key; nested ones are left."""
    return {
        child.get("key", ""): child.get("value", "")
        for child in element.iterchildren()
        if isinstance(child.tag, str) and child.get("value") is not None
    }


def _lines(trace: Any, about: Mapping[str, str], table: Table, words: Words, today: date) -> Iterator[Line]:
    is_round = about.get(f"{PREFIX}track") == ROUND
    for element in trace.iterchildren("{*}event"):
        said = _attributes(element)
        if said.get("lifecycle:transition", _COMPLETE).casefold() != _COMPLETE:
            continue  # only what was finished happened
        row = Row(table, element.sourceline, _cells(_columns(said, about, is_round=is_round)))
        line = _Event(row, words, today, said).line()
        if line is not None:
            yield _whole(line, said, row)


def _columns(said: Mapping[str, str], about: Mapping[str, str], *, is_round: bool) -> dict[str, str]:
    """Return the cells of the register that an event's attributes fill."""
    cells = {key: said.get(f"{PREFIX}{key}", said.get(key, "")) for key in _PLACES}
    cells["event"] = said.get(f"{PREFIX}event", said.get("concept:name", ""))
    cells["on"] = said.get("time:timestamp", "")
    cells["village"] = "" if is_round else about.get("concept:name", "")
    cells["round"] = about.get(f"{PREFIX}round", cells["round"])
    return cells


def _cells(columns: Mapping[str, str]) -> list[Cell]:
    cells: list[Cell] = [""] * _WIDTH
    for key, value in columns.items():
        cells[_PLACES[key]] = value
    return cells


class _Event(LineReader):
    """Reads one event of a log: its times are instants, which need a zone to be days."""

    def __init__(self, row: Row, words: Words, today: date, said: Mapping[str, str]) -> None:
        super().__init__(row, words, today)
        self.said = said

    def day(self, cell: Cell) -> Parsed[date]:
        """Return the day of an event in Viet Nam."""
        day = instant(str(cell)).astimezone(VIETNAM).date()
        if day > self.today:
            raise CellError("in_future", today=self.today)
        return Parsed(day)

    def recorded(self, cell: Cell) -> Parsed[datetime | None]:
        """Return when an event was written down, None when the log does not say."""
        return Parsed(instant(str(cell)) if cell else None)

    def lacking(self, line: Line) -> Iterator[tuple[Message, str]]:
        """Yield what an event cannot do without; one that carries its whole fact lacks nothing."""
        if f"{PREFIX}data" not in self.said:
            yield from super().lacking(line)


def instant(text: str) -> datetime:
    """Return a time of the standard.

    Raises:
        CellError: no time, or one without zone.
    """
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise CellError("missing" if not text else "no_time") from error
    if at.tzinfo is None:
        raise CellError("no_zone")
    return at.astimezone(UTC)


def _whole(line: Line, said: Mapping[str, str], row: Row) -> Line:
    """Return a line with what only a log says: the instant, who, and the fact as our journal has it."""
    data: Any = None
    if written := said.get(f"{PREFIX}data"):
        try:
            data = msgspec.json.decode(written)
        except msgspec.DecodeError:
            data = None
        if not isinstance(data, dict):
            row.table.findings.fault(row.place("event"), written, message("exchange.why.bad_data"))
            data = None
    return replace(line, at=instant(said["time:timestamp"]), actor=said.get("org:resource"), data=data)
