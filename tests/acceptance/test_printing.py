"""Papers by `rasoat print`: every format, every choice, and Word files that Word's rival opens."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import docx
import pypdf
import pytest
from notices_reading import docx_words, html_words, pdf_says
from office import FIRST, ROUND, VILLAGES, Office, meet, play

At = Callable[[str], Office]
CODE = re.compile(rf"{ROUND}\.\d+\.[0-9A-Z]{{16}}")


def printed(office: Office, *words: str) -> list[Path]:
    """Return the files that a choice prints, in order."""
    out = office.folder / "in"
    said = office.does("print", *words, "--out", out)
    files = sorted(path for path in out.rglob("*") if path.is_file())
    assert f"Đã in {len(files)} tệp" in said.out
    return files


def test_a_paper_is_the_same_in_every_format(at: At) -> None:
    """PDF, Word file and page of one paper say the same words in the same order."""
    office = at("agreed")
    formats = ("--format", "pdf", "--format", "docx", "--format", "html")
    word, page, sheet = printed(office, "--village", FIRST, "--form", "posting-notice", *formats)
    text = page.read_text("utf-8")
    anchor = CODE.findall(text)[0]
    assert docx_words(word.read_bytes()) == html_words(text)
    assert pdf_says(sheet.read_bytes(), text, anchor) == ""
    assert docx.Document(io.BytesIO(word.read_bytes())).tables


def test_a_village_has_its_own_folder(at: At) -> None:
    """The papers of a village lie in its folder, named by entry and title; those of the round in folder 00."""
    office = at("approved")
    names = [str(path.relative_to(office.folder / "in")) for path in printed(office)]
    folders = {name.split("/")[0] for name in names}
    assert len(folders) == len(VILLAGES) + 1
    assert {"00-xa-tan-mau", "01-thon-cay-thi"} < folders
    assert all(re.fullmatch(r"[0-9a-z./-]+", name) for name in names)
    own = [name for name in names if name.startswith("01-thon-cay-thi")]
    assert len(own) == 7


def test_one_entrys_papers_can_be_printed(at: At) -> None:
    """A journal entry's papers are printed by its number."""
    office = at("agreed")
    entries = office.does("journal", "show", FIRST, "--json").json
    agreed = next(entry for entry in entries if entry["payload"].get("trigger") == "agree_results")
    files = printed(office, "--entry", str(agreed["seq"]))
    assert [path.name.split("-", 1)[0] for path in files] == [f"{agreed['seq']:04d}"] * 2


def test_all_papers_can_be_merged(at: At) -> None:
    """Merged, the papers are one PDF with an outline, into a folder or a named file."""
    office = at("agreed")
    for out, file in (("gop", "gop/tat-ca.pdf"), ("mot.pdf", "mot.pdf")):
        said = office.does("print", "--form", "posting-notice", "--merged", "--out", office.folder / out)
        assert "Đã gộp 12 văn bản" in said.out
        reader = pypdf.PdfReader(office.folder / file)
        assert len(reader.outline) == 12


def test_a_second_print_is_the_same_to_the_byte(at: At) -> None:
    """Printed again, also after the round went on, a paper does not change by a byte; both prints are recorded."""
    office = at("agreed")
    words = ("--village", FIRST, "--form", "posting-notice", "--form", "meeting-minutes", "--format", "pdf")
    first = [path.read_bytes() for path in printed(office, *words, "--format", "docx")]
    play(office, "settled", after="agreed")
    assert [path.read_bytes() for path in printed(office, *words, "--format", "docx")] == first
    prints = [entry for entry in office.does("journal", "show", "--json").json if entry["kind"] == "printed"]
    assert [entry["payload"]["formats"] for entry in prints] == [["pdf", "docx"]] * 2


def test_bug_a_merged_print_was_recorded_as_what_it_was_not(at: At) -> None:
    """A merged print is a PDF, and so the journal has it."""
    office = at("agreed")
    office.does("print", "--form", "posting-notice", "--merged", "--out", office.folder / "mot.pdf")
    assert office.does("journal", "show", "--json").json[-1]["payload"]["formats"] == ["pdf"]


def test_the_posted_list_hides_what_privacy_hides(at: At) -> None:
    """The public list names the head of a household, but no ID number and no date of birth."""
    office = at("agreed")
    (page,) = printed(office, "--village", FIRST, "--form", "posting-notice", "--format", "html")
    text = " ".join(html_words(page.read_text("utf-8")))
    assert "Vi A Lâm" in text
    assert not re.search(r"\b\d{12}\b", text)
    assert "20/01/1993" not in text


def test_an_english_run_prints_the_same_vietnamese_paper(at: At) -> None:
    """The language of the run is that of the answers, never that of a paper."""
    office = at("agreed")
    words = ("--village", FIRST, "--form", "posting-notice")
    vietnamese = [path.read_bytes() for path in printed(office, *words)]
    office.options = ("--lang", "en")
    office.does("print", *words, "--out", office.folder / "in")
    assert [path.read_bytes() for path in (office.folder / "in").rglob("*.pdf")] == vietnamese


@pytest.mark.parametrize("typed", ["915/UBND-NN", "Công văn số 915/UBND-NN"])
def test_bug_a_documents_number_was_announced_twice(at: At, typed: str) -> None:
    """The decision cites the province's letter by its number, whichever way it was typed."""
    office = at("reported")
    office.does("round", "opinion", "--agree", "--document", typed, "--date", "22/10/2026")
    office.does("round", "recognise", "--date", "23/10/2026")
    (page,) = printed(office, "--form", "recognition-decision", "--format", "html")
    text = " ".join(html_words(page.read_text("utf-8")))
    assert "Căn cứ ý kiến tại Văn bản số 915/UBND-NN ngày 22 tháng 10 năm 2026" in text


@pytest.mark.parametrize("typed", ["45/BC-UBND", "Báo cáo số 45/BC-UBND", None])
def test_bug_the_report_bore_another_number_than_the_one_typed(at: At, typed: str | None) -> None:
    """Report and decision bear one number: the one typed, or else the next of the register."""
    office = at("approved")
    given = ("--document", typed, "--gap-reason", "Sổ chung của Văn phòng") if typed else ()
    said = office.does("round", "report", *given, "--date", "21/10/2026")
    number = "45/BC-UBND" if typed else "13/BC-UBND"
    assert number in said.out
    office.does("round", "opinion", "--agree", "--document", "915/UBND-NN", "--date", "22/10/2026")
    office.does("round", "recognise", "--date", "23/10/2026")
    (page,) = printed(office, "--form", "recognition-decision", "--format", "html")
    assert f"Xét Báo cáo số {number} ngày 21 tháng 10 năm 2026" in " ".join(html_words(page.read_text("utf-8")))


def test_bug_a_bare_number_was_cited_as_a_basis(at: At) -> None:
    """The document that ordered the round stands among the bases with words before its number."""
    office = at("described")
    office.does(
        "round", "open", "--procedure", "qd24-periodic-two-tier", "--date", "01/09/2026", "--ordered-by", "180/KH-UBND"
    )
    play(office, "classified", after="opened")
    meet(office, FIRST)
    office.does("advance", FIRST, "--date", "08/10/2026")
    (page,) = printed(office, "--village", FIRST, "--form", "posting-notice", "--format", "html")
    assert "Căn cứ Văn bản số 180/KH-UBND" in " ".join(html_words(page.read_text("utf-8")))
