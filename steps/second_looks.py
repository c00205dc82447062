"""Handlers that a person calls for second looks: the sample is drawn, the class before is read, never typed."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rasoat.errors import UsageError
from rasoat.models.database import Database
from rasoat.models.store import Store
from rasoat.steps.evidence import Kept, enter
from rasoat.steps.preliminary_list import listed
from rasoat.steps.spot_checks import sample, spot_check
from rasoat.steps.survey import surveys
from rasoat.workflow.cases import View
from rasoat.workflow.desk import Round, open_file
from rasoat.workflow.engine import Author, NewFact, Outcome, Step, perform_prepared


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Where and when something is entered: round, village, day, who, and under which command id."""

    round: str | None
    village: str
    on: date
    author: Author
    command_id: str | None = None

    def view(self, store: Store) -> View:
        """Return the village on that day."""
        desk_round = Round(store, open_file(store, self.round))
        return desk_round.view(desk_round.row_of(desk_round.file.village_named(self.village)), self.on)

    def done(self, store: Store, kind: str) -> Mapping[str, Any] | None:
        """Return what this command recorded before, so that its repetition says the same."""
        entries = store.entries_of_command(self.command_id) if self.command_id else []
        return next((entry.payload for entry in entries if entry.kind == kind), None)

    def step(self, kind: str, data: Mapping[str, Any]) -> Step:
        """Return the step that records one fact."""
        fact = NewFact(kind=kind, on=self.on, data=data)
        return Step(round=self.round, village=self.village, facts=(fact,), on=self.on, command_id=self.command_id)


def draw(database: Database, order: Order, percent: int, seed: str | None = None) -> Outcome:
    """Draw the sample of a village and record it with its seed; a seed is made when none is given.

    Raises:
        RasoatError: not every household is surveyed, or a sample was drawn that still stands.
    """

    def prepare(store: Store) -> Sequence[Step]:
        known = order.done(store, "spot_check_drawn")
        refs = [item.ref for item in listed(order.view(store))]
        drawn = seed or secrets.token_hex(4)
        data = {"percent": percent, "seed": drawn, "among": len(refs), "refs": list(sample(drawn, refs, percent))}
        return [order.step("spot_check_drawn", known or data)]

    return perform_prepared(database, prepare, order.author)[0]


def look_again(
    database: Database, order: Order, data: Mapping[str, Any], kept: Sequence[Kept] = (), *, of_sample: bool
) -> Outcome:
    """Record a second look at household `data["ref"]`, beside the class that the survey gave it.

    Raises:
        RasoatError: it is not surveyed, is of another village, or is not in the sample where it should be.
    """

    def prepare(store: Store) -> Sequence[Step]:
        enter(store, kept)
        known = order.done(store, "household_checked")
        view = order.view(store)
        if of_sample:
            _check_drawn(view, data["ref"])
        survey = surveys(view).get(data["ref"])
        surveyed = survey.computed(view) if survey else None
        return [order.step("household_checked", known or {**data, "surveyed": surveyed})]

    return perform_prepared(database, prepare, order.author)[0]


def _check_drawn(view: View, ref: str) -> None:
    found = spot_check(view)
    if found is None:
        raise UsageError("no_sample", subject=view.subject.title)
    if ref not in found.refs:
        raise UsageError("not_in_sample", ref=ref, subject=view.subject.title, refs=found.refs)
