"""The papers of a round as a person names and finds them, and how each of them stands now."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Literal

from rasoat.errors import UsageError
from rasoat.messages import Message, message
from rasoat.models.canonical import loads
from rasoat.models.records import DocumentRow, Entry
from rasoat.models.store import Store
from rasoat.workflow.desk import Round
from rasoat.workflow.paper_trail import KINDS, Place, Trail, trail
from rasoat.workflow.registry import form_of

State = Literal["issued", "replaced", "cancelled"]
_PLACE = re.compile(r"(\d{1,9})(?:[.](\d{1,4}))?")
_CODE = re.compile(r"[A-Za-z0-9-]+[.](\d{1,9})[.][A-Za-z2-7]{16}")
_NUMBER = re.compile(r"(\d{1,6})/(\S+)")


@dataclass(frozen=True)
class IssuedPaper:
    """One paper of a round, with what became of it.

    Attributes:
        row: the paper in the outbox.
        village: whom it is about, as papers write it.
        replaced_by: the paper that stands for it now.
        cancelled: the entry that cancelled its number.
    """

    row: DocumentRow
    village: str
    replaced_by: DocumentRow | None = None
    cancelled: Entry | None = None

    @cached_property
    def context(self) -> Mapping[str, Any]:
        """What it says."""
        found: Mapping[str, Any] = loads(self.row.context)
        return found

    @property
    def place(self) -> Place:
        """Which entry produced it, and its place among that entry's papers."""
        return self.row.seq, self.row.part

    @property
    def name(self) -> str:
        """How a person names it in a command: ENTRY.PART."""
        return f"{self.row.seq}.{self.row.part}"

    @property
    def number(self) -> str | None:
        """Its number with its symbol, None where the law gives none."""
        said = self.context.get("number")
        return said["text"] if said else None

    @property
    def on(self) -> date:
        """Its date."""
        return date.fromisoformat(self.context["date"])

    @property
    def state(self) -> State:
        """Whether it stands, was replaced, or lost its number."""
        return "cancelled" if self.cancelled else "replaced" if self.replaced_by else "issued"

    @property
    def told(self) -> Message:
        """The paper in words: title, number, date."""
        return named(self.row.form, self.number, self.on)


def named(form: str, number: str | None, on: date) -> Message:
    """Return a paper in words: title, number where it has one, date."""
    title = form_of(form).title
    if number:
        return message("issuing.numbered", title=title, number=number, on=on)
    return message("issuing.dated", title=title, on=on)


def issued_papers(desk_round: Round) -> list[IssuedPaper]:
    """Return the papers of a round in the order they were produced, each as it stands now."""
    store, file = desk_round.store, desk_round.file
    known = trail_of(store, file.row.chain_id)
    rows = {(row.seq, row.part): row for row in store.documents(file.row.id)}
    titles = {row.id: desk_round.subject(row).title for row in desk_round.rows}
    return [_issued(row, titles[row.case_id], known, rows) for row in rows.values()]


def trail_of(store: Store, chain_id: int) -> Trail:
    """Return what became of the papers of a round."""
    return trail(store.entries_of_kinds(KINDS, chain_id=chain_id))


def _issued(row: DocumentRow, village: str, known: Trail, rows: Mapping[Place, DocumentRow]) -> IssuedPaper:
    place = (row.seq, row.part)
    newest = known.newest(place)
    replaced_by = rows[newest] if newest != place else None
    return IssuedPaper(row=row, village=village, replaced_by=replaced_by, cancelled=known.cancelled.get(place))


def find_paper(papers: Sequence[IssuedPaper], typed: str) -> IssuedPaper:
    """Return the paper that a person names: by its number, by its entry (and part), by the code at its foot.

    Raises:
        UsageError: no paper is named so, or more than one; those are told.
    """
    found = [item for item in papers if _is_named(item, typed.strip())]
    if len(found) == 1:
        return found[0]
    if found:
        lines = [message("issuing.paper_line", name=item.name, paper=item.told, village=item.village) for item in found]
        raise UsageError("paper_ambiguous", paper=typed, details=lines)
    raise UsageError("paper_unknown", paper=typed)


def _is_named(item: IssuedPaper, typed: str) -> bool:
    if _NUMBER.fullmatch(typed):
        return item.number is not None and item.number.lstrip("0").casefold() == typed.lstrip("0").casefold()
    place = _PLACE.fullmatch(typed) or _CODE.fullmatch(typed)
    if place is None:
        return False
    part = place[2] if place.re is _PLACE else None
    return item.row.seq == int(place[1]) and part in {None, str(item.row.part)}
