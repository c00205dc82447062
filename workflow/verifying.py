"""Was the record rewritten? Chains, the one sequence, fold = state, all that the journal names, codes from paper.

What this cannot see without paper: a tail and its head replaced together, or a whole round removed together
with everything after it. The codes printed on signed papers close that gap; docs/journal.md says how far.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from rasoat.errors import RasoatError
from rasoat.messages import Message, message
from rasoat.models import schema as t
from rasoat.models.canonical import anchor_code
from rasoat.models.store import Store
from rasoat.workflow import matching
from rasoat.workflow.chains import read_chains
from rasoat.workflow.desk import Round, read_file
from rasoat.workflow.tombstones import erasures


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """The result: how much was checked, what is wrong, what the papers' codes vouch for, what was erased."""

    entries: int
    papers: int
    cases: int
    problems: tuple[Message, ...]
    anchors: tuple[Message, ...]
    erased: tuple[Message, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


_UNREADABLE = (RasoatError, SQLAlchemyError, ValueError, KeyError, TypeError, AttributeError, StopIteration)
"""What reading a row raises that somebody has filled with anything."""


def verify(store: Store, anchors: Sequence[str] = ()) -> Verification:
    """Check the whole database; `anchors` are codes printed on papers."""
    erased = erasures(store)
    chains = read_chains(store.connection, erased.entries)
    said = matching.sayings(store)
    papers = matching.papers(store, said, erased.papers)
    wrong_periods, periods = matching.periods(store, said)
    problems = [
        *chains.problems,
        *papers.problems,
        *matching.laws(store, said),
        *matching.evidence(store, said),
        *matching.households(store, said),
        *wrong_periods,
        *matching.cases(store, said),
        *_folds(store),
    ]
    vouched, unknown = _anchors(store, chains.broken, periods, anchors)
    return Verification(
        entries=chains.entries,
        papers=papers.count,
        cases=store.connection.execute(select(func.count()).select_from(t.review_case)).scalar() or 0,
        problems=(*problems, *unknown),
        anchors=tuple(vouched),
        erased=tuple(erased.told.values()),
    )


def _folds(store: Store) -> Iterable[Message]:
    for row in store.rounds():
        try:
            yield from _folds_of(Round(store, read_file(store, row.code)))
        except _UNREADABLE:
            yield message("journal.unreadable", subject=row.code)


def _folds_of(desk_round: Round) -> Iterable[Message]:
    for row in desk_round.rows:
        subject = desk_round.subject(row).title
        try:
            case = desk_round.case(row)
        except _UNREADABLE:
            yield message("journal.unreadable", subject=subject)
            continue
        if (case.stage, len(case.taken)) != (row.stage, row.version):
            since = case.taken[-1].recorded_at.isoformat() if case.taken else "-"
            yield message("journal.fold_differs", subject=subject, stored=row.stage, folded=case.stage, since=since)


def _anchors(
    store: Store, broken: Mapping[int, int], periods: Mapping[int, Sequence[tuple[int, int]]], anchors: Sequence[str]
) -> tuple[list[Message], list[Message]]:
    """Return what the codes vouch for, and which do not.

    Args:
        store: the database.
        broken: the first entry, by chain, that is not what its chain says.
        periods: the period digests that fit, by chain: entry, and the number of entries of all rounds.
        anchors: codes as typed.
    """
    vouched: list[Message] = []
    problems: list[Message] = []
    for given in anchors:
        row = _entry_of(store, given)
        if row is None:
            problems.append(message("journal.anchor_unknown", anchor=given))
            continue
        where = {"anchor": given, "seq": row.seq, "chain": row.name}
        first = broken.get(row.chain_id)
        if first is not None and first <= row.seq:
            problems.append(message("journal.anchor_broken", first=first, **where))
            continue
        vouched.append(message("journal.anchor_vouches", on=row.recorded_at, **where))
        covered = [(seq, entries) for seq, entries in periods.get(row.chain_id, ()) if seq <= row.seq]
        if covered:
            seq, entries = max(covered)
            vouched.append(message("journal.anchor_period", anchor=given, seq=seq, entries=entries))
    return vouched, problems


def _entry_of(store: Store, given: str) -> Any:
    """Return the entry that has this code, with its chain's name."""
    wanted = given.strip().casefold()
    place = wanted.split(".")[-2:-1]
    if not place or not place[0].isascii() or not place[0].isdigit() or len(place[0]) > len("999999999"):
        return None
    c = t.journal.c
    query = select(c.chain_id, c.seq, c.hash, c.recorded_at, t.chain.c.name).join(t.chain, t.chain.c.id == c.chain_id)
    for row in store.connection.execute(query.where(c.seq == int(place[0]))):
        try:
            code = anchor_code(row.name, row.seq, row.hash)
        except ValueError:  # a hash that somebody overwrote
            continue
        if code.casefold() == wanted:
            return row
    return None
