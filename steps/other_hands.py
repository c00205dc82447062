"""Who makes and who checks are different persons: surveyor and second look, chair and secretary, maker and signer.

No text of the review was found that says so; it is practice, and each requirement says that of itself.
Persons are compared by their names.
"""

from collections.abc import Iterable, Iterator

from rasoat.messages import Message, message
from rasoat.steps.conflicts import SURVEYED
from rasoat.steps.rows import same_person
from rasoat.steps.survey import surveys
from rasoat.workflow.cases import View
from rasoat.workflow.procedures import Requirement
from rasoat.workflow.registry import requirement
from rasoat.workflow.verdicts import Status, Verdict, met, unmet


@requirement("second_look_other_person")
def second_look_other_person(view: View, _rule: Requirement) -> Verdict:
    """Nobody looked a second time at a household he or she had surveyed: no checker, nobody who re-verified."""
    looks = tuple(_looks(view))
    if not looks:
        return met("no_second_look")
    seen = tuple(dict.fromkeys(seq for seq, _ref, _names in looks))
    lines = [
        message("checks.own_survey_checked", ref=ref, name=survey.surveyor)
        for _seq, ref, names in looks
        if (survey := surveys(view).get(ref)) and any(same_person(survey.surveyor, name) for name in names)
    ]
    if lines:
        return unmet(Status.CONTRADICTED, "second_look_other_person_not", facts=seen, params={"lines": tuple(lines)})
    named = all(names for _seq, _ref, names in looks)
    return met("second_look_other_person_met", proven=named, facts=seen, count=len(looks))


def _looks(view: View) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """Yield place, household and persons of each second look that no step before has judged."""
    for fact in view.facts("household_checked"):
        done = view.taken(SURVEYED)
        if done is None or fact.seq > done.seq:
            yield fact.seq, fact.data["ref"], (fact.data["by"],)
    for fact in view.facts("objection_reverified"):
        yield fact.seq, fact.data["ref"], tuple(member["name"] for member in fact.data["team"])


@requirement("meeting_secretary_other")
def meeting_secretary_other(view: View, _rule: Requirement) -> Verdict:
    """The one who chairs the meeting does not keep its minutes."""
    fact = view.last("meeting_held")
    if fact is None:
        return unmet(Status.MISSING, "meeting_held_missing")
    secretary = fact.data.get("secretary")
    if not secretary:
        return met("meeting_secretary_unnamed", proven=False, facts=(fact.seq,))
    chair = fact.data["chair"]["name"]
    if same_person(chair, secretary["name"]):
        return unmet(Status.CONTRADICTED, "meeting_secretary_same", facts=(fact.seq,), params={"name": chair})
    evidence = bool(fact.data.get("evidence"))
    return met("meeting_secretary_other_met", proven=evidence, facts=(fact.seq,), name=secretary["name"])


@requirement("signer_not_maker")
def signer_not_maker(view: View, _rule: Requirement) -> Verdict:
    """Who signs the decision surveyed none of the households, and did not enter their results."""
    fact = view.last("decision_signed")
    if fact is None:
        return unmet(Status.MISSING, "recognition_signed_missing")
    signer = fact.data["signer"]
    lines = tuple(_made_by(signer, view.members))
    if lines:
        params = {"name": signer, "lines": lines}
        return unmet(Status.CONTRADICTED, "signer_is_maker", facts=(fact.seq,), params=params)
    return met("signer_not_maker_met", facts=(fact.seq,), name=signer)


def _made_by(name: str, members: Iterable[View]) -> Iterator[Message]:
    """Yield the villages where this person surveyed or entered results."""
    for member in members:
        surveyed = sum(same_person(survey.surveyor, name) for survey in surveys(member).values())
        entered = sum(same_person(fact.actor, name) for fact in member.facts("household_surveyed"))
        if surveyed or entered:
            yield message("checks.made_by", village=member.subject.title, surveyed=surveyed, entered=entered)
