"""One content, three house styles: the page, the PDF and the Word file of a paper say the same words."""

import json
import re

import pytest
from notices_reading import docx_words, html_words, paper, pdf_says
from rasoat.notices.catalogue import forms
from rasoat.notices.pages import to_html
from rasoat.notices.papers import Paper
from rasoat.notices.pdf import to_pdf
from rasoat.notices.word import to_docx

NEEDED = {"form", "commune", "round", "body", "officials", "places", "rows", "households", "villages", "totals", "name"}


def emptied(value: object) -> object:
    """Return JSON with every text and number below a list or a table of facts unknown, its shape kept."""
    if isinstance(value, dict):
        return {key: emptied(item) for key, item in value.items()}
    if isinstance(value, list):
        return [emptied(item) for item in value]
    return value


@pytest.mark.parametrize("form", forms())
def test_the_three_styles_say_the_same_words_in_the_same_order(form: str) -> None:
    """Page, PDF and Word file of every form say the same."""
    issue = paper(form)
    page = to_html(issue)
    assert docx_words(to_docx(issue)) == html_words(page)
    assert pdf_says(to_pdf(issue), page) == ""
