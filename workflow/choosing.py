"""Which procedure a round runs under: chosen by kind of review, day of opening and status year, from a dated table.

Never by today's date: in the autumn of 2026 the same day opens reviews for 2026 by the old standard and for 2027 by
the new one. Where the table is silent (a law that came after this program), a procedure's own dates decide.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

import msgspec

from rasoat.errors import UsageError
from rasoat.messages import Message, message
from rasoat.workflow.citations import Citation, CitationTable
from rasoat.workflow.rules import Procedure
from rasoat.workflow.tables import citation_faults, freeze_citations, read_table, shipped_files, wrong_file

_FOLDER = "choices"


class _DaysTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    first: date = msgspec.field(name="from")
    last: date | None = msgspec.field(name="to", default=None)


class _YearsTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    first: int = msgspec.field(name="from")
    last: int = msgspec.field(name="to")


class _ChoiceTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    kind: str
    opened: _DaysTable
    status: _YearsTable
    procedure: str
    citation: str
    standard: str | None = None
    law_kind: str | None = None
    only_ordered: bool = False


class _Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    citations: dict[str, CitationTable]
    choices: tuple[_ChoiceTable, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One line of the table.

    Attributes:
        kind: of the review.
        law_kind: the kind that the procedure gives itself, where two laws name one review apart.
        first, last: the days of opening, both included; no last day while no end is known.
        years: the first and the last status year.
        procedure: id of the procedure.
        standard: id of the standard that classifies, None where none does.
        only_ordered: taken only where a document orders it, never by itself.
    """

    kind: str
    law_kind: str
    first: date
    last: date | None
    years: tuple[int, int]
    procedure: str
    standard: str | None
    only_ordered: bool
    citation: Citation

    def covers(self, kind: str, on: date) -> bool:
        """Return whether a review of this kind that opens on this day is meant."""
        return self.kind == kind and self.first <= on and (self.last is None or on <= self.last)

    def line(self) -> Message:
        """Return the line as a person reads it."""
        key = "versions.choice.line_ordered" if self.only_ordered else "versions.choice.line"
        first, last = self.years
        return message(key, procedure=self.procedure, first=first, last=last, basis=self.citation.cited())


def read_choices(text: str, *, name: str) -> tuple[Choice, ...]:
    """Return the lines of a table.

    Raises:
        BadProcedure: the file is wrong; `details` lists each fault with its key and reason.
    """
    table = read_table(text, name=name, shape=_Table)
    if found := [*citation_faults(table.citations), *_faults(table)]:
        raise wrong_file(name, found)
    citations = freeze_citations(table.citations)
    return tuple(
        Choice(
            kind=item.kind,
            law_kind=item.law_kind or item.kind,
            first=item.opened.first,
            last=item.opened.last,
            years=(item.status.first, item.status.last),
            procedure=item.procedure,
            standard=item.standard,
            only_ordered=item.only_ordered,
            citation=citations[item.citation],
        )
        for item in table.choices
    )


def _faults(table: _Table) -> Iterator[Message]:
    for place, item in enumerate(table.choices):
        if item.citation not in table.citations:
            yield message("procedure.unknown_citation", key=f"choices[{place}].citation", value=item.citation)
        if item.opened.last and item.opened.last < item.opened.first:
            yield message("procedure.ends_before_it_begins", key=f"choices[{place}].opened.to")


@cache
def choices() -> tuple[Choice, ...]:
    """Return all lines that come with the program."""
    return tuple(line for name, text in shipped_files(_FOLDER).items() for line in read_choices(text, name=name))


def choose(kind: str, on: date, *, status_year: int | None, ordered_by: str | None) -> Choice:
    """Return the line for a round for which no procedure was named.

    Raises:
        UsageError: the table has none, or it may only be taken with the document that orders it.
    """
    lines = [item for item in choices() if item.covers(kind, on)]
    fitting = [item for item in lines if _fits(item, status_year)]
    if not fitting:
        details = [item.line() for item in lines]
        year: Message | int = status_year or message("versions.choice.any_year")
        kind_title = message(f"pages.kind.{kind}")
        raise UsageError("choice_none", kind=kind_title, on=on, year=year, details=details)
    _check_order(fitting[0], on, ordered_by)
    return fitting[0]


def _fits(item: Choice, status_year: int | None) -> bool:
    return not item.only_ordered if status_year is None else item.years[0] <= status_year <= item.years[1]


def check_choice(procedure: Procedure, on: date, *, status_year: int | None, ordered_by: str | None) -> None:
    """Refuse a procedure that the table contradicts; where the table is silent, nothing is said.

    Raises:
        UsageError: reviews of this kind opened on that day follow another standard, or give the status of
            other years; or the document that orders the review is not named.
    """
    kinds = {item.kind for item in choices() if procedure.kind in {item.kind, item.law_kind}}
    lines = [item for item in choices() if any(item.covers(kind, on) for kind in kinds)]
    if not lines:
        return
    same = [item for item in lines if item.standard in {None, procedure.standard}]
    fitting = [item for item in same if status_year is None or _fits(item, status_year)]
    if not fitting:
        year: Message | int = status_year or message("versions.choice.any_year")
        raise UsageError(
            "choice_contradicts",
            procedure=procedure.id,
            standard=procedure.standard,
            on=on,
            year=year,
            details=[item.line() for item in lines],
        )
    _check_order(fitting[0], on, ordered_by)


def _check_order(choice: Choice, on: date, ordered_by: str | None) -> None:
    if choice.only_ordered and not (ordered_by or "").strip():
        raise UsageError("choice_needs_order", procedure=choice.procedure, on=on, basis=choice.citation.cited())
