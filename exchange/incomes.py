"""Incomes of households as the commune's sheet gives them: a line a household, two columns a source."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from rasoat.exchange.books import read_tables
from rasoat.exchange.cells import is_blank, read_id, read_mark, read_name, read_optional, read_village, read_whole
from rasoat.exchange.days import read_day
from rasoat.exchange.findings import CellError, Findings, Parsed
from rasoat.exchange.layouts import INCOME_COLUMNS, Column, Layout
from rasoat.exchange.people import refuse_double_ids, remark_other_communes
from rasoat.exchange.records import Commune, Imported
from rasoat.exchange.sources import Cell
from rasoat.exchange.tables import Row
from rasoat.exchange.texts import clean
from rasoat.exchange.villages import by_name
from rasoat.messages import message

_GROUPED = re.compile(r"\d{1,3}([.,\s])\d{3}(?:\1\d{3})*")
_LONGEST = 12
"""Digits: nobody's harvest is worth a thousand billion."""


class IncomeSource(Protocol):
    """A source of income as its columns show it."""

    @property
    def code(self) -> str:
        """The code in the method."""

    @property
    def costs(self) -> bool:
        """Whether it has a column of costs."""

    @property
    def title(self) -> Any:
        """Its name in both languages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomeSheet:
    """What the file says of one household.

    Attributes:
        until: last day of the months counted.
        lines: source, gross and cost in VND, of the sources that are filled in.
        stated: income a person a month as written, None when left blank.
        poor_list: `on` or `off` the list of poor and near-poor households, None when not said.
    """

    sheet: str
    row: int
    id_number: str | None
    name: str
    village: str
    members: int
    months: int
    until: date
    lines: tuple[tuple[str, int, int], ...]
    stated: int | None
    poor_list: str | None
    by: str | None
    determined_on: date


def gross_header(source: IncomeSource) -> str:
    """Return the header of the column of what a source gave."""
    title: str = source.title.vi
    return f"{title} - thu" if source.costs else title


def cost_header(source: IncomeSource) -> str:
    """Return the header of the column of what a source cost."""
    return f"{source.title.vi} - chi phí"


def layout_of(sources: Iterable[IncomeSource]) -> Layout:
    """Return the table of incomes with the columns of each source."""
    columns: list[Column] = []
    for source in sources:
        columns.append(Column(f"gross:{source.code}", (gross_header(source),)))
        if source.costs:
            columns.append(Column(f"cost:{source.code}", (cost_header(source),)))
    return Layout("incomes", (*INCOME_COLUMNS, *columns), ("id_number", "determined_on", "until"))


def read_incomes(
    path: Path, commune: Commune, sources: Sequence[IncomeSource], today: date, *, months: int
) -> Imported[IncomeSheet]:
    """Return the incomes in the file at `path`: all of them, or nothing.

    A household without any amount yet is left out and remarked.

    Args:
        path: an Excel, OpenDocument or CSV file.
        commune: whose villages the rows must name.
        sources: of the income method.
        today: days after it are faults.
        months: what an empty cell of months means.

    Raises:
        BadFile: not to be opened, of another kind, or with faults; `details` names every one.
    """
    findings = Findings(path.name)
    tables = read_tables(path, (layout_of(sources),), findings)
    reader = _Reader(by_name(commune), tuple(sources), today, months)
    taken: list[tuple[Row, IncomeSheet]] = []
    for table in tables:
        rows = list(table.rows())
        remark_other_communes(table, rows, commune)
        done = [row for row in rows if reader.is_filled(row)]
        if len(done) < len(rows):
            findings.notice(table.sheet.name, message("exchange.remark.not_surveyed", count=len(rows) - len(done)))
        taken += [(row, reader.sheet(row)) for row in done]
    refuse_double_ids((row, item.id_number) for row, item in taken)
    findings.refuse_if_faulty([table.sheet.name for table in tables])
    return Imported(tuple(item for _, item in taken), tuple(findings.notices))


@dataclass(frozen=True, slots=True)
class _Reader:
    villages: Mapping[str, str]
    sources: tuple[IncomeSource, ...]
    today: date
    months: int

    def is_filled(self, row: Row) -> bool:
        """Tell whether the row has any amount."""
        return any(not is_blank(row.cell(f"gross:{source.code}")) for source in self.sources)

    def sheet(self, row: Row) -> IncomeSheet:
        """Return what the row says."""
        members = row.read("members", read_whole, None)
        if not members:
            row.fault("members", "missing")
        poor = row.cell("poor_list")
        mark = row.read("poor_list", read_mark, otherwise=False)
        return IncomeSheet(
            sheet=row.table.sheet.name,
            row=row.number,
            id_number=row.read("id_number", lambda cell: read_id(cell, typed=row.table.sheet.typed), None),
            name=row.read("name", read_name, ""),
            village=row.read("village", lambda cell: read_village(cell, self.villages), ""),
            members=members or 0,
            months=row.read("months", read_whole, None) or self.months,
            until=row.read("until", lambda cell: read_day(cell, self.today), date.max),
            lines=tuple(line for source in self.sources if (line := self._line(row, source))),
            stated=row.read("stated", read_money, None),
            poor_list=None if is_blank(poor) else "on" if mark else "off",
            by=row.read("by", read_optional, None),
            determined_on=row.read("determined_on", lambda cell: read_day(cell, self.today), date.max),
        )

    def _line(self, row: Row, source: IncomeSource) -> tuple[str, int, int] | None:
        gross = row.read(f"gross:{source.code}", read_money, None)
        cost = row.read(f"cost:{source.code}", read_money, None) if source.costs else None
        if not gross and not cost:
            return None
        return source.code, gross or 0, cost or 0


def read_money(cell: Cell) -> Parsed[int | None]:
    """Return an amount of whole VND, None when empty; 18.000.000 and 18,000,000 are read as written.

    Raises:
        CellError: no whole amount, negative, or longer than any harvest.
    """
    if is_blank(cell):
        return Parsed(None)
    if isinstance(cell, bool):
        raise CellError("no_whole_number")
    text = clean(cell) if isinstance(cell, str) else f"{cell:.0f}" if _is_whole(cell) else ""
    if _GROUPED.fullmatch(text):
        text = re.sub(r"\D", "", text)
    if not (text.isascii() and text.isdecimal()) or len(text) > _LONGEST:
        raise CellError("no_whole_number")
    return Parsed(int(text))


def _is_whole(cell: Cell) -> bool:
    return isinstance(cell, int) or (isinstance(cell, float) and cell.is_integer())


def income_rows(sheets: Iterable[IncomeSheet]) -> list[dict[str, Any]]:
    """Return the incomes as a round takes them in."""
    return [
        {
            "row": item.row,
            "village": item.village,
            "id_number": item.id_number,
            "name": item.name,
            "on": item.determined_on.isoformat(),
            "members": item.members,
            "months": item.months,
            "until": item.until.isoformat(),
            "lines": [{"source": code, "gross": gross, "cost": cost} for code, gross, cost in item.lines],
            "stated": item.stated,
            "poor_list": item.poor_list,
            "by": item.by,
        }
        for item in sheets
    ]
