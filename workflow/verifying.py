"""Was the record rewritten? Chains, the one sequence, fold = state, papers and numbers, the law, codes from paper.

What this cannot see without paper: a tail and its head replaced together, or a whole round removed together
with everything after it. The codes printed on signed papers close that gap; docs/journal.md says how far.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, select

from rasoat.errors import RasoatError
from rasoat.messages import Message, message
from rasoat.models import schema as t
from rasoat.models.canonical import GENESIS, anchor_code, digest, entry_hash, loads
from rasoat.models.store import Store
from rasoat.workflow.desk import Round, open_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """The result: how much was checked, what is wrong, and what the papers' codes vouch for."""

    entries: int
    papers: int
    cases: int
    problems: tuple[Message, ...]
    anchors: tuple[Message, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


Broken = Mapping[int, int]
"""The first entry, by chain, that is not what its chain says."""
_UNREADABLE = (RasoatError, ValueError, KeyError, TypeError, AttributeError)
"""What reading a row raises that somebody has filled with anything."""


def verify(store: Store, anchors: Sequence[str] = ()) -> Verification:
    """Check the whole database; `anchors` are codes printed on papers."""
    rows = store.connection.execute(select(t.journal).order_by(t.journal.c.gseq)).all()
    chains = {row.id: row for row in store.connection.execute(select(t.chain))}
    papers = store.connection.execute(_PAPERS).all()
    found = list(_chains(rows, chains))
    broken: dict[int, int] = {}
    for chain, seq, _problem in found:
        broken[chain] = min(seq, broken.get(chain, seq))
    problems = [*_sequence(rows), *(problem for _chain, _seq, problem in found), *_heads(rows, chains)]
    problems += [*_papers(rows, papers), *_laws(store, rows), *_evidence(store, rows), *_folds(store)]
    vouched, unknown = _anchors(rows, chains, broken, anchors)
    return Verification(
        entries=len(rows),
        papers=len(papers),
        cases=store.connection.execute(select(func.count()).select_from(t.review_case)).scalar() or 0,
        problems=(*problems, *unknown),
        anchors=tuple(vouched),
    )


def _evidence(store: Store, rows: Sequence[Row[Any]]) -> Iterable[Message]:
    """Yield the evidence files that the journal names and the database no longer knows."""
    known = {digest_ for digest_, _size, _name in store.evidence()}
    for row in rows:
        if '"evidence":["' not in row.payload:
            continue
        try:
            named = loads(row.payload).get("evidence") or []
        except _UNREADABLE:
            continue  # a payload that is no longer JSON was reported with its chain
        for missing in (item for item in named if item not in known):
            yield message("journal.evidence_unknown", seq=row.seq, digest=str(missing)[:8])


def _sequence(rows: Sequence[Row[Any]]) -> Iterable[Message]:
    expected = 1
    for row in rows:
        if row.gseq != expected:
            yield message("journal.gap", first=expected, last=row.gseq - 1, since=row.recorded_at)
        expected = row.gseq + 1


def _chains(rows: Sequence[Row[Any]], chains: Mapping[int, Row[Any]]) -> Iterable[tuple[int, int, Message]]:
    """Yield chain, entry and what is wrong with it."""
    last: dict[int, tuple[int, str]] = {}
    for row in rows:
        chain = chains.get(row.chain_id)
        if chain is None:
            yield row.chain_id, row.seq, message("journal.no_chain", gseq=row.gseq)
            continue
        seq, prev = last.get(row.chain_id, (0, GENESIS))
        where = {"chain": chain.name, "seq": row.seq, "since": row.recorded_at}
        if row.seq != seq + 1:
            yield row.chain_id, row.seq, message("journal.chain_gap", expected=seq + 1, **where)
        elif row.prev_hash != prev:
            yield row.chain_id, row.seq, message("journal.chain_cut", **where)
        if digest(row.payload) != row.payload_sha256:
            yield row.chain_id, row.seq, message("journal.payload_changed", **where)
        if entry_hash(chain.name, dict(row._mapping), row.prev_hash) != row.hash:  # noqa: SLF001 # SQLAlchemy's documented mapping view of a row
            yield row.chain_id, row.seq, message("journal.entry_changed", **where)
        last[row.chain_id] = (row.seq, row.hash)


def _heads(rows: Sequence[Row[Any]], chains: Mapping[int, Row[Any]]) -> Iterable[Message]:
    last = {row.chain_id: (row.seq, row.hash) for row in rows}
    for chain in chains.values():
        seq, head = last.get(chain.id, (0, GENESIS))
        if (seq, head) != (chain.seq, chain.head):
            yield message("journal.head_differs", chain=chain.name, seq=chain.seq, last=seq)


_PAPERS = (
    select(t.document, t.register_number.c.no)
    .join_from(
        t.document,
        t.register_number,
        (t.register_number.c.gseq == t.document.c.gseq) & (t.register_number.c.part == t.document.c.part),
        isouter=True,
    )
    .order_by(t.document.c.gseq, t.document.c.part, t.register_number.c.no)
)


def _papers(rows: Sequence[Row[Any]], papers: Sequence[Row[Any]]) -> Iterable[Message]:
    named: dict[int, list[tuple[Any, Any, Any]]] = {}
    for row in rows:
        listed = _payload(row).get("papers")
        if listed and isinstance(listed, list):
            items = [item if isinstance(item, dict) else {} for item in listed]
            named[row.gseq] = [(item.get("form"), item.get("sha256"), item.get("no")) for item in items]
    stored: dict[int, list[tuple[Any, Any, Any]]] = {}
    for paper in papers:
        stored.setdefault(paper.gseq, []).append((paper.form, paper.context_sha256, paper.no))
        if digest(paper.context) != paper.context_sha256:
            yield message("journal.paper_changed", form=paper.form, gseq=paper.gseq)
    for gseq in sorted(named.keys() | stored.keys()):
        said, there = named.get(gseq, []), stored.get(gseq, [])
        if [item[:2] for item in said] != [item[:2] for item in there]:
            yield message("journal.papers_differ", gseq=gseq)
        elif said != there:
            yield message("journal.numbers_differ", gseq=gseq)


def _payload(row: Row[Any]) -> Mapping[str, Any]:
    """Return the payload of an entry, empty when it is none: that was reported with its chain."""
    try:
        found = loads(row.payload)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _laws(store: Store, rows: Sequence[Row[Any]]) -> Iterable[Message]:
    """Yield where the law a round runs under is not what it was opened under."""
    for row in store.connection.execute(select(t.procedure_version)):
        if digest(row.source) != row.digest:
            yield message("journal.procedure_changed", name=row.name)
    opened = {row.chain_id: (row.occurred_on, _payload(row)) for row in rows if row.kind == "round_opened"}
    for item in store.rounds():
        on, said = opened.get(item.chain_id, ("", {}))
        stored = (item.code, item.procedure_digest, item.variant, item.year, item.ordered_by, item.opened_on)
        names = ("code", "procedure_sha256", "variant", "year", "ordered_by")
        if (*(said.get(name) for name in names), on) != stored:
            yield message("journal.round_changed", code=item.code)


def _folds(store: Store) -> Iterable[Message]:
    for row in store.rounds():
        try:
            yield from _folds_of(Round(store, open_file(store, row.code)))
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
            yield message("journal.fold_differs", subject=subject, stored=row.stage, folded=case.stage)


def _anchors(
    rows: Sequence[Row[Any]], chains: Mapping[int, Row[Any]], broken: Broken, anchors: Sequence[str]
) -> tuple[list[Message], list[Message]]:
    codes = {anchor_code(chains[row.chain_id].name, row.seq, row.hash): row for row in rows if row.chain_id in chains}
    known = {code.casefold(): row for code, row in codes.items()}
    vouched: list[Message] = []
    problems: list[Message] = []
    for given in anchors:
        row = known.get(given.strip().casefold())
        if row is None:
            problems.append(message("journal.anchor_unknown", anchor=given))
            continue
        where = {"anchor": given, "seq": row.seq, "chain": chains[row.chain_id].name}
        first = broken.get(row.chain_id)
        if first is not None and first <= row.seq:
            problems.append(message("journal.anchor_broken", first=first, **where))
        else:
            vouched.append(message("journal.anchor_vouches", on=row.recorded_at, **where))
    return vouched, problems
