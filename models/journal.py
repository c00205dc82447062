"""Writing: journal entries, stages, papers and numbers of one transaction, gathered and written together.

Hashes are computed when an entry is appended; rows are written by `Ledger.flush`, many in one statement. Nothing
is visible before the transaction commits anyway, and a transition costs fewer round trips.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, bindparam, func, insert, select, update

from rasoat.errors import StaleCase
from rasoat.models import schema as t
from rasoat.models.canonical import entry_hash, sealed
from rasoat.models.prepared import Prepared
from rasoat.models.records import CaseRow, Draft, Entry

_HEAD = Prepared(
    select(
        t.chain.c.name,
        t.chain.c.seq,
        t.chain.c.head,
        select(func.max(t.journal.c.gseq)).scalar_subquery(),
    ).where(t.chain.c.id == bindparam("chain_id"))
)
_ADVANCE = Prepared(
    update(t.chain)
    .where(t.chain.c.id == bindparam("of_chain"), t.chain.c.seq == bindparam("known"))
    .values(seq=bindparam("to_seq"), head=bindparam("to_head"))
)
_MOVE = Prepared(
    update(t.review_case)
    .where(t.review_case.c.id == bindparam("case_id"), t.review_case.c.version == bindparam("known"))
    .values(stage=bindparam("to"), version=bindparam("new"))
)


def _insert(table: Table, *generated: str) -> Prepared:
    """Return what inserts whole rows, but for the columns that the database fills."""
    return Prepared(insert(table).inline(), *(column.name for column in table.c if column.name not in generated))


_INSERTS = {"journal": _insert(t.journal), "document": _insert(t.document), "number": _insert(t.register_number, "id")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who wrote, when (UTC, ISO text), and under which command id."""

    actor: str
    recorded_at: str
    command_id: str


@dataclass(frozen=True, slots=True)
class Head:
    """Where a chain ends."""

    chain_id: int
    name: str
    seq: int
    hash: str


class Ledger:
    """What one transaction is about to write. The caller flushes it before the transaction ends."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._gseq: int | None = None
        self._heads: dict[int, Head] = {}
        self._known: dict[int, int] = {}
        self._rows: dict[str, list[Mapping[str, Any]]] = {name: [] for name in _INSERTS}
        self._moves: list[dict[str, Any]] = []
        self._numbers: dict[tuple[int, str, int], int] = {}
        self._used: set[tuple[int, str, int, int]] = set()

    def head(self, chain_id: int) -> Head:
        """Return the head of a chain, entries not yet flushed included."""
        if chain_id not in self._heads:
            [(name, seq, head, last)] = _HEAD.rows(self.connection, {"chain_id": chain_id})
            self._heads[chain_id] = Head(chain_id, name, seq, head)
            self._known[chain_id] = seq
            if self._gseq is None:  # entries of another chain may be gathered already
                self._gseq = last or 0
        return self._heads[chain_id]

    def append(self, chain_id: int, drafts: Sequence[Draft], by: Signature) -> list[Entry]:
        """Append entries to a chain; return them with their places and hashes."""
        head = self.head(chain_id)
        entries: list[Entry] = []
        for part, draft in enumerate(drafts):
            self._gseq = (self._gseq or 0) + 1
            entry, row = _link(head, self._gseq, part, draft, by)
            self._rows["journal"].append(row)
            entries.append(entry)
            head = Head(chain_id, head.name, entry.seq, entry.hash)
        self._heads[chain_id] = head
        return entries

    def move(self, case: CaseRow, stage: str) -> None:
        """Move a case to a stage, if nobody moved it since it was read."""
        self._moves.append({"case_id": case.id, "known": case.version, "to": stage, "new": case.version + 1})

    def add_document(self, values: Mapping[str, Any]) -> None:
        """Put a paper into the outbox."""
        self._rows["document"].append(values)

    def add_number(self, values: Mapping[str, Any]) -> None:
        """Enter a register number."""
        self._rows["number"].append(values)

    def next_number(self, commune_id: int, body: str, year: int) -> int:
        """Return the number after the highest of a body and year, numbers not yet flushed included."""
        key = (commune_id, body, year)
        if key not in self._numbers:
            c = t.register_number.c
            query = select(func.max(c.no)).where(c.commune_id == commune_id, c.body == body, c.year == year)
            self._numbers[key] = (self.connection.execute(query).scalar() or 0) + 1
        return self._numbers[key]

    def use_number(self, commune_id: int, body: str, year: int, no: int) -> None:
        """Note that a number is used, so that the next one proposed is higher."""
        key = (commune_id, body, year)
        self._numbers[key] = max(self.next_number(*key), no + 1)
        self._used.add((*key, no))

    def number_taken(self, commune_id: int, body: str, year: int, no: int) -> bool:
        """Return whether a number is in the register, numbers not yet flushed included."""
        if (commune_id, body, year, no) in self._used:
            return True
        c = t.register_number.c
        query = select(c.id).where(c.commune_id == commune_id, c.body == body, c.year == year, c.no == no)
        return self.connection.execute(query).first() is not None

    def flush(self) -> None:
        """Write everything gathered.

        Raises:
            StaleCase: a chain grew, or a case moved, since this transaction read it.
            IntegrityError: a command id or a register number is there already.
        """
        for name, statement in _INSERTS.items():
            rows = self._rows[name]
            if rows:
                statement.write(self.connection, rows)
                self._rows[name] = []
        grown = [
            {"of_chain": head.chain_id, "known": self._known[head.chain_id], "to_seq": head.seq, "to_head": head.hash}
            for head in self._heads.values()
            if head.seq != self._known[head.chain_id]
        ]
        self._guarded(_ADVANCE, grown)
        self._known = {head.chain_id: head.seq for head in self._heads.values()}
        self._guarded(_MOVE, self._moves)
        self._moves = []

    def _guarded(self, statement: Prepared, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows and statement.write(self.connection, rows) != len(rows):
            raise StaleCase("stale_case")


def _link(head: Head, gseq: int, part: int, draft: Draft, by: Signature) -> tuple[Entry, dict[str, Any]]:
    """Return an entry that follows `head`, and its row."""
    payload, payload_sha256 = sealed(draft.payload)
    row: dict[str, Any] = {
        "gseq": gseq,
        "chain_id": head.chain_id,
        "seq": head.seq + 1,
        "case_id": draft.case_id,
        "kind": draft.kind,
        "occurred_on": draft.occurred_on,
        "recorded_at": by.recorded_at,
        "actor": by.actor,
        "command_id": by.command_id,
        "part": part,
        "payload": payload,
        "payload_sha256": payload_sha256,
        "prev_hash": head.hash,
    }
    row["hash"] = entry_hash(head.name, row, head.hash)
    entry = Entry(
        gseq=gseq,
        seq=row["seq"],
        case_id=draft.case_id,
        kind=draft.kind,
        occurred_on=draft.occurred_on,
        recorded_at=by.recorded_at,
        actor=by.actor,
        command_id=by.command_id,
        part=part,
        payload=draft.payload,
        hash=row["hash"],
    )
    return entry, row
