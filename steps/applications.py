"""Which applications a monthly review takes up, and what must be known of the households that applied.

Only who applied is reviewed: by Mẫu 01 to be reviewed as poor or near-poor, by Mẫu 04 to be recognised as escaped
(QĐ 24/2021 Điều 5; TTHC of QĐ 967/QĐ-BNNMT). What class they have so far stands on the list recognised last.
"""

from datetime import date, timedelta
from typing import Any

from rasoat.messages import Message, message
from rasoat.steps.preliminary_list import listed
from rasoat.steps.survey import surveys
from rasoat.workflow.cases import Fact, View
from rasoat.workflow.procedures import Requirement
from rasoat.workflow.registry import requirement
from rasoat.workflow.verdicts import Status, Verdict, met, unmet

ESCAPE = "escape"
"""The kind of an application by Mẫu 04."""


def start_before(day: date, first_day: int) -> date:
    """Return the day from which the review of the month before `day` ran."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=first_day)


@requirement("class_before_known")
def class_before_known(view: View, _rule: Requirement) -> Verdict:
    """The list that was recognised last is there: what an applicant is so far is read from it, never guessed."""
    facts = view.facts_of_all_passes("recognised_listed")
    seen = tuple(fact.seq for fact in facts)
    if not facts:
        return unmet(Status.MISSING, "class_before_known_missing")
    count = sum(len(fact.data["households"]) for fact in facts)
    on_list = sum(item.class_before != "non_poor" for item in listed(view))
    return met("class_before_known_met", facts=seen, count=count, applicants=len(listed(view)), on_list=on_list)


@requirement("escape_from_a_list")
def escape_from_a_list(view: View, _rule: Requirement) -> Verdict:
    """Who applies by Mẫu 04 to leave a list is on one."""
    leaving = [item for item in listed(view) if item.wish == ESCAPE]
    wrong = tuple(item.ref for item in leaving if item.class_before == "non_poor")
    seen = tuple(fact.seq for fact in view.facts_of_all_passes("application_received") if fact.data["ref"] in wrong)
    if wrong:
        return unmet(Status.CONTRADICTED, "escape_from_a_list_wrong", facts=seen, params={"refs": wrong})
    return met("escape_from_a_list_met", count=len(leaving))


@requirement("applications_in_turn", first_day=int)
def applications_in_turn(view: View, rule: Requirement) -> Verdict:
    """Every application is reviewed in the first monthly review after it came in."""
    opened = view.subject.opened_on
    before = start_before(opened, rule.params["first_day"])
    facts = view.facts_of_all_passes("application_received")
    wrong = [fact for fact in facts if not before < fact.on <= opened]
    params: dict[str, Any] = {"before": before, "opened": opened}
    if wrong:
        lines = tuple(_turn(fact, before) for fact in wrong)
        seen = tuple(fact.seq for fact in wrong)
        return unmet(Status.CONTRADICTED, "applications_in_turn_wrong", facts=seen, params={**params, "lines": lines})
    return met("applications_in_turn_met", facts=tuple(fact.seq for fact in facts), count=len(facts), **params)


def _turn(fact: Fact, before: date) -> Message:
    key = "checks.application_waited" if fact.on <= before else "checks.application_early"
    return message(key, ref=fact.data["ref"], on=fact.on, before=before)


def _scored(view: View) -> tuple[int, ...]:
    """Return the journal places of the surveys that went beyond the quick form."""
    return tuple(item.seq for item in surveys(view).values() if not item.quick_exit)


@requirement("somebody_scored")
def somebody_scored(view: View, _rule: Requirement) -> Verdict:
    """At least one household was scored: there is a result for the residents to agree upon."""
    seen = _scored(view)
    if seen:
        return met("somebody_scored_met", facts=seen, count=len(seen))
    found = surveys(view)
    if not found:
        return unmet(Status.MISSING, "somebody_scored_missing")
    facts = tuple(item.seq for item in found.values())
    return unmet(Status.MISSING, "somebody_scored_none", facts=facts, params={"count": len(found)})


@requirement("nobody_scored")
def nobody_scored(view: View, _rule: Requirement) -> Verdict:
    """Every household left by the quick form (Phiếu A): none is on the list to review, no meeting, no posting."""
    seen, found = _scored(view), surveys(view)
    if seen:
        return unmet(Status.CONTRADICTED, "nobody_scored_some", facts=seen, params={"count": len(seen)})
    if not found:
        return unmet(Status.MISSING, "nobody_scored_missing")
    return met("nobody_scored_met", facts=tuple(item.seq for item in found.values()), count=len(found))
