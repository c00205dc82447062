"""What the files of a paper are: repeatable to the byte, readable elsewhere, refused with a reason."""

import io
import json
import subprocess
import sys
from typing import Any
from zipfile import ZipFile

import docx
import pytest
from notices_reading import docx_words, html_words, paper, pdf_reader

from rasoat.errors import UsageError
from rasoat.notices.bundle import to_pdf_bundle
from rasoat.notices.catalogue import forms
from rasoat.notices.pages import to_html
from rasoat.notices.papers import Paper, sample
from rasoat.notices.pdf import to_pdf
from rasoat.notices.word import to_docx
from rasoat.notices.xhtml import to_xhtml

PUBLIC = [form for form, entry in forms().items() if entry.public]
POSTED = [form for form in PUBLIC if "rows" in paper(form).context["body"]]


@pytest.mark.parametrize("form", ["posting-notice", "recognition-decision", "household-certificate"])
def test_the_same_paper_gives_the_same_bytes(form: str) -> None:
    """Printing twice gives the same PDF and the same Word file, whatever was printed between."""
    first = to_pdf(paper(form)), to_docx(paper(form)), to_html(paper(form))
    to_pdf_bundle([paper("list-to-review"), paper("upper-report")])
    assert (to_pdf(paper(form)), to_docx(paper(form)), to_html(paper(form))) == first


def test_another_program_run_gives_the_same_bytes() -> None:
    """No clock, no order of hashing and no earlier print leaks into a file."""
    code = (
        "import sys, hashlib; from rasoat.notices.papers import sample; from rasoat.notices.pdf import to_pdf;"
        "from rasoat.notices.word import to_docx; p = sample('posting-notice');"
        "sys.stdout.write(hashlib.sha256(to_pdf(p) + to_docx(p)).hexdigest())"
    )
    runs = {
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout for _ in "12"
    }
    assert len(runs) == 1


@pytest.mark.parametrize("form", POSTED)
def test_a_public_paper_carries_only_what_a_neighbour_needs(form: str) -> None:
    """Even if the context held more, a posted list shows name, members and result; a year of birth only as given."""
    rows = [
        {**row, "id_number": "020179000001", "ethnicity": "Thái đen", "b1": 118, "deprived": [1], "birth": "20/01/1979"}
        for row in paper(form).context["body"]["rows"]
    ]
    said = " ".join(html_words(to_html(paper(form, body__rows=rows))))
    for secret in ("020179000001", "Thái đen", "118", "20/01/1979"):
        assert secret not in said
    assert said.count("sinh năm") == 2


def test_every_public_form_is_marked_so() -> None:
    """Public are the two posted notices, and the texts to read out, which name no household."""
    spoken = ["broadcast-opening", "broadcast-meeting", "broadcast-posting"]
    assert sorted(PUBLIC) == sorted([*spoken, "posting-notice", "reverification-notice"])
    assert POSTED == ["posting-notice", "reverification-notice"]


def test_the_footer_carries_the_anchor_as_words_and_as_a_code() -> None:
    """The code of the journal's head stands in the footer of page, PDF and Word file, with its QR."""
    issue = paper("posting-notice", anchor="7QK4-M2XD")
    page = to_html(issue)
    assert "Mã kiểm chứng: 7QK4-M2XD" in page
    assert "<svg" in page
    assert all("Mã kiểm chứng: 7QK4-M2XD" in sheet.extract_text() for sheet in pdf_reader(to_pdf(issue)).pages)
    file = to_docx(issue)
    footers = [section.footer for section in docx.Document(io.BytesIO(file)).sections]
    assert {footer.paragraphs[0].text.strip() for footer in footers} == {"Mã kiểm chứng: 7QK4-M2XD"}
    assert ZipFile(io.BytesIO(file)).read("word/media/qr.png").startswith(b"\x89PNG")


def test_without_an_anchor_there_is_no_footer() -> None:
    """A trial print carries no code that could be mistaken for a witness."""
    issue = paper("posting-notice", anchor=None)
    assert "Mã kiểm chứng" not in to_html(issue)
    assert "Mã kiểm chứng" not in pdf_reader(to_pdf(issue)).pages[0].extract_text()
    assert docx_words(to_docx(issue))


def test_a_word_file_has_named_styles_sections_and_repeated_headers() -> None:
    """A clerk can edit it: styles have names, each annex is its own lying section, lists repeat their header."""
    document = docx.Document(io.BytesIO(to_docx(paper("recognition-decision"))))
    assert document.core_properties.title.startswith("Quyết định công nhận")
    assert [section.page_width.mm > 290 for section in document.sections] == [False, True, True, True, True]
    assert all(round(section.left_margin.mm) == 30 for section in document.sections)
    assert "Trích yếu" in {style.name for style in document.styles}
    assert document.element.body.xpath("count(.//w:tblHeader)") == 4


def test_the_numbers_of_the_sample_are_written_with_their_zero() -> None:
    """05/TB-UBND, ngày 08, 03 ngày làm việc; months from March on take no zero."""
    said = " ".join(html_words(to_html(paper("posting-notice", date="2026-09-05"))))
    assert "Số: 05/TB-UBND" in said
    assert "ngày 05 tháng 9 năm 2026" in said
    assert "08 hộ, 31 nhân khẩu" in said


def test_the_proof_of_a_date_names_each_day_counted_and_each_skipped() -> None:
    """Under a notice stands why the last day is the last."""
    said = " ".join(html_words(to_html(paper("posting-notice"))))
    assert "Ngày được tính: 12/10/2026 (01); 13/10/2026 (02); 14/10/2026 (03)." in said
    assert "Ngày không tính: 09/10/2026 (ngày bắt đầu); 10/10/2026 (là thứ Bảy); 11/10/2026 (là Chủ nhật)." in said


def test_the_deputy_signs_for_the_chairman_where_the_context_says_so() -> None:
    """KT. CHỦ TỊCH / PHÓ CHỦ TỊCH and the deputy's name."""
    said = " ".join(html_words(to_html(paper("posting-notice", signed_by="deputy"))))
    assert "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH Nông Thị Cúc" in said


def test_a_prescribed_annex_is_named_only_when_the_bases_rest_on_it() -> None:
    """Minutes of another regime do not claim to follow the annex of the old circular."""
    assert "Phụ lục V" in to_xhtml(paper("meeting-minutes"))
    assert "Phụ lục V" not in to_xhtml(paper("meeting-minutes", bases=["Thông tư số 25/2026/TT-BNNMT"]))


def test_a_certificate_cites_laws_and_a_letter_the_procedure_and_the_plan() -> None:
    """Of the frozen bases each paper cites those that its kind cites; a notice and a decision cite all."""
    certificate, report, notice = (
        " ".join(html_words(to_html(paper(form))))
        for form in ("household-certificate", "upper-report", "posting-notice")
    )
    assert "Căn cứ Luật Tổ chức" in certificate
    assert "Kế hoạch" not in certificate
    assert "Thực hiện Quyết định số 24/2021/QĐ-TTg" in report
    assert "Luật Tổ chức" not in report
    assert notice.count("Căn cứ") == len(paper("posting-notice").context["bases"])


def test_what_a_person_wrote_ends_with_one_full_stop() -> None:
    """A state or reason typed without a full stop gets one, one typed with it keeps one."""
    typed = (
        " ".join(html_words(to_html(paper("posting-record", body__state=state)))) for state in ("còn tốt", "còn tốt.")
    )
    assert all("còn tốt. Biên bản" in said for said in typed)


def test_a_movement_is_said_in_words() -> None:
    """The frozen code of a movement prints as its words; who did not take part has a dash."""
    said = " ".join(html_words(to_html(paper("classification-summary"))))
    assert "Thoát nghèo, trở thành hộ cận nghèo" in said
    assert "escaped" not in said


def test_an_unknown_form_is_refused_with_the_list_of_forms() -> None:
    """The message names the forms there are."""
    with pytest.raises(UsageError, match="posting-notice"):
        to_html(Paper("thong-bao", {}))
    with pytest.raises(UsageError, match="Không có mẫu"):
        sample("../catalogue")


def test_a_missing_fact_is_refused_by_name() -> None:
    """A context without a fact the form asks for is not printed; the message says which fact."""
    context: dict[str, Any] = dict(paper("posting-notice").context)
    context["body"] = {key: value for key, value in context["body"].items() if key != "places"}
    with pytest.raises(UsageError, match="places"):
        to_pdf(Paper("posting-notice", context))


def test_a_sign_no_font_has_is_refused_by_name_and_only_in_the_pdf() -> None:
    """A letter no font of the machine has is named; page and Word file, which embed no font, still come."""
    issue = paper("objection-answer", body__to="\u1b83")
    with pytest.raises(UsageError, match="\u1b83"):
        to_pdf(issue)
    assert "\u1b83" in to_html(issue)
    assert "\u1b83" in docx_words(to_docx(issue))


def test_an_empty_bundle_is_refused() -> None:
    """There is nothing to print."""
    with pytest.raises(UsageError, match="Không có văn bản nào"):
        to_pdf_bundle([])


def test_a_large_print_run_is_forgotten_afterwards() -> None:
    """A list of a thousand households is set, and the next paper is as before."""
    before = to_pdf(paper("objection-answer"))
    row = paper("list-to-review").context["body"]["households"][0]
    large = to_pdf(paper("list-to-review", body__households=[{**row, "no": n} for n in range(1, 2501)]))
    assert len(pdf_reader(large).pages) > 80
    assert to_pdf(paper("objection-answer")) == before


def test_catalogue_numbers_copies_and_evidence() -> None:
    """A numbered form has its series, two forms carry no assumption, lists have no symbol of their own."""
    known = forms()
    assert len(known) == 35
    assert {entry.numbered for entry in known.values() if entry.body} == {True}
    assert {entry.body for entry in known.values() if entry.numbered} == {"ubnd", "bcd", "gcn"}
    assert known["list-to-review"].symbol is None
    assert known["meeting-minutes"].copies == 2
    assert all(entry.title("en") and entry.note("en") and entry.title() and entry.note() for entry in known.values())


def test_the_catalogue_loads_without_a_template_engine() -> None:
    """Every command may ask the catalogue; none pays for Jinja, lxml or Typst."""
    code = (
        "import sys; from rasoat.notices.catalogue import forms; forms();"
        "print(sorted({'jinja2', 'lxml', 'typst', 'segno'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.replace("'", '"')) == []
