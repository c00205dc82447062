"""Taking over what earlier rounds of the commune recognised, instead of importing a list of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from rasoat.errors import UsageError
from rasoat.models.canonical import digest, dumps
from rasoat.models.database import Database
from rasoat.models.store import Store
from rasoat.steps.intake import kind_of_list
from rasoat.steps.outcomes import outcomes
from rasoat.steps.preliminary_list import removed
from rasoat.workflow.cases import View
from rasoat.workflow.desk import Round, open_file
from rasoat.workflow.engine import Author, NewFact, Outcome, Step, perform_prepared

LISTED = ("poor", "near_poor")
GONE = "gone"
"""Stands for a household that moved away, died out, merged or split."""


def carry_lists(
    database: Database, round_code: str | None, on: date, author: Author, command_id: str | None = None
) -> list[Outcome]:
    """Take over the poor and near-poor households as the commune's earlier rounds left them, the last one first.

    Raises:
        UsageError: no earlier round of the commune was recognised.
        RasoatError: every village that waits for its list is past that step.
    """

    def prepare(store: Store) -> Sequence[Step]:
        desk_round = Round(store, open_file(store, round_code))
        earlier = _earlier(store, desk_round, on)
        if not earlier:
            raise UsageError("nothing_to_carry", commune=desk_round.file.commune.name)
        classes = _classes(earlier)
        codes = [item.file.row.code for item in earlier]
        steps = []
        for no, village in enumerate(_waiting(desk_round)):
            fact = _fact(desk_round, village, classes, codes, on)
            # the first village takes the id itself, so that nothing else can
            command = f"{command_id}:{no}" if command_id and no else command_id
            steps.append(Step(round=round_code, village=village, facts=(fact,), on=on, command_id=command))
        return steps

    return perform_prepared(database, prepare, author)


def _earlier(store: Store, desk_round: Round, on: date) -> list[Round]:
    """Return the commune's other rounds that were recognised by a day, in the order of their recognition."""
    found: list[tuple[date, Round]] = []
    for row in store.rounds():
        if row.commune_id != desk_round.file.row.commune_id or row.code == desk_round.file.row.code:
            continue
        other = Round(store, open_file(store, row.code))
        if other.file.procedure.income:
            continue  # it says nothing of who is poor
        days = [item.on for item in other.case(other.row_of(None)).taken if item.trigger == "recognise"]
        if days and max(days) <= on:
            found.append((max(days), other))
    return [other for _day, other in sorted(found, key=lambda pair: pair[0])]


def _classes(rounds: Iterable[Round]) -> dict[str, str]:
    """Return what each household is after these rounds, by ref."""
    classes: dict[str, str] = {}
    for other in rounds:
        for row in other.village_rows():
            classes.update(_left_by(other.view(row, date.max)))
    return classes


def _left_by(view: View) -> dict[str, str]:
    """Return what one village's review says of its households: listed before it, found by it, gone."""
    lists = view.facts_of_all_passes("managed_listed", "recognised_listed")
    found = {item["ref"]: item["class"] for fact in lists for item in fact.data["households"]}
    found |= {item.ref: GONE for item in removed(view)}
    return found | {ref: result.after for ref, result in outcomes(view).items() if result.after}


def _waiting(desk_round: Round) -> list[str]:
    """Return the villages that may still take a list and have none."""
    file, kind = desk_round.file, kind_of_list(desk_round.file)
    return [
        file.villages[row.village_id or 0].name
        for row in desk_round.village_rows()
        if kind in file.procedure.stages[row.stage].records
        and not any(fact.kind == kind for fact in desk_round.case(row).facts)
    ]


def _fact(desk_round: Round, village: str, classes: Mapping[str, str], codes: Sequence[str], on: date) -> NewFact:
    by_class: dict[str, list[str]] = defaultdict(list)
    for ref in desk_round.people(desk_round.file.village_named(village).id):
        if ref in classes:
            by_class["listed" if classes[ref] in LISTED else classes[ref]].append(ref)
    households = [{"ref": ref, "class": classes[ref]} for ref in by_class["listed"]]
    data = {
        "households": households,
        "former": by_class["non_poor"],
        "list_sha256": digest(dumps(households)),
        "nobody": not (households or by_class["non_poor"]),
        "carried_from": list(codes),
    }
    return NewFact(kind=kind_of_list(desk_round.file), on=on, data=data)
