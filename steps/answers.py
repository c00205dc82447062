"""What every applicant of a monthly review gets: the decision, or a written refusal with reasons - and in time.

QĐ 24/2021 Điều 5: the commune chairman decides, or answers in writing and says why not; 15 days from the start of the
review. An objection during the posting may take 7 working days to re-verify and 3 more to post again: that does not
fit into the 15 days. Nothing is shortened for it; the clash is shown, and who answers for it says why.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rasoat.errors import Refused, UsageError
from rasoat.messages import Message, message
from rasoat.steps.complaints import Objection, objections
from rasoat.steps.outcomes import Result, outcomes
from rasoat.workflow.cases import Fact, View
from rasoat.workflow.procedures import Requirement
from rasoat.workflow.registry import fact_kind, relies_on, requirement
from rasoat.workflow.terms import Due, compute
from rasoat.workflow.verdicts import Status, Verdict, met, unmet


def applicants(view: View) -> dict[str, Result]:
    """Return the outcomes of all households that applied, by ref, village by village."""
    found = (result for member in view.members for result in outcomes(member).values())
    return {result.ref: result for result in found if result.item.origin == "applicant"}


def refused(view: View) -> dict[str, Fact]:
    """Return the written refusals by household."""
    return {fact.data["ref"]: fact for fact in view.facts_of_all_passes("application_refused")}


def unanswered(view: View) -> tuple[Result, ...]:
    """Return the applicants who are to be refused and have no written answer yet."""
    answered = refused(view)
    return tuple(item for ref, item in applicants(view).items() if not item.recognised_on and ref not in answered)


def nothing_to_sign(view: View) -> bool:
    """Return whether all were applicants and nobody's class changes: then there is no decision to sign."""
    found = [result for member in view.members for result in outcomes(member).values()]
    applied = all(result.item.origin == "applicant" for result in found)
    return bool(found) and applied and not any(result.recognised_on for result in found)


@fact_kind("application_refused")
def _refused(view: View, data: Mapping[str, Any]) -> None:
    found = applicants(view.undated).get(data["ref"])
    if found is None:
        raise UsageError("not_an_applicant", ref=data["ref"])
    if found.recognised_on:
        raise Refused("refused_though_due", ref=data["ref"], list=message(f"words.lists.{found.recognised_on}"))
    if earlier := refused(view.undated).get(data["ref"]):
        raise Refused("refused_already", ref=data["ref"], on=earlier.on)
    if not data.get("signer"):
        raise UsageError("signer_missing")


@fact_kind("delay_explained")
@relies_on("decision", "posting", "reverification", "reposting")
def _explained(_view: View, data: Mapping[str, Any]) -> None:
    if not (str(data.get("reason") or "").strip() and str(data.get("by") or "").strip()):
        raise UsageError("delay_incomplete")


@requirement("decision_signed_if_due")
def decision_signed_if_due(view: View, _rule: Requirement) -> Verdict:
    """The chairman signed the decision on those whose class changes; where nobody's does there is none to sign."""
    due = [item for item in applicants(view).values() if item.recognised_on]
    fact = view.last("decision_signed")
    if not due:
        return met("decision_signed_if_due_none")
    if fact is None:
        return unmet(Status.MISSING, "decision_signed_if_due_missing", params={"count": len(due)})
    evidence = bool(fact.data.get("evidence"))
    return met("decision_signed_if_due_met", proven=evidence, facts=(fact.seq,), on=fact.on, count=len(due))


@requirement("applicants_answered")
def applicants_answered(view: View, _rule: Requirement) -> Verdict:
    """Who is not recognised got a written answer with reasons."""
    silent = unanswered(view)
    facts = refused(view).values()
    seen = tuple(fact.seq for fact in facts)
    if silent:
        params = {"count": len(silent), "refs": tuple(item.ref for item in silent[:10])}
        return unmet(Status.MISSING, "applicants_answered_missing", facts=seen, params=params)
    proven = all(fact.data.get("evidence") for fact in facts)
    return met("applicants_answered_met", proven=proven, facts=seen, count=len(seen), all=len(applicants(view)))


@requirement("answered_in_time", term=str)
def answered_in_time(view: View, rule: Requirement) -> Verdict:
    """Decision and refusals are given within the term, counted from the start of the review.

    Late with a reason that somebody answers for is shown as such for ever, late without one is a breach.
    """
    if rule.term is None:
        return unmet(Status.MISSING, "answer_term_missing")
    due = compute(rule.term, view.subject.opened_on, view.tools.calendar)
    answers = [fact for fact in (view.last("decision_signed"), *refused(view).values()) if fact]
    late = [fact for fact in answers if fact.on > due.last_day]
    seen = tuple(fact.seq for fact in answers)
    params: dict[str, Any] = {"term": due.sentence(), "last": due.last_day}
    if late:
        return _late(view, max(fact.on for fact in late), seen, due, params)
    if not answers:
        status = Status.NOT_DUE if view.on <= due.last_day else Status.MISSING
        return unmet(status, "answered_in_time_missing", due=due, params=params)
    proven = all(fact.data.get("evidence") for fact in answers)
    on = max(fact.on for fact in answers)
    return met("answered_in_time_met", proven=proven, facts=seen, due=due, on=on, **params)


def _late(view: View, on: date, seen: tuple[int, ...], due: Due, params: Mapping[str, Any]) -> Verdict:
    params = {**params, "on": on}
    reason = view.last("delay_explained")
    if reason is None:
        return unmet(Status.CONTRADICTED, "answered_in_time_late", facts=seen, due=due, params=params)
    params = {**params, **_said(reason)}
    return unmet(Status.WAIVED, "answered_in_time_explained", facts=(*seen, reason.seq), due=due, params=params)


def _said(reason: Fact) -> dict[str, Any]:
    return {"reason": reason.data["reason"], "by": reason.data["by"], "document": reason.data.get("document") or "-"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """An objection whose re-verification and second posting, by law, end after the term of the decision.

    Attributes:
        reverify: the term of the re-verification.
        repost: the term of the second posting: from the day it was put up, or else from the last day on which the
            law lets it be put up.
        decision: the term of the decision.
    """

    village: str
    objection: Objection
    reverify: Due
    repost: Due
    decision: Due

    @property
    def line(self) -> Message:
        """The clash in one sentence, all three terms with their days."""
        return message(
            "checks.clash",
            village=self.village,
            no=self.objection.no,
            reverify=self.reverify.sentence(),
            repost=self.repost.sentence(),
            decision=self.decision.sentence(),
        )


def clashes(view: View, decision: Due) -> tuple[Clash, ...]:
    """Return the objections of all villages that the term of the decision leaves no time for."""
    found = (_clash(member, item, decision) for member in view.members for item in objections(member) if item.timely)
    return tuple(clash for clash in found if clash.repost.last_day > decision.last_day)


def _clash(member: View, item: Objection, decision: Due) -> Clash:
    terms, calendar = member.tools.terms, member.tools.calendar
    reverify = compute(terms["reverification"], item.filed.on, calendar)
    up = [posting.start for posting in item.reposted]
    done = item.reverified.on if item.reverified else reverify.last_day
    repost = compute(terms["reposting"], max(up, default=done), calendar)
    return Clash(village=member.subject.title, objection=item, reverify=reverify, repost=repost, decision=decision)


@requirement("term_conflict_explained", term=str)
@relies_on("posting", "reverification", "reposting")
def term_conflict_explained(view: View, rule: Requirement) -> Verdict:
    """Where an objection leaves no time for the term of the decision, somebody said why it is exceeded."""
    if rule.term is None:
        return unmet(Status.MISSING, "answer_term_missing")
    due = compute(rule.term, view.subject.opened_on, view.tools.calendar)
    found = clashes(view, due)
    if not found:
        return met("term_conflict_explained_none", due=due, last=due.last_day)
    lines, seen = tuple(item.line for item in found), _facts_of(found)
    reason = view.last("delay_explained")
    params: dict[str, Any] = {"lines": lines, "needed": max(item.repost.last_day for item in found)}
    if reason is None:
        return unmet(Status.MISSING, "term_conflict_explained_missing", facts=seen, due=due, params=params)
    proven = bool(reason.data.get("evidence"))
    seen = (*seen, reason.seq)
    return met("term_conflict_explained_met", proven=proven, facts=seen, due=due, **params, **_said(reason))


def _facts_of(found: Iterable[Clash]) -> tuple[int, ...]:
    return tuple(clash.objection.filed.seq for clash in found)
