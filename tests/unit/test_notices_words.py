"""One content, three house styles: the page, the PDF and the Word file of a paper say the same words."""

import unicodedata
from dataclasses import replace
from typing import Any

import pytest
from notices_reading import docx_words, html_words, paper, pdf_reader, pdf_says

from rasoat.notices.blanks import unknown
from rasoat.notices.catalogue import forms
from rasoat.notices.pages import to_html
from rasoat.notices.papers import Paper
from rasoat.notices.pdf import to_pdf
from rasoat.notices.word import to_docx

TRICKY = "Lò <b>Văn</b> {{ 7*7 }} #let x = $y$ & \"An\" 'Bình' *đậm* _nghiêng_ `mã` \\ @nhãn // -- ..."


def renamed(value: Any, name: str) -> Any:
    """Return JSON with every name of a person or household replaced."""
    if isinstance(value, dict):
        return {key: name if key in {"name", "household_name"} else renamed(item, name) for key, item in value.items()}
    if isinstance(value, list):
        return [renamed(item, name) for item in value]
    return value


def with_body(issue: Paper, body: Any) -> Paper:
    """Return the paper with another body."""
    return replace(issue, context={**issue.context, "body": body})


@pytest.mark.parametrize("form", forms())
def test_the_three_styles_say_the_same_words_in_the_same_order(form: str) -> None:
    """Page, PDF and Word file of every form say the same."""
    issue = paper(form)
    page = to_html(issue)
    assert docx_words(to_docx(issue)) == html_words(page)
    assert pdf_says(to_pdf(issue), page) == ""


@pytest.mark.parametrize("form", forms())
def test_an_unknown_fact_is_a_dotted_line_in_every_style(form: str) -> None:
    """Null facts, a draft and a missing number print as dots, never as "None", and alike in the three styles."""
    full = paper(form)
    issue = replace(full, context=unknown(full.context) | {"draft": True})
    page = to_html(issue)
    said = " ".join(html_words(page))
    assert "……" in said
    assert "None" not in said
    assert "null" not in said
    assert said.startswith("DỰ THẢO:")
    assert docx_words(to_docx(issue)) == html_words(page)
    assert pdf_says(to_pdf(issue), page) == ""


def says_one_thing(issue: Paper) -> list[str]:
    """Return the words of a paper, which its three styles must say alike."""
    page = to_html(issue)
    assert docx_words(to_docx(issue)) == html_words(page)
    assert pdf_says(to_pdf(issue), page) == ""
    return html_words(page)


@pytest.mark.parametrize("form", forms())
def test_marks_of_markup_in_a_name_stay_text(form: str) -> None:
    """What means something to HTML, Jinja or Typst is only letters in a person's name, in every form."""
    full = paper(form)
    names = renamed(full.context["body"], TRICKY)
    said = " ".join(says_one_thing(with_body(full, names)))
    assert TRICKY in said or names == full.context["body"]


@pytest.mark.parametrize("form", forms())
def test_a_name_of_two_hundred_letters_says_the_same_everywhere(form: str) -> None:
    """A name without a space, longer than a line, breaks within line or cell and loses no letter, in every form."""
    full = paper(form)
    says_one_thing(with_body(full, renamed(full.context["body"], "Ư" * 200)))


def decomposed(value: Any) -> Any:
    """Return JSON with every text in separate letters and accents."""
    if isinstance(value, str):
        return unicodedata.normalize("NFD", value)
    if isinstance(value, dict):
        return {key: decomposed(item) for key, item in value.items()}
    return [decomposed(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("form", forms())
def test_decomposed_text_prints_as_composed_text(form: str) -> None:
    """A whole paper typed in separate accents says what the composed one says, in every form and style."""
    full = paper(form)
    body = decomposed(full.context["body"])
    assert says_one_thing(with_body(full, body)) == html_words(to_html(full))


def grown(value: Any, count: int) -> Any:
    """Return JSON whose lists of people, households, villages have so many rows."""
    if not isinstance(value, dict):
        return value
    return {
        key: [item[n % len(item)] for n in range(count)]
        if key in {"rows", "households", "members", "villages"} and isinstance(item, list) and item
        else grown(item, count)
        for key, item in value.items()
    }


@pytest.mark.parametrize("form", forms())
def test_forty_rows_run_over_pages(form: str) -> None:
    """A list of forty rows says the same in the three styles, its header repeated, in every form that has one."""
    full = paper(form)
    says_one_thing(with_body(full, grown(full.context["body"], 40)))


@pytest.mark.parametrize("form", ["posting-notice", "list-to-review", "recognition-decision"])
def test_four_thousand_rows_are_set_whole(form: str) -> None:
    """A list of a whole province's size is set: page and Word file say the same rows, the PDF has all its pages."""
    full = paper(form)
    body = grown(full.context["body"], 4000)
    if "lists" in body:
        body = {**body, "lists": {**body["lists"], "poor": [body["lists"]["poor"][0]] * 4000}}
    issue = with_body(full, body)
    said = html_words(to_html(issue))
    assert docx_words(to_docx(issue)) == said
    assert len(pdf_reader(to_pdf(issue)).pages) > 90
    assert "4.000" in said


def test_decomposed_letters_are_composed_and_control_characters_dropped() -> None:
    """A name typed with separate accents prints in composed letters; characters no XML can carry vanish."""
    name = "Vàng Thị Hạnh"
    issue = paper("objection-answer", body__to=unicodedata.normalize("NFD", name) + "\x0b\x00\uf0b7")
    page = to_html(issue)
    assert f"Ông (bà) {name}" in " ".join(html_words(page))
    assert docx_words(to_docx(issue)) == html_words(page)
    assert pdf_says(to_pdf(issue), page) == ""


def test_a_very_long_name_stays_within_its_cell() -> None:
    """Two hundred letters without a space break inside the cell and say the same in the three styles."""
    rows = [{"no": 1, "name": "Ư" * 200, "birth_year": None, "members": 4, "result": "poor", "changed": False}]
    issue = paper("posting-notice", body__rows=rows)
    page = to_html(issue)
    assert docx_words(to_docx(issue)) == html_words(page)
    assert pdf_says(to_pdf(issue), page) == ""


def test_a_long_list_repeats_its_header_and_nothing_else() -> None:
    """A list of sixty households runs over pages; beyond the repeated header every word stands once."""
    row = paper("recognition-decision").context["body"]["lists"]["poor"][0]
    lists = {code: [{**row, "no": n} for n in range(1, 61)] for code in ("poor", "near_poor", "escaped_poor")}
    issue = paper("recognition-decision", body__lists={**lists, "escaped_near_poor": []})
    page = to_html(issue)
    assert docx_words(to_docx(issue)) == html_words(page)
    assert pdf_says(to_pdf(issue), page) == ""
