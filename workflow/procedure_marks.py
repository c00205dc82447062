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
    """Return how often a file bears each mark, on its citations and its terms; what is confirmed was seen."""
    confirmed = {item.of for item in table.confirmations}
    counts: Counter[Evidence] = Counter(
        "seen" if f"citations.{name}" in confirmed else item.evidence for name, item in table.citations.items()
    )
    counts.update("seen" if f"terms.{term.id}" in confirmed else term.evidence for term in table.terms)
    return {mark: counts[mark] for mark in get_args(Evidence)}


def marks_line(table: ProcedureTable) -> Message:
    """Return the counts of the marks as one phrase, those that do not occur left out."""
    return joined(
        message("pages.show.mark_count", mark=message(f"pages.mark.{mark}"), count=count)
        for mark, count in mark_counts(table).items()
        if count
    )


def unverified(table: ProcedureTable) -> Iterator[Unverified]:
    """Yield the places marked `unverified` and not confirmed, in the order of the file.

    A citation is left out too when each rule that rests on it was confirmed.
    """
    confirmed = {item.of for item in table.confirmations}
    for name, item in table.citations.items():
        users = tuple(users_of(table, name))
        open_users = tuple(said for of, said in users if of not in confirmed)
        settled = f"citations.{name}" in confirmed or (users and not open_users)
        if item.evidence == "unverified" and not settled:
            citation = item.freeze(name)
            what = message("pages.check.citation", id=name, basis=citation.cited())
            yield Unverified(key=f"citations.{name}", what=what, note=citation.note, used_by=open_users)
    for place, term in enumerate(table.terms):
        if term.evidence == "unverified" and f"terms.{term.id}" not in confirmed:
            basis = table.citations[term.citation].freeze(term.citation).cited()
            what = message("pages.check.term", id=term.id, length=length(term.days, term.unit), basis=basis)
            resting = [rule.id for rule in table.requirements if rule.term == term.id]
            used_by = tuple(message("pages.places.requirements", id=name) for name in resting)
            yield Unverified(key=f"terms[{place}]", what=what, note=None, used_by=used_by)


def users_of(table: ProcedureTable, name: str) -> Iterator[tuple[str, Message]]:
    """Yield the rules that rest on a citation: each with its place as confirmations name it, and in words."""
    if table.window and table.window.citation == name:
        yield "window", message("pages.places.window")
    for group in GROUPS:
        for item in getattr(table, group):
            if item.citation == name:
                id_ = item.trigger if group == "transitions" else item.id
                yield f"{group}.{id_}", message(f"pages.places.{group}", id=id_)
