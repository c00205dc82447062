"""Notices of days off as a file: a TOML file that names its document, or a table (Excel, OpenDocument, CSV)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

import msgspec

from rasoat.errors import UsageError
from rasoat.exchange.books import read_tables
from rasoat.exchange.cells import read_text, read_word
from rasoat.exchange.days import read_day
from rasoat.exchange.findings import CellError, Findings, Parsed
from rasoat.exchange.layouts import Column, Layout
from rasoat.exchange.sources import Cell
from rasoat.exchange.tables import Row
from rasoat.exchange.texts import clean, fold
from rasoat.exchange.typed import read_text as read_file
from rasoat.messages import message
from rasoat.workflow.calendar_notices import Change, Notice, NoticeDay
from rasoat.workflow.tables import read_table

DAYS = Layout(
    "calendar",
    (
        Column("day", ("Ngày", "Ngày, tháng", "Ngày tháng năm"), required=True),
        Column("change", ("Nghỉ/làm", "Nghỉ hay làm", "Loại ngày", "Tình trạng"), required=True),
        Column("name", ("Lý do", "Tên ngày nghỉ", "Ngày lễ", "Nội dung"), required=True),
    ),
    identity=("day",),
)
_WORDS: Mapping[str, Change] = MappingProxyType(
    {
        "nghỉ": "off",
        "off": "off",
        "làm": "worked",
        "đi làm": "worked",
        "làm bù": "worked",
        "worked": "worked",
        "thường": "plain",
        "ngày thường": "plain",
        "plain": "plain",
    }
)
"""What the cells of a table say, folded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The document behind a notice."""

    number: str
    issued_on: date
    issuer: str


class _DocumentTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    number: str
    date: date
    issuer: str


class _DayTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    date: date
    change: Change
    name: str


class _NoticeTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    document: _DocumentTable
    days: Annotated[tuple[_DayTable, ...], msgspec.Meta(min_length=1)]
    year: int | None = None


def calendar_template(year: int) -> str:
    """Return an example of the file for the official notice of a year, explained line by line."""
    text = (files("rasoat.exchange") / "templates" / "calendar.toml").read_text("utf-8")
    return text.replace("YEAR", str(year))


def read_notice(path: Path, document: Document | None, year: int | None) -> Notice:
    """Return the notice in the file at `path`: all of it, or nothing.

    Args:
        path: a TOML file, which names the document itself; or a table with a row a day.
        document: the document behind a table.
        year: the year that a table announces as a whole.

    Raises:
        BadFile, BadProcedure: not to be opened, or with faults; `details` names each with its row or key.
        UsageError: a table without document, or a TOML file with a second one.
    """
    if path.suffix.casefold() == ".toml":
        if document is not None or year is not None:
            raise UsageError("calendar_document_twice", file=path.name)
        return _of_toml(path)
    if document is None:
        raise UsageError("calendar_document_missing", file=path.name)
    return Notice(
        number=document.number,
        issued_on=document.issued_on,
        issuer=document.issuer,
        days=_of_table(path),
        year=year,
    )


def _of_toml(path: Path) -> Notice:
    table = read_table(read_file(path), name=path.name, shape=_NoticeTable)
    days = tuple(
        NoticeDay(day=item.date, change=item.change, name=clean(item.name), place=f"days[{place}]")
        for place, item in enumerate(table.days)
    )
    return Notice(
        number=clean(table.document.number),
        issued_on=table.document.date,
        issuer=clean(table.document.issuer),
        days=days,
        year=table.year,
    )


def _of_table(path: Path) -> tuple[NoticeDay, ...]:
    findings = Findings(path.name)
    tables = read_tables(path, (DAYS,), findings)
    days = tuple(_day(row) for table in tables for row in table.rows())
    findings.refuse_if_faulty([table.sheet.name for table in tables])
    if not days:
        raise UsageError("calendar_without_days", file=path.name)
    return days


def _day(row: Row) -> NoticeDay:
    return NoticeDay(
        day=row.read("day", read_day, date.min),
        change=row.read("change", _read_change, "off"),
        name=row.read("name", _read_name, ""),
        place=message("calendars.row", row=row.number),
    )


def _read_change(cell: Cell) -> Parsed[Change]:
    value, remark = read_word(cell, _WORDS, "no_day_change")
    if value is None:
        raise CellError("missing")
    return Parsed(value, remark)


def _read_name(cell: Cell) -> Parsed[str]:
    value, remark = read_text(cell)
    if not fold(value):
        raise CellError("missing")
    return Parsed(value, remark)
