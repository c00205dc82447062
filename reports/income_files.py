"""The sheet of incomes that an office fills in: a line a household of the round, two columns a source."""

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter  # type: ignore[import-untyped] # no type information is published

from rasoat.exchange.event_lines import VIETNAM
from rasoat.exchange.incomes import IncomeSource, cost_header, gross_header
from rasoat.exchange.layouts import INCOME_COLUMNS
from rasoat.messages import message

_BEFORE = ("id_number", "name", "village", "members", "months", "until")
_AFTER = ("stated", "poor_list", "by", "determined_on", "note")
_WIDTHS = {"id_number": 16, "name": 24, "village": 18, "until": 13, "determined_on": 13, "by": 22, "note": 24}
_WIDTH = 15
_MONEY, _DAY = "#,##0", "dd/mm/yyyy"
_SPARE = 200
"""Lines below the households that keep the formats, for those who apply later."""


def income_xlsx(
    households: Sequence[Mapping[str, Any]], sources: Sequence[IncomeSource], months: int, until: date
) -> bytes:
    """Return the sheet as an Excel file.

    Args:
        households: persons with `village`, in the order of the list.
        sources: of the income method.
        months: over which income is counted.
        until: the last day of these months.
    """
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        # the time of making is no part of what the file says: the same households give the same bytes
        book.set_properties({"created": datetime(2026, 1, 1, tzinfo=VIETNAM)})
        _write(book, households, sources, months, until)
    return file.getvalue()


def _write(
    book: Any, households: Sequence[Mapping[str, Any]], sources: Sequence[IncomeSource], months: int, until: date
) -> None:
    base = {"font_name": "Times New Roman", "font_size": 11, "border": 1}
    head = book.add_format({**base, "bold": True, "text_wrap": True, "align": "center", "bg_color": "#DDE6EE"})
    forms = {"text": book.add_format(base), "money": book.add_format({**base, "num_format": _MONEY})}
    forms["day"] = book.add_format({**base, "num_format": _DAY})
    sheet = book.add_worksheet(message("exchange.income_sheet").render("vi"))
    columns = _columns(sources)
    sheet.freeze_panes(1, 3)
    sheet.set_row(0, 48)
    for position, (key, header) in enumerate(columns):
        sheet.write_string(0, position, header, head)
        sheet.set_column(position, position, _WIDTHS.get(key, _WIDTH))
    filled = [*households, *[{}] * _SPARE]
    for number, person in enumerate(filled, 1):
        known = {
            "id_number": person.get("id_number"),
            "name": person.get("name"),
            "village": person.get("village"),
            "members": person.get("size"),
            "months": months if person else None,
            "until": until if person else None,
        }
        for position, (key, _header) in enumerate(columns):
            _cell(sheet, number, position, known.get(key), forms[_kind(key)])


def _columns(sources: Sequence[IncomeSource]) -> list[tuple[str, str]]:
    names = {column.key: column.names[0] for column in INCOME_COLUMNS}
    found = [(key, names[key]) for key in _BEFORE]
    for source in sources:
        found.append((f"gross:{source.code}", gross_header(source)))
        if source.costs:
            found.append((f"cost:{source.code}", cost_header(source)))
    return [*found, *((key, names[key]) for key in _AFTER)]


def _kind(key: str) -> str:
    if key in {"until", "determined_on"}:
        return "day"
    return "money" if ":" in key or key == "stated" else "text"


def _cell(sheet: Any, row: int, position: int, value: Any, form: Any) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, position, datetime(value.year, value.month, value.day), form)  # noqa: DTZ001 # Excel's days have no zone
    elif isinstance(value, int):
        sheet.write_number(row, position, value, form)
    elif value:
        sheet.write_string(row, position, str(value), form)
    else:
        sheet.write_blank(row, position, None, form)
