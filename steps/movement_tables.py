"""The tables of movements between classes, village by village and for the commune (TT 07/2021 Phụ lục VII)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rasoat.steps.movements import NEAR_COLUMNS, POOR_COLUMNS, movements
from rasoat.steps.outcomes import outcomes
from rasoat.steps.preliminary_list import REMOVALS, removed
from rasoat.workflow.desk import Round

COLUMNS: Mapping[str, tuple[str, ...]] = {"poor": POOR_COLUMNS, "near_poor": NEAR_COLUMNS}
"""The nine columns of each table: opening, three decreases, four increases, closing."""
_DECREASES, _INCREASES = slice(1, 4), slice(4, 8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """How the households of a village, or of the commune, moved.

    Attributes:
        title: of the village; None for the commune.
        tables: by list (`poor`, `near_poor`), by `households` and `persons`, by column.
        open: households without a result yet; while there are any, opening and closing need not agree.
        others: how many left the list unreviewed, by reason.
    """

    title: str | None
    tables: Mapping[str, Mapping[str, Mapping[str, int]]]
    open: int
    others: Mapping[str, int]

    def difference(self, name: str, of: str) -> int:
        """Return the closing less what opening and movements give: 0 where nobody was lost."""
        table = self.tables[name][of]
        columns = [table[column] for column in COLUMNS[name]]
        return columns[-1] - (columns[0] - sum(columns[_DECREASES]) + sum(columns[_INCREASES]))

    @property
    def balanced(self) -> bool:
        """Whether closing = opening - decreases + increases in every table (9 = 1-2-3-4+5+6+7+8)."""
        return not any(self.difference(name, of) for name in COLUMNS for of in ("households", "persons"))

    def plain(self) -> dict[str, Any]:
        """Return the tables as JSON has them."""
        return {
            "village": self.title,
            **{name: {of: dict(table) for of, table in pair.items()} for name, pair in self.tables.items()},
            "open": self.open,
            "others": dict(self.others),
            "balanced": self.balanced,
        }


def village_moves(desk_round: Round, on: date) -> list[Moves]:
    """Return the tables of each village as of a day, in the order of the commune file."""
    found = []
    for row in desk_round.village_rows():
        view, people = desk_round.view(row, on), desk_round.people(row.village_id)
        results, gone = list(outcomes(view).values()), removed(view)
        causes = Counter(item.reason for item in gone)
        found.append(
            Moves(
                title=view.subject.title,
                tables={name: _split(table, name) for name, table in movements(results, gone, people).items()},
                open=sum(result.after is None for result in results),
                others={reason: causes[reason] for reason in REMOVALS if causes[reason]},
            )
        )
    return found


def commune_moves(villages: Iterable[Moves]) -> Moves:
    """Return the sum of the villages' tables."""
    villages = list(villages)
    causes: Counter[str] = Counter()
    for item in villages:
        causes.update(item.others)
    return Moves(
        title=None,
        tables={name: {of: _sum(villages, name, of) for of in ("households", "persons")} for name in COLUMNS},
        open=sum(item.open for item in villages),
        others=dict(causes),
    )


def _split(table: Mapping[str, Any], name: str) -> dict[str, dict[str, int]]:
    return {
        "households": {column: table[column] for column in COLUMNS[name]},
        "persons": {column: table["persons"][column] for column in COLUMNS[name]},
    }


def _sum(villages: Iterable[Moves], name: str, of: str) -> dict[str, int]:
    villages = list(villages)
    return {column: sum(item.tables[name][of][column] for item in villages) for column in COLUMNS[name]}
