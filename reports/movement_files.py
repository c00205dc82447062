"""The tables of movements as an Excel file: a sheet a list, two lines a village (households, persons)."""

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter  # type: ignore[import-untyped] # no type information is published

from rasoat.exchange.event_lines import VIETNAM
from rasoat.messages import message
from rasoat.steps.movement_tables import COLUMNS, Moves

_BEFORE = 3
_LABELS, _NUMBERS = 22, 12


def movements_xlsx(villages: Sequence[Moves], commune: Moves, title: str) -> bytes:
    """Return the tables of all villages and of the commune as an Excel file.

    Args:
        villages: tables of the villages in order.
        commune: their sum.
        title: of the round and the commune, over each table.
    """
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        # the time of making is no part of what the file says: the same tables give the same bytes
        book.set_properties({"created": datetime(2026, 1, 1, tzinfo=VIETNAM)})
        base = {"font_name": "Times New Roman", "font_size": 11}
        forms = {
            "title": book.add_format({**base, "bold": True, "font_size": 13}),
            "head": book.add_format(
                {**base, "border": 1, "bold": True, "text_wrap": True, "align": "center", "bg_color": "#DDE6EE"}
            ),
            "cell": book.add_format({**base, "border": 1}),
            "sum": book.add_format({**base, "border": 1, "bold": True}),
        }
        for name in COLUMNS:
            _sheet(book, name, [*villages, commune], title, forms)
    return file.getvalue()


def _sheet(book: Any, name: str, rows: Sequence[Moves], title: str, forms: Mapping[str, Any]) -> None:
    sheet = book.add_worksheet(_say(f"standards.moves.sheet.{name}"))
    sheet.write_string(0, 0, f"{_say(f'standards.moves.title.{name}')} - {title}", forms["title"])
    heads = [_say("standards.moves.no"), _say("standards.moves.village"), _say("standards.moves.of")]
    heads += [
        f"{number}. {_say(f'standards.moves.{name}.{column}')}" for number, column in enumerate(COLUMNS[name], start=1)
    ]
    for place, head in enumerate(heads):
        sheet.write_string(2, place, head, forms["head"])
    sheet.set_row(2, 60)
    sheet.set_column(0, 0, 5)
    sheet.set_column(1, 1, _LABELS)
    sheet.set_column(2, len(heads) - 1, _NUMBERS)
    sheet.freeze_panes(3, _BEFORE)
    line = 3
    for number, item in enumerate(rows, start=1):
        form = forms["cell" if item.title else "sum"]
        for of in ("households", "persons"):
            sheet.write_string(line, 0, str(number) if item.title else "", form)
            sheet.write_string(line, 1, item.title or _say("standards.moves.commune"), form)
            sheet.write_string(line, 2, _say(f"standards.moves.{of}"), form)
            for place, column in enumerate(COLUMNS[name], start=_BEFORE):
                sheet.write_number(line, place, item.tables[name][of][column], form)
            line += 1
    sheet.write_string(line + 1, 0, _say("standards.moves.identity"))


def _say(key: str) -> str:
    return message(key).render("vi")
