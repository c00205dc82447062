"""The options of a survey form that give score B1, where the round has a point table."""

from collections.abc import Mapping
from typing import Any

from rasoat.errors import UsageError
from rasoat.workflow.cases import View


def check_options(view: View, data: Mapping[str, Any]) -> None:
    """Refuse options of a survey that the round's point table does not have.

    Raises:
        UsageError: the round has no table; an indicator is unknown or missing; an option is unknown.
    """
    options = data.get("options")
    if not options:
        return
    if view.tools.b1 is None:
        raise UsageError("b1_no_table", ref=data["ref"])
    if view.tools.b1.chosen(options, data["ref"]) != dict(options):
        raise UsageError("b1_indicator", ref=data["ref"], unknown=tuple(options), known=tuple(view.tools.b1.points))
