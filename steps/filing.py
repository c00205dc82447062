"""Handlers that a person calls for objections: numbers are given, scores before are read, never typed."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from rasoat.errors import Refused, UsageError
from rasoat.models.database import Database
from rasoat.models.records import CaseRow
from rasoat.models.store import Store
from rasoat.steps.complaint_cases import decided_on
from rasoat.steps.complaints import find_objection
from rasoat.steps.evidence import Kept, enter
from rasoat.steps.outcomes import outcomes
from rasoat.workflow.desk import Round, open_file
from rasoat.workflow.engine import Author, NewFact, Outcome, Step, perform_prepared


def file_objection(
    database: Database,
    round_code: str | None,
    village: str,
    on: date,
    data: Mapping[str, Any],
    author: Author,
    command_id: str | None = None,
    kept: Sequence[Kept] = (),
) -> Outcome:
    """Enter an objection under the next number of the village, with its evidence; its receipt is a paper.

    Raises:
        RasoatError: nothing is posted yet, or the household is not on the list.
    """

    def prepare(store: Store) -> Sequence[Step]:
        enter(store, kept)
        desk_round = Round(store, open_file(store, round_code))
        row = desk_round.row_of(desk_round.file.village_named(village))
        known = _done(store, command_id, "objection_filed")
        if known is None:
            _refuse_after_decision(desk_round, on)
        no = known["no"] if known else _next_number(store, row)
        fact = NewFact(kind="objection_filed", on=on, data={**data, "no": no})
        return [Step(round=round_code, village=village, facts=(fact,), on=on, command_id=command_id)]

    return perform_prepared(database, prepare, author)[0]


def reverify(
    database: Database,
    round_code: str | None,
    village: str,
    on: date,
    data: Mapping[str, Any],
    author: Author,
    command_id: str | None = None,
    kept: Sequence[Kept] = (),
) -> Outcome:
    """Enter a re-verification of objection `data["no"]`: the scores after; those before are the record's.

    The household is the one objected about, unless `data["ref"]` names it.

    Raises:
        RasoatError: no such objection, it came late, or was re-verified already.
    """

    def prepare(store: Store) -> Sequence[Step]:
        enter(store, kept)
        desk_round = Round(store, open_file(store, round_code))
        row = desk_round.row_of(desk_round.file.village_named(village))
        view = desk_round.view(row, on)
        filed = find_objection(view.undated, data["no"]).filed
        ref = data.get("ref") or filed.data.get("ref")
        results = outcomes(view)
        if ref not in results:
            raise UsageError("reverified_whom", no=data["no"])
        known = _done(store, command_id, "objection_reverified")
        before = known["before"] if known else results[ref].scores()
        fact = NewFact(kind="objection_reverified", on=on, data={**data, "ref": ref, "before": before})
        return [Step(round=round_code, village=village, facts=(fact,), on=on, command_id=command_id)]

    return perform_prepared(database, prepare, author)[0]


def _refuse_after_decision(desk_round: Round, on: date) -> None:
    """Tell who objects to what is decided already that this is a complaint."""
    decided = decided_on(desk_round.view(desk_round.row_of(None), date.max))
    if decided is not None and on >= decided:
        raise Refused("objection_after_decision", on=on, decided=decided)


def _next_number(store: Store, row: CaseRow) -> int:
    """Return the next number of the village's register of objections; one that was annulled keeps its number."""
    taken = [entry.payload["no"] for entry in store.entries(row.id) if entry.kind == "objection_filed"]
    return max(taken, default=0) + 1


def _done(store: Store, command_id: str | None, kind: str) -> Mapping[str, Any] | None:
    """Return what a command recorded before, so that its repetition says the same."""
    entries = store.entries_of_command(command_id) if command_id else []
    return next((entry.payload for entry in entries if entry.kind == kind), None)
