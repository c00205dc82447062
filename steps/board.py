"""The round on one page: a line a village, then the round."""

from datetime import date
from typing import Any

from rasoat.steps.outcomes import outcomes
from rasoat.steps.rows import result_lists
from rasoat.workflow.desk import Round


def board(desk_round: Round, on: date) -> list[dict[str, Any]]:
    """Return for each case its stage, pass, households, result lists, objections and deviations."""
    lines = [_line(desk_round, row, on) for row in desk_round.village_rows()]
    own = _line(desk_round, desk_round.row_of(None), on)
    lists = result_lists(desk_round.file.procedure)
    for name in ("households", *lists, "objections"):
        own[name] = sum(line[name] for line in lines)
    own["deviations"] += sum(line["deviations"] for line in lines)
    return [*lines, own]


def _line(desk_round: Round, row: Any, on: date) -> dict[str, Any]:
    view = desk_round.view(row, on)
    stage = desk_round.file.procedure.stages[view.case.stage]
    results = outcomes(view).values() if row.village_id else ()
    return {
        "subject": view.subject.title,
        "village": row.village_id is not None,
        "stage": stage.id,
        "title_vi": stage.title.vi,
        "title_en": stage.title.en,
        "pass": view.case.pass_no,
        "households": len(results),
        **{name: sum(item.on_list == name for item in results) for name in result_lists(desk_round.file.procedure)},
        "objections": len(view.facts_of_all_passes("objection_filed")),
        "deviations": sum(item.deviation is not None for item in view.case.taken),
    }
