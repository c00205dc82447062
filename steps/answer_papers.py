"""Papers of a monthly review: the refusal with its reasons, the report of the month."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from rasoat.steps.answers import Clash, applicants, clashes, refused
from rasoat.steps.commune_approval import line_totals
from rasoat.steps.complaints import objections
from rasoat.steps.outcomes import Result, outcomes, village_lines
from rasoat.steps.preliminary_list import listed
from rasoat.workflow.cases import View
from rasoat.workflow.desk import Desk, Sheet
from rasoat.workflow.envelope import proof
from rasoat.workflow.outbox import number_text
from rasoat.workflow.procedures import Requirement
from rasoat.workflow.registry import form_of, paper, relies_on, requirement
from rasoat.workflow.terms import compute
from rasoat.workflow.verdicts import Status, Verdict, met, unmet

DECISION = "decision"
"""The term of the decision, counted from the start of the review."""


def grounds(view: View, result: Result) -> dict[str, Any]:
    """Return why a household is not recognised: the quick form, its income, or a class that stays as it was."""
    standard = view.tools.standard
    line, before = standard.lines[view.subject.area], result.item.class_before
    scored = "income" if result.after == before == "non_poor" else "unchanged"
    return {
        "why": "quick_form" if result.b1 is None else scored,
        "area": view.subject.area,
        "b1": result.b1,
        "b1_line": line.b1,
        "b2": result.b2,
        "b2_poor": standard.b2_poor,
        "class_before": before,
        "class_after": result.after,
    }


def delay_of(view: View) -> dict[str, Any] | None:
    """Return the reason on record why the answers come after their term."""
    fact = view.last("delay_explained")
    if fact is None:
        return None
    return {"reason": fact.data["reason"], "by": fact.data["by"], "document": fact.data.get("document")}


def delay_proofs(desk: Desk) -> tuple[dict[str, Any], ...]:
    """Return, where the law's terms do not fit into each other, how each of them was counted."""
    calendar = desk.view.tools.calendar
    decision = compute(desk.procedure.terms[DECISION], desk.view.subject.opened_on, calendar)
    found = clashes(desk.view, decision)
    if not found:
        return ()
    pairs = [("Thời hạn giải quyết", decision), *(pair for clash in found for pair in _terms_of(clash))]
    return tuple(proof(title, due, calendar) for title, due in pairs)


def _terms_of(clash: Clash) -> Iterable[tuple[str, Any]]:
    about = f"phản ánh số {clash.objection.no:02d} ({clash.village})"
    return ((f"Thời hạn phúc tra {about}", clash.reverify), (f"Thời hạn niêm yết lại {about}", clash.repost))


@paper("refusal-notice")
@relies_on(DECISION, "posting", "reverification", "reposting")
def refusal_notice(desk: Desk) -> Iterable[Sheet]:
    """Yield the written answer to an applicant who is not recognised, with the reasons."""
    data = desk.facts[0].data
    for row, view in desk.member_views():
        result = outcomes(view).get(data["ref"])
        if result is None:
            continue
        applied = next(f for f in view.facts_of_all_passes("application_received") if f.data["ref"] == data["ref"])
        village = desk.round.file.villages[row.village_id or 0].description
        body = {
            "to": desk.round.people()[data["ref"]]["name"],
            "applied_on": applied.on.isoformat(),
            "wish": applied.data["kind"],
            "grounds": grounds(view, result),
            "reason": data.get("reason"),
            "delay": delay_of(desk.view),
        }
        yield Sheet(body=body, village=village, proofs=delay_proofs(desk) if body["delay"] else ())


@requirement("monthly_report_in_time", day=int, first_month=int, last_month=int)
def monthly_report_in_time(view: View, rule: Requirement) -> Verdict:
    """The month's result is reported by the day that the law sets, in the months for which it sets one."""
    decided = view.taken("recognise")
    if decided is None:
        return unmet(Status.MISSING, "report_sent_missing")
    following = (decided.on.replace(day=1) + timedelta(days=31)).replace(day=rule.params["day"])
    if not rule.params["first_month"] <= following.month <= rule.params["last_month"]:
        return met("monthly_report_in_time_none", month=f"{following:%m/%Y}")
    last = _working(following, view)
    sent = view.last("report_sent")
    params: dict[str, Any] = {"last": last}
    if sent is None:
        status = Status.NOT_DUE if view.on <= last else Status.MISSING
        return unmet(status, "monthly_report_in_time_missing", params=params)
    seen = (sent.seq,)
    if sent.on > last:
        params = {**params, "on": sent.on}
        return unmet(Status.CONTRADICTED, "monthly_report_in_time_late", facts=seen, params=params)
    proven = bool(sent.data.get("evidence"))
    return met("monthly_report_in_time_met", proven=proven, facts=seen, on=sent.on, last=last)


def _working(day: date, view: View) -> date:
    """Return the day, or the next working day: a term does not end on a day off (Civil Code 148, clause 5)."""
    calendar = view.tools.calendar
    return day if calendar.is_working(day) else calendar.add_working_days(day, 1)


@paper("regular-report")
@relies_on(DECISION, "posting", "reverification", "reposting")
def regular_report(desk: Desk) -> Iterable[Sheet]:
    """Yield the report of the month: who applied, who is recognised, who was refused, how the lists change."""
    found = applicants(desk.view)
    views = [view for _row, view in desk.member_views()]
    lines = [line for line in village_lines(views) if line["households"]]
    filed = [item for view in views for item in objections(view)]
    wishes = Counter(item.wish for view in views for item in listed(view))
    body = {
        "to": desk.commune["addressee"],
        "opened_on": desk.view.subject.opened_on.isoformat(),
        "applications": {"review": wishes["review"], "escape": wishes["escape"]},
        "villages": lines,
        "totals": line_totals(lines),
        "refused": len(refused(desk.view)),
        "stock": {name: _stock(views, found.values(), name) for name in ("poor", "near_poor")},
        "decision": _decision(desk),
        "objections": {"count": len(filed), "reverified": sum(item.reverified is not None for item in filed)},
        "delay": delay_of(desk.view),
    }
    yield Sheet(body=body, proofs=delay_proofs(desk))


def _stock(views: Iterable[View], results: Iterable[Result], name: str) -> dict[str, int]:
    """Return how many households are on a list before the month's decision, come, go, and remain."""
    taken = [fact for view in views for fact in view.facts_of_all_passes("recognised_listed")]
    start = len({item["ref"] for fact in taken for item in fact.data["households"] if item["class"] == name})
    moved = [(item.item.class_before, item.after) for item in results if item.recognised_on]
    gone = sum(before == name for before, _after in moved)
    come = sum(after == name for _before, after in moved)
    return {"start": start, "come": come, "gone": gone, "end": start + come - gone}


def _decision(desk: Desk) -> Mapping[str, str] | None:
    """Return number and date of the decision, None where nobody is recognised."""
    taken = desk.view.taken("recognise")
    no = taken.numbers.get("recognition-decision") if taken else None
    if taken is None or no is None:
        return None
    return {"text": number_text(no, form_of("recognition-decision").symbol or ""), "date": taken.on.isoformat()}
