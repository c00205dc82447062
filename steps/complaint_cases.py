"""Complaints after the decision (Luật Khiếu nại): what is recorded of them, and what each has come to.

An objection during the posting is something else: it is aimed at a draft and leads to a re-verification (khoản 4
Điều 4 QĐ 24/2021). Neither closes the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from rasoat.errors import Refused, UsageError
from rasoat.messages import message
from rasoat.workflow.cases import Fact, View, per_view
from rasoat.workflow.complaint_rules import ACCEPT, COMPLAIN, ComplaintRules, rules_named, rules_on, successor
from rasoat.workflow.registry import fact_kind
from rasoat.workflow.terms import Due, compute

KINDS = (
    "complaint_filed",
    "complaint_accepted",
    "complaint_refused",
    "complaint_settled",
    "complaint_stopped",
    "complaint_continued",
)
"""What is recorded of complaints."""
OUTCOMES = ("upheld", "partly", "rejected")
STOPS = ("suspended", "ended")
"""Tạm đình chỉ, đình chỉ."""
FURTHER = ("second", "court")
"""Khiếu nại lần hai, khởi kiện tại Tòa án."""
State = Literal["received", "accepted", "refused", "suspended", "ended", "settled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """One complaint with what followed it; `further` is what is known of a second complaint or of a lawsuit."""

    no: int
    filed: Fact
    accepted: Fact | None
    refused: Fact | None
    settled: Fact | None
    stopped: Fact | None
    further: tuple[Fact, ...]

    @property
    def state(self) -> State:
        """Where it stands."""
        if self.settled:
            return "settled"
        if self.stopped:
            return "ended" if self.stopped.data["kind"] == "ended" else "suspended"
        if self.refused:
            return "refused"
        return "accepted" if self.accepted else "received"

    @property
    def open(self) -> bool:
        """Whether the commune still owes something."""
        return self.state in {"received", "accepted", "suspended"}

    @property
    def facts(self) -> tuple[int, ...]:
        """Journal places of its facts."""
        own = (self.filed, self.accepted, self.refused, self.settled, self.stopped, *self.further)
        return tuple(fact.seq for fact in own if fact)

    @property
    def rules(self) -> ComplaintRules:
        """The rules for accepting it: those of the day it was received, unless somebody said which."""
        return _rules(self.filed)

    def accept_by(self, view: View) -> Due:
        """Return by when it is accepted or refused."""
        return compute(self.rules.terms[ACCEPT], self.filed.on, view.tools.calendar)

    def settle_by(self, view: View) -> Due | None:
        """Return by when it is settled, None while it is not accepted."""
        if self.accepted is None:
            return None
        data = self.accepted.data
        term = _rules(self.accepted).settle(complex_=bool(data.get("complex")), remote=bool(data.get("remote")))
        return compute(term, self.accepted.on, view.tools.calendar)

    def complain_by(self, view: View) -> Due | None:
        """Return by when it had to be made, None where nobody said when the complainant learned of the decision."""
        known = self.filed.data.get("learned_on")
        if not known:
            return None
        return compute(self.rules.terms[COMPLAIN], date.fromisoformat(known), view.tools.calendar)

    def between(self, on: date) -> ComplaintRules | None:
        """Return the newer rules, where the law changed before this was accepted or refused and nobody said which hold.

        No rule for such complaints was read: both terms are shown.
        """
        answered = self.accepted or self.refused
        last = self.rules.last
        if self.filed.data.get("rules") or last is None or (answered.on if answered else on) <= last:
            return None
        return successor(self.rules)


def _rules(fact: Fact) -> ComplaintRules:
    chosen = fact.data.get("rules")
    return rules_named(chosen) if chosen else rules_on(fact.on)


def stop_rules(fact: Fact) -> ComplaintRules:
    """Return the rules for a suspension or termination."""
    return _rules(fact)


@per_view
def complaints(view: View) -> tuple[Complaint, ...]:
    """Return the complaints of a round in the order of their receipt."""
    return tuple(_complaint(view, fact) for fact in view.facts_of_all_passes("complaint_filed"))


def _complaint(view: View, filed: Fact) -> Complaint:
    def last(kind: str) -> Fact | None:
        found = [fact for fact in view.facts_of_all_passes(kind) if fact.data["no"] == filed.data["no"]]
        return found[-1] if found else None

    further = view.facts_of_all_passes("complaint_continued")
    return Complaint(
        no=filed.data["no"],
        filed=filed,
        accepted=last("complaint_accepted"),
        refused=last("complaint_refused"),
        settled=last("complaint_settled"),
        stopped=last("complaint_stopped"),
        further=tuple(fact for fact in further if fact.data["no"] == filed.data["no"]),
    )


def find_complaint(view: View, no: int) -> Complaint:
    """Return complaint `no` of the round.

    Raises:
        UsageError: there is none of that number.
    """
    found = {item.no: item for item in complaints(view)}
    if no not in found:
        raise UsageError("unknown_complaint", no=no, known=tuple(found) or "-")
    return found[no]


def decided_on(view: View) -> date | None:
    """Return the day the results of the round were recognised, None before."""
    return next((item.on for item in reversed(view.case.taken) if item.trigger == "recognise"), None)


@fact_kind("complaint_filed", late=True)
def _filed(view: View, data: Mapping[str, Any]) -> None:
    decided = decided_on(view)
    if decided is None or view.on < decided:
        raise Refused("complaint_before_decision", decided=decided or "-")
    if not (str(data["by"]["name"]).strip() and str(data.get("content") or "").strip()):
        raise UsageError("complaint_incomplete")
    if data.get("rules"):
        rules_named(data["rules"])


def _open(view: View, data: Mapping[str, Any]) -> Complaint:
    """Return the complaint a fact is about.

    Raises:
        UsageError: none of that number, or the day is before its receipt.
        Refused: it is at its end already.
    """
    item = find_complaint(view.undated, data["no"])
    if view.on < item.filed.on:
        raise UsageError("complaint_answered_early", no=item.no, on=view.on, filed=item.filed.on)
    if not item.open:
        raise Refused("complaint_closed", no=item.no, state=message(f"complaints.state.{item.state}"))
    return item


@fact_kind("complaint_accepted", late=True)
@fact_kind("complaint_refused", late=True)
def _answered(view: View, data: Mapping[str, Any]) -> None:
    item = _open(view, data)
    if item.accepted:
        raise Refused("complaint_accepted_already", no=item.no, on=item.accepted.on)


@fact_kind("complaint_settled", late=True)
def _settled(view: View, data: Mapping[str, Any]) -> None:
    item = _open(view, data)
    if item.accepted is None:
        raise Refused("complaint_not_accepted", no=item.no)
    if view.on < item.accepted.on:
        raise UsageError("complaint_answered_early", no=item.no, on=view.on, filed=item.accepted.on)
    if data.get("class") and item.filed.data.get("ref") is None:
        raise UsageError("complaint_of_no_household", no=item.no)


@fact_kind("complaint_stopped", late=True)
def _stopped(view: View, data: Mapping[str, Any]) -> None:
    _open(view, data)
    sent = data.get("sent_on")
    if sent and date.fromisoformat(sent) < view.on:
        raise UsageError("complaint_sent_early", on=view.on, sent=date.fromisoformat(sent))


@fact_kind("complaint_continued", late=True)
def _continued(view: View, data: Mapping[str, Any]) -> None:
    item = find_complaint(view.undated, data["no"])
    if view.on < item.filed.on:
        raise UsageError("complaint_answered_early", no=item.no, on=view.on, filed=item.filed.on)
