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
_ONE_AT_A_TIME = Lock()  # one compiler is shared, and it is no two threads' at once


def to_pdf(paper: Paper) -> bytes:
    """Return one paper as tagged PDF/A-2b; the same paper gives the same bytes.

    Raises:
        UsageError: no such form, a fact is missing, or the pages cannot be set.
    """
    return _set([to_xhtml(paper)], paper.title, paper.stamp, tagged=True)


def to_pdf_bundle(papers: Sequence[Paper]) -> bytes:
    """Return many papers as one PDF to print: page numbers begin anew with each, the outline has an entry for each.

    Needs about 0.6 MB of memory a page while it runs. Untagged: a printer reads no tags, and they cost a third
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
    try:
        with _ONE_AT_A_TIME:
            pdf = _compile(source, title, stamp, tagged=tagged)
            if len(source) > LARGE:
                _forget()
    except RuntimeError as error:
        raise UsageError("paper_not_set", form=title, reason=re.sub(r"\s+", " ", str(error))) from error
    return pdf


def _compile(source: str, title: str, stamp: datetime, *, tagged: bool) -> bytes:
    pdf = _compiler().compile(
        format="pdf",
        sys_inputs={"papers": source, "title": title},
        pdf_standards="a-2b",
        timestamp=stamp,
        pdf_tags=tagged,
    )
    if not isinstance(pdf, bytes):  # only image formats come back as a list, one a page
        raise TypeError
    return pdf


def _forget() -> None:
    """Age the compiler's memory of the pages just set until it lets them go, so that no print run grows the program."""
    for generation in range(GENERATIONS):
        _compile("<papers/>", str(generation), datetime.combine(UNDATED, datetime.min.time(), UTC), tagged=False)


@cache
def _compiler() -> typst.Compiler:
    """Return the one compiler, its fonts read once."""
    return typst.Compiler(str(files(__package__) / "styles" / "paper.typ"))
