"""A print run as one file: the papers of each village together, a list of them in front, each in its originals."""

from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from rasoat.notices.bundle import Leaf, bundled
from rasoat.notices.files import write_whole
from rasoat.notices.papers import Paper
from rasoat.notices.printing import Print

COVER = "print-cover"
"""The form of the list in front of the papers of a village."""


def bound(prints: Sequence[Print], copies: int | None, *, cover: bool) -> list[Leaf]:
    """Return the papers village by village, the round's own first, those of a village in the order of the journal.

    Args:
        prints: the papers.
        copies: originals of each; None for as many as the form prescribes.
        cover: put a list in front of each village that has more than one paper.
    """
    leaves: list[Leaf] = []
    for position, group in groupby(sorted(prints, key=_position), key=_position):
        papers = list(group)
        context = papers[0].paper.context
        chapter: str = (context["village"] if position else context["commune"])["title"]
        if cover and len(papers) > 1:
            leaves.append(Leaf(paper=_cover(papers, copies), chapter=chapter))
        leaves += [Leaf(paper=item.paper, copies=originals(item, copies), chapter=chapter) for item in papers]
    return leaves if any(leaf.paper.form == COVER for leaf in leaves) else [_alone(leaf) for leaf in leaves]


def _alone(leaf: Leaf) -> Leaf:
    return Leaf(paper=leaf.paper, copies=leaf.copies)


def originals(item: Print, copies: int | None) -> int:
    """Return in how many originals a paper is printed; one that no longer stands is printed once, to be looked at."""
    if item.paper.mark:
        return 1
    return copies or int(item.paper.context["copies"])


def _position(item: Print) -> int:
    """Return the place of a paper's village in the commune file, from 1; 0 for papers of the round."""
    return int(item.name.parts[0].partition("-")[0])


def _cover(papers: Sequence[Print], copies: int | None) -> Paper:
    """Return the list of a village's papers, with number, date and originals of each."""
    context = papers[-1].paper.context
    lines = [_line(no, item, copies) for no, item in enumerate(papers, start=1)]
    body = {"papers": lines, "sheets": sum(line["copies"] for line in lines)}
    common = {name: context[name] for name in ("commune", "round", "officials")}
    village = context["village"] if _position(papers[0]) else None
    more: dict[str, object] = {"form": COVER, "copies": 1, "village": village, "number": None, "draft": False}
    empty: dict[str, object] = {"bases": [], "proofs": []}
    day = max(item.paper.context["date"] for item in papers)
    return Paper(COVER, {**common, **more, **empty, "date": day, "body": body})


def _line(no: int, item: Print, copies: int | None) -> dict[str, Any]:
    paper = item.paper
    number = paper.context.get("number")
    return {
        "no": no,
        "title": paper.entry.title_vi,
        "number": number["text"] if number else None,
        "date": paper.context["date"],
        "copies": originals(item, copies),
        "code": paper.anchor,
        "note": _note(paper),
    }


def _note(paper: Paper) -> str:
    if paper.mark:
        return paper.mark.words
    old = paper.context.get("replaces")
    if old:
        return f"Thay thế văn bản {'số ' + old['number'] if old['number'] else 'cùng tên'}"
    return "Dự thảo" if paper.context.get("draft") else ""


def write_bound(leaves: Sequence[Leaf], path: Path, done: Callable[[int], object] = lambda _papers: None) -> None:
    """Write a print run as one PDF, whole or not at all.

    Raises:
        RasoatError: a paper cannot be set, or the file cannot be written; nothing is left behind.
    """
    write_whole(path, bundled(leaves, done))
