"""The terms of the Complaint Law as dated tables: which rules hold for a complaint follows the day of the event.

They are no part of a procedure: the law changed in the middle of rounds, and a round keeps its procedure for life.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import PurePath
from types import MappingProxyType
from typing import Annotated

import msgspec

from rasoat.errors import UsageError
from rasoat.messages import Message, message
from rasoat.workflow.citations import Citation, CitationTable, Evidence, Text, TextTable
from rasoat.workflow.rules import ComplaintEvent, Term, Unit
from rasoat.workflow.tables import (
    citation_faults,
    freeze_citations,
    read_table,
    shipped_file,
    shipped_files,
    wrong_file,
)

_FOLDER = "complaints"
ACCEPT, COMPLAIN, STOP_SENT = "accept", "complain", "stop_sent"
SETTLE = ("settle", "settle_complex", "settle_remote", "settle_complex_remote")
NEEDED = (ACCEPT, *SETTLE, COMPLAIN)
"""The terms every table must have; `stop_sent` only where the law of its time was read to have one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What the law of the time also says, for whoever handles a complaint."""

    text: Text
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintRules:
    """The rules of one time; `last` is None while they are in force."""

    id: str
    title: Text
    first: date
    last: date | None
    terms: Mapping[str, Term]
    notes: tuple[Note, ...]
    citations: Mapping[str, Citation]

    def settle(self, *, complex_: bool, remote: bool) -> Term:
        """Return the term within which an accepted complaint is settled."""
        return self.terms["settle" + "_complex" * complex_ + "_remote" * remote]


class _Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Keys that are not listed are refused."""


class _Valid(_Table, frozen=True, kw_only=True):
    first: date = msgspec.field(name="from")
    last: date | None = msgspec.field(name="to", default=None)


class _Term(_Table, frozen=True, kw_only=True):
    id: str
    days: Annotated[int, msgspec.Meta(ge=1, le=1000)]
    unit: Unit
    counts_from: ComplaintEvent
    citation: str
    evidence: Evidence


class _Note(_Table, frozen=True, kw_only=True):
    text: TextTable
    citation: str


class _File(_Table, frozen=True, kw_only=True):
    id: str
    title: TextTable
    valid: _Valid
    citations: dict[str, CitationTable]
    terms: tuple[_Term, ...]
    notes: tuple[_Note, ...] = ()


def parse(text: str, *, name: str) -> ComplaintRules:
    """Return the rules that `text` describes.

    Raises:
        BadProcedure: the file is wrong; `details` lists each fault with its key and reason.
    """
    table = read_table(text, name=name, shape=_File)
    if found := list(_faults(table, name)):
        raise wrong_file(name, found)
    citations = freeze_citations(table.citations)
    return ComplaintRules(
        id=table.id,
        title=table.title.freeze(),
        first=table.valid.first,
        last=table.valid.last,
        terms=MappingProxyType({item.id: _term(item, citations) for item in table.terms}),
        notes=tuple(Note(text=item.text.freeze(), citation=citations[item.citation]) for item in table.notes),
        citations=MappingProxyType(citations),
    )


def _term(item: _Term, citations: Mapping[str, Citation]) -> Term:
    return Term(
        id=item.id,
        days=item.days,
        unit=item.unit,
        counts_from=item.counts_from,
        citation=citations[item.citation],
        evidence=item.evidence,
    )


def _faults(table: _File, name: str) -> Iterator[Message]:
    if PurePath(name).stem != table.id:
        yield message("procedure.id_is_not_file", key="id", value=table.id, file=name)
    yield from citation_faults(table.citations)
    ids = [item.id for item in table.terms]
    for id_ in sorted({id_ for id_ in ids if ids.count(id_) > 1}):
        yield message("procedure.double_id", key="terms", value=id_)
    for id_ in NEEDED:
        if id_ not in ids:
            yield message("procedure.missing_key", key=f"terms.{id_}")
    for group in ("terms", "notes"):
        for place, item in enumerate(getattr(table, group)):
            if item.citation not in table.citations:
                yield message("procedure.unknown_citation", key=f"{group}[{place}].citation", value=item.citation)


@cache
def all_rules() -> tuple[ComplaintRules, ...]:
    """Return the rules of all times that come with the program, the oldest first."""
    found = (parse(shipped_file(_FOLDER, id_), name=f"{id_}.toml") for id_ in shipped_files(_FOLDER))
    return tuple(sorted(found, key=lambda item: item.first))


def rules_on(day: date) -> ComplaintRules:
    """Return the rules in force on the day of an event.

    Raises:
        UsageError: no table covers that day.
    """
    for rules in all_rules():
        if rules.first <= day and (rules.last is None or day <= rules.last):
            return rules
    raise UsageError("no_complaint_rules", day=day)


def rules_named(id_: str) -> ComplaintRules:
    """Return rules by id.

    Raises:
        UsageError: there are none of that id.
    """
    found = {rules.id: rules for rules in all_rules()}
    if id_ not in found:
        raise UsageError("unknown_complaint_rules", name=id_, known=tuple(found))
    return found[id_]


def successor(rules: ComplaintRules) -> ComplaintRules | None:
    """Return the rules that came after these."""
    later = [item for item in all_rules() if item.first > rules.first]
    return later[0] if later else None
