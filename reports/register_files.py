"""Event registers as files: the empty template an inspector fills in, and a round of ours in the same columns."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter  # type: ignore[import-untyped] # no type information is published

from rasoat.exchange.event_lines import VIETNAM
from rasoat.exchange.registers import COLUMNS
from rasoat.messages import Lang, Message, message, room
from rasoat.reports.register_rows import RowOf
from rasoat.reports.register_words import Known
from rasoat.steps.postings import PLACES

ROOM_FOR = 600
"""Lines of the template that have lists to choose from: thirty villages and their objections."""
_WIDTHS = {"village": 18, "event": 38, "on": 12, "place": 26, "person": 30, "groups": 30, "signed": 26, "evidence": 28}
_WIDTH = 14
_DAY = "dd/mm/yyyy"
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""First letters that make a spreadsheet read a text as a formula."""


def headers(lang: Lang) -> list[str]:
    """Return the headers of the columns, the number of the line first."""
    own = [message(f"register.column.{column.key}").render(lang) for column in COLUMNS]
    return [message("register.number").render(lang), *own]


def register_csv(rows: Iterable[RowOf], lang: Lang) -> bytes:
    """Return lines as a CSV file in UTF-8 with the mark that Excel needs."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(headers(lang))
    for number, row in enumerate(rows, 1):
        writer.writerow([number, *(_text(row.get(column.key)) for column in COLUMNS)])
    return file.getvalue().encode("utf-8-sig")


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(VIETNAM).isoformat(timespec="seconds")
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    text = "" if value is None else str(value)
    return f" {text}" if text.startswith(_DANGEROUS) else text


def register_xlsx(rows: Sequence[RowOf], known: Mapping[str, Known], lang: Lang) -> bytes:
    """Return lines as an Excel file; without lines it is the template, with its guide.

    Args:
        rows: the lines.
        known: the events to choose from.
        lang: of headers, guide and words.
    """
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "remove_timezone": True}) as book:
        # the time of making is no part of what the file says: the same lines give the same bytes
        book.set_properties({"created": datetime(2026, 1, 1, tzinfo=VIETNAM)})
        _Book(book, lang).write(rows, known)
    return file.getvalue()


class _Book:
    """The workbook: the register itself, the guide, and a hidden sheet with the words to choose from."""

    def __init__(self, book: xlsxwriter.Workbook, lang: Lang) -> None:
        self.lang = lang
        self.sheet = book.add_worksheet(self._told("register.sheet.register"))
        self.guide = book.add_worksheet(self._told("register.sheet.guide"))
        self.words = book.add_worksheet(self._told("register.sheet.words"))
        base = {"font_name": "Times New Roman", "font_size": 11, "valign": "top"}
        self.head = book.add_format(
            {**base, "bold": True, "text_wrap": True, "border": 1, "bg_color": "#DDE6EE", "align": "center"}
        )
        self.cell = book.add_format({**base, "text_wrap": True, "border": 1})
        self.day = book.add_format({**base, "num_format": _DAY, "border": 1})
        self.moment = book.add_format({**base, "num_format": f"{_DAY} hh:mm:ss", "border": 1})
        self.plain = book.add_format({**base, "text_wrap": True})
        self.title = book.add_format({**base, "bold": True, "font_size": 14})

    def _told(self, key: str) -> str:
        return message(key).render(self.lang)

    def write(self, rows: Sequence[RowOf], known: Mapping[str, Known]) -> None:
        """Write all sheets."""
        for position, name in enumerate(headers(self.lang)):
            self.sheet.write_string(0, position, name, self.head)
        for number, row in enumerate(rows, 1):
            self._row(number, row)
        self._dress(max(len(rows), ROOM_FOR), known)
        self._guide()

    def _row(self, number: int, row: RowOf) -> None:
        self.sheet.write_number(number, 0, number, self.cell)
        for position, column in enumerate(COLUMNS, 1):
            value = row.get(column.key)
            if isinstance(value, datetime):
                self.sheet.write_datetime(number, position, value.astimezone(VIETNAM), self.moment)
            elif isinstance(value, date):
                self.sheet.write_datetime(number, position, value, self.day)
            elif isinstance(value, int):
                self.sheet.write_number(number, position, value, self.cell)
            elif value:
                self.sheet.write_string(number, position, str(value), self.cell)

    def _dress(self, last: int, known: Mapping[str, Known]) -> None:
        """Set widths, freeze the header, and give events, places and days their lists and limits."""
        self.sheet.freeze_panes(1, 4)
        self.sheet.set_row(0, 32)
        self.sheet.set_column(0, 0, 5)
        places = {column.key: position for position, column in enumerate(COLUMNS, 1)}
        for key, position in places.items():
            form = self.day if key == "on" else None
            self.sheet.set_column(position, position, _WIDTHS.get(key, _WIDTH), form)
        self._choose(0, [item.title for item in known.values()], last, places["event"])
        where = [*(message(f"words.places.{place}") for place in PLACES), message("register.both")]
        self._choose(1, where, last, places["place"])
        limits = {"validate": "date", "criteria": "between", "minimum": date(2021, 1, 1), "maximum": date(2060, 12, 31)}
        told = {"error_title": self._told("register.column.on"), "error_message": self._told("register.day_wanted")}
        self.sheet.data_validation(1, places["on"], last, places["on"], {**limits, **told})
        self.words.hide()

    def _choose(self, column: int, words: Sequence[Message], last: int, position: int) -> None:
        """Let a column be chosen from a list, which a person may still overwrite."""
        for number, word in enumerate(words):
            text = word.render(self.lang)
            self.words.write_string(number, column, text[:1].upper() + text[1:])
        letter, sheet = chr(ord("A") + column), self._told("register.sheet.words")
        source = f"='{sheet}'!${letter}$1:${letter}${len(words)}"
        options = {"validate": "list", "source": source, "error_type": "warning"}
        self.sheet.data_validation(1, position, last, position, options)

    def _guide(self) -> None:
        self.guide.set_column(0, 0, 110)
        self.guide.write_string(0, 0, self._told("register.guide.title"), self.title)
        lines = [text for key, text in room("register", self.lang).items() if key.startswith("register.guide.line")]
        for number, line in enumerate(lines, 2):
            self.guide.write_string(number, 0, line, self.plain)
