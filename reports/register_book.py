"""The register of a body and year as a book: printed with all its columns and bound (Decree 30/2020 art. 16)."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from html import unescape
from io import BytesIO
from typing import Any

from rasoat.messages import message
from rasoat.models.canonical import loads
from rasoat.models.records import CommuneRow
from rasoat.notices.catalogue import forms
from rasoat.notices.papers import Paper
from rasoat.notices.xhtml import short_date, to_xhtml
from rasoat.workflow.registers import Gap, Line

BOOK = "outgoing-register"
_TITLE = re.compile(r"<h1>(.*?)</h1>")
_SUBJECT = re.compile(r'<p class="(?:subject|about)">(.*?)</p>')
_NAME = re.compile(r'<p class="name">(.+?)</p>')
_RECIPIENTS = re.compile(r'<td class="recipients">(.*?)</td>')
_LINE = re.compile(r"<p>- ?(.*?)[;.]?</p>")
_TAG = re.compile(r"<[^>]+>")
HEADINGS = ("number", "date", "title", "signer", "to", "kept", "copies", "note")
"""The columns of the book."""
_WIDTHS = (18, 12, 48, 22, 32, 16, 10, 40)


def book(commune: CommuneRow, lines: Sequence[Line], gaps: Sequence[Gap], on: date) -> Paper:
    """Return the register of one body and year as a paper; numbers that were left out have a row of their own.

    Args:
        commune: whose register it is.
        lines: its numbers, at least one, all of one body and year.
        gaps: what they leave out.
        on: the day on which it is printed.
    """
    first = lines[0].row
    rows = [(line.row.no, _row(line)) for line in lines] + [(gap.first, _gap_row(gap)) for gap in gaps]
    body = {
        "series": f"{message(f'issuing.bodies.{first.body}').render('vi')}, {_title_of(commune)}",
        "body": first.body,
        "year": first.year,
        "first": first.no,
        "last": lines[-1].row.no,
        "count": len(lines),
        "cancelled": sum(line.cancelled is not None for line in lines),
        "rows": [row for _no, row in sorted(rows, key=lambda pair: pair[0])],
    }
    described = commune.description
    context = {
        "form": BOOK,
        "copies": 1,
        "commune": {**described, "title": _title_of(commune)},
        "village": None,
        "round": {"code": "", "year": first.year, "title": "", "kind": "periodic"},
        "date": on.isoformat(),
        "number": None,
        "bases": [],
        "officials": described["officials"],
        "draft": False,
        "proofs": [],
        "body": body,
    }
    return Paper(BOOK, context)


def _title_of(commune: CommuneRow) -> str:
    return f"{commune.description['kind']} {commune.name}"


def _row(line: Line) -> dict[str, Any]:
    context = loads(line.row.context)
    said = {} if context.get("erased") else _words(line.row.form, context)
    title = said.get("title") or forms()[line.row.form].title_vi
    return {
        "number": line.number,
        "date": line.on.isoformat(),
        "title": title,
        "signer": said.get("signer"),
        "to": said.get("to"),
        "kept": said.get("kept"),
        "copies": context["copies"],
        "note": "; ".join(item.render("vi") for item in states(line)),
    }


def _words(form: str, context: Mapping[str, Any]) -> dict[str, str]:
    """Return what the book says of a paper as the paper itself says it: kind and subject, signer, recipients."""
    page = to_xhtml(Paper(form, context))
    kind, subject = _TITLE.search(page), _SUBJECT.search(page)
    words = [_plain(kind[1]).capitalize() if kind else "Công văn", _plain(subject[1]) if subject else ""]
    signers = [_plain(name) for name in _NAME.findall(page)]
    found = _RECIPIENTS.search(page)
    to = [_plain(item) for item in _LINE.findall(found[1])] if found else []
    household = context["body"].get("household")
    if not to and isinstance(household, Mapping):
        to = [str(household.get("name") or "")]
    kept = [item for item in to if item.startswith("Lưu")]
    return {
        "title": " ".join(word for word in words if word),
        "signer": signers[-1] if signers else "",
        "to": "; ".join(item for item in to if item not in kept),
        "kept": "; ".join(item.removeprefix("Lưu:").strip() for item in kept),
    }


def _plain(markup: str) -> str:
    return unescape(_TAG.sub(" ", markup)).replace("  ", " ").strip()


def states(line: Line) -> list[Any]:
    """Return what became of a number, as messages: cancelled, replaced, replacing."""
    found = []
    if line.cancelled:
        said, on = line.cancelled.payload, date.fromisoformat(line.cancelled.occurred_on)
        found.append(message("issuing.states_cancelled", on=on, by=said["by"], reason=said["reason"]))
    if line.replaced_by:
        found.append(message("issuing.states_replaced", paper=line.replaced_by))
    if line.replaces:
        found.append(message("issuing.states_replaces", paper=line.replaces))
    return found


def _gap_row(gap: Gap) -> dict[str, Any]:
    reason = gap.reason or message("issuing.gap_unexplained").render("vi")
    number = f"{gap.first:02d}" if gap.first == gap.last else f"{gap.first:02d} - {gap.last:02d}"
    words = message("issuing.gap_row", first=gap.first, last=gap.last, reason=reason).render("vi")
    empty = {"date": None, "signer": None, "to": None, "kept": None, "copies": None, "note": ""}
    return {"number": number, "title": words, **empty}


def to_xlsx(paper: Paper) -> bytes:
    """Return the book as an Excel file; the same book gives the same bytes."""
    import xlsxwriter  # type: ignore[import-untyped] # noqa: PLC0415 # no type information; loaded only for Excel

    file = BytesIO()
    body = paper.context["body"]
    with xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book_:
        book_.set_properties({"title": paper.title, "created": paper.stamp.replace(tzinfo=None)})
        sheet = book_.add_worksheet(f"{body['body']}-{body['year']}")
        head = book_.add_format({"bold": True, "text_wrap": True, "border": 1, "align": "center", "valign": "vcenter"})
        cell = book_.add_format({"text_wrap": True, "border": 1, "valign": "top"})
        for place, (name, width) in enumerate(zip(HEADINGS, _WIDTHS, strict=True)):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, message(f"issuing.columns.{name}").render("vi"), head)
        for no, row in enumerate(body["rows"], start=1):
            for place, name in enumerate(HEADINGS):
                value = short_date(row["date"]) if name == "date" and row["date"] else row[name]
                sheet.write(no, place, "" if value is None else value, cell)
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.repeat_rows(0)
    return file.getvalue()
