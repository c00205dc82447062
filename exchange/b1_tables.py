"""Point tables of score B1 from a file: one line an option, {period, area, indicator, option, points}."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rasoat.exchange.books import read_tables
from rasoat.exchange.cells import is_blank, read_text, read_whole
from rasoat.exchange.findings import CellError, Findings, Parsed
from rasoat.exchange.layouts import READ_PAST, Column, Layout
from rasoat.exchange.sources import Cell
from rasoat.exchange.tables import Row
from rasoat.workflow.b1_tables import B1Table, folded, table_of

B1 = Layout(
    kind="b1",
    columns=(
        Column("period", ("Giai đoạn", "Thời kỳ", "period"), required=True),
        Column("area", ("Khu vực", "Vùng", "area"), required=True),
        Column("indicator", ("Chỉ tiêu", "Chỉ báo", "indicator"), required=True),
        Column("option", ("Phương án", "Lựa chọn", "option"), required=True),
        Column("points", ("Điểm", "Số điểm", "points"), required=True),
        Column(READ_PAST, ("STT", "TT")),
    ),
    identity=("area", "indicator", "option"),
)
"""The table; its columns may stand in any order."""

_PERIOD = re.compile(r"(20\d\d)\s*[-–]\s*(20\d\d)")
_NO_PERIOD = (0, 0)
_FAULTY: int | None = -1
"""Stands for points whose cell has a fault already."""


def read_b1(path: Path, *, standard: str, source: str) -> B1Table:
    """Return the point table in the file at `path`: all of it, or nothing.

    Args:
        path: an Excel, OpenDocument or CSV file.
        standard: id of the poverty standard whose line its points are measured against.
        source: the text that the table was taken from.

    Raises:
        BadFile: not to be opened, of another kind, or with faults; `details` names sheet, row and column of each.
    """
    findings = Findings(path.name)
    tables = read_tables(path, (B1,), findings)
    rows = [row for table in tables for row in table.rows()]
    found = [_record(row) for row in rows]
    _one_period(rows, found)
    _no_doubles(rows, found)
    _all_areas_alike(rows, found)
    findings.refuse_if_faulty([table.sheet.name for table in tables])
    period = found[0]["period"] if found else _NO_PERIOD
    return table_of(
        [{name: row[name] for name in ("area", "indicator", "option", "points")} for row in found],
        standard=standard,
        period=period,
        source=source,
        file=path.name,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
    )


def _record(row: Row) -> dict[str, Any]:
    points = row.read("points", read_whole, _FAULTY)
    if points is None:
        row.fault("points", "missing")
    return {
        "period": row.read("period", _period, _NO_PERIOD),
        "area": row.read("area", _named, ""),
        "indicator": row.read("indicator", _named, ""),
        "option": row.read("option", _named, ""),
        "points": points,
    }


def _named(cell: Cell) -> Parsed[str]:
    if is_blank(cell):
        raise CellError("missing")
    return read_text(cell)


def _period(cell: Cell) -> Parsed[tuple[int, int]]:
    found = _PERIOD.fullmatch(read_text(cell).value)
    if found is None or int(found[1]) > int(found[2]):
        raise CellError("no_period")
    return Parsed((int(found[1]), int(found[2])))


def _one_period(rows: Sequence[Row], found: Sequence[Mapping[str, Any]]) -> None:
    """One file is one period: a second one would be another table."""
    periods = [item["period"] for item in found if item["period"] != _NO_PERIOD]
    for row, item in zip(rows, found, strict=True):
        if item["period"] not in {_NO_PERIOD, *periods[:1]}:
            row.fault("period", "b1_second_period", first=f"{periods[0][0]}-{periods[0][1]}")


def _no_doubles(rows: Sequence[Row], found: Sequence[Mapping[str, Any]]) -> None:
    """An option has one number of points in an area."""
    first: dict[tuple[str, ...], int] = {}
    for row, item in zip(rows, found, strict=True):
        key = tuple(folded(item[name]) for name in ("area", "indicator", "option"))
        if all(key) and key in first:
            row.fault("option", "b1_double", row=first[key])
        first.setdefault(key, row.number)


def _all_areas_alike(rows: Sequence[Row], found: Sequence[Mapping[str, Any]]) -> None:
    """Each area has points for every option that any area has them for: a hole would score a household too low."""
    areas = {folded(item["area"]): item["area"] for item in found if item["area"]}
    known = {tuple(folded(item[name]) for name in ("area", "indicator", "option")) for item in found}
    told: set[tuple[str, str]] = set()
    for row, item in zip(rows, found, strict=True):
        pair = (folded(item["indicator"]), folded(item["option"]))
        lacking = tuple(name for key, name in areas.items() if (key, *pair) not in known)
        if lacking and all(pair) and pair not in told:
            row.fault("area", "b1_hole", areas=lacking)
        told.add(pair)
