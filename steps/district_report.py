"""Step 6: the report to the upper level, and its opinion (QĐ 24/2021 Điều 4 khoản 5).

Who the upper level is, and whether it gives an opinion, is a variant of the procedure: since 01/07/2025 there
is no district.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from rasoat.errors import UsageError
from rasoat.messages import message
from rasoat.steps.agreement import figures_of
from rasoat.steps.commune_approval import line_totals
from rasoat.steps.complaints import objections
from rasoat.steps.movements import movements
from rasoat.steps.outcomes import Result, outcomes, village_lines
from rasoat.steps.postings import postings
from rasoat.steps.preliminary_list import removed
from rasoat.workflow.cases import View
from rasoat.workflow.desk import Desk, Sheet
from rasoat.workflow.procedures import Requirement
from rasoat.workflow.registry import fact_kind, paper, relies_on, requirement
from rasoat.workflow.terms import compute
from rasoat.workflow.verdicts import Status, Verdict, met, unmet


@fact_kind("report_sent")
def _sent(_view: View, _data: Mapping[str, Any]) -> None:
    """A report has no numbers of its own: the paper computes them."""


@fact_kind("opinion_received")
def _opinion(view: View, data: Mapping[str, Any]) -> None:
    sent = view.undated.last("report_sent")
    if sent and view.on < sent.on:
        raise UsageError("opinion_before_report", on=view.on, sent=sent.on)
    if not data["agrees"] and not data.get("villages"):
        raise UsageError("opinion_names_no_village")


@requirement("report_sent")
def report_sent(view: View, _rule: Requirement) -> Verdict:
    """The commune reported to the upper level in writing."""
    fact = view.last("report_sent")
    if fact is None:
        return unmet(Status.MISSING, "report_sent_missing")
    return met("report_sent_met", proven=bool(fact.data.get("evidence")), facts=(fact.seq,), on=fact.on)


@requirement("opinion_in_time", term=str)
def opinion_in_time(view: View, rule: Requirement) -> Verdict:
    """The upper level answered within its term, counted from the report."""
    sent, opinion = view.last("report_sent"), view.last("opinion_received")
    if sent is None or rule.term is None:
        return unmet(Status.MISSING, "report_sent_missing")
    due = compute(rule.term, sent.on, view.tools.calendar)
    params: dict[str, Any] = {"sent": sent.on, "last": due.last_day}
    if opinion is None:
        status = Status.NOT_DUE if view.on <= due.last_day else Status.MISSING
        return unmet(status, "opinion_in_time_missing", facts=(sent.seq,), due=due, params=params)
    seen = (sent.seq, opinion.seq)
    if opinion.on > due.last_day:
        return unmet(
            Status.CONTRADICTED,
            "opinion_in_time_late",
            facts=seen,
            due=due,
            params={**params, "on": opinion.on},
        )
    return met(
        "opinion_in_time_met",
        proven=bool(opinion.data.get("evidence")),
        facts=seen,
        due=due,
        on=opinion.on,
        **params,
    )


@requirement("recognition_after_opinion")
def recognition_after_opinion(view: View, _rule: Requirement) -> Verdict:
    """The commune recognises only after the upper level agreed."""
    opinion = view.undated.last("opinion_received")
    if opinion is None:
        return unmet(Status.MISSING, "recognition_after_opinion_missing")
    params: dict[str, Any] = {"on": opinion.on, "document": opinion.data.get("document") or "-"}
    if not opinion.data["agrees"]:
        return unmet(Status.CONTRADICTED, "recognition_after_opinion_no", facts=(opinion.seq,), params=params)
    if view.on < opinion.on:
        params = {**params, "decided": view.on}
        return unmet(Status.CONTRADICTED, "recognition_after_opinion_early", facts=(opinion.seq,), params=params)
    proven = bool(opinion.data.get("evidence"))
    return met("recognition_after_opinion_met", proven=proven, facts=(opinion.seq,), **params)


@requirement("opinion_disagrees")
def opinion_disagrees(view: View, _rule: Requirement) -> Verdict:
    """Villages go back only when the upper level disagreed and named them."""
    opinion = view.last("opinion_received")
    if opinion is None:
        return unmet(Status.MISSING, "recognition_after_opinion_missing")
    if opinion.data["agrees"]:
        return unmet(Status.CONTRADICTED, "opinion_disagrees_wrong", facts=(opinion.seq,), params={"on": opinion.on})
    villages = tuple(opinion.data["villages"])
    return met("opinion_disagrees_met", facts=(opinion.seq,), villages=villages, on=opinion.on)


def all_results(desk: Desk) -> list[Result]:
    """Return the outcomes of all villages."""
    return [result for _row, view in desk.member_views() for result in outcomes(view).values()]


@paper("upper-report")
@relies_on("posting")
def upper_report(desk: Desk) -> Iterable[Sheet]:
    """Yield the report to the upper level: numbers, movements, deprivations, objections, deviations."""
    people = desk.round.people()
    views = [view for _row, view in desk.member_views()]
    lines = village_lines(views)
    results = all_results(desk)
    gone = [item for view in views for item in removed(view)]
    body = {
        "to": desk.commune["addressee"],
        "villages": lines,
        "totals": line_totals(lines),
        "movements": movements(results, gone, people),
        "indicators": {name: _indicators(desk, results, name) for name in ("poor", "near_poor")},
        "objections": _objections(views),
        "deviations": [line for view in views for line in _deviations(desk, view)],
        "posting": [line for view in views for line in _posting(view)],
    }
    yield Sheet(body=body, says=figures_of(views))


def _indicators(desk: Desk, results: Iterable[Result], name: str) -> list[int]:
    held = [result.deprived for result in results if result.after == name]
    codes = [item.code for item in sorted(desk.view.tools.standard.indicators, key=lambda item: item.number)]
    return [sum(code in deprived for deprived in held) for code in codes]


def _objections(views: Iterable[View]) -> dict[str, int]:
    views = list(views)
    filed = [item for view in views for item in objections(view)]
    changed = sum(result.changed for view in views for result in outcomes(view).values())
    return {
        "count": len(filed),
        "reverified": sum(item.reverified is not None for item in filed),
        "changed": changed,
    }


def _deviations(desk: Desk, view: View) -> list[dict[str, str]]:
    return [
        {
            "village": view.subject.title,
            "what": ", ".join(_title(desk, rule) for rule in item.deviation.waived),
            "reason": item.deviation.reason,
        }
        for item in view.case.taken
        if item.deviation
    ]


def _title(desk: Desk, rule: str) -> str:
    return message(f"checks.{desk.procedure.requirements[rule].check}").render("vi")


def _posting(view: View) -> list[dict[str, Any]]:
    found = postings(view)
    if not found:
        return []
    ends = [item.end for item in found if item.end]
    return [
        {
            "village": view.subject.title,
            "from": min(item.start for item in found).isoformat(),
            "to": max(ends).isoformat() if ends else None,
        }
    ]
