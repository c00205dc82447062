"""No household disappears: how many were poor and near-poor before, who left and who came, how many are now.

Identity of the report forms (TT 07/2021 Phụ lục VII): closing = opening - decreases + increases, in every village
and in the commune. The opening is counted on the managed list, the closing on the result lists.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from rasoat.messages import Message, message
from rasoat.steps.movements import NEAR_COLUMNS, POOR_COLUMNS, household_movements
from rasoat.steps.outcomes import outcomes
from rasoat.steps.preliminary_list import REMOVALS, listed, removed
from rasoat.workflow.cases import View
from rasoat.workflow.procedures import Requirement
from rasoat.workflow.registry import requirement
from rasoat.workflow.verdicts import Status, Verdict, met, unmet

_DECREASES = {"poor": POOR_COLUMNS[1:4], "near_poor": NEAR_COLUMNS[1:4]}
_INCREASES = {"poor": POOR_COLUMNS[4:8], "near_poor": NEAR_COLUMNS[4:8]}


@requirement("movements_balance")
def movements_balance(view: View, _rule: Requirement) -> Verdict:
    """In every village and in the commune: closing = opening - decreases + increases, each household in one village."""
    open_ = [ref for member in view.members for ref, result in outcomes(member).items() if result.after is None]
    if open_:
        params = {"count": len(open_), "refs": tuple(open_[:10])}
        return unmet(Status.MISSING, "movements_balance_open", params=params)
    tables = {member.subject.title: _tables(member) for member in view.members}
    broken = [line for title, pair in tables.items() for line in _broken(title, pair)]
    broken += [message("checks.listed_twice", ref=ref) for ref in _twice(view.members)]
    if broken:
        return unmet(Status.CONTRADICTED, "movements_balance_broken", params={"lines": tuple(broken[:10])})
    commune = {name: _sum(pair[name] for pair in tables.values()) for name in ("poor", "near_poor")}
    lines = tuple(_line(name, table) for name, table in commune.items())
    causes = Counter(item.reason for member in view.members for item in removed(member))
    others = tuple(
        message("checks.left_because", reason=message(f"words.removals.{name}"), count=causes[name])
        for name in REMOVALS
        if causes[name]
    )
    return met("movements_balance_met", lines=lines, count=len(tables), others=others or "-")


def _tables(member: View) -> dict[str, dict[str, int]]:
    """Return a village's movement tables; the opening is that of the managed list itself."""
    tables = household_movements(outcomes(member).values(), removed(member))
    managed = {
        item["ref"]: item["class"]
        for fact in member.facts_of_all_passes("managed_listed")
        for item in fact.data["households"]
    }
    opening = Counter(managed.values())
    return {name: {**table, "start": opening[name]} for name, table in tables.items()}


def _twice(members: Iterable[View]) -> list[str]:
    """Return the households that are on the lists of two villages."""
    seen = Counter(item.ref for member in members for item in listed(member))
    return sorted(ref for ref, count in seen.items() if count > 1)


def _sum(tables: Iterable[Mapping[str, int]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for table in tables:
        total.update(table)
    return total


def _broken(title: str, tables: Mapping[str, Mapping[str, int]]) -> list[Message]:
    return [
        message("checks.unbalanced", village=title, list_line=_line(name, table), due=due)
        for name, table in tables.items()
        if (due := _due(name, table)) != table["end"]
    ]


def _due(name: str, table: Mapping[str, int]) -> int:
    """Return the closing number that the movements give."""
    return table["start"] - _total(table, _DECREASES[name]) + _total(table, _INCREASES[name])


def _total(table: Mapping[str, int], columns: Iterable[str]) -> int:
    return sum(table[column] for column in columns)


def _line(name: str, table: Mapping[str, int]) -> Message:
    return message(
        "checks.balance",
        list=message(f"words.lists.{name}"),
        start=table["start"],
        out=_total(table, _DECREASES[name]),
        into=_total(table, _INCREASES[name]),
        end=table["end"],
    )
