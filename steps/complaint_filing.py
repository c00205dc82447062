"""Handlers that a person calls for complaints after the decision; each acts on the round's own case."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from rasoat.errors import Refused
from rasoat.models.database import Database
from rasoat.models.store import Store
from rasoat.steps.complaint_cases import decided_on
from rasoat.steps.complaints import find_objection
from rasoat.steps.evidence import Kept, enter
from rasoat.workflow.desk import Round, open_file
from rasoat.workflow.engine import Author, NewFact, Outcome, Step, perform_prepared
from rasoat.workflow.outbox import number_text
from rasoat.workflow.registry import form_of

DECISIONS = ("recognition-decision", "income-decision")


def file_complaint(
    database: Database,
    round_code: str | None,
    on: date,
    data: Mapping[str, Any],
    author: Author,
    command_id: str | None = None,
    kept: Sequence[Kept] = (),
) -> Outcome:
    """Enter a complaint under the next number of the round's register.

    What it is against is the round's decision unless `data["against"]` says otherwise.

    Raises:
        RasoatError: nothing is decided yet (it is an objection then), or the objection it follows does not exist.
    """

    def prepare(store: Store) -> Sequence[Step]:
        enter(store, kept)
        desk_round = Round(store, open_file(store, round_code))
        row = desk_round.row_of(None)
        view = desk_round.view(row, date.max)
        decided = decided_on(view)
        if decided is None:
            raise Refused("complaint_before_decision", decided="-")
        if after := data.get("objection"):
            village = desk_round.file.village_named(after["village"])
            find_objection(desk_round.view(desk_round.row_of(village), date.max), after["no"])
        entries = store.entries(row.id)
        done = store.entries_of_command(command_id) if command_id else ()
        taken = [entry.payload["no"] for entry in entries if entry.kind == "complaint_filed"]
        no = done[0].payload.get("no") if done else max(taken, default=0) + 1
        against = data.get("against") or _decision(view)
        fact = NewFact(kind="complaint_filed", on=on, data={**data, "no": no, "against": against})
        return [Step(round=round_code, facts=(fact,), on=on, command_id=command_id)]

    return perform_prepared(database, prepare, author)[0]


def _decision(view: Any) -> str | None:
    """Return the number of the round's decision, None where nobody was recognised."""
    taken = view.taken("recognise")
    for form in DECISIONS:
        no = taken.numbers.get(form) if taken else None
        if no is not None:
            return number_text(no, form_of(form).symbol or "")
    return None
