"""Corrections: they append and never erase. A fact then reads as corrected; the first entry stays in the chain."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rasoat.errors import Refused, UsageError
from rasoat.models.database import Database
from rasoat.models.journal import Ledger
from rasoat.models.records import Draft, Entry
from rasoat.models.store import Store
from rasoat.workflow.cases import CORRECTION, TRANSITION
from rasoat.workflow.desk import open_file
from rasoat.workflow.engine import Author


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """The order to correct one entry.

    Attributes:
        target: the entry's place in the round's journal.
        changes: new values by name; only names the fact already has.
        on: the right day, when the day was wrong.
        annul: the fact never happened.
    """

    round: str | None
    target: int
    reason: str
    changes: Mapping[str, Any]
    on: date | None = None
    annul: bool = False
    command_id: str | None = None


def correct(database: Database, order: Correction, author: Author) -> Entry:
    """Append a correction; return its entry.

    Raises:
        UsageError: no such entry, no reason, nothing to change, an unknown name or another kind of value.
        Refused: the entry is a transition or itself a correction.
    """
    with database.write() as connection:
        store = Store(connection)
        if order.command_id and (done := store.entries_of_command(order.command_id)):
            return done[0]
        file = open_file(store, order.round)
        entries = {entry.seq: entry for entry in store.entries_of_chain(file.row.chain_id)}
        target = entries.get(order.target)
        if target is None:
            raise UsageError("unknown_entry", seq=order.target, last=max(entries))
        _check(target, order)
        payload = {
            "target": order.target,
            "reason": order.reason,
            "set": dict(order.changes),
            "on": order.on.isoformat() if order.on else None,
            "annul": order.annul,
        }
        draft = Draft(kind=CORRECTION, case_id=target.case_id, occurred_on=author.today.isoformat(), payload=payload)
        ledger = Ledger(connection)
        (entry,) = ledger.append(file.row.chain_id, [draft], author.signature(order.command_id))
        ledger.flush()
        return entry


def _check(target: Entry, order: Correction) -> None:
    if target.kind in {TRANSITION, CORRECTION, "round_opened", "printed"}:
        raise Refused("not_correctable", seq=target.seq)
    if not order.reason.strip():
        raise UsageError("correction_without_reason")
    if not (order.changes or order.on or order.annul):
        raise UsageError("correction_changes_nothing")
    for name, value in order.changes.items():
        old = target.payload.get(name)
        if name not in target.payload or name == "papers":
            known = tuple(sorted(set(target.payload) - {"papers"}))
            raise UsageError("unknown_field", name=name, known=known)
        if old is not None and type(old) is not type(value):
            raise UsageError("wrong_field_type", name=name, old=old, value=value)
