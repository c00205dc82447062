"""Finding the table on a sheet: its header row by known column names, in any order, and its rows below."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from rasoat.errors import BadFile
from rasoat.exchange import tcvn3
from rasoat.exchange.findings import CellError, Findings, Parsed, Place
from rasoat.exchange.layouts import READ_PAST, Layout
from rasoat.exchange.sources import Cell, Sheet
from rasoat.exchange.texts import bare, clean
from rasoat.messages import message

T = TypeVar("T")

_HEADER_WITHIN = 40
"""Rows searched for the header: the titles of an office paper take ten."""
_FEWEST_NAMES = 4
"""Known names that make a header; fewer do for a table that needs fewer columns."""
_SPARSE = 3
"""Filled cells up to which a row may be a heading or a signature instead of a record."""
_NUMBERED = re.compile(r"\(?\s*(\d{1,2}|[A-Za-z])\s*\)?(\s*=.*)?")
_TOTAL = re.compile(r"(tổng|cộng)\b")
_HEADING = re.compile(
    r"(tổng|cộng|thôn|bản|tổ dân phố|tdp|xóm|ấp|khu|[ivx]+\.|nơi nhận|ghi chú:|.*ngày \S+ tháng \S+ năm)"
)
_SIGNATURE = re.compile(r"(tm\.|kt\.|chủ tịch|trưởng ban|người lập|người tổng hợp|cán bộ|công chức|xác nhận|\(?ký)")


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A table found on a sheet.

    Attributes:
        header: number of its header row.
        places: position of each column that is there.
        twice: headers that give a column a second time.
        unread: headers that no column of the layout has.
        tcvn3: the header is written in TCVN3, so the texts below are.
    """

    sheet: Sheet
    layout: Layout
    header: int
    places: Mapping[str, int]
    twice: Sequence[str]
    unread: Sequence[str]
    tcvn3: bool
    findings: Findings

    @property
    def heading(self) -> str:
        """Name of the sheet and all text above the header."""
        above = [str(cell) for row in self.sheet.rows[: self.header - 1] for cell in row if cell != ""]
        return clean(" ".join([self.sheet.name, *map(self.plain, above)]))

    def name_of(self, key: str) -> str:
        """Return the header of column `key` as the file writes it."""
        return clean(self.plain(str(self.sheet.rows[self.header - 1][self.places[key]])))

    def plain(self, text: str) -> str:
        """Return a text of this sheet in Unicode."""
        return tcvn3.decode(text) if self.tcvn3 and tcvn3.may_be_tcvn3(text) else text

    def rows(self) -> Iterator["Row"]:
        """Yield the rows that hold records; headings, totals and signatures are told as notices."""
        signed, numbered = False, False
        for number, cells in enumerate(self.sheet.rows[self.header :], self.header + 1):
            filled = [cell for cell in cells if cell != "" and not (isinstance(cell, str) and cell.isspace())]
            if not filled:
                continue
            if not numbered:
                numbered = True
                if _is_numbering(filled):
                    continue
            row = Row(self, number, cells)
            words = [clean(self.plain(str(cell))) for cell in filled[: _SPARSE + 1]]
            signed = signed or _is_among(_SIGNATURE, words)
            if (signed and len(words) <= _SPARSE) or _is_among(_HEADING, words) or row.is_total(words[0]):
                told = message("exchange.remark.margin", row=number, text=words[0])
                self.findings.notice(self.sheet.name, told)
            else:
                yield row


class Row:
    """A row that holds a record; `number` is Excel's."""

    __slots__ = ("cells", "number", "table")

    def __init__(self, table: Table, number: int, cells: Sequence[Cell]) -> None:
        self.table = table
        self.number = number
        self.cells = cells

    def cell(self, key: str) -> Cell:
        """Return the cell of column `key`, empty when the file has no such column."""
        place = self.table.places.get(key)
        if place is None or place >= len(self.cells):
            return ""
        cell = self.cells[place]
        return self.table.plain(cell) if self.table.tcvn3 and isinstance(cell, str) else cell

    def is_total(self, first_word: str) -> bool:
        """Tell whether this row adds up the others: it begins with that word and identifies nobody."""
        return bool(_TOTAL.match(first_word.casefold())) and all(
            self.cell(key) == "" for key in self.table.layout.identity
        )

    def read(self, key: str, parse: Callable[[Cell], Parsed[T]], otherwise: T) -> T:
        """Return the cell of `key` as `parse` understands it; a fault is collected and gives `otherwise`."""
        cell = self.cell(key)
        try:
            value, remark = parse(cell)
        except CellError as error:
            self.table.findings.fault(self.place(key), cell, error.why)
            return otherwise
        if remark is not None:
            self.table.findings.notice(self.table.sheet.name, remark, self.place(key), cell)
        return value

    def fault(self, key: str, why: str, /, **params: object) -> None:
        """Note a fault of this row at its column `key`."""
        self.table.findings.fault(self.place(key), self.cell(key), message(f"exchange.why.{why}", **params))

    def place(self, key: str) -> Place:
        """Return where the cell of `key` stands; a column that a file may lack has no fault when empty."""
        return Place(
            sheet=self.table.sheet.name,
            row=self.number,
            column=self.table.name_of(key),
            cell=f"{column_letters(self.table.places[key])}{self.number}",
        )


def find_table(sheet: Sheet, layouts: Sequence[Layout], findings: Findings) -> Table | None:
    """Return the table of `sheet`: the row and the layout with most names in common; None without any."""
    best: Table | None = None
    for number, cells in enumerate(sheet.rows[:_HEADER_WITHIN], 1):
        texts = [cell if isinstance(cell, str) else "" for cell in cells]
        legacy = any(map(tcvn3.is_tcvn3, texts))
        names = [bare(tcvn3.decode(text) if legacy else text) for text in texts]
        for layout in layouts:
            known = {layout.keys[name] for name in names if name in layout.keys} - {READ_PAST}
            fewest = min(_FEWEST_NAMES, sum(column.required for column in layout.columns))
            if len(known) >= fewest and (best is None or len(known) > len(best.places)):
                best = _table(sheet, layout, number, names, findings, legacy=legacy)
    return best


def require_columns(table: Table) -> None:
    """Make sure that the table has all it needs.

    Raises:
        BadFile: a required column is missing, or a column stands there twice.
    """
    missing = [c.names[0] for c in table.layout.columns if c.required and c.key not in table.places]
    for key, columns in (("file_columns_missing", missing), ("file_columns_twice", table.twice)):
        if columns:
            raise BadFile(
                key,
                file=table.findings.file,
                sheet=table.sheet.name,
                row=table.header,
                kind=table.layout.title,
                columns=tuple(columns),
            )


def column_letters(position: int) -> str:
    """Return the letters Excel gives the column at `position` (0 is `A`)."""
    letters = ""
    while position >= 0:
        letters = chr(ord("A") + position % 26) + letters
        position = position // 26 - 1
    return letters


def _table(
    sheet: Sheet, layout: Layout, number: int, names: Sequence[str], findings: Findings, *, legacy: bool
) -> Table:
    places: dict[str, int] = {}
    twice: list[str] = []
    unread: list[str] = []
    for position, name in enumerate(names):
        key = layout.keys.get(name)
        if key == READ_PAST or not name:
            continue
        header = clean(str(sheet.rows[number - 1][position]))
        if key is None:
            unread.append(header)
        elif key in places:
            twice.append(header)
        else:
            places[key] = position
    return Table(sheet, layout, number, places, twice, unread, legacy, findings)


def _is_among(pattern: re.Pattern[str], words: Sequence[str]) -> bool:
    """Tell whether a row of few words, which is no record, has one that begins like `pattern`."""
    return len(words) <= _SPARSE and any(pattern.match(word.casefold()) for word in words)


def _is_numbering(filled: Sequence[Cell]) -> bool:
    """Tell whether a row numbers the columns: (1) (2) (3), or 1 2 3, or A B 1 2."""
    texts = [f"{cell:g}" if isinstance(cell, float) else str(cell).strip() for cell in filled]
    return len(texts) >= _FEWEST_NAMES and all(map(_NUMBERED.fullmatch, texts))
