"""Households that move to another village, split, or merge while a round goes on; nobody falls off the list by it.

No text was read on what such a household is: it keeps its class and its place under review until the review decides.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from rasoat.errors import UsageError
from rasoat.models.canonical import dumps, household_digest
from rasoat.models.database import Database
from rasoat.models.records import HouseholdRow
from rasoat.models.store import Store
from rasoat.steps.preliminary_list import CARRIED, Listed, listed
from rasoat.workflow.desk import Round, open_file
from rasoat.workflow.engine import Author, NewFact, Outcome, Step, perform_prepared


class _Change:
    """A household on the list of its village, about to change."""

    def __init__(self, store: Store, round_code: str | None, ref: str, on: date) -> None:
        self.store, self.ref, self.on, self.round_code = store, ref, on, round_code
        self.file = open_file(store, round_code)
        self.round = Round(store, self.file)
        self.row = self.household(ref)
        self.village = self.file.villages[self.row.village_id]

    def household(self, ref: str) -> HouseholdRow:
        """Return the row of a household."""
        return next(row for row in self.store.households(self.file.commune.id) if row.ref == ref)

    def listed(self) -> Listed:
        """Return its place on the list.

        Raises:
            UsageError: it is on none.
        """
        view = self.round.view(self.round.row_of(self.village), self.on)
        found = next((item for item in listed(view) if item.ref == self.ref), None)
        if found is None:
            raise UsageError("not_on_list", ref=self.ref, subject=view.subject.title)
        return found

    def step(self, village: str, kind: str, data: Mapping[str, Any], command_id: str | None) -> Step:
        """Return the step that records one fact."""
        fact = NewFact(kind=kind, on=self.on, data=data)
        return Step(round=self.round_code, village=village, facts=(fact,), on=self.on, command_id=command_id)


Plan = Callable[[_Change], Sequence[Step]]


def _changed(
    database: Database,
    round_code: str | None,
    ref: str,
    on: date,
    author: Author,
    command_id: str | None,
    plan: Plan,
) -> list[Outcome]:
    def prepare(store: Store) -> Sequence[Step]:
        change = _Change(store, round_code, ref, on)
        again = [entry for id_ in _ids(command_id) for entry in store.entries_of_command(id_)]
        if not again:
            return plan(change)
        rows = {row.id: row.village_id for row in change.round.village_rows()}
        return [
            change.step(
                change.file.villages[rows[entry.case_id or 0] or 0].name, entry.kind, entry.payload, entry.command_id
            )
            for entry in again
        ]

    return perform_prepared(database, prepare, author)


def _ids(command_id: str | None) -> list[str]:
    return [command_id, f"{command_id}:1"] if command_id else []


def _second(command_id: str | None) -> str | None:
    return f"{command_id}:1" if command_id else None


def move(
    database: Database,
    round_code: str | None,
    ref: str,
    to: str,
    on: date,
    author: Author,
    command_id: str | None = None,
) -> list[Outcome]:
    """Take a household off the list of its village and onto that of another, with what it is.

    Raises:
        RasoatError: it is on no list, lives there already, or one of the villages is past its survey.
    """

    def plan(change: _Change) -> Sequence[Step]:
        item, target, row = change.listed(), change.file.village_named(to), change.row
        if target.id == row.village_id:
            raise UsageError("moved_nowhere", ref=ref, village=target.name)
        members = change.store.members(change.file.commune.id)[ref]
        change.store.update_household(row.id, target.id, row.person, members)
        said = household_digest(ref, target.id, row.id_number, dumps(row.person), dumps(members))
        left = {"ref": ref, "reason": "moved", "note": "", "to": target.name}
        came = {**_carried(item), "moved_from": change.village.name, "people": {ref: said}}
        return [
            change.step(change.village.name, "household_removed", left, command_id),
            change.step(target.name, "household_arrived", came, _second(command_id)),
        ]

    return _changed(database, round_code, ref, on, author, command_id, plan)


def split(
    database: Database,
    round_code: str | None,
    ref: str,
    person: Mapping[str, Any],
    on: date,
    author: Author,
    command_id: str | None = None,
) -> list[Outcome]:
    """Put a household that split off onto the list beside the one it came from; both are reviewed.

    Args:
        database: where.
        round_code: the round.
        ref: the household it came from.
        person: the new head, with `id_number`, `size` and `members`.
        on: the day.
        author: who acts.
        command_id: makes it idempotent.

    Raises:
        RasoatError: the household is on no list, too small, or the head has a household already.
    """

    def plan(change: _Change) -> Sequence[Step]:
        item, row = change.listed(), change.row
        known = change.store.households(change.file.commune.id)
        if person["id_number"] and any(other.id_number == person["id_number"] for other in known):
            raise UsageError("split_known", id=person["id_number"])
        if person["size"] >= row.person["size"]:
            raise UsageError("split_too_large", ref=ref, size=row.person["size"])
        new = f"H{len(known) + 1:04d}"
        head = {name: value for name, value in person.items() if name != "members"}
        added = {"ref": new, "village_id": row.village_id, "id_number": person["id_number"], "person": head}
        change.store.add_households(change.file.commune.id, [{**added, "members": person["members"]}])
        stay = _staying(change, person)
        older = {**row.person, "size": row.person["size"] - person["size"]}
        change.store.update_household(row.id, row.village_id, older, stay)
        people = {
            new: household_digest(new, row.village_id, person["id_number"], dumps(head), dumps(person["members"])),
            ref: household_digest(ref, row.village_id, row.id_number, dumps(older), dumps(stay)),
        }
        came = {**_carried(item), "ref": new, "split_from": ref, "people": people}
        return [change.step(change.village.name, "household_arrived", came, command_id)]

    return _changed(database, round_code, ref, on, author, command_id, plan)


def _staying(change: _Change, person: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the members who stay: those the new household does not name."""
    gone = {(member["name"], member["birth"]) for member in person["members"]}
    members = change.store.members(change.file.commune.id)[change.ref]
    return [member for member in members if (member["name"], member["birth"]) not in gone]


def merge(
    database: Database,
    round_code: str | None,
    ref: str,
    into: str,
    on: date,
    author: Author,
    command_id: str | None = None,
) -> list[Outcome]:
    """Take a household off the list because it joined another, which is named.

    Raises:
        RasoatError: it is on no list, or the other is the same.
    """

    def plan(change: _Change) -> Sequence[Step]:
        change.listed()
        if into == ref:
            raise UsageError("merged_into_itself", ref=ref)
        left = {"ref": ref, "reason": "merged", "note": "", "into": into}
        return [change.step(change.village.name, "household_removed", left, command_id)]

    return _changed(database, round_code, ref, on, author, command_id, plan)


def _carried(item: Listed) -> dict[str, Any]:
    return {name: getattr(item, name) for name in CARRIED}
