"""An audit report as a workbook: the board, corrections and deviations, what is missing, everything, and what it is."""

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter  # type: ignore[import-untyped] # no type information is published

from rasoat.messages import text
from rasoat.models.spans import spans

TINTS: Mapping[str, str] = {
    "proven": "#E4F1E4",
    "claimed": "#FBF4D2",
    "missing": "#F6D3D3",
    "contradicted": "#E79A9A",
    "waived": "#F8D9A8",
}
WIDTHS: Mapping[str, int] = {
    "subject": 16,
    "stage_title": 20,
    "step_on": 11,
    "title": 28,
    "basis": 24,
    "severity": 9,
    "status_title": 14,
    "expected": 34,
    "found": 40,
    "cure": 34,
    "term": 34,
    "facts": 14,
    "files": 34,
    "deviation": 34,
}
"""Columns of the findings and their widths in characters."""

Told = Mapping[str, Any]


class _Book:
    """A workbook in the making, with the formats its sheets share."""

    def __init__(self, told: Told) -> None:
        self.told = told
        self.content = io.BytesIO()
        self.book = xlsxwriter.Workbook(
            self.content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        made = datetime.fromisoformat(told["made_on"])
        self.book.set_properties({"title": self.word("title"), "comments": self.word("nature"), "created": made})
        common = {"font_name": "Times New Roman", "font_size": 11, "valign": "top", "text_wrap": True, "border": 1}
        self.plain = self.book.add_format(common)
        self.head = self.book.add_format({**common, "bold": True, "bg_color": "#DDE3EA", "valign": "vcenter"})
        self.upright = self.book.add_format({**common, "bold": True, "bg_color": "#DDE3EA", "rotation": 90})
        self.tinted = {name: self.book.add_format({**common, "bg_color": tint}) for name, tint in TINTS.items()}
        self.signs = {
            name: self.book.add_format(
                {**common, "align": "center", "bold": True, **({"bg_color": TINTS[name]} if name in TINTS else {})}
            )
            for name in (*TINTS, "not_due", "none")
        }

    def word(self, key: str, **values: Any) -> str:
        return text(f"report.{key}", self.told["lang"], **values)

    def sheet(self, name: str, heads: Sequence[str], *, head: Any = None) -> Any:
        """Return a new sheet with its head, frozen and repeated on paper, one page wide."""
        sheet = self.book.add_worksheet(self.word(f"sheets.{name}"))
        sheet.write_row(0, 0, heads[:1], self.head)
        sheet.write_row(0, 1, heads[1:], head or self.head)
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L{self.word('page', round=self.told['round'])}&R&P/&N")
        return sheet


def to_xlsx(told: Told) -> bytes:
    """Return a report as an Excel workbook; the same report gives the same bytes."""
    made = _Book(told)
    _board(made)
    _changes(made)
    grave = [item for case in told["breaches"] for item in case["groups"]]
    _findings(made, "breaches", [one for one in told["findings"] if one["status"] in {"missing", "contradicted"}])
    _findings(made, "all", told["findings"])
    _about(made, len(grave))
    made.book.close()
    return made.content.getvalue()


def _board(made: _Book) -> None:
    boards = made.told["boards"]
    table = boards["villages"]
    heads = [made.word("board_village"), *(column["title"] for column in table["columns"])]
    sheet = made.sheet("board", heads, head=made.upright)
    sheet.set_row(0, 190)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, len(heads), 5)
    _rows(made, sheet, table["rows"], 1)
    under = len(table["rows"]) + 2
    for line, legend in enumerate(boards["legend"], under):
        sheet.write(line, 0, f"{legend['sign']} {legend['title']}", made.tinted.get(legend["status"], made.plain))
    for row in boards["round"]["rows"]:
        for no, (column, cell) in enumerate(
            zip(boards["round"]["columns"], row["cells"], strict=True), under + len(boards["legend"]) + 1
        ):
            sheet.write(no, 0, f"{made.word('board_round')}: {column['title']}", made.plain)
            sheet.write(no, 1, cell["sign"], made.signs[cell["status"]])


def _rows(made: _Book, sheet: Any, rows: Iterable[Told], first: int) -> None:
    for place, row in enumerate(rows, first):
        sheet.write(place, 0, row["title"], made.plain)
        for column, cell in enumerate(row["cells"], 1):
            sheet.write(place, column, cell["sign"], made.signs[cell["status"]])


def _changes(made: _Book) -> None:
    heads = [made.word(f"changes.{name}") for name in ("unit", "entry", "what", "change", "why")]
    sheet = made.sheet("changes", heads)
    for column, width in enumerate((20, 8, 44, 60, 44)):
        sheet.set_column(column, column, width)
    rows = [_correction(made, item) for item in made.told["corrections"]]
    rows += [_deviation(made, item) for item in made.told["deviations"]]
    for place, row in enumerate(rows, 1):
        sheet.write_row(place, 0, row, made.plain)
    sheet.autofilter(0, 0, max(len(rows), 1), len(heads) - 1)


def _correction(made: _Book, item: Told) -> list[Any]:
    changes = [made.word("changes.annul")] if item["annul"] else []
    changes += [made.word("changes.day", was=item["was_on"], now=item["on"])] if item["on"] else []
    changes += [
        made.word("changes.value", **change) if "now" in change else change["name"] for change in item["changes"]
    ]
    why = " ".join(filter(None, (item["reason"], item["by"] and f"({item['by']})")))
    target = made.word("changes.target", what=item["what"], target=item["target"])
    return [item["subject"], item["seq"], target, "; ".join(changes), why]


def _deviation(made: _Book, item: Told) -> list[Any]:
    titles = "; ".join(f"{rule['title']} ({rule['basis']})" for rule in item["rules"])
    why = made.word("changes.reason", **item["deviation"]) if item["deviation"] else ""
    return [item["subject"], "", f"{item['status_title']}: {titles}", item["found"], why]


def _findings(made: _Book, name: str, findings: Sequence[Told]) -> None:
    sheet = made.sheet(name, [made.word(f"columns.{column}") for column in WIDTHS])
    for column, width in enumerate(WIDTHS.values()):
        sheet.set_column(column, column, width)
    for place, item in enumerate(findings, 1):
        tint = made.tinted.get(item["status"], made.plain)
        for column, key in enumerate(WIDTHS):
            sheet.write(place, column, _cell(made, item, key), tint if key == "status_title" else made.plain)
    sheet.autofilter(0, 0, max(len(findings), 1), len(WIDTHS) - 1)


def _cell(made: _Book, item: Told, key: str) -> str:
    """Return what a cell shows: most values are texts, the others have their own words."""
    value = item[key]
    if not value:
        return ""
    words: Mapping[str, Callable[[], str]] = {
        "term": lambda: "; ".join(line["sentence"] for line in value["proof"]),
        "files": lambda: "; ".join(" ".join(filter(None, (file["name"], file["sha256"]))) for file in value),
        "facts": lambda: ", ".join(_places(made, value)),
        "severity": lambda: text(f"words.severity.{value}", made.told["lang"]),
        "deviation": lambda: made.word("changes.reason", **value),
        "status_title": lambda: f"{made.told['boards']['signs'][item['status']]} {value}",
    }
    return words[key]() if key in words else str(value)


def _places(made: _Book, places: Sequence[Any]) -> Iterable[str]:
    """Return entries of the journal, or lines of a register, as a person writes them."""
    if isinstance(places[0], int):
        return spans(places)
    return (made.word("item.sheet_row" if place["sheet"] else "item.row", **place) for place in places)


def _about(made: _Book, causes: int) -> None:
    told, law = made.told, made.told["procedure"]
    sheet = made.sheet("about", [made.word("title"), ""])
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 100)
    journal = told["journal"]
    rows = [
        (made.word("cover.unit"), told["title"]),
        (made.word("cover.round"), told["round"]),
        (made.word("cover.procedure"), f"{law['title']} ({law['id']} {law['version']})"),
        (made.word("cover.digest"), law["sha256"]),
        (made.word("cover.as_of"), told["on"]),
        (made.word("cover.made"), " ".join(filter(None, (told["made_on"], told["made_by"])))),
        (made.word("cover.journal"), journal["code"] if journal else "-"),
        (made.word("part.breaches"), str(causes)),
        ("", made.word("nature")),
        *(("", made.word(f"limits.{name}")) for name in ("entered", "sworn", "own_day", "rewriting", "law")),
        *((item["basis"], f"{item['mark']}: {'; '.join(item['used_for'])}") for item in told["unseen"]),
        *(
            (item["of"], f"{item['value']} ({item['by']}, {item['document']}, {item['on']})")
            for item in told["confirmed"]
        ),
    ]
    for place, row in enumerate(rows, 1):
        sheet.write_row(place, 0, row, made.plain)
