"""Many papers as one PDF to print: set part by part, so that neither time nor memory grows out of hand."""

import io
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pikepdf

from rasoat.errors import UsageError
from rasoat.notices.papers import Paper
from rasoat.notices.pdf import COMPILERS, set_papers

PART = 40
"""Papers set at once: more would need more memory, fewer would repeat the fonts more often."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One paper of a bundle: in how many originals, and under which chapter of the outline (None: at its top)."""

    paper: Paper
    copies: int = 1
    chapter: str | None = None


def to_pdf_bundle(papers: Sequence[Paper], done: Callable[[int], object] = lambda _papers: None) -> bytes:
    """Return many papers as one PDF/A-2b: page numbers begin anew with each, the outline has an entry for each.

    Untagged: a printer reads no tags, and they cost a third more time. The same papers give the same bytes.

    Args:
        papers: at least one.
        done: told how many papers were set, part by part.

    Raises:
        UsageError: as `to_pdf`, or there is no paper.
    """
    return bundled([Leaf(paper=paper) for paper in papers], done)


def bundled(leaves: Sequence[Leaf], done: Callable[[int], object] = lambda _papers: None) -> bytes:
    """Return many papers as one PDF/A-2b, as `to_pdf_bundle`; each paper is set once, whatever its copies.

    Raises:
        UsageError: as `to_pdf_bundle`.
    """
    if not leaves:
        raise UsageError("paper_bundle_empty")
    papers = [leaf.paper for leaf in leaves]
    parts = [papers[start : start + PART] for start in range(0, len(papers), PART)]
    if len(parts) == 1 and all((leaf.copies, leaf.chapter) == (1, None) for leaf in leaves):
        pdf = set_papers(papers, tagged=False)
        done(len(papers))
        return pdf
    with ThreadPoolExecutor(COMPILERS) as setters:  # Typst works outside Python's lock
        return _joined(leaves, parts, setters.map(_set, parts), done)


def _set(part: Sequence[Paper]) -> bytes:
    return set_papers(part, tagged=False, forget=True)


def _joined(
    leaves: Sequence[Leaf], parts: Sequence[Sequence[Paper]], pdfs: Iterator[bytes], done: Callable[[int], object]
) -> bytes:
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
        starts = _copied(whole, leaves, starts)
        with whole.open_outline() as outline:
            outline.root[:] = list(_outline(leaves, starts))
        whole.save(file, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return file.getvalue()


def _copied(whole: pikepdf.Pdf, leaves: Sequence[Leaf], starts: Sequence[int]) -> list[int]:
    """Put the pages of each paper there as often as it has originals; return where each paper begins then.

    Copies share what is on the pages: they cost next to nothing.
    """
    if all(leaf.copies == 1 for leaf in leaves):
        return list(starts)
    begins, place = [], 0
    lengths = [end - start for start, end in zip(starts, [*starts[1:], len(whole.pages)], strict=True)]
    for leaf, length in zip(leaves, lengths, strict=True):
        begins.append(place)
        pages = [whole.pages[place + no] for no in range(length)]
        for copy in range(1, leaf.copies):
            for no, page in enumerate(pages):
                whole.pages.insert(place + copy * length + no, page)
        place += leaf.copies * length
    return begins


def _outline(leaves: Sequence[Leaf], starts: Sequence[int]) -> Iterator[pikepdf.OutlineItem]:
    """Yield an entry for each paper, those of a chapter below it."""
    for chapter, group in groupby(zip(leaves, starts, strict=True), key=lambda pair: pair[0].chapter):
        items = [(leaf.paper.title, start) for leaf, start in group]
        entries = [pikepdf.OutlineItem(title, start) for title, start in items]
        if chapter is None:
            yield from entries
            continue
        head = pikepdf.OutlineItem(chapter, items[0][1])
        head.children.extend(entries)
        yield head


def _starts(pdf: pikepdf.Pdf) -> list[int]:
    """Return on which page, from 0, each paper of a part begins: where its outline's entries lead."""
    places = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    with pdf.open_outline() as outline:
        targets: list[Any] = [item.destination for item in outline.root]  # Typst writes [page, how to show it]
    return [places[target[0].objgen] for target in targets]
