"""The rules by which terms are counted, each with its place in the law, for whoever asks why."""

from dataclasses import dataclass
from functools import cache

import msgspec

from rasoat.workflow.citations import Citation, CitationTable, Text, TextTable
from rasoat.workflow.rules import Unit
from rasoat.workflow.tables import freeze_citations, read_table, shipped_file

_FILE = "civil-code-2015"


@dataclass(frozen=True, slots=True, kw_only=True)
class CountingRule:
    """One rule of counting, for terms of the named `units`."""

    units: tuple[Unit, ...]
    text: Text
    citation: Citation


class _RuleTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    units: tuple[Unit, ...] = msgspec.field(name="for")
    text: TextTable
    citation: str


class _CountingTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    citations: dict[str, CitationTable]
    rules: tuple[_RuleTable, ...]


@cache
def _rules() -> tuple[CountingRule, ...]:
    table = read_table(shipped_file("counting", _FILE), name=f"{_FILE}.toml", shape=_CountingTable)
    citations = freeze_citations(table.citations)
    return tuple(
        CountingRule(units=rule.units, text=rule.text.freeze(), citation=citations[rule.citation])
        for rule in table.rules
    )


def counting_rules(unit: Unit) -> tuple[CountingRule, ...]:
    """Return the rules that apply to terms in `unit`, in the order in which they are applied."""
    return tuple(rule for rule in _rules() if unit in rule.units)
