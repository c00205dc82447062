"""From a file to its tables: the right kind, or a clear word about what it is instead."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from rasoat.errors import BadFile
from rasoat.exchange.findings import Findings
from rasoat.exchange.layouts import KNOWN, Layout
from rasoat.exchange.sources import Sheet, read_sheets
from rasoat.exchange.tables import Table, find_table, require_columns
from rasoat.messages import message


def read_tables(path: Path, wanted: Sequence[Layout], findings: Findings) -> tuple[Table, ...]:
    """Return the tables of the file at `path` that have one of the `wanted` layouts.

    Sheets without any table, and columns nobody reads, are told as notices.

    Raises:
        BadFile: not to be opened, of another kind, without a table, or without a required column.
    """
    kinds = {layout.kind for layout in wanted}
    layouts = (*wanted, *(layout for layout in KNOWN if layout.kind not in kinds))
    sheets = read_sheets(path, partial(_known_columns, layouts, findings))
    found = [(sheet, find_table(sheet, layouts, findings)) for sheet in sheets]
    tables = tuple(table for _, table in found if table and table.layout.kind in kinds)
    if not tables:
        raise _no_table(path, wanted[0], [table for _, table in found if table])
    for table in tables:
        require_columns(table)
        if table.tcvn3:
            findings.notice(table.sheet.name, message("exchange.remark.tcvn3_sheet"))
        if table.unread:
            findings.notice(table.sheet.name, message("exchange.remark.unread_columns", columns=tuple(table.unread)))
    for sheet, other in found:
        if (other is None or other.layout.kind not in kinds) and not _is_blank(sheet):
            findings.notice(sheet.name, message("exchange.remark.sheet_skipped", kind=wanted[0].title))
    return tables


def _known_columns(layouts: Sequence[Layout], findings: Findings, sheet: Sheet) -> int:
    table = find_table(sheet, layouts, findings)
    return len(table.places) if table else 0


def _no_table(path: Path, wanted: Layout, others: Sequence[Table]) -> BadFile:
    if others:
        other = others[0]
        return BadFile(
            "file_other_kind",
            file=path.name,
            wanted=wanted.title,
            found=other.layout.title,
            sheet=other.sheet.name,
        )
    columns = tuple(column.names[0] for column in wanted.columns if column.required)
    return BadFile("file_without_table", file=path.name, wanted=wanted.title, columns=columns)


def _is_blank(sheet: Sheet) -> bool:
    return all(cell == "" for row in sheet.rows for cell in row)
