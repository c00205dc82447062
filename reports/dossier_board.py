"""The board of a dossier: villages by steps, each cell with its day, and what an inspector must not overlook."""

from collections.abc import Mapping, Sequence
from typing import Any

from rasoat.reports.dossier_source import CaseFile, Source
from rasoat.reports.findings import GRAVE
from rasoat.workflow.rules import Stage
from rasoat.workflow.verdicts import Status


def boards_of(source: Source, findings: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return two boards, the villages' and the round's own: the titles of the steps, and a line a case."""
    return [
        {
            "track": track,
            "stages": [stage.title.vi for stage in _stages(source, track)],
            "lines": [_line(source, item, findings) for item in source.cases if item.row.track == track],
        }
        for track in ("village", "round")
    ]


def _stages(source: Source, track: str) -> list[Stage]:
    return [stage for stage in source.file.procedure.stages.values() if stage.track == track]


def _line(source: Source, item: CaseFile, findings: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    stages = _stages(source, item.row.track)
    entered, left = _days(item, [stage.id for stage in stages], source.file.row.opened_on)
    own = [found for found in findings if found["subject"] == item.title and found["status"] in GRAVE]
    cells = [_cell(item, stage, entered, left, own) for stage in stages]
    return {"title": item.title, "pass": item.case.pass_no, "cells": cells}


def _days(item: CaseFile, order: Sequence[str], opened_on: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return when each step was entered and left; a step that a loop leads back before is as if never reached."""
    entered, left = {order[0]: opened_on}, dict[str, str]()
    for taken in item.case.taken:
        on = taken.on.isoformat()
        left[taken.source] = on
        if order.index(taken.dest) <= order.index(taken.source):
            for stage in order[order.index(taken.dest) :]:
                entered.pop(stage, None)
                left.pop(stage, None)
        entered[taken.dest] = on
    return entered, left


def _cell(
    item: CaseFile,
    stage: Stage,
    entered: Mapping[str, str],
    left: Mapping[str, str],
    findings: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    own = [found["status"] for found in findings if found["stage"] == stage.id]
    over = stage.id in left or (stage.final and item.case.stage == stage.id)
    return {
        "state": "done" if over else "now" if item.case.stage == stage.id else "ahead",
        "on": left.get(stage.id) or entered.get(stage.id),
        "waived": own.count(Status.WAIVED.value),
        "breaches": len(own) - own.count(Status.WAIVED.value),
    }
