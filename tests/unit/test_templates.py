"""Forms an office can change: what may be replaced, what is refused, and what a paper never loses."""

import json
import subprocess
import sys
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest
from notices_reading import docx_words, html_words, pdf_says

from rasoat.errors import StoreError, UsageError
from rasoat.notices.blanks import unknown
from rasoat.notices.catalogue import forms
from rasoat.notices.house_words import strangers
from rasoat.notices.own_forms import ENDING, digest, shipped_names, touched
from rasoat.notices.pages import to_html
from rasoat.notices.papers import Paper, sample
from rasoat.notices.pdf import to_pdf
from rasoat.notices.template_check import check_folder, check_form
from rasoat.notices.template_copy import blocks_of, copy, outdated
from rasoat.notices.template_faults import TemplateBroken
from rasoat.notices.word import to_docx
from rasoat.notices.xhtml import to_xhtml

BLOCKS = ("head", "title", "bases", "body", "proof", "ending", "recipients", "signers", "annexes")
NOTICE = "posting-notice"


def child(block: str, inside: str) -> str:
    """Return a template that replaces one block of the posting notice; what is inside begins on its third line."""
    return f'{{% extends "rasoat/{NOTICE}{ENDING}" %}}\n{{% block {block} %}}\n{inside}\n{{% endblock %}}\n'


def own(folder: Path, text: str, form: str = NOTICE) -> Paper:
    """Write an office's template; return the sample of the form, made of it."""
    (folder / f"{form}{ENDING}").write_text(text, encoding="utf-8")
    return replace(sample(form), templates=folder)


def told(folder: Path, form: str = NOTICE) -> list[str]:
    """Return what checking a form tells."""
    return [fault.told().render("vi") for fault in check_form(folder, form)]


@pytest.mark.parametrize("form", forms())
def test_every_form_has_the_blocks_an_office_may_replace(form: str) -> None:
    """A form has each of the nine blocks, also those it leaves empty: what one learns on one form holds for all."""
    assert set(BLOCKS) - set(blocks_of(form)) == set()


@pytest.mark.parametrize("form", forms())
def test_the_shipped_forms_keep_to_the_words_that_an_office_is_held_to(form: str) -> None:
    """What is asked of an office's template holds for every shipped form, full, as a draft, and hardly filled in."""
    full = sample(form)
    for context in (full.context, {**unknown(full.context), "draft": True}):
        paper = replace(full, context=context)
        numbered, draft = paper.entry.numbered, bool(context["draft"])
        assert list(strangers(to_xhtml(paper), numbered=numbered, draft=draft, anchor=paper.anchor)) == []


@pytest.mark.parametrize("form", forms())
def test_a_copy_makes_the_same_paper(tmp_path: Path, form: str) -> None:
    """A form that was copied, whole or block by block, and not changed makes the paper that the shipped form makes."""
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    copy(whole, form, ())
    copy(parts, form, tuple(name for name in blocks_of(form) if name in BLOCKS))
    shipped = to_xhtml(sample(form))
    assert to_xhtml(replace(sample(form), templates=whole)) == shipped
    assert to_xhtml(replace(sample(form), templates=parts)) == shipped


def test_an_office_replaces_one_block_and_keeps_the_rest(tmp_path: Path) -> None:
    """A replaced block stands in page, PDF and Word file alike; everything else is as shipped; the check is content."""
    paper = own(tmp_path, child("ending", "<p>Giao {{ h.head_post }} <b>đọc loa</b> ba lần mỗi ngày./.</p>"))
    page = to_html(paper)
    words = " ".join(html_words(page))
    assert "Giao Trưởng thôn đọc loa ba lần mỗi ngày./." in words
    assert "Căn cứ Quyết định số 24/2021/QĐ-TTg" in words
    assert docx_words(to_docx(paper)) == html_words(page)
    assert pdf_says(to_pdf(paper), page) == ""
    assert told(tmp_path) == []


def test_a_part_that_forms_share_changes_them_all(tmp_path: Path) -> None:
    """An office's own frame of all papers has a part in each form; a folder without templates has a part in none."""
    assert not any(touched(tmp_path, form) for form in forms())
    frame = '{% extends "rasoat/_paper.xhtml.j2" %}\n'
    (tmp_path / "_paper.xhtml.j2").write_text(frame, encoding="utf-8")
    assert all(touched(tmp_path, form) for form in forms())
    assert to_xhtml(replace(sample(NOTICE), templates=tmp_path)) == to_xhtml(sample(NOTICE))


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        (child("body", "<p>{{ body.from|day }</p>"), "dòng 3", "sai cú pháp"),
        (child("body", "<p>{{ body.form|day }}</p>"), "dòng 3", "“body.form”"),
        (
            child("body", "{% if body.media and 1 > 2 %}<p>{{ village.chef }}</p>{% endif %}"),
            "dòng 3",
            "“village.chef”",
        ),
        (child("body", "<p>{{ bodi.from }}</p>"), "dòng 3", "“bodi”"),
        (child("body", "<p>{{ ''.__class__ }}</p>"), "dòng 3", "“__class__”"),
        (child("body", "<p>{{ bases.append('Luật') }}</p>"), "dòng 3", "“append”"),
        (child("body", "<p>{{ commune.title|safe }}</p>"), "dòng 3", "bộ lọc “safe”"),
        (child("body", "{% autoescape false %}<p>{{ commune.title }}</p>{% endautoescape %}"), "dòng 3", "autoescape"),
        (child("body", "<p>{{ body.totals.poor.households // 0 }}</p>"), "dòng 3", "không điền được"),
        (child("body", "<h4>Phần</h4>"), "dòng 3", "thẻ <h4>"),
        (child("body", "<p><i>nghiêng</i></p>"), "dòng 3", "thẻ <i>"),
        (child("body", '<p class="to">x</p>'), "dòng 3", "lớp “to”"),
        (child("body", '<p style="color:red">x</p>'), "dòng 3", "thuộc tính “style”"),
        (child("body", "Không có đoạn"), "dòng 3", "“Không có đoạn”"),
        (child("body", "<p>chưa đóng"), NOTICE, "XHTML"),
        (child("body", '<table class="list"><tr><td>1</td></tr></table>'), "dòng 3", "colgroup"),
        (child("boddy", "<p>x</p>"), "dòng 2", "khối “boddy”"),
        (child("body", "<p>x</p>") + "<p>ngoài</p>\n", "dòng", "ngoài các khối"),
        (child("head", "<p>Không quốc hiệu</p>"), "dòng 2", "Quốc hiệu"),
        (child("signers", '<td class="recipients"><p>x</p></td>'), "dòng 2", "chữ ký"),
        (f'{{% extends "{NOTICE}{ENDING}" %}}', NOTICE, "kế thừa chính nó"),
        ('{% extends "rasoat/khong-co.xhtml.j2" %}', "dòng 1", "khong-co"),
        (child("body", "<p>{{ body.meda|day }}</p>"), "dòng 3", "meda"),
    ],
)
def test_a_wrong_template_is_named_by_file_line_and_word(tmp_path: Path, text: str, place: str, reason: str) -> None:
    """Each slip of a designer is told with the file, the line where there is one, and what is meant."""
    own(tmp_path, text)
    (first, *_) = told(tmp_path)
    assert first.startswith(f"{NOTICE}{ENDING}")
    assert place in first
    assert reason in first


def test_what_a_paper_may_lack_is_tried_too(tmp_path: Path) -> None:
    """A template that only works while every fact is known is found before the first paper lacks one."""
    paper = own(tmp_path, child("body", "<p>{{ body.media[:20] }}</p>"))
    assert to_xhtml(paper)
    (line,) = told(tmp_path)
    assert "dòng 3" in line


def test_a_draft_cannot_lose_its_mark(tmp_path: Path) -> None:
    """An office's frame without the mark of drafts makes usable papers no more: a draft would pass for a paper."""
    shipped = (files("rasoat.notices") / "forms" / "_paper.xhtml.j2").read_text("utf-8")
    (tmp_path / "_paper.xhtml.j2").write_text(shipped.replace("{{ ' draft' if draft }}", ""), encoding="utf-8")
    paper = replace(sample(NOTICE), templates=tmp_path)
    assert to_xhtml(paper)
    with pytest.raises(TemplateBroken, match="DỰ THẢO"):
        to_xhtml(replace(paper, context={**paper.context, "draft": True}))


def test_a_paper_cannot_lose_its_code(tmp_path: Path) -> None:
    """An office's frame without the footer is refused: the code at the foot is what makes paper a witness."""
    shipped = (files("rasoat.notices") / "forms" / "_paper.xhtml.j2").read_text("utf-8")
    start, end = shipped.index("{% if anchor %}"), shipped.index("</body>")
    (tmp_path / "_paper.xhtml.j2").write_text(shipped[:start] + shipped[end:], encoding="utf-8")
    assert "mã kiểm chứng" in told(tmp_path)[0]


def test_names_of_people_stay_text_in_an_offices_template(tmp_path: Path) -> None:
    """Markup in a name is only letters, in a template that somebody else wrote too."""
    paper = own(tmp_path, child("body", "<p>{{ village.title }}</p>"))
    village = {**paper.context["village"], "title": "thôn <b>{{ 7*7 }}</b>"}
    words = " ".join(html_words(to_html(replace(paper, context={**paper.context, "village": village}))))
    assert "thôn <b>{{ 7*7 }}</b>" in words


def test_a_file_that_is_no_form_is_told(tmp_path: Path) -> None:
    """A misspelt name would silently change nothing."""
    (tmp_path / f"posting-notise{ENDING}").write_text("x", encoding="utf-8")
    (fault,) = check_folder(tmp_path)
    assert fault.file == f"posting-notise{ENDING}"
    assert f"{NOTICE}{ENDING}" in shipped_names()


def test_letters_of_another_encoding_are_told(tmp_path: Path) -> None:
    """A file saved in an old encoding is named, with what to do."""
    (tmp_path / f"{NOTICE}{ENDING}").write_bytes("Thông báo".encode("cp1258", "replace") + b"\xff")
    assert "UTF-8" in told(tmp_path)[0]


def test_copying_overwrites_nothing_and_knows_the_blocks(tmp_path: Path) -> None:
    """A second copy, a block that is not there and a folder that cannot be written are refused."""
    copy(tmp_path, NOTICE, ("ending",))
    with pytest.raises(UsageError, match="posting-notice"):
        copy(tmp_path, NOTICE, ())
    with pytest.raises(UsageError, match="signers"):
        copy(tmp_path, "meeting-minutes", ("signer",))
    file = tmp_path / "tep"
    file.write_text("x", encoding="utf-8")
    with pytest.raises(StoreError):
        copy(file, NOTICE, ())


def test_a_copy_knows_when_the_shipped_form_has_changed(tmp_path: Path) -> None:
    """The note at its head is compared with the form that comes with the program today."""
    text = copy(tmp_path, NOTICE, ()).read_text("utf-8")
    assert not outdated(text, NOTICE)
    assert outdated(text.replace(digest(None, NOTICE)[:16], "0" * 16), NOTICE)


def test_the_digest_is_of_every_text_a_form_is_made_of(tmp_path: Path) -> None:
    """It changes with the office's file and with a part it uses, and not with a file of another form."""
    shipped = digest(None, NOTICE)
    copy(tmp_path, "meeting-minutes", ())
    assert digest(tmp_path, NOTICE) == shipped
    own(tmp_path, child("ending", "<p>Giao thôn./.</p>"))
    changed = digest(tmp_path, NOTICE)
    frame = '{% extends "rasoat/_paper.xhtml.j2" %}\n'
    (tmp_path / "_paper.xhtml.j2").write_text(frame, encoding="utf-8")
    assert len({shipped, changed, digest(tmp_path, NOTICE)}) == 3


def test_offices_without_templates_pay_for_none() -> None:
    """Rendering a shipped form loads nothing of what tries and copies templates."""
    code = (
        "import sys; from rasoat.notices.papers import sample; from rasoat.notices.xhtml import to_xhtml;"
        "to_xhtml(sample('posting-notice'));"
        "print(sorted(name for name in sys.modules if name.startswith('rasoat.notices.template_c')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.replace("'", '"')) == []
