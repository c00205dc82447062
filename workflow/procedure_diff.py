"""What two procedure files say differently: steps, days, conditions, papers, places in the law and marks."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from rasoat.messages import Message, message
from rasoat.workflow.citations import Citation
from rasoat.workflow.procedure_file import (
    BasisTable,
    ProcedureTable,
    RequirementTable,
    StageTable,
    TermTable,
    TransitionTable,
    VariantTable,
)
from rasoat.workflow.procedure_names import (
    Titles,
    check_title,
    fact_title,
    form_title,
    joined,
    kind_title,
    length,
    month_day,
    params_line,
    plain,
    trigger_title,
)
from rasoat.workflow.tables import freeze_citations

Kind = Literal["added", "removed", "changed"]
Facet: TypeAlias = Message | tuple[Message, ...] | None
"""One thing a rule says: a value, or a list whose members are compared one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference.

    Attributes:
        group: the part of the file: `terms`, `stages` and so on.
        id: the id of the rule.
        title: what the rule is called.
        kind: of the rule as a whole when `field` is None, else of that field.
        before: what the first file says, None when it says nothing.
        after: what the second file says.
    """

    group: str
    id: str
    title: Message
    kind: Kind
    field: str | None = None
    before: Message | None = None
    after: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    title: Message
    facets: Mapping[str, Facet]
    citation: str | None = None


def changes(before: ProcedureTable, after: ProcedureTable, forms: Titles) -> tuple[Change, ...]:
    """Return all differences, in the order of the file; rules of all variants are compared."""
    old, new = _Reader(before, forms), _Reader(after, forms)
    return tuple(change for group in old.groups() for change in _group(group, old, new))


def _group(group: str, old: "_Reader", new: "_Reader") -> Iterator[Change]:
    first, second = old.groups()[group], new.groups()[group]
    for id_ in [*first, *(id_ for id_ in second if id_ not in first)]:
        if id_ not in second:
            yield Change(group=group, id=id_, title=first[id_].title, kind="removed")
        elif id_ not in first:
            yield Change(group=group, id=id_, title=second[id_].title, kind="added")
        else:
            yield from _item(group, id_, first[id_], second[id_])


def _item(group: str, id_: str, first: _Item, second: _Item) -> Iterator[Change]:
    for name, before in first.facets.items():
        after = second.facets[name]
        if name == "mark" and first.citation is not None and first.citation == second.citation:
            continue  # told once, where the citation itself is compared
        for kind, one, other in _differences(before, after):
            yield Change(group=group, id=id_, title=second.title, kind=kind, field=name, before=one, after=other)


def _differences(before: Facet, after: Facet) -> Iterator[tuple[Kind, Message | None, Message | None]]:
    if isinstance(before, tuple) and isinstance(after, tuple):
        known, given = {_key(item) for item in before}, {_key(item) for item in after}
        yield from (("removed", item, None) for item in before if _key(item) not in given)
        yield from (("added", None, item) for item in after if _key(item) not in known)
    elif not isinstance(before, tuple) and not isinstance(after, tuple) and _key(before) != _key(after):
        yield "changed", before, after


def _key(item: Message | None) -> tuple[str, str] | None:
    return None if item is None else (item.render("vi"), item.render("en"))


class _Reader:
    """Reads a file into items that can be compared: for each group, the rules by id."""

    def __init__(self, table: ProcedureTable, forms: Titles) -> None:
        self.table = table
        self.forms = forms
        self.citations = freeze_citations(table.citations)
        self.stages = {stage.id: stage.title.freeze() for stage in table.stages}
        self.checks = {rule.id: check_title(rule.check) for rule in table.requirements}
        self._groups: dict[str, dict[str, _Item]] = {}

    def groups(self) -> Mapping[str, Mapping[str, _Item]]:
        """Return all groups, read once."""
        if not self._groups:
            table = self.table
            self._groups = {
                "procedure": {"procedure": self._head()},
                "bases": {str(basis): _Item(title=plain(_said(basis)), facets={}) for basis in table.bases},
                "variants": {item.id: self._variant(item) for item in table.variants},
                "terms": {item.id: self._term(item) for item in table.terms},
                "stages": {item.id: self._stage(item) for item in table.stages},
                "requirements": {item.id: self._requirement(item) for item in table.requirements},
                "transitions": {way: self._transition(item) for way, item in _ways(table.transitions)},
                "citations": {item.id: _citation(item) for item in self.citations.values()},
            }
        return self._groups

    def _head(self) -> _Item:
        table = self.table
        valid = table.valid
        key = "pages.span.closed" if valid.last else "pages.span.open"
        facets: dict[str, Facet] = {
            "title": table.title.freeze(),
            "version": plain(table.version),
            "kind": kind_title(table.kind),
            "standard": plain(table.standard),
            "valid": message(key, first=valid.first, last=valid.last),
            "window": self._window(),
            "income": plain(f"{table.income.method}, {table.income.band}") if table.income else None,
        }
        return _Item(title=plain(table.id), facets=facets)

    def _window(self) -> Message | None:
        if self.table.window is None:
            return None
        first, last = (
            month_day((int(value[:2]), int(value[3:]))) for value in (self.table.window.first, self.table.window.last)
        )
        basis = self.citations[self.table.window.citation].cited()
        return message("pages.span.yearly", first=first, last=last, basis=basis)

    def _law(self, name: str) -> dict[str, Facet]:
        citation = self.citations[name]
        return {"basis": citation.cited(), "mark": message(f"pages.mark.{citation.evidence}")}

    def _variant(self, item: VariantTable) -> _Item:
        facets: dict[str, Facet] = {"title": item.title.freeze(), "default": _yes(item.default)}
        title = message("pages.diff.item", title=item.title.freeze(), id=item.id)
        return _Item(title=title, facets=facets | self._law(item.citation), citation=item.citation)

    def _term(self, item: TermTable) -> _Item:
        facets: dict[str, Facet] = {
            "length": length(item.days, item.unit),
            "counts_from": message(f"pages.counts_from.{item.counts_from}"),
            "basis": self.citations[item.citation].cited(),
            "mark": message(f"pages.mark.{item.evidence}"),
            "variants": _variants(item),
        }
        title = message("pages.term.named", id=item.id, length=length(item.days, item.unit))
        return _Item(title=title, facets=facets)  # a term bears a mark of its own

    def _stage(self, item: StageTable) -> _Item:
        papers = tuple(
            message("pages.span.paper", fact=fact_title(fact), form=form_title(form, self.forms))
            for fact, codes in item.papers.items()
            for form in codes
        )
        facets: dict[str, Facet] = {
            "title": item.title.freeze(),
            "track": message(f"words.tracks.{item.track}"),
            "initial": _yes(item.initial),
            "final": _yes(item.final),
            "records": tuple(fact_title(fact) for fact in item.records),
            "begins_with": tuple(fact_title(fact) for fact in item.begins_with),
            "duties": tuple(self.checks[name] for name in item.duties),
            "papers": papers,
            "variants": _variants(item),
        }
        title = message("pages.diff.item", title=item.title.freeze(), id=item.id)
        return _Item(title=title, facets=facets | self._law(item.citation), citation=item.citation)

    def _requirement(self, item: RequirementTable) -> _Item:
        facets: dict[str, Facet] = {
            "check": check_title(item.check),
            "params": params_line(item.params) if item.params else None,
            "term": plain(item.term) if item.term else None,
            "severity": message(f"words.severity.{item.severity}"),
            "variants": _variants(item),
        }
        title = message("pages.diff.item", title=check_title(item.check), id=item.id)
        return _Item(title=title, facets=facets | self._law(item.citation), citation=item.citation)

    def _transition(self, item: TransitionTable) -> _Item:
        facets: dict[str, Facet] = {
            "dest": self.stages[item.dest],
            "requires": tuple(self.checks[name] for name in item.requires),
            "produces": tuple(form_title(form, self.forms) for form in item.produces),
            "new_pass": _yes(item.new_pass),
            "variants": _variants(item),
        }
        title = message(
            "pages.diff.transition",
            title=trigger_title(item.trigger),
            trigger=item.trigger,
            stages=joined((self.stages[name] for name in item.sources), "; "),
        )
        return _Item(title=title, facets=facets | self._law(item.citation), citation=item.citation)


def _said(basis: str | BasisTable) -> str:
    if isinstance(basis, str):
        return basis
    return f"{basis.text} ({basis.first or '…'} - {basis.last or '…'})"


def _ways(moves: Iterable[TransitionTable]) -> Iterator[tuple[str, TransitionTable]]:
    """Yield the transitions with ids; variants may each have their own of one trigger and stage."""
    seen: Counter[str] = Counter()
    for item in moves:
        way = f"{item.track}:{'+'.join(item.sources)}:{item.trigger}"
        seen[way] += 1
        yield way if seen[way] == 1 else f"{way}:{seen[way]}", item


def _citation(item: Citation) -> _Item:
    facets: dict[str, Facet] = {
        "basis": item.cited(),
        "mark": message(f"pages.mark.{item.evidence}"),
        "source": plain(item.source),
        "note": item.note,
    }
    return _Item(title=message("pages.diff.item", title=item.cited(), id=item.id), facets=facets)


def _yes(value: bool) -> Message:  # noqa: FBT001 # a value to show, not a switch
    return message("pages.param.yes" if value else "pages.param.no")


def _variants(item: Any) -> Message:
    return message("pages.diff.always") if item.variants is None else plain(", ".join(item.variants))
