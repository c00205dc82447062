"""How tests read papers back: the words of each house style, in order."""

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import docx
import pypdf
from lxml import etree, html

from rasoat.notices.papers import Paper, sample

BLOCKS = {"p", "h1", "h2", "th", "td"}
FOOTERS = ("Mãkiểmchứng:", "Mãnhậplại:")
MARK = "DỰTHẢO"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def paper(form: str, /, anchor: str | None = "MAU-0000-0000", **changes: Any) -> Paper:
    """Return the sample of `form`; `changes` replace whole keys of its context, or of its body as `body__key`."""
    whole = sample(form)
    context = dict(whole.context)
    body = dict(context["body"])
    for key, value in changes.items():
        if key.startswith("body__"):
            body[key.removeprefix("body__")] = value
        else:
            context[key] = value
    return replace(whole, context=context | {"body": body}, anchor=anchor)


def html_words(page: str) -> list[str]:
    """Return the words of a page, footer left out."""
    body = html.document_fromstring(page).find("body")
    blocks = [
        node
        for node in body.iter(*BLOCKS)
        if not any(child.tag in BLOCKS for child in node) and not any(a.tag == "footer" for a in node.iterancestors())
    ]
    return [word for block in blocks for word in _block_text(block).split()]


def _block_text(block: html.HtmlElement) -> str:
    for line_break in block.iter("br"):
        line_break.tail = " " + (line_break.tail or "")
    return str(block.text_content())


def table_heads(page: str) -> list[str]:
    """Return the header row of each list, without spaces."""
    body = html.document_fromstring(page)
    return ["".join("".join(head.itertext()).split()) for head in body.iter("thead")]


def docx_words(file: bytes) -> list[str]:
    """Return the words of a Word file's body, tables where they stand."""
    body = docx.Document(io.BytesIO(file)).element.body
    return [word for paragraph in body.iter(f"{W}p") for word in _paragraph_text(paragraph).split()]


def _paragraph_text(paragraph: etree._Element) -> str:
    return "".join(node.text or "" if node.tag == f"{W}t" else " " for node in paragraph.iter(f"{W}t", f"{W}br"))


def pdf_reader(file: bytes) -> pypdf.PdfReader:
    """Return the PDF, open."""
    return pypdf.PdfReader(io.BytesIO(file))


def pdf_says(file: bytes, page: str, anchor: str = "MAU-0000-0000") -> str:
    """Return "" if the PDF says the words of the HTML `page` in the same order, else where it begins to differ.

    Spaces are left out, because a PDF breaks lines anywhere; so is what belongs to a page and not to the paper:
    its number, its footer, the draft mark, the header row of a list repeated on it.
    """
    rest, heads = "".join(html_words(page)), table_heads(page)
    for sheet in pdf_reader(file).pages:
        text = "".join(sheet.extract_text().replace("\u200b", "").split())
        for footer in FOOTERS:
            text = text.replace(footer + anchor, "")
        said = next((start for start in _without_furniture(text, heads) if rest.startswith(start)), None)
        if said is None:
            return f"{text[:200]} <> {rest[:200]}"
        rest = rest.removeprefix(said)
    return rest


def _without_furniture(text: str, heads: list[str]) -> Iterator[str]:
    for plain in (text, text.replace(MARK, "", 1)):
        digits = len(plain) - len(plain.lstrip("0123456789"))
        for cut in range(digits + 1):  # the page number may run into the number of a heading
            rest = plain[cut:]
            yield from (rest, *(rest.removeprefix(head) for head in heads))
