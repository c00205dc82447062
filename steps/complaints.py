"""Step 4b: objections during the posting, and what the law makes follow (QĐ 24/2021 Điều 4 khoản 4).

An objection in time leads to a re-verification (phúc tra) within seven working days of its receipt; the result
is posted again for three working days. A late objection is received and answered, but opens no re-verification.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rasoat.errors import Refused, UsageError
from rasoat.messages import Message, message
from rasoat.steps.incomes import check_income
from rasoat.steps.outcomes import outcomes
from rasoat.steps.postings import REVERIFICATION, Posting, postings
from rasoat.steps.public_posting import is_timely, judge_evidence, judge_length, last_day_to_object
from rasoat.steps.survey import check_scores
from rasoat.workflow.cases import Fact, View, per_view
from rasoat.workflow.procedures import Requirement
from rasoat.workflow.registry import fact_kind, relies_on, requirement
from rasoat.workflow.terms import Due, compute
from rasoat.workflow.verdicts import Status, Verdict, met, unmet


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """One objection with what followed it.

    Attributes:
        no: its number in the village's register of this round.
        timely: received while the result hung, or by the last day of the posting.
    """

    no: int
    filed: Fact
    timely: bool
    reverified: Fact | None
    answered: Fact | None
    reposted: tuple[Posting, ...]

    @property
    def facts(self) -> tuple[int, ...]:
        """Journal places of its facts."""
        own = [fact.seq for fact in (self.filed, self.reverified, self.answered) if fact]
        return (*own, *(seq for item in self.reposted for seq in item.facts))


@per_view
def objections(view: View) -> tuple[Objection, ...]:
    """Return the objections of this pass in the order of their receipt."""
    return tuple(_objection(view, fact) for fact in view.facts("objection_filed"))


def _objection(view: View, filed: Fact) -> Objection:
    no = filed.data["no"]
    return Objection(
        no=no,
        filed=filed,
        timely=is_timely(view, filed),
        reverified=_about(view, "objection_reverified", no),
        answered=_about(view, "objection_answered", no),
        reposted=postings(view, REVERIFICATION, no),
    )


def _about(view: View, kind: str, no: int) -> Fact | None:
    return next((fact for fact in reversed(view.facts(kind)) if fact.data["no"] == no), None)


def find_objection(view: View, no: int) -> Objection:
    """Return objection `no` of this pass.

    Raises:
        UsageError: there is none of that number.
    """
    found = {item.no: item for item in objections(view)}
    if no not in found:
        raise UsageError("unknown_objection", no=no, subject=view.subject.title, known=tuple(found) or "-")
    return found[no]


@fact_kind("objection_filed", late=True)
def _filed(view: View, data: Mapping[str, Any]) -> None:
    if not postings(view):
        raise Refused("objection_before_posting", subject=view.subject.title)
    if data.get("ref") is not None and data["ref"] not in outcomes(view):
        raise UsageError("not_on_list", ref=data["ref"], subject=view.subject.title)
    if not str(data["by"]["name"]).strip():
        raise UsageError("objection_by_nobody")
    if not str(data.get("content", "")).strip():
        raise UsageError("objection_empty")


@fact_kind("objection_reverified")
@relies_on("posting")
def _reverified(view: View, data: Mapping[str, Any]) -> None:
    item = find_objection(view.undated, data["no"])
    if not item.timely:
        raise Refused("objection_late", no=item.no, on=item.filed.on)
    if item.reverified:
        raise Refused("reverified_already", no=item.no, on=item.reverified.on)
    if data["ref"] not in outcomes(view):
        raise UsageError("not_on_list", ref=data["ref"], subject=view.subject.title)
    if view.on < item.filed.on:
        raise UsageError("reverified_before_filed", no=item.no, on=view.on, filed=item.filed.on)
    check = check_income if view.tools.income else check_scores
    check(view, {**data["after"], "ref": data["ref"]})


@fact_kind("objection_answered")
@relies_on("posting")
def _answered(view: View, data: Mapping[str, Any]) -> None:
    item = find_objection(view.undated, data["no"])
    if item.answered:
        raise Refused("answered_already", no=item.no, on=item.answered.on)
    if view.on < item.filed.on:
        raise UsageError("answered_before_filed", no=item.no, on=view.on, filed=item.filed.on)


def _none_filed() -> Verdict:
    return met("no_objection")


@requirement("posting_over", term=str)
def posting_over(view: View, rule: Requirement) -> Verdict:
    """Nobody can object in time any more."""
    if rule.term is None:
        return unmet(Status.MISSING, "posting_not_started")
    last = last_day_to_object(view, rule.term)
    if last is None:
        return unmet(Status.MISSING, "posting_not_started")
    seen = tuple(seq for item in postings(view) for seq in item.facts)
    if view.on <= last:
        return unmet(Status.NOT_DUE, "posting_over_running", facts=seen, params={"last": last})
    return met("posting_over_met", facts=seen, last=last)


@requirement("objections_reverified", term=str)
@relies_on("posting")
def objections_reverified(view: View, rule: Requirement) -> Verdict:
    """Every objection in time was re-verified within the term, counted from its receipt."""
    timely = [item for item in objections(view) if item.timely]
    if not timely or rule.term is None:
        return _none_filed()
    seen = tuple(seq for item in timely for seq in item.facts)
    dues = {item.no: compute(rule.term, item.filed.on, view.tools.calendar) for item in timely}
    late = [item for item in timely if _is_late(view, item, dues[item.no])]
    open_ = [item for item in timely if item.reverified is None]
    if late:
        params = {"lines": tuple(_clock(item, dues[item.no]) for item in late)}
        return unmet(Status.CONTRADICTED, "objections_reverified_late", facts=seen, due=dues[late[0].no], params=params)
    if open_:
        params = {"lines": tuple(_clock(item, dues[item.no]) for item in open_)}
        return unmet(Status.MISSING, "objections_reverified_missing", facts=seen, due=dues[open_[0].no], params=params)
    proven = all(item.reverified and item.reverified.data.get("evidence") for item in timely)
    lines = tuple(_clock(item, dues[item.no]) for item in timely)
    return met("objections_reverified_met", proven=proven, facts=seen, due=dues[timely[0].no], lines=lines)


def _is_late(view: View, item: Objection, due: Due) -> bool:
    return (item.reverified.on if item.reverified else view.on) > due.last_day


def _clock(item: Objection, due: Due) -> Message:
    if item.reverified is None:
        return message("checks.objection_open", no=item.no, filed=item.filed.on, last=due.last_day)
    return message("checks.objection_done", no=item.no, filed=item.filed.on, done=item.reverified.on, last=due.last_day)


@requirement("objections_reposted", term=str)
@relies_on("posting")
def objections_reposted(view: View, rule: Requirement) -> Verdict:
    """The result of every re-verification was posted again for the whole term, with evidence."""
    done = [item for item in objections(view) if item.reverified]
    if not done or rule.term is None:
        return _none_filed()
    return _worst([_reposted(view, item, rule) for item in done])


def _reposted(view: View, item: Objection, rule: Requirement) -> Verdict:
    first = postings(view)
    absent = {posting.place for posting in first} - {posting.place for posting in item.reposted}
    if absent or rule.term is None:
        places = tuple(message(f"words.places.{place}") for place in sorted(absent, reverse=True))
        params = {"no": item.no, "places": places}
        return unmet(Status.MISSING, "objections_reposted_missing", facts=item.facts, params=params)
    length = judge_length(view, item.reposted, rule.term)
    return length if length.cure else _worst([length, judge_evidence(view, item.reposted)], length)


_WORSE = (Status.CONTRADICTED, Status.MISSING, Status.NOT_DUE, Status.CLAIMED, Status.PROVEN)


def _worst(verdicts: Iterable[Verdict], preferred: Verdict | None = None) -> Verdict:
    worst = min(verdicts, key=lambda item: _WORSE.index(item.status))
    return preferred if preferred and preferred.status is worst.status else worst


@requirement("objections_answered")
@relies_on("posting")
def objections_answered(view: View, _rule: Requirement) -> Verdict:
    """Everybody who objected, in time or late, got an answer."""
    filed = objections(view)
    if not filed:
        return _none_filed()
    seen = tuple(seq for item in filed for seq in item.facts)
    silent = [item.no for item in filed if item.answered is None]
    if silent:
        params = {"numbers": tuple(silent)}
        return unmet(Status.MISSING, "objections_answered_missing", facts=seen, params=params)
    proven = all(item.answered and item.answered.data.get("evidence") for item in filed)
    return met("objections_answered_met", proven=proven, facts=seen, count=len(filed))
