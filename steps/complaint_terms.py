"""The clocks of complaints after the decision: accepted or refused, settled, suspensions sent - each in its time."""

from collections.abc import Callable, Sequence
from datetime import date

from rasoat.messages import Message, message
from rasoat.steps.complaint_cases import Complaint, complaints, stop_rules
from rasoat.workflow.cases import Fact, View
from rasoat.workflow.complaint_rules import ACCEPT, STOP_SENT
from rasoat.workflow.procedures import Requirement
from rasoat.workflow.registry import requirement
from rasoat.workflow.terms import Due, compute
from rasoat.workflow.verdicts import Status, Verdict, met, unmet

Texts = tuple[str, str, str]
"""What is said when all is done, while something runs, and when something is late."""
ACCEPTED: Texts = ("complaints_accepted_met", "complaints_accepted_open", "complaints_accepted_late")
SETTLED: Texts = ("complaints_settled_met", "complaints_settled_open", "complaints_settled_late")
SENT: Texts = ("complaint_stops_sent_met", "complaint_stops_sent_open", "complaint_stops_sent_late")
Clock = tuple[Complaint, Due, date | None]
"""A complaint, by when something is to be done with it, the day it was done."""


@requirement("complaints_accepted")
def complaints_accepted(view: View, _rule: Requirement) -> Verdict:
    """Every complaint was accepted, or refused with a reason, within the term of the law of its day."""
    clocks = [(item, item.accept_by(view), _day(item.accepted or item.refused)) for item in _answerable(view)]
    return _judged(view, clocks, ACCEPTED, _accept_line(view))


def _answerable(view: View) -> Sequence[Complaint]:
    """Return the complaints to accept or refuse; one that was ended before asks for neither."""
    return [item for item in complaints(view) if item.accepted or item.refused or item.state != "ended"]


def _accept_line(view: View) -> Callable[[Clock], Message]:
    def line(clock: Clock) -> Message:
        item, due, done = clock
        newer = item.between(view.on)
        values = {"no": item.no, "filed": item.filed.on, "last": due.last_day, "basis": due.term.citation.cited()}
        if newer:
            later = compute(newer.terms[ACCEPT], item.filed.on, view.tools.calendar)
            other, basis = later.last_day, later.term.citation.cited()
            if done:
                return message("checks.complaint_answered_between", done=done, other=other, other_basis=basis, **values)
            return message("checks.complaint_open_between", other=other, other_basis=basis, **values)
        if done:
            return message("checks.complaint_answered", done=done, **values)
        return message("checks.complaint_open", **values)

    return line


@requirement("complaints_settled")
def complaints_settled(view: View, _rule: Requirement) -> Verdict:
    """Every accepted complaint was settled, or ended, within the term of the law of the day it was accepted."""
    clocks = [
        (item, due, _day(item.settled or (item.stopped if item.state == "ended" else None)))
        for item in complaints(view)
        if (due := item.settle_by(view))
    ]
    return _judged(view, clocks, SETTLED, _settle_line)


def _settle_line(clock: Clock) -> Message:
    item, due, done = clock
    accepted = item.accepted.on if item.accepted else item.filed.on
    values = {"no": item.no, "accepted": accepted, "last": due.last_day, "basis": due.term.citation.cited()}
    if done:
        return message("checks.complaint_settled_line", done=done, **values)
    if item.state == "suspended":
        return message("checks.complaint_suspended_line", **values)
    return message("checks.complaint_accepted_line", **values)


@requirement("complaint_stops_sent")
def complaint_stops_sent(view: View, _rule: Requirement) -> Verdict:
    """Every decision to suspend or end was sent within the term, where the law of its day was read to have one."""
    clocks = []
    for item in complaints(view):
        term = stop_rules(item.stopped).terms.get(STOP_SENT) if item.stopped else None
        if item.stopped and term:
            sent = item.stopped.data.get("sent_on")
            due = compute(term, item.stopped.on, view.tools.calendar)
            clocks.append((item, due, date.fromisoformat(sent) if sent else None))
    return _judged(view, clocks, SENT, _stop_line)


def _stop_line(clock: Clock) -> Message:
    item, due, done = clock
    values = {"no": item.no, "on": due.event, "last": due.last_day, "basis": due.term.citation.cited()}
    if done:
        return message("checks.complaint_stop_sent", done=done, **values)
    return message("checks.complaint_stop_unsent", **values)


def _day(fact: Fact | None) -> date | None:
    return fact.on if fact else None


def _judged(view: View, clocks: Sequence[Clock], texts: Texts, line: Callable[[Clock], Message]) -> Verdict:
    """Return the verdict on clocks of one kind: late ones first, then those that still run.

    A suspended complaint that is past its day is no breach: whether the term stands still was not read.
    """
    if not clocks:
        return met("no_complaint")
    rests = texts is SETTLED
    suspended = {item.no for item, _due, done in clocks if rests and done is None and item.state == "suspended"}
    late = [clock for clock in clocks if (clock[2] or view.on) > clock[1].last_day and clock[0].no not in suspended]
    running = [clock for clock in clocks if clock[2] is None]
    shown = late or running or list(clocks)
    lines = tuple(line(clock) for clock in shown)
    seen = tuple(seq for item, _due, _done in shown for seq in item.facts)
    due = min((clock[1] for clock in shown), key=lambda item: item.last_day)
    if late:
        return unmet(Status.CONTRADICTED, texts[2], facts=seen, due=due, params={"lines": lines})
    if running:
        return unmet(Status.NOT_DUE, texts[1], facts=seen, due=due, params={"lines": lines})
    proven = all(_shown(item, texts) for item, _due, _done in shown)
    return met(texts[0], proven=proven, facts=seen, due=due, lines=lines)


def _shown(item: Complaint, texts: Texts) -> bool:
    """Return whether a file shows that what a clock ran for was done."""
    done = item.stopped
    if texts is ACCEPTED:
        done = item.accepted or item.refused
    elif texts is SETTLED:
        done = item.settled or item.stopped
    return done is not None and bool(done.data.get("evidence"))
