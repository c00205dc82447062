"""Relatives of officials on the lists: declared, looked at a second time, and kept out of the relative's hands.

No text of the review itself was found that says so; the conflict of interest is that of the anti-corruption law
(36/2018/QH14, Điều 3 khoản 8), the second look is practice.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rasoat.errors import UsageError
from rasoat.messages import Message, message
from rasoat.steps.outcomes import outcomes
from rasoat.steps.preliminary_list import listed
from rasoat.steps.rows import same_person
from rasoat.steps.survey import surveys
from rasoat.workflow.cases import Fact, View
from rasoat.workflow.procedures import Requirement
from rasoat.workflow.registry import fact_kind, requirement
from rasoat.workflow.verdicts import Status, Verdict, met, unmet

CLASSES = ("poor", "near_poor", "non_poor")
SURVEYED = "complete_survey"
"""The step at which surveys and second looks are judged; what is known later is judged when the village is settled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """One household on the list whose relative acts in the review.

    Attributes:
        official: the official's name.
        relation: what the household is to the official, as it was declared.
        checks: second looks at the household in this pass.
    """

    fact: Fact
    ref: str
    official: str
    relation: str
    checks: tuple[Fact, ...]


@fact_kind("conflict_declared", late=True)
def _declared(view: View, data: Mapping[str, Any]) -> None:
    if data["ref"] not in {item.ref for item in listed(view.undated)}:
        raise UsageError("not_on_list", ref=data["ref"], subject=view.subject.title)
    if not data["official"]["name"].strip() or not data["relation"].strip():
        raise UsageError("conflict_incomplete", ref=data["ref"])


@fact_kind("household_checked")
def _checked(view: View, data: Mapping[str, Any]) -> None:
    if data["ref"] not in surveys(view):
        raise UsageError("not_surveyed", ref=data["ref"], subject=view.subject.title)
    if not data["by"].strip():
        raise UsageError("checker_missing", ref=data["ref"])
    unknown = {data["class"], data["surveyed"]} - set(CLASSES)
    if unknown:
        raise UsageError("unknown_class", classes=tuple(sorted(unknown)), known=CLASSES)


def conflicts(view: View) -> tuple[Conflict, ...]:
    """Return the conflicts declared of this village, each with the second looks of this pass."""
    checks = view.facts("household_checked")
    return tuple(
        Conflict(
            fact=fact,
            ref=fact.data["ref"],
            official=fact.data["official"]["name"],
            relation=fact.data["relation"],
            checks=tuple(item for item in checks if item.data["ref"] == fact.data["ref"]),
        )
        for fact in view.facts_of_all_passes("conflict_declared")
    )


def _to_judge(view: View) -> tuple[Conflict, ...]:
    """Return the conflicts of households still on the list that no step before has judged.

    The end of the survey judges what was declared by then, the end of the village's way what came to light later.
    """
    declared = conflicts(view)
    if not declared:
        return ()
    done, on_list = view.taken(SURVEYED), {item.ref for item in listed(view)}
    return tuple(item for item in declared if item.ref in on_list and (done is None or item.fact.seq > done.seq))


@requirement("conflicts_second_look", percent=int)
def conflicts_second_look(view: View, rule: Requirement) -> Verdict:
    """At least this share of the relatives' households was looked at a second time, and the result stands."""
    found = _to_judge(view)
    if not found:
        return met("no_conflict")
    wrong = [line for item in found for line in _overturned(view, item)]
    seen = tuple(seq for item in found for seq in (item.fact.seq, *(check.seq for check in item.checks)))
    if wrong:
        return unmet(Status.CONTRADICTED, "conflicts_second_look_differs", facts=seen, params={"lines": tuple(wrong)})
    refs = {item.ref for item in found}
    checked = {item.ref for item in found if item.checks}
    needed = rule.params["percent"]
    params: dict[str, Any] = {"checked": len(checked), "count": len(refs), "needed": needed}
    if 100 * len(checked) < needed * len(refs):
        lacking = tuple(sorted(refs - checked))
        return unmet(
            Status.MISSING, "conflicts_second_look_missing", facts=seen, params={**params, "refs": lacking[:10]}
        )
    proven = all(check.data.get("evidence") for item in found for check in item.checks)
    return met("conflicts_second_look_met", proven=proven, facts=seen, **params)


def _overturned(view: View, item: Conflict) -> Iterator[Message]:
    """Yield what the last second look found when the survey still says otherwise."""
    result = outcomes(view).get(item.ref)
    if result is None or not item.checks:
        return
    found, stands = item.checks[-1].data["class"], result.after
    if found != stands:
        classes = {"found": message(f"words.classes.{found}"), "stands": message(f"words.classes.{stands}")}
        yield message("checks.second_look_differs", ref=item.ref, **classes)


@requirement("conflicts_kept_off")
def conflicts_kept_off(view: View, _rule: Requirement) -> Verdict:
    """No official surveyed, checked or re-verified the household of a relative."""
    declared, fresh = conflicts(view), {item.fact.seq for item in _to_judge(view)}
    if not declared:
        return met("no_conflict")
    lines = [
        message("checks.hand_in_own", ref=item.ref, official=item.official, what=message(f"checks.hand_{what}"))
        for item in declared
        for what in _hands(view, item, fresh=item.fact.seq in fresh)
    ]
    seen = tuple(item.fact.seq for item in declared)
    if lines:
        return unmet(Status.CONTRADICTED, "conflicts_kept_off_not", facts=seen, params={"lines": tuple(lines)})
    return met("conflicts_kept_off_met", facts=seen, count=len(declared))


def _hands(view: View, item: Conflict, *, fresh: bool) -> Iterator[str]:
    """Yield in what the official had a hand; survey and second look only where they were not judged before."""
    survey = surveys(view).get(item.ref)
    if fresh and survey and same_person(survey.surveyor, item.official):
        yield "survey"
    if fresh and any(same_person(check.data["by"], item.official) for check in item.checks):
        yield "check"
    again = (fact for fact in view.facts("objection_reverified") if fact.data["ref"] == item.ref)
    if any(_in_team(fact.data["team"], item.official) for fact in again):
        yield "reverification"


def _in_team(team: Iterable[Mapping[str, Any]], name: str) -> bool:
    return any(same_person(member["name"], name) for member in team)
