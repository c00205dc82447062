"""Step 1: the list of households to review (QĐ 24/2021 Điều 4 khoản 1).

On it belong the households on the managed list of poor and near-poor households, and the applicants (Mẫu 01).
In a monthly review (Điều 5) only the applicants do; the list recognised last tells what they are so far.
A household leaves it only by a recorded reason.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from rasoat.errors import UsageError
from rasoat.messages import message
from rasoat.steps.rows import household_row
from rasoat.workflow.cases import View, per_view
from rasoat.workflow.desk import Desk, Sheet
from rasoat.workflow.procedures import Procedure, Requirement
from rasoat.workflow.registry import fact_kind, paper, requirement
from rasoat.workflow.verdicts import Status, Verdict, met, unmet

Origin = Literal["managed", "applicant"]
REMOVALS = ("moved", "died", "merged", "split")
"""Reasons for which a household leaves the list without being reviewed ("số hộ khác" of the reports)."""


CARRIED = ("ref", "origin", "class_before", "former", "applied_on", "wish")
"""What a household takes along to another village, or into a household of its own."""


class Listed(NamedTuple):
    """One household to review: where it comes from, its class before, whether it was on a list formerly.

    `arrived` tells that it came during the round, from another village or out of another household.
    `wish` is the kind of its application: `review` (Mẫu 01) or `escape` (Mẫu 04).

    A tuple, because every check and paper of a village makes them anew.
    """

    ref: str
    origin: Origin
    class_before: str
    former: bool
    applied_on: str | None = None
    wish: str | None = None
    arrived: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """One household that left the list unreviewed."""

    ref: str
    reason: str
    class_before: str
    arrived: bool = False


@per_view
def listed(view: View) -> tuple[Listed, ...]:
    """Return the households to review, managed ones first, in the order they were entered."""
    found = _entered(view)
    gone = {fact.data["ref"] for fact in view.facts_of_all_passes("household_removed")}
    return tuple(item for ref, item in found.items() if ref not in gone) if gone else tuple(found.values())


@per_view
def removed(view: View) -> tuple[Removed, ...]:
    """Return the households that left the list, with the reason."""
    entered = _entered(view)
    return tuple(
        Removed(
            ref=fact.data["ref"],
            reason=fact.data["reason"],
            class_before=entered[fact.data["ref"]].class_before if fact.data["ref"] in entered else "non_poor",
            arrived=fact.data["ref"] in entered and entered[fact.data["ref"]].arrived,
        )
        for fact in view.facts_of_all_passes("household_removed")
    )


@per_view
def _entered(view: View) -> dict[str, Listed]:
    found: dict[str, Listed] = {}
    former: set[str] = set()
    classes: dict[str, str] = {}
    for fact in view.facts_of_all_passes("recognised_listed"):
        former.update(fact.data.get("former", ()))
        classes.update({item["ref"]: item["class"] for item in fact.data["households"]})
    for fact in view.facts_of_all_passes("managed_listed"):
        former.update(fact.data.get("former", ()))
        for item in fact.data["households"]:
            found[item["ref"]] = Listed(ref=item["ref"], origin="managed", class_before=item["class"], former=True)
    for fact in view.facts_of_all_passes("household_arrived"):
        found[fact.data["ref"]] = Listed(**{name: fact.data[name] for name in CARRIED}, arrived=True)
    for fact in view.facts_of_all_passes("application_received"):
        ref = fact.data["ref"]
        if ref not in found:
            found[ref] = Listed(
                ref=ref,
                origin="applicant",
                class_before=classes.get(ref, "non_poor"),
                former=ref in former or ref in classes,
                applied_on=fact.on.isoformat(),
                wish=fact.data.get("kind"),
            )
    return found


@fact_kind("recognised_listed")
@fact_kind("managed_listed")
def _managed(_view: View, data: Mapping[str, Any]) -> None:
    if not (data["households"] or data.get("former") or data.get("nobody")):
        raise UsageError("managed_list_empty")


@fact_kind("application_received")
def _application(view: View, data: Mapping[str, Any]) -> None:
    if any(fact.data["ref"] == data["ref"] for fact in view.undated.facts("application_received")):
        raise UsageError("applied_already", ref=data["ref"])


@fact_kind("household_arrived")
def _arrival(view: View, data: Mapping[str, Any]) -> None:
    if data["ref"] in _entered(view.undated):
        raise UsageError("arrived_already", ref=data["ref"], subject=view.subject.title)


@fact_kind("household_removed")
def _removal(view: View, data: Mapping[str, Any]) -> None:
    if data["ref"] not in {item.ref for item in listed(view)}:
        raise UsageError("not_on_list", ref=data["ref"], subject=view.subject.title)


def usual_kind(procedure: Procedure) -> str:
    """Return what is applied for under a procedure unless it is said: the first of the kinds it takes."""
    kinds = [kind for rule in procedure.requirements.values() for kind in rule.params.get("kinds", ())]
    return kinds[0] if kinds else "review"


@requirement("list_not_empty")
def list_not_empty(view: View, _rule: Requirement) -> Verdict:
    """The managed list was taken over, or somebody applied: a round over nobody reviews nothing."""
    households = listed(view)
    if households:
        return met("list_not_empty_met", proven=True, count=len(households))
    return unmet(Status.MISSING, "list_not_empty_missing")


@requirement("list_covers_managed")
def list_covers_managed(view: View, _rule: Requirement) -> Verdict:
    """Every household of the managed list is to be reviewed, or left it for a reason the reports know."""
    facts = view.facts_of_all_passes("managed_listed")
    if not facts:
        return unmet(Status.MISSING, "list_covers_managed_missing")
    managed = {item["ref"] for fact in facts for item in fact.data["households"]}
    reasons = {item.ref: item.reason for item in removed(view)}
    lost = [ref for ref, reason in reasons.items() if ref in managed and reason not in REMOVALS]
    seen = tuple(fact.seq for fact in facts)
    if lost:
        return unmet(Status.CONTRADICTED, "list_covers_managed_lost", facts=seen, params={"refs": tuple(lost)})
    return met("list_covers_managed_met", facts=seen, count=len(managed), removed=len(reasons))


@requirement("list_covers_applicants")
def list_covers_applicants(view: View, _rule: Requirement) -> Verdict:
    """Every household with a Mẫu 01 application is to be reviewed."""
    facts = view.facts_of_all_passes("application_received")
    on_list = {item.ref for item in listed(view)}
    excused = {item.ref for item in removed(view) if item.reason in REMOVALS}
    lost = [fact.data["ref"] for fact in facts if fact.data["ref"] not in on_list | excused]
    seen = tuple(fact.seq for fact in facts)
    if lost:
        return unmet(Status.CONTRADICTED, "list_covers_applicants_lost", facts=seen, params={"refs": tuple(lost)})
    return met("list_covers_applicants_met", facts=seen, count=len(facts))


@requirement("applications_of_kind", kinds=list[str])
def applications_of_kind(view: View, rule: Requirement) -> Verdict:
    """Every application asks for what this procedure decides."""
    facts = view.facts_of_all_passes("application_received")
    wrong = [fact for fact in facts if fact.data["kind"] not in rule.params["kinds"]]
    if wrong:
        params = {
            "refs": tuple(fact.data["ref"] for fact in wrong),
            "kinds": tuple(message(f"words.kinds.{kind}") for kind in rule.params["kinds"]),
        }
        seen = tuple(fact.seq for fact in wrong)
        return unmet(Status.CONTRADICTED, "applications_of_kind_wrong", facts=seen, params=params)
    return met("applications_of_kind_met", facts=tuple(fact.seq for fact in facts), count=len(facts))


@paper("list-to-review")
def list_to_review(desk: Desk) -> Iterable[Sheet]:
    """Yield Phụ lục I of TT 07/2021: the households to review in the village."""
    people = desk.people()
    households = listed(desk.view)
    rows = [
        household_row(no, people[item.ref], class_before=item.class_before, origin=item.origin)
        for no, item in enumerate(households, start=1)
    ]
    managed = sum(item.origin == "managed" for item in households)
    yield Sheet(
        body={"managed": managed, "applicants": len(households) - managed, "households": rows},
        says={"lists": {"to_review": sorted(item.ref for item in households)}},
    )
