"""Papers as PDF/A-2b, set by Typst from their XHTML in the house style `styles/paper.typ`."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from threading import Lock

import typst

from rasoat.errors import UsageError
from rasoat.notices.papers import UNDATED, Paper
from rasoat.notices.xhtml import to_xhtml

LARGE = 500_000  # characters of XHTML, about 100 pages, after which the compiler is made to forget them
GENERATIONS = 11  # Typst keeps what it has set for ten more compilations
MISSING_SIGN = re.compile(r"the text `?\"?(.+?)\"?`? could not be displayed")
_ONE_AT_A_TIME = Lock()  # one compiler is shared, and it is no two threads' at once


def to_pdf(paper: Paper) -> bytes:
    """Return one paper as tagged PDF/A-2b; the same paper gives the same bytes.

    Raises:
        UsageError: no such form, a fact is missing, or the pages cannot be set.
    """
    return _set([to_xhtml(paper)], paper.title, paper.stamp, tagged=True)


def to_pdf_bundle(papers: Sequence[Paper]) -> bytes:
    """Return many papers as one PDF to print: page numbers begin anew with each, the outline has an entry for each.

    Needs about 1 MB of memory a page while it runs. Untagged: a printer reads no tags, and they cost a third
    more time.

    Raises:
        UsageError: as `to_pdf`, or there is no paper.
    """
    if not papers:
        raise UsageError("paper_bundle_empty")
    first = papers[0]
    return _set([to_xhtml(paper) for paper in papers], first.title, first.stamp, tagged=False)


def _set(pages: Sequence[str], title: str, stamp: datetime, *, tagged: bool) -> bytes:
    source = f"<papers>{''.join(pages)}</papers>"
    with _ONE_AT_A_TIME:
        try:
            return _compile_with_any_font(source, title, stamp, tagged=tagged)
        except RuntimeError as error:
            raise _refusal(title, str(error)) from error
        finally:
            if len(source) > LARGE:
                _forget()


def _compile_with_any_font(source: str, title: str, stamp: datetime, *, tagged: bool) -> bytes:
    """Compile with the house's fonts; only for a sign they lack, with every font of the machine."""
    try:
        return _compile(source, title, stamp, tagged=tagged)
    except RuntimeError as error:
        if not MISSING_SIGN.search(str(error)):
            raise
    return _compile(source, title, stamp, tagged=tagged, every_font=True)


def _compile(source: str, title: str, stamp: datetime, *, tagged: bool, every_font: bool = False) -> bytes:
    pdf = _compiler(every_font=every_font).compile(
        format="pdf",
        sys_inputs={"papers": source, "title": title},
        pdf_standards="a-2b",
        timestamp=stamp,
        pdf_tags=tagged,
    )
    if not isinstance(pdf, bytes):  # only image formats come back as a list, one a page
        raise TypeError
    return pdf


def _refusal(title: str, reason: str) -> UsageError:
    sign = MISSING_SIGN.search(reason)
    if sign:
        return UsageError("paper_sign_unknown", form=title, sign=sign[1])
    return UsageError("paper_not_set", form=title, reason=" ".join(reason.split()))


def _forget() -> None:
    """Age the compiler's memory of the pages just set until it lets them go, so that no print run grows the program."""
    for generation in range(GENERATIONS):
        _compile("<papers/>", str(generation), datetime.combine(UNDATED, datetime.min.time(), UTC), tagged=False)


@cache
def _compiler(*, every_font: bool) -> typst.Compiler:
    """Return the one compiler of these fonts, which it reads once."""
    room = files(__package__)
    return typst.Compiler(
        str(room / "styles" / "paper.typ"), font_paths=_fonts(str(room / "fonts"), every_font=every_font)
    )


def _fonts(ours: str, *, every_font: bool) -> typst.Fonts:
    """Return the machine's fonts if it has Times New Roman (or `every_font`), else only those this room brings.

    It brings Liberation Serif 2, cut to the widths of Times New Roman: Typst's own serif lacks ơ and ư in bold italic,
    and the first Liberation, which servers still install and which would be taken for the second, lacks most
    Vietnamese letters.
    """
    machine = typst.Fonts(include_system_fonts=True, font_paths=[ours])
    if every_font or "Times New Roman" in machine.families():
        return machine
    return typst.Fonts(include_system_fonts=False, font_paths=[ours])
