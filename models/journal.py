"""Appending to the journal: hash chain per round, one sequence over all."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from rasoat.errors import StaleCase
from rasoat.models import schema as t
from rasoat.models.canonical import digest, dumps, entry_hash
from rasoat.models.records import Draft, Entry

_HEAD = select(
    t.chain.c.name,
    t.chain.c.seq,
    t.chain.c.head,
    select(func.max(t.journal.c.gseq)).scalar_subquery().label("last"),
).where(t.chain.c.id == bindparam("chain_id"))
_ADVANCE = (
    update(t.chain)
    .where(t.chain.c.id == bindparam("of_chain"), t.chain.c.seq == bindparam("known"))
    .values(seq=bindparam("to_seq"), head=bindparam("to_head"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who wrote, when (UTC, ISO text), and under which command id."""

    actor: str
    recorded_at: str
    command_id: str


def append(connection: Connection, chain_id: int, drafts: Sequence[Draft], by: Signature) -> list[Entry]:
    """Append entries to a chain, in the caller's transaction; return them with their places and hashes.

    Raises:
        StaleCase: the chain grew since this transaction read it.
    """
    head = connection.execute(_HEAD, {"chain_id": chain_id}).one()
    gseq, seq, prev = head.last or 0, head.seq, head.head
    rows: list[dict[str, Any]] = []
    entries: list[Entry] = []
    for part, draft in enumerate(drafts):
        gseq, seq = gseq + 1, seq + 1
        payload = dumps(draft.payload)
        row = {
            "gseq": gseq,
            "seq": seq,
            "case_id": draft.case_id,
            "kind": draft.kind,
            "occurred_on": draft.occurred_on,
            "recorded_at": by.recorded_at,
            "actor": by.actor,
            "command_id": by.command_id,
            "part": part,
            "payload_sha256": digest(payload),
        }
        row["hash"] = entry_hash(head.name, row, prev)
        rows.append({**row, "chain_id": chain_id, "payload": payload, "prev_hash": prev})
        prev = row["hash"]
        entries.append(_entry(row, draft))
    connection.execute(insert(t.journal), rows)
    moved = connection.execute(
        _ADVANCE, {"of_chain": chain_id, "known": head.seq, "to_seq": seq, "to_head": prev}
    )
    if moved.rowcount != 1:
        raise StaleCase("stale_case")
    return entries


def _entry(row: dict[str, Any], draft: Draft) -> Entry:
    known = {name: value for name, value in row.items() if name != "payload_sha256"}
    return Entry(**known, payload=draft.payload)
