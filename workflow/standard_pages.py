"""A standard as a page to read: lines, scores, indicators, each with its place in the law and its mark."""

from collections.abc import Iterator

from rasoat.messages import Message, message
from rasoat.workflow.citations import Citation, Evidence
from rasoat.workflow.incomes import money
from rasoat.workflow.procedure_pages import Line
from rasoat.workflow.standards import Standard


def page(standard: Standard) -> tuple[Line, ...]:
    """Return the page."""
    return tuple(Line(depth=depth, text=said) for depth, said in _lines(standard))


def _lines(standard: Standard) -> Iterator[tuple[int, Message]]:
    yield 0, message("standards.page.head", title=standard.title, id=standard.id)
    yield 1, message("standards.page.years", first=standard.first_year, last=standard.last_year)
    if standard.base:
        yield 1, message("standards.page.base", base=standard.base)
    yield 0, message("standards.page.lines")
    for area in ("rural", "urban"):
        line = standard.lines[area]
        basis = _basis(line.income_citation)
        name = message(f"standards.areas.{area}")
        yield 1, message("standards.page.income", area=name, income=money(line.income), basis=basis)
        if line.b1 is None or line.b1_citation is None:
            yield 2, message("standards.page.no_b1")
        else:
            yield 2, message("standards.page.b1", points=line.b1, basis=_basis(line.b1_citation))
    yield 0, message("standards.page.classes")
    count = standard.b2_poor // standard.b2_per_indicator
    yield (
        1,
        message(
            "standards.page.b2",
            each=standard.b2_per_indicator,
            poor=standard.b2_poor,
            count=count,
            basis=_basis(standard.b2_citation),
        ),
    )
    yield 0, message("standards.page.indicators", count=len(standard.indicators))
    for item in standard.indicators:
        yield 1, message("standards.page.indicator", number=item.number, title=item.title, dimension=item.dimension)
        when = message("standards.page.when", when=item.deprived_when, mark=_mark(item.evidence))
        yield 2, when
    open_ = tuple(standard.open_places())
    if open_:
        yield 0, message("standards.page.open", count=len(open_))
        for target, citation in open_:
            yield 1, message("standards.page.place", target=target, basis=citation.cited())
            if citation.note:
                yield 2, citation.note


def _basis(citation: Citation) -> Message:
    return message("standards.page.basis", basis=citation.cited(), mark=_mark(citation.evidence))


def _mark(evidence: Evidence) -> Message:
    return message(f"pages.mark.{evidence}")
