"""The PDF keeps the measures of Decree 30/2020, annex I: millimetres on the page, sizes and faces of type."""

import re
from dataclasses import dataclass
from typing import Any

import pytest
from notices_reading import paper, pdf_reader

from rasoat.notices.bundle import PART, to_pdf_bundle
from rasoat.notices.papers import Paper
from rasoat.notices.pdf import to_pdf

MM = 25.4 / 72


@dataclass(frozen=True, slots=True)
class Line:
    """One piece of text: its words, its left end and base line in mm from the lower left corner, its type."""

    words: str
    left: float
    base: float
    size: float
    face: str


def lines(file: bytes, page: int = 0) -> list[Line]:
    """Return the lines of one page in the order they are printed."""
    found: list[Line] = []

    def visit(text: str, cm: list[float], tm: list[float], font: dict[str, Any] | None, size: float) -> None:
        if text.strip():
            left = (tm[4] * cm[0] + tm[5] * cm[2] + cm[4]) * MM
            base = (tm[4] * cm[1] + tm[5] * cm[3] + cm[5]) * MM
            face = font["/BaseFont"].rpartition("-")[2] if font and "-" in font["/BaseFont"] else "Regular"
            found.append(Line(text.strip(), left, base, size, face))

    pdf_reader(file).pages[page].extract_text(visitor_text=visit)
    return found


def line(found: list[Line], start: str) -> Line:
    """Return the first line that starts so."""
    return next(item for item in found if item.words.startswith(start))


def sized(issue: Paper, page: int) -> tuple[int, int]:
    """Return width and height of a page, in whole mm."""
    box = pdf_reader(to_pdf(issue)).pages[page].mediabox
    return round(float(box.width) * MM), round(float(box.height) * MM)


@pytest.fixture(scope="module")
def notice() -> bytes:
    """A posting notice: two pages and the posted list."""
    return to_pdf(paper("posting-notice"))


def test_body_lines_begin_at_30_mm_and_paragraphs_at_40_mm(notice: bytes) -> None:
    """The left margin is 30 mm, the first line of a paragraph is indented 10 mm."""
    body = [item for item in lines(notice) if item.size == 13 and item.face == "Italic" and item.base < 235]
    assert {round(item.left, 1) for item in body} == {30.0, 40.0}


def test_all_text_stands_between_the_margins(notice: bytes) -> None:
    """Nothing but page number and footer stands in the 20 mm above and below."""
    for page in range(3):
        for item in lines(notice, page):
            if item.words.isdigit() and item.size == 13:
                assert item.base > 297 - 20
            elif item.words.startswith("Mã kiểm chứng"):
                assert item.base < 20
                assert item.size == 8
            else:
                assert 20 <= item.base <= 297 - 20
                assert item.left > 29.9


def test_the_head_has_the_agency_left_and_the_state_right_in_the_prescribed_type(notice: bytes) -> None:
    """Agency and state on one line, 12 bold; motto 13 bold; number upright and place-date italic on one line."""
    head = lines(notice)
    agency, state = line(head, "ỦY BAN NHÂN DÂN"), line(head, "CỘNG HÒA XÃ HỘI")
    motto, number, place = line(head, "Độc lập"), line(head, "Số: 05/"), line(head, "Tân Mẫu, ngày 08")
    assert (agency.size, agency.face, state.size, state.face) == (12, "Bold", 12, "Bold")
    assert (motto.size, motto.face) == (13, "Bold")
    assert (number.size, number.face, place.size, place.face) == (13, "Regular", 13, "Italic")
    assert agency.base == pytest.approx(state.base, abs=0.1)
    assert number.base == pytest.approx(place.base, abs=0.1)
    assert agency.left < 90 < state.left


def test_title_and_recipients_have_the_prescribed_type(notice: bytes) -> None:
    """The title is 14 bold, "Nơi nhận:" 12 bold italic at the left margin, its list 11."""
    assert (line(lines(notice), "THÔNG BÁO").size, line(lines(notice), "THÔNG BÁO").face) == (14, "Bold")
    end = lines(notice, 1)
    heading, entry = line(end, "Nơi nhận:"), line(end, "- Ban Thường trực")
    assert (heading.size, heading.face, round(heading.left)) == (12, "BoldItalic", 30)
    assert (entry.size, entry.face) == (11, "Regular")


def test_pages_are_numbered_from_the_second_and_anew_in_an_annex(notice: bytes) -> None:
    """Page 1 shows no number, page 2 shows it centred over the text, an annex begins again without one."""
    first, second, annex = (lines(notice, page)[0] for page in range(3))
    assert first.words.startswith("ỦY BAN")
    assert second.words == "2"
    assert second.left == pytest.approx(110 - 1.1, abs=0.5)  # half a figure left of the middle of 30..190 mm
    assert annex.words == "Phụ lục"


@pytest.mark.parametrize("rows", range(1, 40, 3))
def test_a_signature_never_stands_alone_on_a_page(rows: int) -> None:
    """Wherever the page ends, at least the closing sentence stands above the signature."""
    row = paper("meeting-minutes").context["body"]["households"][0]
    file = to_pdf(paper("meeting-minutes", body__households=[{**row, "no": n} for n in range(rows)]))
    last = lines(file, len(pdf_reader(file).pages) - 1)
    assert line(last, "CHỦ TRÌ").base < line(last, "Cuộc họp kết thúc").base


def test_annex_lists_lie_across_the_page() -> None:
    """The decision stands upright, its four lists lie."""
    issue = paper("recognition-decision")
    assert sized(issue, 0) == (210, 297)
    assert {sized(issue, page) for page in range(-4, 0)} == {(297, 210)}
    file = to_pdf(issue)
    headings = [line(lines(file, page), "Phụ lục").words for page in range(-4, 0)]
    assert headings == ["Phụ lục I", "Phụ lục II", "Phụ lục III", "Phụ lục IV"]


def test_the_draft_mark_is_on_every_page() -> None:
    """A paper on unverified law says so on each page."""
    pages = pdf_reader(to_pdf(paper("posting-notice", draft=True))).pages
    assert all("DỰ TH" in page.extract_text() for page in pages)


def test_a_file_is_pdf_a_2b_with_title_language_and_the_date_of_the_paper(notice: bytes) -> None:
    """The archive finds the standard, the title, Vietnamese and the paper's own date, not today's."""
    reader = pdf_reader(notice)
    xmp = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert re.search(r"pdfaid:part>2<", xmp)
    assert re.search(r"pdfaid:conformance>B<", xmp)
    assert reader.metadata is not None
    assert reader.metadata.title == "Thông báo niêm yết công khai kết quả rà soát - số 05/TB-UBND - thôn Cây Thị"
    assert reader.metadata.creation_date_raw == "D:20261008000000Z"
    assert str(reader.trailer["/Root"]["/Lang"]).startswith("vi")
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_a_bundle_restarts_its_page_numbers_and_lists_its_papers() -> None:
    """Many papers in one file: each begins without a number and has its entry in the outline."""
    issues = [paper("meeting-minutes"), paper("posting-notice"), paper("meeting-minutes")]
    file = to_pdf_bundle(issues)
    reader = pdf_reader(file)
    assert [entry.title for entry in reader.outline] == [issue.title for issue in issues]
    numbers = [lines(file, page)[0].words for page in range(len(reader.pages))]
    assert [number for number in numbers if number.isdigit()] == ["2", "2", "2"]


def test_a_large_bundle_is_one_pdf_a_whose_outline_leads_to_each_paper() -> None:
    """Papers that were set in parts stand in their order in one PDF/A-2b, twice the same, with an outline that fits."""
    issues = [paper(form) for form in ("meeting-minutes", "posting-notice")] * PART
    set_so_far: list[int] = []
    file = to_pdf_bundle(issues, set_so_far.append)
    assert sum(set_so_far) == len(issues)
    assert to_pdf_bundle(issues) == file
    reader = pdf_reader(file)
    assert [entry.title for entry in reader.outline] == [issue.title for issue in issues]
    starts = [reader.get_destination_page_number(entry) for entry in reader.outline]
    assert starts == sorted(set(starts))
    words = [reader.pages[start].extract_text() for start in starts]
    assert ["BIÊN BẢN" in text for text in words] == [True, False] * PART
    root = reader.trailer["/Root"]
    assert b"<pdfaid:part>2</pdfaid:part>" in root["/Metadata"].get_data()
    assert root["/OutputIntents"][0]["/S"] == "/GTS_PDFA1"
