"""Households by the province's standard beside the national one: counted apart, never added."""

from datetime import date
from typing import Any

from rasoat.steps.outcomes import outcomes
from rasoat.workflow.desk import Round

COLUMNS = ("poor", "near_poor", "local_poor", "local_near_poor", "only_local")
"""National classes, local classes, and who is poor or near-poor by the local standard alone."""
_LISTED = ("poor", "near_poor")


def local_lines(desk_round: Round, on: date) -> list[dict[str, Any]]:
    """Return for each village how many households are of each class by both standards, as of a day."""
    lines = []
    for row in desk_round.village_rows():
        view = desk_round.view(row, on)
        pairs = [(result.after, result.local) for result in outcomes(view).values()]
        counts = {
            **{name: sum(after == name for after, _local in pairs) for name in _LISTED},
            **{f"local_{name}": sum(local == name for _after, local in pairs) for name in _LISTED},
            "only_local": sum(after not in _LISTED and local in _LISTED for after, local in pairs),
        }
        lines.append({"village": view.subject.title, **counts})
    return lines
