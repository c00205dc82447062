"""Procedures: a TOML file of the law in, a frozen record out, or a refusal that names every fault."""

import hashlib
from types import MappingProxyType
from typing import Any

from rasoat.errors import BadProcedure
from rasoat.workflow.citations import Citation, Text
from rasoat.workflow.confirming import confirmed_citation
from rasoat.workflow.procedure_checks import faults
from rasoat.workflow.procedure_file import (
    BasisTable,
    ProcedureTable,
    RequirementTable,
    StageTable,
    TermTable,
    TransitionTable,
    VariantTable,
    WindowTable,
    active,
)
from rasoat.workflow.rules import (
    Basis,
    Confirmation,
    IncomeRule,
    Procedure,
    Requirement,
    Severity,
    Stage,
    Term,
    Track,
    Transition,
    Unit,
    Variant,
    Vocabulary,
    Window,
)
from rasoat.workflow.tables import freeze_citations, read_table, shipped_file, shipped_files, wrong_file

__all__ = [
    "Citation",
    "Confirmation",
    "Procedure",
    "Requirement",
    "Severity",
    "Stage",
    "Term",
    "Text",
    "Track",
    "Transition",
    "Unit",
    "Variant",
    "Vocabulary",
    "Window",
    "load",
    "parse",
    "shipped",
]

_FOLDER = "procedures"


def shipped() -> tuple[str, ...]:
    """Return the ids of the procedures that come with the program."""
    return tuple(shipped_files(_FOLDER))


def load(id_: str, *, vocabulary: Vocabulary, variant: str | None = None) -> Procedure:
    """Return a procedure that comes with the program.

    Raises:
        UsageError: no such procedure comes with the program.
        BadProcedure: as `parse`.
    """
    return parse(shipped_file(_FOLDER, id_), name=f"{id_}.toml", vocabulary=vocabulary, variant=variant)


def parse(text: str, *, name: str, vocabulary: Vocabulary, variant: str | None = None) -> Procedure:
    """Return the procedure that `text` describes, in `variant` or else in its default variant.

    `name` is the file's name, for the messages; its stem must be the procedure's id. All variants are
    checked, not only the one asked for.

    Raises:
        BadProcedure: the file is wrong (`details` lists each fault with its key and reason), or it has no
            such variant.
    """
    table = read_table(text, name=name, shape=ProcedureTable)
    if found := faults(table, name=name, vocabulary=vocabulary):
        raise wrong_file(name, found)
    return _Builder(table, _chosen(table, name, variant), vocabulary).procedure(text)


def _chosen(table: ProcedureTable, name: str, variant: str | None) -> str | None:
    known = [offered.id for offered in table.variants]
    if variant is None:
        return next((offered.id for offered in table.variants if offered.default), None)
    if variant not in known:
        raise BadProcedure("unknown_variant", file=name, variant=variant, known=tuple(known) or "-")
    return variant


class _Builder:
    """Turns the tables of one file, known to be sound, into the records of one variant."""

    def __init__(self, table: ProcedureTable, variant: str | None, vocabulary: Vocabulary) -> None:
        self.table = table
        self.variant = variant
        self.vocabulary = vocabulary
        self.confirmed = {item.of: item for item in table.confirmations}
        self.citations = {
            name: confirmed_citation(item, self.confirmed.get(f"citations.{name}"))
            for name, item in freeze_citations(table.citations).items()
        }
        self.terms = {term.id: self._term(term) for _, term in active(table.terms, variant)}
        self.requirements = {
            requirement.id: self._requirement(requirement) for _, requirement in active(table.requirements, variant)
        }

    def procedure(self, source: str) -> Procedure:
        """Return the whole."""
        table = self.table
        variants = tuple(self._variant(variant) for variant in table.variants)
        stages = {stage.id: self._stage(stage) for _, stage in active(table.stages, self.variant)}
        transitions = tuple(self._transition(move) for _, move in active(table.transitions, self.variant))
        return Procedure(
            id=table.id,
            version=table.version,
            kind=table.kind,
            standard=table.standard,
            title=table.title.freeze(),
            valid_from=table.valid.first,
            valid_to=table.valid.last,
            window=self._window(table.window) if table.window else None,
            bases=tuple(_basis(item) for item in table.bases),
            variant=next((variant for variant in variants if variant.id == self.variant), None),
            variants=variants,
            citations=MappingProxyType(self.citations),
            terms=MappingProxyType(self.terms),
            stages=MappingProxyType(stages),
            requirements=MappingProxyType(self.requirements),
            transitions=transitions,
            confirmations=tuple(
                Confirmation(of=item.of, value=item.value, by=item.by, on=item.on, document=item.document)
                for item in table.confirmations
            ),
            digest=hashlib.sha256(source.encode()).hexdigest(),
            source=source,
            income=IncomeRule(method=table.income.method, band=table.income.band) if table.income else None,
        )

    def _term(self, term: TermTable) -> Term:
        confirmed = self.confirmed.get(f"terms.{term.id}")
        return Term(
            id=term.id,
            days=term.days,
            unit=term.unit,
            counts_from=term.counts_from,
            citation=confirmed_citation(self.citations[term.citation], confirmed),
            evidence="seen" if confirmed else term.evidence,
        )

    def _requirement(self, requirement: RequirementTable) -> Requirement:
        return Requirement(
            id=requirement.id,
            check=requirement.check,
            params=MappingProxyType({name: _frozen(value) for name, value in requirement.params.items()}),
            term=self.terms[requirement.term] if requirement.term else None,
            severity=requirement.severity,
            citation=confirmed_citation(
                self.citations[requirement.citation], self.confirmed.get(f"requirements.{requirement.id}")
            ),
        )

    def _stage(self, stage: StageTable) -> Stage:
        return Stage(
            id=stage.id,
            track=stage.track,
            title=stage.title.freeze(),
            citation=self.citations[stage.citation],
            initial=stage.initial,
            final=stage.final,
            records=stage.records,
            papers=MappingProxyType(stage.papers),
            begins_with=stage.begins_with,
            duties=tuple(self.requirements[name] for name in stage.duties if name in self.requirements),
        )

    def _transition(self, move: TransitionTable) -> Transition:
        return Transition(
            trigger=move.trigger,
            track=move.track,
            sources=move.sources,
            dest=move.dest,
            requires=tuple(self.requirements[name] for name in move.requires if name in self.requirements),
            produces=move.produces,
            new_pass=move.new_pass,
            citation=self.citations[move.citation],
            of_variant=move.variants is not None,
        )

    def _variant(self, variant: VariantTable) -> Variant:
        return Variant(
            id=variant.id,
            title=variant.title.freeze(),
            citation=confirmed_citation(self.citations[variant.citation], self.confirmed.get(f"variants.{variant.id}")),
            default=variant.default,
        )

    def _window(self, window: WindowTable) -> Window:
        first, last = (tuple(map(int, value.split("-"))) for value in (window.first, window.last))
        return Window(first=(first[0], first[1]), last=(last[0], last[1]), citation=self.citations[window.citation])


def _basis(item: str | BasisTable) -> Basis:
    if isinstance(item, str):
        return Basis(text=item, first=None, last=None)
    return Basis(text=item.text, first=item.first, last=item.last)


def _frozen(value: Any) -> Any:
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value
