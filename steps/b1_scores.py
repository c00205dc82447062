"""Score B1 computed from the options of the survey, where the round has a point table, and compared with the form."""

from collections.abc import Mapping
from typing import Any

from rasoat.messages import message
from rasoat.steps.survey import Survey, surveys
from rasoat.workflow.cases import View
from rasoat.workflow.procedures import Requirement
from rasoat.workflow.registry import requirement
from rasoat.workflow.verdicts import Status, Verdict, met, unmet


def computed_b1(view: View, options: Mapping[str, str]) -> int | None:
    """Return the score B1 of options as recorded, None where the round has no point table."""
    return view.tools.b1.score(options) if view.tools.b1 else None


@requirement("survey_b1_follows")
def survey_b1_follows(view: View, _rule: Requirement) -> Verdict:
    """Where the round has a point table, score B1 of each form is the one that its options give."""
    if view.tools.b1 is None:
        return met("survey_b1_follows_none")
    scored = [item for item in surveys(view).values() if not item.quick_exit]
    wrong = [item for item in scored if item.options and computed_b1(view, item.options) != item.b1]
    if wrong:
        params: dict[str, Any] = {"lines": tuple(_line(view, item) for item in wrong)}
        return unmet(Status.CONTRADICTED, "survey_b1_follows_wrong", facts=_seen(wrong), params=params)
    bare = [item for item in scored if not item.options]
    if bare:
        params = {"count": len(bare), "refs": tuple(item.ref for item in bare[:10])}
        return unmet(Status.MISSING, "survey_b1_follows_missing", facts=_seen(bare), params=params)
    table = view.tools.b1.table
    return met("survey_b1_follows_met", count=len(scored), source=table.content.source, digest=table.digest[:12])


def _seen(items: list[Survey]) -> tuple[int, ...]:
    return tuple(item.seq for item in items)


def _line(view: View, item: Survey) -> Any:
    return message("checks.b1_line", ref=item.ref, stated=item.b1, computed=computed_b1(view, item.options))
