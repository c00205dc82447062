"""Many papers as one PDF to print: set part by part, so that neither time nor memory grows out of hand."""

import io
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pikepdf

from rasoat.errors import UsageError
from rasoat.notices.papers import Paper
from rasoat.notices.pdf import COMPILERS, set_papers

PART = 40
"""Papers set at once: more would need more memory, fewer would repeat the fonts more often."""


def to_pdf_bundle(papers: Sequence[Paper], done: Callable[[int], None] = lambda _papers: None) -> bytes:
    """Return many papers as one PDF/A-2b: page numbers begin anew with each, the outline has an entry for each.

    Untagged: a printer reads no tags, and they cost a third more time. The same papers give the same bytes.

    Args:
        papers: at least one.
        done: told how many papers were set, part by part.

    Raises:
        UsageError: as `to_pdf`, or there is no paper.
    """
    if not papers:
        raise UsageError("paper_bundle_empty")
    parts = [papers[start : start + PART] for start in range(0, len(papers), PART)]
    if len(parts) == 1:
        pdf = set_papers(papers, tagged=False)
        done(len(papers))
        return pdf
    with ThreadPoolExecutor(COMPILERS) as setters:  # Typst works outside Python's lock
        return _joined(parts, setters.map(_set, parts), done)


def _set(part: Sequence[Paper]) -> bytes:
    return set_papers(part, tagged=False, forget=True)


def _joined(parts: Sequence[Sequence[Paper]], pdfs: Iterator[bytes], done: Callable[[int], None]) -> bytes:
    """Return the parts' pages in the first part's file, whose metadata they share; the outline is written anew."""
    whole = pikepdf.open(io.BytesIO(next(pdfs)))
    starts = _starts(whole)
    done(len(parts[0]))
    for part, pdf in zip(parts[1:], pdfs, strict=True):
        with pikepdf.open(io.BytesIO(pdf)) as more:
            starts += [len(whole.pages) + start for start in _starts(more)]
            whole.pages.extend(more.pages)
        done(len(part))
    file = io.BytesIO()
    with whole:
        with whole.open_outline() as outline:
            titles = [paper.title for part in parts for paper in part]
            outline.root[:] = [pikepdf.OutlineItem(title, start) for title, start in zip(titles, starts, strict=True)]
        whole.save(file, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return file.getvalue()


def _starts(pdf: pikepdf.Pdf) -> list[int]:
    """Return on which page, from 0, each paper of a part begins: where its outline's entries lead."""
    places = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    with pdf.open_outline() as outline:
        targets: list[Any] = [item.destination for item in outline.root]  # Typst writes [page, how to show it]
    return [places[target[0].objgen] for target in targets]
