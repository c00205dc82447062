"""Taking over what earlier rounds of the commune recognised, instead of importing a list of it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from rasoat.errors import UsageError
from rasoat.models.canonical import digest, dumps
from rasoat.models.database import Database
from rasoat.models.store import Store
from rasoat.steps.complaint_cases import complaints
from rasoat.steps.intake import kind_of_list
from rasoat.steps.outcomes import outcomes
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
        earlier = recognised_before(store, desk_round.file.commune.id, on, but=desk_round.file.row.code)
        if not earlier:
            raise UsageError("nothing_to_carry", commune=desk_round.file.commune.name)
        classes, ever = _history(earlier, on)
        codes = [item.file.row.code for item in earlier]
        steps = []
        for no, village in enumerate(_waiting(desk_round)):
            fact = _fact(desk_round, village, (classes, ever), codes, on)
            # the first village takes the id itself, so that nothing else can
            command = f"{command_id}:{no}" if command_id and no else command_id
            steps.append(Step(round=round_code, village=village, facts=(fact,), on=on, command_id=command))
        return steps

    return perform_prepared(database, prepare, author)


def recognised_before(store: Store, commune_id: int, on: date, *, but: str | None = None) -> list[Round]:
    """Return a commune's rounds that were recognised by a day, in the order of their recognition.

    Args:
        store: where.
        commune_id: the commune.
        on: the day.
        but: the code of the round that asks.
    """
    found: list[tuple[date, Round]] = []
    for row in store.rounds():
        if row.commune_id != commune_id or row.code == but:
            continue
        other = Round(store, open_file(store, row.code))
        if other.file.procedure.income:
            continue  # it says nothing of who is poor
        days = [item.on for item in other.case(other.row_of(None)).taken if item.trigger == "recognise"]
        if days and max(days) <= on:
            found.append((max(days), other))
    return [other for _day, other in sorted(found, key=lambda pair: pair[0])]


def _history(rounds: Iterable[Round], on: date) -> tuple[dict[str, str], frozenset[str]]:
    """Return what each household is after these rounds, by ref, and which ever stood on a list.

    A complaint that was settled with another class counts after the round it is about.
    """
    classes: dict[str, str] = {}
    ever: set[str] = set()
    for other in rounds:
        for row in other.village_rows():
            view = other.view(row, date.max)
            left, listed_ = _left_by(view)
            classes.update(left)
            ever |= listed_
        changed = _settled(other.view(other.row_of(None), on))
        classes.update(changed)
        ever |= {ref for ref, class_ in changed.items() if class_ in LISTED}
    return classes, frozenset(ever)


def _settled(view: View) -> dict[str, str]:
    """Return the classes that decisions on complaints gave."""
    return {
        item.filed.data["ref"]: item.settled.data["class"]
        for item in complaints(view)
        if item.settled and item.settled.data.get("class")
    }


def _left_by(view: View) -> tuple[dict[str, str], set[str]]:
    """Return what one village's review says of its households, and which of them stood on a list, before it or by it.

    Who moved to another village is that village's to tell.
    """
    lists = view.facts_of_all_passes("managed_listed", "recognised_listed")
    found = {item["ref"]: item["class"] for fact in lists for item in fact.data["households"]}
    ever = {*found, *(ref for fact in lists for ref in fact.data.get("former", ()))}
    results = outcomes(view)
    found |= {ref: result.after for ref, result in results.items() if result.after}
    ever |= {ref for ref, result in results.items() if result.item.former or result.after in LISTED}
    for fact in view.facts_of_all_passes("household_removed"):
        found.pop(fact.data["ref"], None)
        if not fact.data.get("to"):
            found[fact.data["ref"]] = GONE
    return found, ever


def _waiting(desk_round: Round) -> list[str]:
    """Return the villages that may still take a list and have none."""
    file, kind = desk_round.file, kind_of_list(desk_round.file)
    return [
        file.villages[row.village_id or 0].name
        for row in desk_round.village_rows()
        if kind in file.procedure.stages[row.stage].records
        and not any(fact.kind == kind for fact in desk_round.case(row).facts)
    ]


def _fact(
    desk_round: Round, village: str, history: tuple[Mapping[str, str], frozenset[str]], codes: Sequence[str], on: date
) -> NewFact:
    classes, ever = history
    refs = list(desk_round.people(desk_round.file.village_named(village).id))
    households = [{"ref": ref, "class": classes[ref]} for ref in refs if classes.get(ref) in LISTED]
    former = [ref for ref in refs if ref in ever and classes.get(ref, "non_poor") == "non_poor"]
    data = {
        "households": households,
        "former": former,
        "list_sha256": digest(dumps(households)),
        "nobody": not (households or former),
        "carried_from": list(codes),
    }
    return NewFact(kind=kind_of_list(desk_round.file), on=on, data=data)
