"""How well a procedure file was seen: its evidence marks counted, and all that rests on an unverified one."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_args

from rasoat.messages import Message, message
from rasoat.workflow.citations import Evidence, Text
from rasoat.workflow.procedure_file import ProcedureTable
from rasoat.workflow.procedure_names import joined, length

GROUPS = ("variants", "terms", "stages", "requirements", "transitions")
"""The parts of a procedure file that cite the law."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unverified:
    """One place of a file that nobody has yet compared with the official text.

    Attributes:
        key: where it stands, such as `citations.tt13-2025` or `terms[3]`.
        used_by: the rules that rest on it.
    """

    key: str
    what: Message
    note: Text | None
    used_by: tuple[Message, ...]


def mark_counts(table: ProcedureTable) -> dict[Evidence, int]:
    """Return how often a file bears each mark, on its citations and its terms."""
    counts = Counter([item.evidence for item in table.citations.values()] + [term.evidence for term in table.terms])
    return {mark: counts[mark] for mark in get_args(Evidence)}


def marks_line(table: ProcedureTable) -> Message:
    """Return the counts of the marks as one phrase, those that do not occur left out."""
    return joined(
        message("pages.show.mark_count", mark=message(f"pages.mark.{mark}"), count=count)
        for mark, count in mark_counts(table).items()
        if count
    )


def unverified(table: ProcedureTable) -> Iterator[Unverified]:
    """Yield the places marked `unverified`, in the order of the file."""
    for name, item in table.citations.items():
        if item.evidence == "unverified":
            citation = item.freeze(name)
            what = message("pages.check.citation", id=name, basis=citation.cited())
            yield Unverified(key=f"citations.{name}", what=what, note=citation.note, used_by=tuple(_users(table, name)))
    for place, term in enumerate(table.terms):
        if term.evidence == "unverified":
            basis = table.citations[term.citation].freeze(term.citation).cited()
            what = message("pages.check.term", id=term.id, length=length(term.days, term.unit), basis=basis)
            users = [rule.id for rule in table.requirements if rule.term == term.id]
            used_by = tuple(message("pages.places.requirements", id=name) for name in users)
            yield Unverified(key=f"terms[{place}]", what=what, note=None, used_by=used_by)


def _users(table: ProcedureTable, name: str) -> Iterator[Message]:
    if table.window and table.window.citation == name:
        yield message("pages.places.window")
    for group in GROUPS:
        for item in getattr(table, group):
            if item.citation == name:
                id_ = item.trigger if group == "transitions" else item.id
                yield message(f"pages.places.{group}", id=id_)
