"""How households moved between classes, in the columns of the report forms (TT 07/2021 Phụ lục VII).

Identity of every table: end = start - moves out + moves in, for households and for persons.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from rasoat.steps.outcomes import Result
from rasoat.steps.preliminary_list import Removed

Weighted = tuple[str, str | None, bool, int, bool]
"""Class before, class after (None: no outcome), formerly on a list, weight (1, or the number of persons), arrived."""
Left = tuple[str, int, bool]
"""Class before, weight, arrived: of a household that left the list unreviewed."""

POOR_COLUMNS = (
    "start",
    "to_near_poor",
    "escaped",
    "other_out",
    "from_near_poor",
    "relapsed",
    "new",
    "other_in",
    "end",
)
NEAR_COLUMNS = (
    "start",
    "escaped",
    "to_poor",
    "other_out",
    "from_poor",
    "relapsed",
    "new",
    "other_in",
    "end",
)


def movements(
    results: Iterable[Result], gone: Iterable[Removed], people: Mapping[str, Mapping[str, Any]]
) -> dict[str, dict[str, Any]]:
    """Return the movement tables of poor and near-poor households; `persons` has the same columns."""
    results, gone = list(results), list(gone)
    tables: dict[str, dict[str, Any]] = {}
    for name, count in (("poor", _poor), ("near_poor", _near_poor)):
        households = count(_weighted(results, None), _gone(gone, None))
        persons = count(_weighted(results, people), _gone(gone, people))
        tables[name] = {**households, "persons": persons}
    return tables


def household_movements(results: Iterable[Result], gone: Iterable[Removed]) -> dict[str, dict[str, int]]:
    """Return the movement tables of households alone, by `poor` and `near_poor`."""
    moves, left = _weighted(results, None), _gone(gone, None)
    return {"poor": _poor(moves, left), "near_poor": _near_poor(moves, left)}


def _weighted(results: Iterable[Result], people: Mapping[str, Mapping[str, Any]] | None) -> list[Weighted]:
    return [
        (
            item.item.class_before,
            item.after,  # a household without an outcome has not escaped: the identity then fails, and shows it
            item.item.former,
            people[item.ref]["size"] if people else 1,
            item.item.arrived,
        )
        for item in results
    ]


def _gone(gone: Iterable[Removed], people: Mapping[str, Mapping[str, Any]] | None) -> list[Left]:
    return [(item.class_before, people[item.ref]["size"] if people else 1, item.arrived) for item in gone]


def _poor(moves: list[Weighted], gone: list[Left]) -> dict[str, int]:
    def total(before: str, after: str, *, former: bool | None = None) -> int:
        return _total(moves, before, after, former)

    other_out = sum(weight for before, weight, _arrived in gone if before == "poor")
    other_in = _arrived("poor", moves, gone)
    columns = {
        "start": sum(m[3] for m in moves if m[0] == "poor") + other_out - other_in,
        "to_near_poor": total("poor", "near_poor"),
        "escaped": total("poor", "non_poor"),
        "other_out": other_out,
        "from_near_poor": total("near_poor", "poor"),
        "relapsed": total("non_poor", "poor", former=True),
        "new": total("non_poor", "poor", former=False),
        "other_in": other_in,
    }
    return {**columns, "end": sum(m[3] for m in moves if m[1] == "poor")}


def _near_poor(moves: list[Weighted], gone: list[Left]) -> dict[str, int]:
    def total(before: str, after: str, *, former: bool | None = None) -> int:
        return _total(moves, before, after, former)

    other_out = sum(weight for before, weight, _arrived in gone if before == "near_poor")
    other_in = _arrived("near_poor", moves, gone)
    columns = {
        "start": sum(m[3] for m in moves if m[0] == "near_poor") + other_out - other_in,
        "escaped": total("near_poor", "non_poor"),
        "to_poor": total("near_poor", "poor"),
        "other_out": other_out,
        "from_poor": total("poor", "near_poor"),
        "relapsed": total("non_poor", "near_poor", former=True),
        "new": total("non_poor", "near_poor", former=False),
        "other_in": other_in,
    }
    return {**columns, "end": sum(m[3] for m in moves if m[1] == "near_poor")}


def _arrived(before: str, moves: list[Weighted], gone: list[Left]) -> int:
    """Return how many of a class came to the village during the round; some may have left again."""
    came = sum(move[3] for move in moves if move[0] == before and move[4])
    return came + sum(weight for was, weight, arrived in gone if was == before and arrived)


def _total(moves: Iterable[Weighted], before: str, after: str, former: bool | None) -> int:  # noqa: FBT001 # a filter, not a mode
    return sum(
        weight
        for was, is_, formerly, weight, _arrived in moves
        if was == before and is_ == after and former in {None, formerly}
    )
