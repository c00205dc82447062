"""Was the record rewritten? Chains, the one sequence, fold = state, papers' digests, and codes from paper.

What this cannot see without paper: a tail and its head replaced together, or a whole round removed together
with everything after it. The codes printed on signed papers close that gap; docs/journal.md says how far.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

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


def verify(store: Store, anchors: Sequence[str] = ()) -> Verification:
    """Check the whole database; `anchors` are codes printed on papers."""
    rows = store.connection.execute(select(t.journal).order_by(t.journal.c.gseq)).all()
    chains = {row.id: row for row in store.connection.execute(select(t.chain))}
    papers = store.connection.execute(select(t.document).order_by(t.document.c.gseq, t.document.c.part)).all()
    problems = [*_sequence(rows), *_chains(rows, chains)]
    problems += _papers(rows, papers)
    folds, cases = _folds(store)
    vouched, broken = _anchors(rows, chains, anchors)
    return Verification(
        entries=len(rows),
        papers=len(papers),
        cases=cases,
        problems=(*problems, *folds, *broken),
        anchors=tuple(vouched),
    )


def _sequence(rows: Sequence[Row[Any]]) -> Iterable[Message]:
    expected = 1
    for row in rows:
        if row.gseq != expected:
            yield message("journal.gap", first=expected, last=row.gseq - 1, since=row.recorded_at)
        expected = row.gseq + 1


def _chains(rows: Sequence[Row[Any]], chains: Mapping[int, Row[Any]]) -> Iterable[Message]:
    last: dict[int, tuple[int, str]] = {}
    for row in rows:
        chain = chains.get(row.chain_id)
        if chain is None:
            yield message("journal.no_chain", gseq=row.gseq)
            continue
        seq, prev = last.get(row.chain_id, (0, GENESIS))
        where = {"chain": chain.name, "seq": row.seq, "since": row.recorded_at}
        if row.seq != seq + 1:
            yield message("journal.chain_gap", expected=seq + 1, **where)
        elif row.prev_hash != prev:
            yield message("journal.chain_cut", **where)
        if digest(row.payload) != row.payload_sha256:
            yield message("journal.payload_changed", **where)
        if entry_hash(chain.name, dict(row._mapping), row.prev_hash) != row.hash:  # noqa: SLF001 # SQLAlchemy's documented mapping view of a row
            yield message("journal.entry_changed", **where)
        last[row.chain_id] = (row.seq, row.hash)
    for chain in chains.values():
        if last.get(chain.id, (0, GENESIS)) != (chain.seq, chain.head):
            yield message("journal.head_differs", chain=chain.name, seq=chain.seq, last=last.get(chain.id, (0, ""))[0])


def _papers(rows: Sequence[Row[Any]], papers: Sequence[Row[Any]]) -> Iterable[Message]:
    named: dict[int, list[tuple[str, str]]] = {}
    for row in rows:
        try:
            listed = loads(row.payload).get("papers") or []
        except (ValueError, AttributeError):
            continue  # a payload that is no longer JSON was reported with its chain
        if listed:
            named[row.gseq] = [(item["form"], item["sha256"]) for item in listed]
    stored: dict[int, list[tuple[str, str]]] = {}
    for paper in papers:
        stored.setdefault(paper.gseq, []).append((paper.form, paper.context_sha256))
        if digest(paper.context) != paper.context_sha256:
            yield message("journal.paper_changed", form=paper.form, gseq=paper.gseq)
    for gseq in sorted(named.keys() | stored.keys()):
        if sorted(named.get(gseq, [])) != sorted(stored.get(gseq, [])):
            yield message("journal.papers_differ", gseq=gseq)


def _folds(store: Store) -> tuple[list[Message], int]:
    problems: list[Message] = []
    count = 0
    for row in store.rounds():
        desk_round = Round(store, open_file(store, row.code))
        for case_row in desk_round.rows:
            count += 1
            case = desk_round.case(case_row)
            if (case.stage, len(case.taken)) != (case_row.stage, case_row.version):
                problems.append(
                    message(
                        "journal.fold_differs",
                        subject=desk_round.subject(case_row).title,
                        stored=case_row.stage,
                        folded=case.stage,
                    )
                )
    return problems, count


def _anchors(
    rows: Sequence[Row[Any]], chains: Mapping[int, Row[Any]], anchors: Sequence[str]
) -> tuple[list[Message], list[Message]]:
    codes = {anchor_code(chains[row.chain_id].name, row.seq, row.hash): row for row in rows if row.chain_id in chains}
    known = {code.casefold(): row for code, row in codes.items()}
    vouched: list[Message] = []
    broken: list[Message] = []
    for given in anchors:
        row = known.get(given.strip().casefold())
        if row is None:
            broken.append(message("journal.anchor_unknown", anchor=given))
        else:
            chain = chains[row.chain_id].name
            vouched.append(
                message("journal.anchor_vouches", anchor=given, seq=row.seq, chain=chain, on=row.recorded_at)
            )
    return vouched, broken
