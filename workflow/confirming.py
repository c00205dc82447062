"""Confirming a place of a procedure: who compared it with which text, and that the text says what the file says.

A mark `unverified` is lifted by a confirmation alone. It names the place, repeats what the file says there, and
falls with it: when somebody changes the number afterwards, the confirmation no longer holds.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import get_args

from rasoat.errors import UsageError
from rasoat.messages import Message, message
from rasoat.workflow.cases import Fact
from rasoat.workflow.citations import Citation, CitationTable, Evidence
from rasoat.workflow.procedure_file import ConfirmationTable, ProcedureTable, RequirementTable, TermTable
from rasoat.workflow.rules import Confirmation, Unit

CONFIRMED = "rule_confirmed"
"""The kind of fact that confirms a place of an open round's procedure."""
GROUPS = ("terms", "citations", "requirements", "variants")
"""The parts of a file that can be confirmed, in the order in which a bare name is looked up."""
_RANK: dict[Evidence, int] = {"unverified": 0, "assumed": 1, "secondary": 2, "seen": 3}


def confirmed_citation(citation: Citation, by: ConfirmationTable | None) -> Citation:
    """Return a citation as it stands once confirmed: read, in the document that the confirmation names."""
    return citation if by is None else replace(citation, evidence="seen", source=by.document, note=None)


def confirmations_in(facts: Iterable[Fact]) -> tuple[Confirmation, ...]:
    """Return what the facts of a round's own case confirm of its procedure; what was annulled is not among them."""
    return tuple(
        Confirmation(on=fact.on, **{name: fact.data[name] for name in ("of", "value", "by", "document")})
        for fact in facts
        if fact.kind == CONFIRMED
    )


def value_of(table: ProcedureTable, target: str) -> str | None:
    """Return what a file says at a place such as `terms.posting`, None when it has no such place.

    A term says its days and their unit, a requirement its parameters, a citation and a variant their place in the law.
    """
    group, _, name = target.partition(".")
    if group == "citations":
        return table.citations[name].freeze(name).short() if name in table.citations else None
    item = next((item for item in getattr(table, group) if item.id == name), None)
    if item is None:
        return None
    if isinstance(item, TermTable):
        return f"{item.days} {item.unit}"
    if isinstance(item, RequirementTable):
        return ", ".join(f"{key}={_shown(value)}" for key, value in item.params.items())
    cited = table.citations.get(item.citation)
    return cited.freeze(item.citation).short() if cited else ""


def _shown(value: object) -> str:
    return "+".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def target_named(table: ProcedureTable, name: str) -> str:
    """Return the place that a person names, with its part of the file (`terms.posting`) or without (`posting`).

    Raises:
        UsageError: there is none, or there are several of that name.
    """
    wanted = [name] if name.partition(".")[0] in GROUPS else [f"{group}.{name}" for group in GROUPS]
    found = [target for target in wanted if value_of(table, target) is not None]
    if len(found) == 1:
        return found[0]
    if found:
        details = [message("errors.one_of", item=target) for target in found]
        raise UsageError("confirm_ambiguous", name=name, details=details)
    raise UsageError("confirm_unknown", name=name, id=table.id)


def agreed_value(table: ProcedureTable, target: str, read: str | None) -> str:
    """Return what a confirmation records of a place, given what the person read in the official text.

    Raises:
        UsageError: the place has a number and none was given; the text says something else than the file.
    """
    own = value_of(table, target) or ""
    numbered = target.startswith(("terms.", "requirements.")) and own
    if read is None and numbered:
        raise UsageError("confirm_needs_value", target=target, value=own)
    if read is not None and not _same(own, read):
        raise UsageError("confirm_differs", target=target, value=own or "-", read=read)
    return own


def _same(own: str, read: str) -> bool:
    """Return whether a person read what the file says; a number may stand alone where there is only one."""
    said = " ".join(read.split()).casefold()
    return said in {own.casefold(), _number(own).casefold()}


def _number(own: str) -> str:
    """Return the number alone: of `3 working`, of `min_percent=50`; where there is more to it, all of it."""
    if own.count("=") == 1:
        return own.partition("=")[2]
    first, _, unit = own.partition(" ")
    return first if first.isdigit() and unit in get_args(Unit) else own


def confirmation_block(target: str, value: str, by: str, on: date, document: str) -> str:
    """Return the lines that confirm a place, to stand at the end of a procedure file."""
    quoted = {"of": target, "value": value, "by": by.strip(), "document": document.strip()}
    lines = [f"{key} = {json.dumps(text, ensure_ascii=False)}" for key, text in quoted.items()]
    return "\n".join(["", "[[confirmations]]", *lines[:3], f"on = {on.isoformat()}", lines[3], ""])


def confirmation_faults(table: ProcedureTable) -> Iterator[Message]:
    """Yield a fault for each confirmation of a place that is not there, or that says something else by now."""
    last = {item.of: place for place, item in enumerate(table.confirmations)}
    for place, item in enumerate(table.confirmations):
        own = value_of(table, item.of)
        if own is None:
            yield message("procedure.unknown_place", key=f"confirmations[{place}].of", value=item.of)
        elif last[item.of] == place and own != item.value:
            key = f"confirmations[{place}].value"
            yield message("procedure.confirmed_other", key=key, of=item.of, value=item.value, now=own)


def raised_marks(table: ProcedureTable, shipped: tuple[ProcedureTable, ...]) -> Iterator[Message]:
    """Yield a fault for each mark that is better than nobody answers for.

    A mark stands on a confirmation in the file, or on a file of the program (`shipped`) that bears it for the same
    place in the law; for a term, with the same days.
    """
    confirmed = {item.of for item in table.confirmations}
    read = {_place(item): 0 for item in table.citations.values()}
    counted: dict[tuple[object, ...], int] = {}
    for law in shipped:
        for item in law.citations.values():
            read[_place(item)] = max(read.get(_place(item), 0), _RANK[item.evidence])
        for term in law.terms:
            counted[_length(law, term)] = max(counted.get(_length(law, term), 0), _RANK[term.evidence])
    for name, item in table.citations.items():
        if _RANK[item.evidence] > read[_place(item)] and f"citations.{name}" not in confirmed:
            yield message("procedure.raised", key=f"citations.{name}.evidence", mark=item.evidence, name=name)
    for place, term in enumerate(table.terms):
        if _RANK[term.evidence] > counted.get(_length(table, term), 0) and f"terms.{term.id}" not in confirmed:
            yield message("procedure.raised", key=f"terms[{place}].evidence", mark=term.evidence, name=term.id)


def _place(item: CitationTable) -> tuple[str | None, ...]:
    return item.doc, item.article, item.clause, item.point


def _length(table: ProcedureTable, term: TermTable) -> tuple[object, ...]:
    return term.days, term.unit, term.counts_from, *_place(table.citations[term.citation])
