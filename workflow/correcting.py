"""Corrections: they append and never erase. A fact then reads as corrected; the first entry stays in the chain."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rasoat.errors import Refused, UsageError
from rasoat.models.canonical import dumps
from rasoat.models.database import Database
from rasoat.models.journal import Ledger
from rasoat.models.records import Draft, Entry
from rasoat.models.store import Store
from rasoat.workflow.cases import CORRECTION, TRANSITION, Case
from rasoat.workflow.desk import Round, open_file
from rasoat.workflow.engine import Author
from rasoat.workflow.paper_trail import CANCELLED, REISSUED, SHARED
from rasoat.workflow.registry import validator_of

_FOR_GOOD = frozenset({TRANSITION, CORRECTION, "round_opened", "printed", "exported", REISSUED, CANCELLED, SHARED})
"""Entries that no correction changes; what became of a paper or of a number is mended by a paper after it."""


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
        file = open_file(store, order.round)
        payload = {
            "target": order.target,
            "reason": order.reason,
            "set": dict(order.changes),
            "on": order.on.isoformat() if order.on else None,
            "annul": order.annul,
        }
        if order.command_id and (done := store.entries_of_command(order.command_id)):
            return _repeated(done[0], payload)
        entries = {entry.seq: entry for entry in store.entries_of_chain(file.row.chain_id)}
        target = entries.get(order.target)
        if target is None:
            raise UsageError("unknown_entry", seq=order.target, last=max(entries))
        _check(target, order)
        _check_fact(Round(store, file), target, order, author.today)
        draft = Draft(kind=CORRECTION, case_id=target.case_id, occurred_on=author.today.isoformat(), payload=payload)
        ledger = Ledger(connection)
        (entry,) = ledger.append(file.row.chain_id, [draft], author.signature(order.command_id))
        ledger.flush()
        return entry


def _repeated(done: Entry, payload: Mapping[str, Any]) -> Entry:
    if done.kind != CORRECTION or dumps(done.payload) != dumps(payload):
        raise UsageError("command_id_reused", command=done.command_id)
    return done


def _check(target: Entry, order: Correction) -> None:
    # of a step only its day can be wrong; what it did is undone by the next step, never by rewriting
    only_day = target.kind == TRANSITION and not order.changes and not order.annul
    if target.kind in _FOR_GOOD and not only_day:
        raise Refused("not_correctable", seq=target.seq)
    if target.kind == "rule_confirmed" and not order.annul:  # it repeats the file; a wrong one is withdrawn whole
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
        if not _fits(old, value):
            raise UsageError("wrong_field_type", name=name, old=old, value=value)


def _fits(old: Any, new: Any) -> bool:
    """Return whether a value has the shape of the one it replaces, so that whatever reads it can read it."""
    if old is None:
        return True
    if isinstance(old, Mapping):
        return isinstance(new, Mapping) and old.keys() <= new.keys() and all(_fits(old.get(k), new[k]) for k in new)
    if isinstance(old, list):
        return isinstance(new, list) and (not old or all(_fits(old[0], item) for item in new))
    return type(old) is type(new)


def _check_fact(desk_round: Round, target: Entry, order: Correction, today: date) -> None:
    """Refuse what would have been refused had it been recorded so at the time.

    Raises:
        RasoatError: as recording the fact.
    """
    if order.on and order.on > today:
        raise UsageError("date_in_future", on=order.on, today=today)
    if order.annul:
        return
    row = next(item for item in desk_round.rows if item.id == target.case_id)
    if target.kind == TRANSITION:
        _check_step(desk_round.case(row), target, order)
        return
    known = next((fact for fact in desk_round.case(row).facts if fact.seq == target.seq), None)
    on = order.on or (known.on if known else date.fromisoformat(target.occurred_on))
    data = {**(known.data if known else target.payload), **order.changes}
    validator_of(target.kind)(desk_round.view(row, on, before=target.seq), data)


def _check_step(case: Case, target: Entry, order: Correction) -> None:
    """Refuse a day of a step that lies before the step before it, or after the one that follows."""
    place = next(no for no, item in enumerate(case.taken) if item.seq == target.seq)
    first = case.taken[place - 1].on if place else None
    last = case.taken[place + 1].on if place + 1 < len(case.taken) else None
    if order.on and ((first and order.on < first) or (last and order.on > last)):
        raise UsageError("step_day_out_of_order", on=order.on, first=first or "-", last=last or "-")
