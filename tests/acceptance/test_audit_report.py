"""`rasoat audit --report`: the paper an inspector attaches, the page, the workbook, the values for scripts."""

import io
import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pytest
from office import FIRST, Office, take_down

from rasoat.models.database import open_database
from rasoat.reports.audit_pages import to_html, to_pdf, to_xlsx
from rasoat.reports.audit_report import report
from rasoat.reports.audit_sources import of_round
from rasoat.reports.dossier import read
from rasoat.wiring import wire

At = Callable[[str], Office]
WHO = ("--deviate-by", "Triệu Văn Thử, Trưởng thôn", "--deviate-order", "Công điện số 12/CĐ-UBND")


@pytest.fixture
def office(at: At) -> Office:
    """Return an office whose first village took its list down a day early, as a deviation, and corrected a number."""
    office = at("posted")
    take_down(office, FIRST, on="13/10/2026")
    office.does("advance", FIRST, "--date", "13/10/2026", "--deviate", "Sạt lở đất", *WHO)
    meeting = next(e for e in office.does("journal", "show", FIRST, "--json").json if e["kind"] == "meeting_held")
    office.does("correct", str(meeting["seq"]), "--set", "copies=1", "--reason", "Đếm lại biên bản")
    return office


def written(office: Office, name: str, *words: str) -> Path:
    """Return the report that the audit wrote under a name; the audit itself finds the copies that lack."""
    path = office.folder / name
    assert office.types(*words, "audit", "--report", path).code == 1
    return path


def pages(content: bytes) -> list[str]:
    """Return the words of each page of a PDF, blanks as one."""
    return [" ".join((page.extract_text() or "").split()) for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def test_the_report_tells_changes_before_findings_before_what_is_met(office: Office) -> None:
    """The PDF says what it is, then board, changes, findings, what is met, limits."""
    said = " ".join(pages(written(office, "kt.pdf").read_bytes()))
    parts = (
        "không phải là văn bản hành chính của xã",
        "Tình hình chấp hành quy trình",
        "I. Đính chính và làm trái",
        "Đếm lại biên bản",
        "Lý do làm trái: Sạt lở đất",
        "II. Phát hiện",
        "biên bản có 1/2 bản",
        "III. Điều đã đạt",
        "V. Phần căn cứ chưa đối chiếu được",
        "VI. Giới hạn",
        "VII. Mã kiểm chứng",
    )
    places = [said.index(part) for part in parts]
    assert places == sorted(places)
    assert "tính là ngày thứ 3" in said
    assert "khoản 4 Điều 4 Quyết định số 24/2021/QĐ-TTg" in said


def test_the_report_is_archival_and_the_same_twice(office: Office) -> None:
    """The PDF is tagged PDF/A-2b with headings in its outline, and a second one has the same bytes."""
    first, second = (written(office, name).read_bytes() for name in ("a.pdf", "b.pdf"))
    assert first == second
    reader = pypdf.PdfReader(io.BytesIO(first))
    assert b"<pdfaid:part>2</pdfaid:part>" in first
    assert "/StructTreeRoot" in reader.trailer["/Root"]
    assert len(reader.outline) >= 1


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_page_needs_no_network(office: Office, lang: str) -> None:
    """The HTML report loads nothing from anywhere and shows the board with its signs, in either language."""
    page = written(office, "kt.html", "--lang", lang).read_text("utf-8")
    assert not re.search(r"""(?:src|href)=|url\(["']?(?!data:)|@import""", page)
    assert all(sign in page for sign in "●▲□")
    assert ("Giới hạn" in page) == (lang == "vi")
    assert ("Limits of this audit" in page) == (lang == "en")


def test_the_workbook_filters_and_prints(office: Office) -> None:
    """The workbook has the board, changes, breaches and all findings; heads are frozen, repeated, filtered."""
    book = openpyxl.load_workbook(written(office, "kt.xlsx"))
    assert book.sheetnames == ["Bảng", "Đính chính, làm trái", "Thiếu, trái", "Toàn bộ", "Về báo cáo"]
    everything = book["Toàn bộ"]
    count = office.types("audit", "--json", "--full").json["findings"]
    assert everything.max_row == 1 + len(count)
    for name in book.sheetnames[1:4]:
        assert (book[name].freeze_panes, book[name].print_title_rows) == ("B2", "$1:$1")
        assert book[name].auto_filter.ref
    assert book["Bảng"]["A2"].value == f"thôn {FIRST}"


def test_scripts_get_the_same_findings(office: Office) -> None:
    """The JSON report has every finding of the audit with what was expected, and the cover of the paper."""
    told = json.loads(written(office, "kt.json").read_text("utf-8"))
    findings = office.types("audit", "--json", "--full").json["findings"]
    assert sorted(map(str, told["findings"])) == sorted(map(str, findings))
    assert told["journal"]["faults"] == []
    assert told["procedure"]["sha256"]


def test_another_ending_is_refused_before_anything_is_done(office: Office) -> None:
    """A report that no format fits is refused, and the known endings are named."""
    said = office.refused(2, "audit", "--report", office.folder / "kt.doc")
    assert ".pdf" in said.err
    assert said.out == ""


def large(told: Mapping[str, Any], villages: int) -> dict[str, Any]:
    """Return a report with so many villages on its board, under long names."""
    board = told["boards"]["villages"]
    rows = [{**board["rows"][0], "title": f"tổ dân phố Nà Phường Thượng {no}"} for no in range(villages)]
    return {**told, "boards": {**told["boards"], "villages": {**board, "rows": rows}}}


@pytest.mark.parametrize(("villages", "sheets"), [(40, 1), (90, 2)])
def test_forty_villages_fit_on_one_page(told: Mapping[str, Any], villages: int, sheets: int) -> None:
    """Forty villages share one landscape page with the legend; more go on under the same head."""
    found = [page for page in pages(to_pdf(large(told, villages))) if "Nà Phường Thượng" in page]
    assert len(found) >= sheets
    assert (len(found) == 1) == (villages == 40)
    assert all("Thôn, tổ dân phố" in page for page in found)
    assert "mới khai" in found[-1]


@pytest.fixture
def told(office: Office) -> Mapping[str, Any]:
    """Return the values of a report."""
    wire()
    database = open_database(str(office.folder / "rasoat.db"))
    try:
        source = read(database, None, date(2026, 12, 31))
    finally:
        database.close()
    return report(of_round(source, "vi", source.as_of, None, masked=False))


def test_texts_of_people_are_no_markup(told: Mapping[str, Any]) -> None:
    """What a person wrote is shown as written in page, paper and workbook, never run."""
    (deviation, *others) = told["deviations"]
    nasty = '<script>alert("1")</script> & =1+1'
    changed = {**told, "deviations": [{**deviation, "found": nasty, "deviation": None}, *others]}
    assert "<script>" not in to_html(changed).decode()
    assert "<script>alert" in " ".join(pages(to_pdf(changed)))
    sheet = openpyxl.load_workbook(io.BytesIO(to_xlsx(changed)))["Đính chính, làm trái"]
    assert nasty in {cell.value for row in sheet for cell in row}
