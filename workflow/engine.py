"""The one way to change a round: a step, which records facts, takes a transition, or both.

A step is one database transaction: facts, new stage, journal entries, papers with frozen contexts, numbers.
Either all of it stands or none. A command id that was carried out before changes nothing.
"""

import gc
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy.exc import IntegrityError

from rasoat.errors import Refused, UsageError
from rasoat.models.canonical import dumps
from rasoat.models.database import Database
from rasoat.models.journal import Ledger
from rasoat.models.records import CaseRow, Entry
from rasoat.models.store import Store
from rasoat.workflow.cases import TRANSITION
from rasoat.workflow.desk import Round, open_file
from rasoat.workflow.orders import Author, NewFact, Outcome, Step
from rasoat.workflow.performance import Performance

__all__ = ["Author", "NewFact", "Outcome", "Step", "perform", "perform_all", "perform_prepared"]


def perform(database: Database, step: Step, author: Author) -> Outcome:
    """Carry out one step in one transaction.

    Raises:
        UsageError: the step names what does not exist, or facts that cannot be; nothing is written.
        Refused: the procedure does not allow it; all unmet requirements are listed; nothing is written.
        StaleCase: another writer moved the case first.
    """
    return perform_all(database, [step], author)[0]


def perform_all(database: Database, steps: Sequence[Step], author: Author) -> list[Outcome]:
    """Carry out several steps in one transaction: all of them, or none.

    Raises:
        RasoatError: as `perform`.
    """
    return perform_prepared(database, lambda _store: steps, author)


def perform_prepared(database: Database, prepare: Callable[[Store], Sequence[Step]], author: Author) -> list[Outcome]:
    """Carry out steps that `prepare` makes from what it reads and writes in the same transaction.

    Args:
        database: where.
        prepare: writes what the steps rest on (households of a list, say) and returns the steps.
        author: who acts.

    Raises:
        RasoatError: as `perform`.
    """
    steps: list[Step] = []
    try:
        with database.write() as connection:
            store, ledger = Store(connection), Ledger(connection)
            steps.extend(prepare(store))
            _refuse_twice(steps)
            with _no_collection():
                rounds = _open(store, ledger, steps)
                outcomes = [_perform(rounds[step.round], step, author) for step in steps]
                ledger.flush()
            return outcomes
    except (Refused, UsageError, IntegrityError):
        # A repeated command is refused on its own result, or by its id; only then is it worth asking for it.
        repeated = _repeated(database, steps)
        if repeated is None:
            raise
        return repeated


@contextmanager
def _no_collection() -> Iterator[None]:
    """Keep the cycle collector away: steps make many objects and drop none before they end.

    In a batch it would look at all of them over and over, and find nothing (a tenth of the time).
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _refuse_twice(steps: Sequence[Step]) -> None:
    for command, times in Counter(step.command_id for step in steps if step.command_id).items():
        if times > 1:
            raise UsageError("command_id_reused", command=command)


def _open(store: Store, ledger: Ledger, steps: Sequence[Step]) -> dict[str | None, Round]:
    """Return the rounds that the steps are about; the cases of many steps are read at once."""
    rounds = {code: Round(store, open_file(store, code), ledger) for code in {step.round for step in steps}}
    for code, desk_round in rounds.items():
        villages = {step.village for step in steps if step.round == code and step.village}
        if len(villages) > 1:
            desk_round.expect(villages)
    return rounds


def _perform(desk_round: Round, step: Step, author: Author) -> Outcome:
    outcome = Performance(desk_round, _row(desk_round, step), step, author).run()
    unused = step.numbers.keys() - {paper.form for paper in outcome.papers}
    if unused:
        raise UsageError("number_unused", forms=tuple(sorted(unused)))
    return outcome


def _row(desk_round: Round, step: Step) -> CaseRow:
    village = desk_round.file.village_named(step.village) if step.village else None
    return desk_round.row_of(village)


def _repeated(database: Database, steps: Sequence[Step]) -> list[Outcome] | None:
    if not steps or not all(step.command_id for step in steps):
        return None
    with database.read() as connection:
        store = Store(connection)
        known = [store.entries_of_command(step.command_id or "") for step in steps]
        if not any(known):
            return None
        return [_repetition(store, step, entries) for step, entries in zip(steps, known, strict=True)]


def _repetition(store: Store, step: Step, entries: Sequence[Entry]) -> Outcome:
    """Return what the step did before.

    Raises:
        UsageError: the command id was used for something else than this step.
    """
    desk_round = Round(store, open_file(store, step.round))
    row = _row(desk_round, step)
    own = [entry for entry in entries if entry.case_id == row.id]
    sent_back = {desk_round.file.village_named(name).id for name in step.send_back}
    if [_said(entry) for entry in own] != _meant(step) or len(entries) != len(own) + len(sent_back):
        raise UsageError("command_id_reused", command=step.command_id)
    subject = desk_round.subject(row).title
    return Outcome(subject=subject, entries=tuple(entries), stage=row.stage, repeated=True)


def _said(entry: Entry) -> tuple[str, str, str]:
    """Return kind, day and content of an entry, as far as the step that wrote it determined them."""
    if entry.kind == TRANSITION:
        return entry.kind, entry.occurred_on, entry.payload["trigger"]
    return entry.kind, entry.occurred_on, _content(entry.payload)


def _content(data: Mapping[str, Any]) -> str:
    """Return what a person entered: without the papers it led to, and without what the households' rows then were."""
    return dumps({name: value for name, value in data.items() if name not in {"papers", "people"}})


def _meant(step: Step) -> list[tuple[str, str, str]]:
    """Return what a step would write, as `_said` returns what one wrote."""
    meant = [(fact.kind, fact.on.isoformat(), _content(fact.data)) for fact in step.facts]
    return meant + ([(TRANSITION, step.on.isoformat(), step.trigger)] if step.trigger else [])
