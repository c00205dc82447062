"""What became of papers after they were issued: a paper was replaced by another one, a number was cancelled.

Nothing is taken back: the first paper stays in the journal and in the register. Folding reads a replaced paper as the
one that replaces it, as it reads a corrected fact as corrected.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rasoat.models.records import Entry

REISSUED = "paper_reissued"
CANCELLED = "number_cancelled"
SHARED = "series_shared"
KINDS = (REISSUED, CANCELLED)
"""The entries that say what became of a paper."""

Place = tuple[int, int]
"""Where a paper was produced: the journal's entry, and its place among the papers of that entry, from 1."""


@dataclass(frozen=True, slots=True)
class Trail:
    """What later entries say of papers: which entry replaced one, which cancelled its number."""

    replaced: dict[Place, Entry] = field(default_factory=dict)
    cancelled: dict[Place, Entry] = field(default_factory=dict)

    def touches(self, seq: int) -> bool:
        """Tell whether papers of an entry were replaced or cancelled."""
        return any(place[0] == seq for place in (*self.replaced, *self.cancelled))

    def newest(self, place: Place) -> Place:
        """Return the place of the paper that stands for this one now."""
        while place in self.replaced:
            place = (self.replaced[place].seq, 1)
        return place

    def first(self, place: Place) -> Place:
        """Return the place of the paper that was issued first, which this one stands for."""
        before = {(entry.seq, 1): old for old, entry in self.replaced.items()}
        while place in before:
            place = before[place]
        return place

    def current(self, seq: int, papers: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """Return an entry's papers as they stand now: replaced ones by the newest, with `history`; and cancelled ones.

        `history` has number and entry of each paper before, oldest first; `cancelled` is the reason.
        """
        return [self._current((seq, part), paper) for part, paper in enumerate(papers, start=1)]

    def _current(self, place: Place, paper: Mapping[str, Any]) -> Mapping[str, Any]:
        history = []
        while place in self.replaced:
            history.append([paper["no"], place[0]])
            entry = self.replaced[place]
            place, paper = (entry.seq, 1), entry.payload["papers"][0]
        if history:
            paper = {**paper, "history": history, "seq": place[0]}
        if place in self.cancelled:
            paper = {**paper, "cancelled": self.cancelled[place].payload.get("reason") or "-"}
        return paper


def trail(entries: Iterable[Entry]) -> Trail:
    """Return what entries say of papers issued before them."""
    found = Trail()
    for entry in entries:
        if entry.kind == REISSUED:
            found.replaced[_place(entry.payload["replaces"])] = entry
        elif entry.kind == CANCELLED:
            found.cancelled[_place(entry.payload["paper"])] = entry
    return found


def _place(said: Mapping[str, Any]) -> Place:
    return said["seq"], said["part"]
