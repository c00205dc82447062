"""Registers of rounds as files: exported as people type it, spoilt in one place, audited."""

import csv
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
from facts import TODAY
from lxml import etree
from office import Said, assert_paragraph, typed

FORMATS = ("xes", "xlsx", "csv")
NAMED = {"missing", "contradicted", "waived"}
PREFIX = "rasoat:"


def journal(path: Path, *, lang: str = "vi") -> Path:
    """Write the round's events to a file of the format that its name says, beside its database."""
    office = ("--db", path.parent / "rasoat.db", "--lang", lang)
    said = typed(*office, "journal", "export", "--format", path.suffix[1:], "--out", path)
    assert said.code == 0, said
    return path


def audited(path: Path, *more: str) -> Said:
    """Audit a register."""
    return typed("--on", TODAY.isoformat(), "audit", "--from", path, *more)


def found(said: Said) -> list[tuple[Any, ...]]:
    """Return all that an audit found fault with, as scripts read it."""
    return sorted(
        (item["subject"].removeprefix("thôn "), item["step"], item["requirement"], item["status"])
        for item in said.json["findings"]
        if item["status"] in NAMED
    )


def refused(path: Path) -> str:
    """Audit a register that cannot be taken; return its one paragraph."""
    said = audited(path)
    assert said.code == 2, said
    assert_paragraph(said.err)
    assert said.out == ""
    return said.err


def cells(path: Path) -> list[list[str]]:
    """Return the cells of the first sheet of an Excel file."""
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]


Rows = list[list[str]]
COLUMN = {
    "village": "Thôn/TDP",
    "event": "Sự kiện",
    "on": "Ngày",
    "recorded_at": "Ngày ghi sổ",
    "round": "Mã đợt",
    "agree": "Số người đồng ý",
}


def spoilt_table(path: Path, spoil: Callable[[Rows, dict[str, int]], None]) -> Path:
    """Spoil a register in a table and write it back in its own format."""
    rows = cells(path) if path.suffix == ".xlsx" else list(csv.reader(path.read_text("utf-8-sig").splitlines()))
    if path.suffix == ".xlsx":
        rows = [[_day(cell) for cell in row] for row in rows]
    spoil(rows, {key: rows[0].index(name) for key, name in COLUMN.items()})
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(rows)
        return path
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
    return path


def _day(cell: str) -> str:
    """Return a cell as a person keys it in: days without hours."""
    return f"{date.fromisoformat(cell[:10]):%d/%m/%Y}" if re.fullmatch(r"\d{4}-\d\d-\d\d 00:00:00", cell) else cell


def spoilt_log(path: Path, spoil: Callable[[Any], None]) -> Path:
    """Spoil an event log."""
    log = etree.parse(path)
    spoil(log.getroot())
    log.write(path, encoding="UTF-8", xml_declaration=True)
    return path


def events(log: Any) -> list[Any]:
    """Return the events of a log."""
    return list(log.iter("{*}event"))


def put(event: Any, key: str, value: str) -> None:
    """Change what an event says."""
    event.find(f"{{*}}*[@key='{key}']").set("value", value)
