"""The Word file keeps the measures of Decree 30/2020, annex I, as the PDF does: page, type, rules, sections."""

import io
from typing import Any

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from notices_reading import W, paper

from rasoat.notices.catalogue import forms
from rasoat.notices.word import to_docx

UPRIGHT, ITALIC = False, True
TYPE = {  # style: sizes that annex I allows, bold, italic
    "state": ((12, 13), True, UPRIGHT),
    "motto": ((13, 14), True, UPRIGHT),
    "superior": ((12, 13), False, UPRIGHT),
    "agency": ((12, 13), True, UPRIGHT),
    "number": ((13,), False, UPRIGHT),
    "place-date": ((13, 14), False, ITALIC),
    "h1": ((13, 14), True, UPRIGHT),
    "subject": ((13, 14), True, UPRIGHT),
    "about": ((12, 13), False, UPRIGHT),
    "body": ((13, 14), False, UPRIGHT),
    "basis": ((13, 14), False, ITALIC),
    "power": ((13, 14), True, UPRIGHT),
    "post": ((13, 14), True, UPRIGHT),
    "name": ((13, 14), True, UPRIGHT),
    "dear": ((13, 14), False, UPRIGHT),
    "to": ((12,), True, ITALIC),
    "recipient": ((11,), False, UPRIGHT),
    "annex": ((14,), True, UPRIGHT),
    "page-number": ((13, 14), False, UPRIGHT),
}


def opened(form: str) -> Any:
    """Return the Word file of a form's sample, open."""
    return docx.Document(io.BytesIO(to_docx(paper(form))))


def style(document: Any, style_id: str) -> Any:
    """Return a paragraph style by its id."""
    return next(item for item in document.styles if item.style_id == style_id)


@pytest.mark.parametrize("form", forms())
def test_every_sheet_is_a4_within_the_prescribed_margins(form: str) -> None:
    """A4, top and bottom 20 to 25 mm, left 30 to 35, right 15 to 20, upright or lying."""
    for section in opened(form).sections:
        assert {round(section.page_width.mm), round(section.page_height.mm)} == {210, 297}
        assert 20 <= round(section.top_margin.mm, 1) <= 25
        assert 20 <= round(section.bottom_margin.mm, 1) <= 25
        assert 30 <= round(section.left_margin.mm, 1) <= 35
        assert 15 <= round(section.right_margin.mm, 1) <= 20


@pytest.mark.parametrize("name", TYPE)
def test_every_part_has_the_prescribed_size_and_face(name: str) -> None:
    """The named style of each part of a paper has a size, weight and slope that annex I allows."""
    sizes, bold, italic = TYPE[name]
    font = style(opened("posting-notice"), name).font
    assert font.size.pt in sizes
    assert (bool(font.bold), bool(font.italic)) == (bold, italic)


def test_the_type_is_times_new_roman_in_vietnamese() -> None:
    """Letters of every script are set in Times New Roman; the language is Vietnamese."""
    defaults = opened("posting-notice").styles.element.find(f"{W}docDefaults")
    fonts, lang = next(defaults.iter(f"{W}rFonts")), next(defaults.iter(f"{W}lang"))
    assert set(fonts.attrib.values()) == {"Times New Roman"}
    assert lang.get(f"{W}val") == "vi-VN"


def test_paragraphs_are_justified_indented_and_apart() -> None:
    """The body is justified, its first line indented 10 mm, its paragraphs 6 pt apart, its lines single."""
    form = style(opened("posting-notice"), "body").paragraph_format
    assert form.alignment == ALIGN.JUSTIFY
    assert round(form.first_line_indent.mm, 1) == 10.0
    assert form.space_after.pt >= 6


def test_the_head_has_the_agency_left_and_the_state_right() -> None:
    """One row with agency and state, the next with number and date, each centred in its column."""
    head = opened("posting-notice").tables[0]
    left, right = head.rows[0].cells
    assert [p.style.style_id for p in left.paragraphs] == ["agency", "rule"]
    assert [p.style.style_id for p in right.paragraphs] == ["state", "motto", "rule"]
    assert left.paragraphs[0].text == "ỦY BAN NHÂN DÂN\nXÃ TÂN MẪU"
    assert [cell.paragraphs[0].style.style_id for cell in head.rows[1].cells] == ["number", "place-date"]
    assert {style(opened("posting-notice"), name).paragraph_format.alignment for name in ("agency", "number")} == {
        ALIGN.CENTER
    }


def rule_share(paragraph: Any, room: float, letters: float) -> float:
    """Return how long a rule is beside the words over it, both in mm."""
    form = paragraph.paragraph_format
    return float((room - form.left_indent.mm - form.right_indent.mm) / letters)


def test_rules_stand_under_agency_motto_and_subject() -> None:
    """The rule under the agency is a third to a half of its words, the one under the motto as long as they are."""
    head = opened("posting-notice").tables[0]
    left, right = head.rows[0].cells
    room = 160.0
    agency = 15 * 2.67  # "ỦY BAN NHÂN DÂN" in 12 pt bold capitals, measured in the PDF: 40 mm
    assert 1 / 3 <= rule_share(left.paragraphs[1], room * 0.375, agency) <= 1 / 2
    motto = 46.0  # "Độc lập - Tự do - Hạnh phúc" in 13 pt bold, measured in the PDF
    assert rule_share(right.paragraphs[2], room * 0.625, motto) == pytest.approx(1, abs=0.25)


def test_pages_are_numbered_in_the_top_margin_but_for_the_first() -> None:
    """Each section begins at 1, shows its number centred above the text, and none on its first page."""
    document = opened("recognition-decision")
    for section in document.sections:
        assert section.different_first_page_header_footer
        assert "PAGE" in section.header._element.xml  # noqa: SLF001 # python-docx shows fields nowhere else
        assert "PAGE" not in section.first_page_header._element.xml  # noqa: SLF001 # as above
        assert section.header_distance < section.top_margin
    starts = [item.get(f"{W}start") for item in document.element.body.iter(f"{W}pgNumType")]
    assert starts == ["1"] * len(document.sections)
    assert style(document, "page-number").paragraph_format.alignment == ALIGN.CENTER


@pytest.mark.parametrize("form", forms())
def test_lists_repeat_their_header_and_break_no_row(form: str) -> None:
    """Every list repeats its header row on each page, and no row runs over two."""
    for table in opened(form).element.body.iter(f"{W}tbl"):
        if table.find(f"{W}tblPr/{W}tblStyle") is None:
            continue  # head and signatures
        rows = table.findall(f"{W}tr")
        assert rows[0].find(f"{W}trPr/{W}tblHeader") is not None
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)


@pytest.mark.parametrize("form", [code for code, entry in forms().items() if entry.signers])
def test_a_signature_is_kept_with_the_sentence_before_it(form: str) -> None:
    """The closing sentence and the lines of the signers are kept on one page with what follows."""
    document = opened(form)
    tables = list(document.element.body.iter(f"{W}tbl"))
    signs = next(
        (t for t in reversed(tables) if any(s.get(f"{W}val") in {"post", "hint"} for s in t.iter(f"{W}pStyle"))), None
    )
    assert signs is not None
    closing = signs.getprevious()
    assert closing.find(f"{W}pPr/{W}keepNext") is not None
    assert closing.find(f"{W}pPr/{W}keepLines") is not None


@pytest.mark.parametrize("form", [code for code, entry in forms().items() if entry.landscape])
def test_a_form_of_a_wide_list_lies(form: str) -> None:
    """A form whose list needs the width lies across the page, as the catalogue says."""
    assert opened(form).sections[0].page_width.mm > 290


def test_annexes_have_roman_numbers_from_two_on() -> None:
    """One annex has no number, several have I, II, III."""
    names = {
        form: [p.text for p in opened(form).paragraphs if p.style.style_id == "annex"]
        for form in ("committee-decision", "recognition-decision")
    }
    assert names["committee-decision"] == ["Phụ lục"]
    assert names["recognition-decision"] == [f"Phụ lục {number}" for number in ("I", "II", "III", "IV")]
