"""The decision on applications: when it may be taken, by when, and what those get who are not recognised.

QĐ 24/2021 Điều 3 (from the 15th of a month), Điều 6 (posting, re-verification, decision or reasoned refusal).
"""

from collections.abc import Iterator
from datetime import date

from rasoat.messages import Message, message
from rasoat.steps.public_posting import last_day_to_object
from rasoat.workflow.cases import View
from rasoat.workflow.procedures import Requirement
from rasoat.workflow.registry import requirement
from rasoat.workflow.terms import compute
from rasoat.workflow.verdicts import Status, Verdict, met, unmet


@requirement("opened_from_day", day=int)
def opened_from_day(view: View, rule: Requirement) -> Verdict:
    """The review of a month begins on this day of it or later."""
    first, opened = rule.params["day"], view.subject.opened_on
    if opened.day < first:
        return unmet(Status.CONTRADICTED, "opened_from_day_early", params={"opened": opened, "first": first})
    return met("opened_from_day_met", opened=opened, first=first)


@requirement("decided_after_objections", term=str)
def decided_after_objections(view: View, rule: Requirement) -> Verdict:
    """The decision was signed when nobody in any village could object in time any more."""
    fact = view.last("decision_signed")
    if fact is None or rule.term is None:
        return unmet(Status.MISSING, "recognition_signed_missing")
    early = tuple(_early(view, fact.on, rule))
    if early:
        params = {"on": fact.on, "lines": early}
        return unmet(Status.CONTRADICTED, "decided_after_objections_early", facts=(fact.seq,), params=params)
    return met("decided_after_objections_met", proven=bool(fact.data.get("evidence")), facts=(fact.seq,), on=fact.on)


def _early(view: View, signed: date, rule: Requirement) -> Iterator[Message]:
    for member in view.members:
        last = last_day_to_object(member, rule.term) if rule.term else None
        if last is not None and signed <= last:
            yield message("checks.decided_early_line", village=member.subject.title, last=last)


@requirement("decided_in_time", term=str)
def decided_in_time(view: View, rule: Requirement) -> Verdict:
    """The decision was signed within the term, counted from the opening of the review."""
    if rule.term is None:
        return unmet(Status.MISSING, "recognition_signed_missing")
    due = compute(rule.term, view.subject.opened_on, view.tools.calendar)
    fact = view.last("decision_signed")
    if fact is None:
        status = Status.NOT_DUE if view.on <= due.last_day else Status.MISSING
        return unmet(status, "decided_in_time_open", due=due, params={"last": due.last_day})
    params = {"on": fact.on, "last": due.last_day}
    if fact.on > due.last_day:
        return unmet(Status.CONTRADICTED, "decided_in_time_late", facts=(fact.seq,), due=due, params=params)
    return met("decided_in_time_met", proven=bool(fact.data.get("evidence")), facts=(fact.seq,), due=due, **params)
