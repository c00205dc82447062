"""Papers as PDF/A-2b, set by Typst from their XHTML in the house style `styles/paper.typ`."""

import re
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files
from threading import Lock

import typst

from rasoat.errors import UsageError
from rasoat.notices.papers import Paper
from rasoat.notices.xhtml import to_xhtml

_ONE_AT_A_TIME = Lock()  # one compiler is shared, and it is no two threads' at once


def to_pdf(paper: Paper) -> bytes:
    """Return one paper as PDF/A-2b; the same paper gives the same bytes.

    Raises:
        UsageError: no such form, a fact is missing, or the pages cannot be set.
    """
    return _set([to_xhtml(paper)], paper.title, paper.stamp, tagged=True)


def to_pdf_bundle(papers: Sequence[Paper]) -> bytes:
    """Return many papers as one PDF to print: page numbers begin anew with each, the outline has an entry for each.

    Set at about 0.6 MB of memory a page; without tags, which a printer does not read and which cost a third more time.

    Raises:
        UsageError: as `to_pdf`, or there is no paper.
    """
    if not papers:
        raise UsageError("paper_bundle_empty")
    first = papers[0]
    return _set([to_xhtml(paper) for paper in papers], first.title, first.stamp, tagged=False)


def _set(pages: Sequence[str], title: str, stamp: datetime, *, tagged: bool) -> bytes:
    inputs = {"papers": f"<papers>{''.join(pages)}</papers>", "title": title}
    try:
        with _ONE_AT_A_TIME:
            pdf = _compiler().compile(
                format="pdf", sys_inputs=inputs, pdf_standards="a-2b", timestamp=stamp, pdf_tags=tagged
            )
    except RuntimeError as error:
        raise UsageError("paper_not_set", form=title, reason=re.sub(r"\s+", " ", str(error))) from error
    assert isinstance(pdf, bytes)
    return pdf


@cache
def _compiler() -> typst.Compiler:
    """Return the one compiler, its fonts read once."""
    return typst.Compiler(str(files(__package__) / "styles" / "paper.typ"))
