"""The register of complaints after the decision as an Excel file, to be kept and printed by the office."""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import xlsxwriter  # type: ignore[import-untyped] # no type information is published

from rasoat.exchange.event_lines import VIETNAM
from rasoat.messages import Lang, message, show
from rasoat.steps.complaint_register import COLUMNS, told

_DAYS = frozenset({"received", "accept_by", "accepted", "settle_by", "settled"})
_WIDTHS = {"no": 6, "by": 28, "content": 40, "against": 18, "refused": 28, "further": 28, "state": 18}


def register_book(rows: Sequence[dict[str, Any]], commune: str, lang: Lang) -> bytes:
    """Return the register as an Excel workbook with one sheet; the same rows give the same bytes."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2026, 1, 1, tzinfo=VIETNAM)})
        base = {"font_name": "Times New Roman", "font_size": 11, "valign": "top", "text_wrap": True}
        cell, head = book.add_format({**base, "border": 1}), book.add_format({**base, "border": 1, "bold": True})
        day = book.add_format({**base, "border": 1, "num_format": "dd/mm/yyyy"})
        title = book.add_format({**base, "bold": True, "font_size": 14, "text_wrap": False})
        sheet = book.add_worksheet(message("complaints.sheet").render(lang))
        sheet.write_string(0, 0, message("complaints.register", commune=commune).render(lang), title)
        for place, name in enumerate(COLUMNS):
            sheet.write_string(2, place, message(f"complaints.column.{name}").render(lang), head)
            sheet.set_column(place, place, _WIDTHS.get(name, 14))
        for number, row in enumerate(map(told, rows), start=3):
            for place, name in enumerate(COLUMNS):
                value = row[name]
                if name in _DAYS and value:
                    sheet.write_datetime(number, place, value, day)
                else:
                    sheet.write_string(number, place, "" if value is None else str(show(value, lang)), cell)
        sheet.freeze_panes(3, 3)
    return file.getvalue()
