"""The findings of an audit as a dossier tells them: in words, with article and clause, worst first."""

from collections.abc import Callable, Mapping
from typing import Any

from rasoat.messages import message
from rasoat.reports.dossier_source import Source
from rasoat.workflow.auditing import Finding
from rasoat.workflow.verdicts import Status

ORDER = (
    Status.WAIVED,
    Status.CONTRADICTED,
    Status.MISSING,
    Status.NOT_DUE,
    Status.CLAIMED,
    Status.PROVEN,
)
"""What an inspector reads first."""
GRAVE = frozenset({Status.WAIVED, Status.CONTRADICTED, Status.MISSING})


def findings_of(source: Source, clean: Callable[[str], str], *, masked: bool) -> list[dict[str, Any]]:
    """Return the findings, those first that an inspector reads first.

    Args:
        source: the round.
        clean: takes names out of a text.
        masked: leave out what people wrote to justify deviations.
    """
    ordered = sorted(source.findings, key=lambda item: ORDER.index(item.verdict.status))
    return [_plain(source, item, clean, masked=masked) for item in ordered]


def _plain(source: Source, item: Finding, clean: Callable[[str], str], *, masked: bool) -> dict[str, Any]:
    verdict, stages = item.verdict, source.file.procedure.stages
    status = verdict.status
    return {
        "status": status.value,
        "status_title": message(f"words.status.{status.value}").render(),
        "subject": item.subject.title,
        "stage": item.stage,
        "stage_title": stages[item.stage].title.vi,
        "step": item.trigger,
        "step_title": message(f"words.triggers.{item.trigger}").render(),
        "step_on": item.step_on.isoformat() if item.step_on else None,
        "pass": item.pass_no,
        "requirement": item.rule.id,
        "title": message(f"checks.{item.rule.check}").render(),
        "basis": item.rule.citation.short("vi"),
        "basis_seen": item.rule.citation.evidence,
        "severity": item.rule.severity,
        "found": clean(verdict.found.render()),
        "cure": clean(verdict.cure.render()) if verdict.cure else None,
        "facts": list(verdict.facts),
        "due": verdict.due.last_day.isoformat() if verdict.due else None,
        "deviation": None if masked else _deviation(item),
    }


def _deviation(item: Finding) -> Mapping[str, str] | None:
    deviation = item.deviation
    if deviation is None:
        return None
    return {"reason": deviation.reason, "by": deviation.by, "order": deviation.order}
