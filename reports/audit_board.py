"""The chairman's page: villages by requirements, a sign a cell that is told apart without colour."""

from collections.abc import Mapping, Sequence
from typing import Any

from rasoat.messages import message
from rasoat.reports.findings import ORDER, Telling
from rasoat.workflow.auditing import Finding
from rasoat.workflow.procedures import Requirement
from rasoat.workflow.verdicts import Status

SIGNS: Mapping[Status, str] = {
    Status.PROVEN: "●",
    Status.CLAIMED: "○",
    Status.MISSING: "□",
    Status.CONTRADICTED: "■",
    Status.WAIVED: "▲",
    Status.NOT_DUE: "–",
}
"""Round is met, square is not, a triangle is a deviation; full is shown, empty is not. The house fonts have all."""
WORST = (
    Status.CONTRADICTED,
    Status.MISSING,
    Status.WAIVED,
    Status.CLAIMED,
    Status.NOT_DUE,
    Status.PROVEN,
)
"""Over several passes a cell shows the first of these that was found."""


def boards(findings: Sequence[Finding], telling: Telling) -> dict[str, Any]:
    """Return the villages' board and the round's own line, with the signs and what they mean."""
    return {
        "villages": _board([item for item in findings if item.village], telling),
        "round": _board([item for item in findings if not item.village], telling),
        "legend": [
            {
                "sign": SIGNS[status],
                "status": status.value,
                "title": telling.render(message(f"words.status.{status.value}")),
            }
            for status in ORDER
        ],
        "signs": {status.value: sign for status, sign in SIGNS.items()},
    }


def _board(findings: Sequence[Finding], telling: Telling) -> dict[str, Any]:
    order = list(telling.procedure.requirements)
    known: dict[str, Requirement] = {item.rule.id: item.rule for item in findings}
    rules = sorted(known.values(), key=lambda rule: order.index(rule.id) if rule.id in order else len(order))
    cells: dict[tuple[str, str], Status] = {}
    for item in findings:
        key, status = (item.subject.title, item.rule.id), item.verdict.status
        cells[key] = min(cells.get(key, status), status, key=WORST.index)
    return {
        "columns": [
            {
                "id": rule.id,
                "title": telling.render(message(f"checks.{rule.check}")),
                "basis": rule.citation.short(telling.lang),
            }
            for rule in rules
        ],
        "rows": [
            {"title": title, "cells": [_cell(cells.get((title, rule.id))) for rule in rules]}
            for title in dict.fromkeys(item.subject.title for item in findings)
        ],
    }


def _cell(status: Status | None) -> dict[str, str]:
    return {"status": status.value, "sign": SIGNS[status]} if status else {"status": "none", "sign": ""}
