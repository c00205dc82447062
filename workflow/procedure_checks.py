"""Whether a procedure file makes sense: its names exist, and its two graphs lead somewhere."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import PurePath
from typing import Any

import msgspec

from rasoat.messages import Message, message
from rasoat.workflow import incomes, standards
from rasoat.workflow.confirming import confirmation_faults
from rasoat.workflow.procedure_file import ProcedureTable, StageTable, TransitionTable, active
from rasoat.workflow.procedure_reliance import reliance_faults
from rasoat.workflow.rules import Track, Vocabulary
from rasoat.workflow.tables import citation_faults

STATUS_YEARS_AHEAD = 1
"""A round gives status for the year of its opening or for the year after."""
TRACKS: tuple[Track, ...] = ("village", "round")


def faults(table: ProcedureTable, *, name: str, vocabulary: Vocabulary) -> list[Message]:
    """Return everything that is wrong with a well-shaped file; graphs are looked at once all names exist."""
    by_name = [
        *_head(table, name),
        *_standard(table),
        *_income(table),
        *citation_faults(table.citations),
        *_doubles(table),
        *_citations(table),
        *_variants(table),
        *_requirements(table, vocabulary),
        *_stages(table, vocabulary),
        *_transitions(table, vocabulary),
        *confirmation_faults(table),
    ]
    return by_name or _graphs(table, vocabulary)


def _head(table: ProcedureTable, name: str) -> Iterator[Message]:
    if PurePath(name).stem != table.id:
        yield message("procedure.id_is_not_file", key="id", value=table.id, file=name)
    if table.valid.last is not None and table.valid.last < table.valid.first:
        yield message("procedure.ends_before_it_begins", key="valid.to")
    if table.window is not None:
        for key, value in (("from", table.window.first), ("to", table.window.last)):
            if not _is_month_day(value):
                yield message("procedure.bad_month_day", key=f"window.{key}", value=value)


def _income(table: ProcedureTable) -> Iterator[Message]:
    if table.income is None:
        return
    method, band = table.income.method, table.income.band
    if method not in incomes.shipped():
        yield message("procedure.unknown_income", key="income.method", value=method)
    elif band not in incomes.load(method).bands:
        yield message("procedure.unknown_band", key="income.band", value=band, method=method)


def _standard(table: ProcedureTable) -> Iterator[Message]:
    """Yield a fault where no round of the procedure could give status for a year that its standard is for."""
    if table.standard not in standards.shipped():
        yield message("procedure.unknown_standard", key="standard", value=table.standard, known=standards.shipped())
        return
    standard = standards.load(table.standard)
    first, last = table.valid.first.year, table.valid.last and table.valid.last.year + STATUS_YEARS_AHEAD
    if standard.last_year < first or (last and standard.first_year > last):
        yield message(
            "procedure.standard_of_other_years",
            key="standard",
            value=table.standard,
            first=standard.first_year,
            last=standard.last_year,
            opened=table.valid.first,
            closed=table.valid.last or message("errors.open_end"),
        )


def _is_month_day(value: str) -> bool:
    try:
        date.fromisoformat(f"2024-{value}")  # a leap year, so that 02-29 is a day
    except ValueError:
        return False
    return True


def _doubles(table: ProcedureTable) -> Iterator[Message]:
    for group in ("variants", "terms", "stages", "requirements"):
        seen: set[str] = set()
        for place, item in enumerate(getattr(table, group)):
            if item.id in seen:
                yield message("procedure.double_id", key=f"{group}[{place}].id", value=item.id)
            seen.add(item.id)


def _citations(table: ProcedureTable) -> Iterator[Message]:
    for group in ("variants", "terms", "stages", "requirements", "transitions"):
        for place, item in enumerate(getattr(table, group)):
            yield from _unknown(table.citations, [item.citation], f"{group}[{place}].citation", "citation")
    if table.window is not None:
        yield from _unknown(table.citations, [table.window.citation], "window.citation", "citation")


def _variants(table: ProcedureTable) -> Iterator[Message]:
    declared = [variant.id for variant in table.variants]
    if declared and sum(variant.default for variant in table.variants) != 1:
        yield message("procedure.one_default", key="variants")
    for group in ("terms", "stages", "requirements", "transitions"):
        for place, item in enumerate(getattr(table, group)):
            yield from _unknown(declared, item.variants or (), f"{group}[{place}].variants", "variant")


def _requirements(table: ProcedureTable, vocabulary: Vocabulary) -> Iterator[Message]:
    terms = {term.id for term in table.terms}
    used = {requirement for transition in table.transitions for requirement in transition.requires}
    used |= {requirement for stage in table.stages for requirement in stage.duties}
    for place, requirement in enumerate(table.requirements):
        key = f"requirements[{place}]"
        yield from _unknown(terms, [requirement.term] if requirement.term else (), f"{key}.term", "term")
        yield from _unknown(vocabulary.checks, [requirement.check], f"{key}.check", "check")
        declared = vocabulary.checks.get(requirement.check)
        if declared is not None:
            yield from _params(requirement.params, declared, key)
            if "papers" in declared:  # a form nobody makes would never be looked at
                named = requirement.params.get("papers", ())
                yield from _unknown(vocabulary.forms, named, f"{key}.params.papers", "form")
            if "term" in declared and requirement.term is None:
                yield message("procedure.missing_key", key=f"{key}.term")
        if requirement.id not in used:
            yield message("procedure.unused_requirement", key=f"{key}.id", value=requirement.id)


def _params(given: Mapping[str, Any], declared: Mapping[str, Any], key: str) -> Iterator[Message]:
    expected = {name: kind for name, kind in declared.items() if name != "term"}
    for name in expected.keys() - given.keys():
        yield message("procedure.missing_key", key=f"{key}.params.{name}")
    for name, value in given.items():
        if name not in expected:
            yield message("procedure.unknown_key", key=f"{key}.params.{name}")
            continue
        try:
            msgspec.convert(value, expected[name])
        except msgspec.ValidationError:
            kind = getattr(expected[name], "__name__", str(expected[name]))
            yield message("procedure.wrong_type", key=f"{key}.params.{name}", expected=kind, got=type(value).__name__)


def _stages(table: ProcedureTable, vocabulary: Vocabulary) -> Iterator[Message]:
    requirements = {requirement.id for requirement in table.requirements}
    for place, stage in enumerate(table.stages):
        key = f"stages[{place}]"
        yield from _unknown(requirements, stage.duties, f"{key}.duties", "requirement")
        yield from _unknown(vocabulary.facts, stage.records, f"{key}.records", "fact")
        if stage.begins_with and not stage.initial:
            yield message("procedure.begins_late", key=f"{key}.begins_with", stage=stage.id)
        for fact in stage.begins_with:
            if fact not in stage.records:
                yield message("procedure.begins_unrecorded", key=f"{key}.begins_with", value=fact)
        for fact, forms in stage.papers.items():
            yield from _unknown(vocabulary.forms, forms, f"{key}.papers.{fact}", "form")
            if fact not in stage.records:
                yield message("procedure.paper_without_fact", key=f"{key}.papers.{fact}", value=fact)


def _transitions(table: ProcedureTable, vocabulary: Vocabulary) -> Iterator[Message]:
    requirements = {requirement.id for requirement in table.requirements}
    for place, transition in enumerate(table.transitions):
        key = f"transitions[{place}]"
        stages = {stage.id for stage in table.stages if stage.track == transition.track}
        yield from _unknown(stages, transition.sources, f"{key}.from", "stage")
        yield from _unknown(stages, [transition.dest], f"{key}.to", "stage")
        yield from _unknown(requirements, transition.requires, f"{key}.requires", "requirement")
        yield from _unknown(vocabulary.forms, transition.produces, f"{key}.produces", "form")


def _unknown(known: Iterable[str], given: Iterable[str], key: str, what: str) -> Iterator[Message]:
    known = set(known)
    for value in given:
        if value not in known:
            yield message(f"procedure.unknown_{what}", key=key, value=value)


def _graphs(table: ProcedureTable, vocabulary: Vocabulary) -> list[Message]:
    if not table.variants:
        return list(_graph(table, None, vocabulary))
    return [
        message("procedure.in_variant", variant=variant.id, fault=fault)
        for variant in table.variants
        for fault in _graph(table, variant.id, vocabulary)
    ]


def _graph(table: ProcedureTable, variant: str | None, vocabulary: Vocabulary) -> Iterator[Message]:
    """Yield what is wrong with the two graphs that remain when only the rules of `variant` are kept."""
    yield from _lost_names(table, variant)
    yield from reliance_faults(table, variant, vocabulary)
    transitions = active(table.transitions, variant)
    leaving = Counter((source, move.trigger) for _, move in transitions for source in move.sources)
    for place, move in transitions:
        for source in move.sources:
            if leaving[source, move.trigger] > 1:
                key = f"transitions[{place}]"
                yield message("procedure.double_transition", key=key, trigger=move.trigger, stage=source)
    for track in TRACKS:
        stages = [(place, stage) for place, stage in active(table.stages, variant) if stage.track == track]
        moves = [move for _, move in transitions if move.track == track]
        yield from _ways(track, stages, moves)


def _lost_names(table: ProcedureTable, variant: str | None) -> Iterator[Message]:
    """Yield names that exist in the file but not in this variant."""
    stages = {stage.id for _, stage in active(table.stages, variant)}
    terms = {term.id for _, term in active(table.terms, variant)}
    for place, move in active(table.transitions, variant):
        yield from _unknown(stages, [*move.sources, move.dest], f"transitions[{place}]", "stage")
    for place, requirement in active(table.requirements, variant):
        yield from _unknown(
            terms, [requirement.term] if requirement.term else (), f"requirements[{place}].term", "term"
        )


def _ways(track: Track, stages: list[tuple[int, StageTable]], moves: list[TransitionTable]) -> Iterator[Message]:
    initial = [stage.id for _, stage in stages if stage.initial]
    if len(initial) != 1:
        yield message("procedure.one_initial", key="stages", track=track, count=len(initial))
        return
    arrows = {(source, move.dest) for move in moves for source in move.sources}
    reached = _walk(initial, arrows)
    finals = [stage.id for _, stage in stages if stage.final]
    alive = _walk(finals, {(dest, source) for source, dest in arrows})
    for place, stage in stages:
        if stage.id not in reached:
            yield message("procedure.unreachable", key=f"stages[{place}]", stage=stage.id)
        if stage.id not in alive:
            yield message("procedure.dead_end", key=f"stages[{place}]", stage=stage.id)


def _walk(start: Iterable[str], arrows: set[tuple[str, str]]) -> set[str]:
    """Return all stages that can be reached from `start` along `arrows`, those of `start` included."""
    reached = set(start)
    while more := {dest for source, dest in arrows if source in reached} - reached:
        reached |= more
    return reached
