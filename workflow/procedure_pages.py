"""A procedure as a page that a lawyer reads: every step, condition, paper and term with its place in the law."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import get_args

from rasoat.messages import Message, message
from rasoat.workflow.citations import Citation
from rasoat.workflow.incomes import load as load_income
from rasoat.workflow.procedure_names import (
    Titles,
    fact_title,
    form_title,
    joined,
    kind_title,
    month_day,
    place_of,
    plain,
    rule_line,
    term_line,
    trigger_title,
)
from rasoat.workflow.rules import Basis, IncomeRule, Procedure, Stage, Track, Transition


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a page; `depth` is how far it is set in, 0 for a heading."""

    depth: int
    text: Message


def page(procedure: Procedure, forms: Titles) -> tuple[Line, ...]:
    """Return the whole procedure in its variant, `forms` naming the papers."""
    return (
        *_head(procedure),
        *_variants(procedure),
        *_terms(procedure),
        *(line for track in get_args(Track) for line in _track(procedure, track, forms)),
        *_citations(procedure),
    )


def mark_of(citation: Citation) -> Message:
    """Return how well the source of a citation was seen."""
    return message(f"pages.mark.{citation.evidence}")


def _line(depth: int, text: Message) -> Line:
    return Line(depth=depth, text=text)


def _based(text: Message, citation: Citation) -> Message:
    return message("pages.show.based", text=text, basis=place_of(citation, citation.evidence))


def _head(procedure: Procedure) -> Iterator[Line]:
    yield _line(0, procedure.title)
    yield _line(
        1,
        message(
            "pages.show.identity",
            id=procedure.id,
            version=procedure.version,
            kind=kind_title(procedure.kind),
            standard=procedure.standard,
        ),
    )
    yield _line(1, _valid(procedure))
    if window := procedure.window:
        text = message("pages.show.window", first=month_day(window.first), last=month_day(window.last))
        yield _line(1, _based(text, window.citation))
    if procedure.income:
        yield _line(1, _income(procedure.income))
    yield _line(1, message("pages.show.unmarked"))
    if procedure.bases:
        yield _line(0, message("pages.show.bases"))
        yield from (_line(1, _dated(basis)) for basis in procedure.bases)


def _dated(basis: Basis) -> Message:
    if basis.first is None and basis.last is None:
        return plain(f"- {basis.text}")
    first, last = basis.first or "…", basis.last or "…"
    return message("pages.show.basis_dated", text=basis.text, first=first, last=last)


def _income(rule: IncomeRule) -> Message:
    method = load_income(rule.method)
    band = method.bands[rule.band]
    areas = {name: limits.sentence() for name, limits in band.areas.items()}
    return message(
        "pages.show.income",
        method=method.title,
        band=band.title,
        basis=place_of(band.citation, band.citation.evidence),
        **areas,
    )


def _valid(procedure: Procedure) -> Message:
    if procedure.valid_to is None:
        return message("pages.show.valid_open", first=procedure.valid_from)
    return message("pages.show.valid", first=procedure.valid_from, last=procedure.valid_to)


def _variants(procedure: Procedure) -> Iterator[Line]:
    if procedure.variant is None:
        return
    yield _line(0, message("pages.show.variants"))
    for item in procedure.variants:
        key = "pages.show.variant_default" if item.default else "pages.show.variant"
        yield _line(1, _based(message(key, id=item.id, title=item.title), item.citation))
    yield _line(1, message("pages.show.variant_shown", id=procedure.variant.id))


def _terms(procedure: Procedure) -> Iterator[Line]:
    if not procedure.terms:
        return
    yield _line(0, message("pages.show.terms"))
    for term in procedure.terms.values():
        basis = place_of(term.citation, term.evidence)
        yield _line(1, message("pages.show.based", text=term_line(term), basis=basis))


def _track(procedure: Procedure, track: Track, forms: Titles) -> Iterator[Line]:
    yield _line(0, message(f"pages.show.{track}"))
    stages = [stage for stage in procedure.stages.values() if stage.track == track]
    for number, stage in enumerate(stages, start=1):
        yield from _stage(stage, number, forms)
        for move in procedure.transitions:
            if move.track == track and stage.id in move.sources:
                yield from _transition(procedure, stage, move, forms)


def _stage(stage: Stage, number: int, forms: Titles) -> Iterator[Line]:
    key = "pages.show.stage_final" if stage.final else "pages.show.stage"
    yield _line(1, message(key, number=number, title=stage.title, id=stage.id))
    yield _line(2, _basis(stage.citation))
    if stage.records:
        yield _line(2, message("pages.show.records", facts=joined(map(fact_title, stage.records), "; ")))
    if stage.begins_with:
        yield _line(2, message("pages.show.begins_with", facts=joined(map(fact_title, stage.begins_with), "; ")))
    if stage.duties:
        yield _line(2, message("pages.show.duties"))
        yield from (_line(3, _based(rule_line(rule), rule.citation)) for rule in stage.duties)
    for fact, codes in stage.papers.items():
        yield _line(2, message("pages.show.papers", fact=fact_title(fact), forms=_forms(codes, forms)))


def _basis(citation: Citation) -> Message:
    return message("pages.show.basis", basis=place_of(citation, citation.evidence))


def _forms(codes: Iterable[str], forms: Titles) -> Message:
    return joined((form_title(code, forms) for code in codes), "; ")


def _transition(procedure: Procedure, stage: Stage, move: Transition, forms: Titles) -> Iterator[Line]:
    """Yield a step; a place in the law is named where it is another than that of what stands above."""
    title, dest = trigger_title(move.trigger), procedure.stages[move.dest].title
    yield _line(2, message("pages.show.transition", title=title, trigger=move.trigger, dest=dest))
    if move.citation.id != stage.citation.id:
        yield _line(3, _basis(move.citation))
    for rule in move.requires:
        text = rule_line(rule)
        yield _line(3, text if rule.citation.id == move.citation.id else _based(text, rule.citation))
    if not move.requires:
        yield _line(3, message("pages.show.no_requirement"))
    if move.produces:
        yield _line(3, message("pages.show.produces", forms=_forms(move.produces, forms)))
    if move.new_pass:
        yield _line(3, message("pages.show.new_pass"))


def _citations(procedure: Procedure) -> Iterator[Line]:
    yield _line(0, message("pages.show.citations"))
    for item in procedure.citations.values():
        values = {"id": item.id, "basis": item.cited(), "mark": mark_of(item), "source": item.source}
        yield _line(1, message("pages.show.citation", **values))
        if item.note:
            yield _line(2, message("pages.show.note", note=item.note))
