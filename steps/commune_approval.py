"""Step 5: the commune's steering committee sums up and agrees the result (QĐ 24/2021 Điều 4 khoản 4; practice)."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from rasoat.errors import UsageError
from rasoat.messages import message
from rasoat.steps.agreement import figures_of
from rasoat.steps.outcomes import FIGURES, outcomes, village_lines
from rasoat.steps.preliminary_list import listed, removed
from rasoat.workflow.cases import View
from rasoat.workflow.desk import Desk, Sheet
from rasoat.workflow.machine import cited
from rasoat.workflow.procedures import Requirement
from rasoat.workflow.registry import fact_kind, paper, requirement
from rasoat.workflow.verdicts import Status, Verdict, met, unmet


@fact_kind("committee_met")
def _met(_view: View, data: Mapping[str, Any]) -> None:
    if not 1 <= data["attendees"] <= data["members"]:
        raise UsageError("attendees_exceed_members", attendees=data["attendees"], members=data["members"])
    if not 0 <= data["agree"] <= data["attendees"]:
        raise UsageError("agree_exceeds_attendees", agree=data["agree"], attendees=data["attendees"])


@requirement("villages_settled")
def villages_settled(view: View, _rule: Requirement) -> Verdict:
    """Every village has gone its whole way, objections and all."""
    behind = [
        member.subject.title for member in view.members if not (settled_by(member, view.on) or has_nobody(member))
    ]
    if behind:
        params = {"count": len(behind), "villages": tuple(behind)}
        return unmet(Status.MISSING, "villages_settled_missing", params=params)
    return met("villages_settled_met", count=len(view.members))


def has_nobody(member: View) -> bool:
    """Return whether a village has nobody to review: nobody on its managed list, where there is one, nor applied."""
    waits = any("managed_listed" in stage.records for stage in member.tools.procedure.stages.values())
    known = not waits or bool(member.facts_of_all_passes("managed_listed"))
    return known and not member.case.taken and not listed(member)


def settled_by(member: View, on: date) -> bool:
    """Return whether a village has gone its whole way by a day."""
    moved = member.case.last_moved_on
    final = member.tools.procedure.stages[member.case.stage].final
    return final and moved is not None and moved <= on


@requirement("committee_agreed")
def committee_agreed(view: View, _rule: Requirement) -> Verdict:
    """The committee met over the result and most of those attending agreed."""
    fact = view.last("committee_met")
    if fact is None:
        return unmet(Status.MISSING, "committee_agreed_missing")
    data = fact.data
    params: dict[str, Any] = {"agree": data["agree"], "attendees": data["attendees"], "on": fact.on}
    if 2 * data["agree"] <= data["attendees"]:
        return unmet(Status.CONTRADICTED, "committee_agreed_low", facts=(fact.seq,), params=params)
    return met("committee_agreed_met", proven=bool(data.get("evidence")), facts=(fact.seq,), **params)


@requirement("round_in_window")
def round_in_window(view: View, _rule: Requirement) -> Verdict:
    """The round is opened and agreed inside the part of the year that the law sets aside for it."""
    window = view.tools.window
    fact = view.last("committee_met")
    days = [view.subject.opened_on, *([fact.on] if fact else [])]
    if window is None:
        return met("round_in_window_none")
    outside = [day for day in days if not window.contains(day)]
    params: dict[str, Any] = {
        "first": f"{window.first[1]:02d}/{window.first[0]:02d}",
        "last": f"{window.last[1]:02d}/{window.last[0]:02d}",
        "basis": cited(window.citation),
    }
    if outside:
        return unmet(Status.CONTRADICTED, "round_in_window_outside", params={**params, "days": tuple(outside)})
    return met("round_in_window_met", **params)


@requirement("no_household_lost")
def no_household_lost(view: View, _rule: Requirement) -> Verdict:
    """Every household that was on a list has one outcome, or a reason why it is gone."""
    lost = [ref for member in view.members for ref, result in outcomes(member).items() if result.after is None]
    if lost:
        params = {"count": len(lost), "refs": tuple(lost[:10])}
        return unmet(Status.MISSING, "no_household_lost_missing", params=params)
    count = sum(len(listed(member)) for member in view.members)
    gone = sum(len(removed(member)) for member in view.members)
    return met("no_household_lost_met", count=count, gone=gone)


def line_totals(lines: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Return the sums of village lines."""
    lines = list(lines)
    return {name: sum(line[name] for line in lines) for name in FIGURES}


@paper("committee-minutes")
def committee_minutes(desk: Desk) -> Iterable[Sheet]:
    """Yield the minutes of the committee's meeting, with the result of each village."""
    fact = desk.view.last("committee_met")
    if fact is None:
        return
    views = [view for _row, view in desk.member_views()]
    data, lines = fact.data, village_lines(views)
    officials = desk.commune["officials"]
    body = {
        "held_on": fact.on.isoformat(),
        "time": data.get("time"),
        "place": data.get("place") or desk.commune["office"],
        "chair": data.get("chair") or _head(officials["chairman"], "committee_head"),
        "secretary": data.get("secretary") or _head(officials["officer"], "committee_deputy"),
        "attendees": data["attendees"],
        "members": data["members"],
        "agree": data["agree"],
        "villages": lines,
        "totals": line_totals(lines),
        "opinions": data.get("opinions"),
    }
    yield Sheet(body=body, on=fact.on, says=figures_of(views))


def _head(official: Mapping[str, Any], role: str) -> dict[str, Any]:
    return {"name": official["name"], "title": message(f"words.groups.{role}").render("vi")}
