"""A random second look at a village's survey: a drawn sample that anybody can draw again, and its rate of errors.

Method, so that nothing has to be believed: write `SEED:REF` for every household of the list, take the SHA-256 of
each (UTF-8), sort the households by it as hexadecimal text, and take the first ones: the percentage of the list,
rounded up, at least one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from rasoat.errors import Refused, UsageError
from rasoat.steps.preliminary_list import listed
from rasoat.steps.rows import percent as share
from rasoat.steps.survey import surveys
from rasoat.workflow.cases import Fact, View
from rasoat.workflow.procedures import Requirement
from rasoat.workflow.registry import fact_kind, requirement
from rasoat.workflow.verdicts import Status, Verdict, met, unmet


def sample(seed: str, refs: Iterable[str], percent: int) -> tuple[str, ...]:
    """Return the households that a seed draws: so many percent of them, rounded up, in the order they were drawn."""
    ordered = sorted(refs, key=lambda ref: (sha256(f"{seed}:{ref}".encode()).hexdigest(), ref))
    return tuple(ordered[: -(-len(ordered) * percent // 100)])


@dataclass(frozen=True, slots=True, kw_only=True)
class SpotCheck:
    """A drawn sample with what was found.

    Attributes:
        refs: the households drawn that are still on the list.
        checks: by ref the first second look after the draw; a later one cannot better the rate.
    """

    drawn: Fact
    refs: tuple[str, ...]
    checks: Mapping[str, Fact]

    @property
    def open(self) -> tuple[str, ...]:
        """The households not looked at yet."""
        return tuple(ref for ref in self.refs if ref not in self.checks)

    @property
    def wrong(self) -> tuple[str, ...]:
        """The households whose class the survey had wrong."""
        return tuple(ref for ref, fact in self.checks.items() if fact.data["class"] != fact.data["surveyed"])

    @property
    def facts(self) -> tuple[int, ...]:
        """Journal places of its facts."""
        return (self.drawn.seq, *(fact.seq for fact in self.checks.values()))

    def fails(self, most: int) -> bool:
        """Return whether more than so many percent are wrong already."""
        return 100 * len(self.wrong) > most * len(self.refs)


def spot_check(view: View) -> SpotCheck | None:
    """Return the last sample drawn in this pass."""
    drawn = view.last("spot_check_drawn")
    if drawn is None:
        return None
    on_list = {item.ref for item in listed(view)}
    refs = tuple(ref for ref in drawn.data["refs"] if ref in on_list)
    checks: dict[str, Fact] = {}
    for fact in view.facts("household_checked"):
        if fact.seq > drawn.seq and fact.data["ref"] in refs:
            checks.setdefault(fact.data["ref"], fact)
    return SpotCheck(drawn=drawn, refs=refs, checks=checks)


@fact_kind("spot_check_drawn")
def _drawn(view: View, data: Mapping[str, Any]) -> None:
    found, refs = surveys(view), [item.ref for item in listed(view)]
    absent = [ref for ref in refs if ref not in found]
    if absent or not refs:
        raise Refused("drawn_before_survey", subject=view.subject.title, count=len(absent))
    if not 1 <= data["percent"] <= 100 or not data["seed"].strip():  # noqa: PLR2004 # a percentage
        raise UsageError("draw_incomplete", percent=data["percent"])
    if tuple(data["refs"]) != sample(data["seed"], refs, data["percent"]):
        raise UsageError("draw_not_of_seed", seed=data["seed"])
    before = spot_check(view.undated)
    if before and any(found[ref].seq < before.drawn.seq for ref in refs):
        raise Refused("drawn_already", subject=view.subject.title, on=before.drawn.on, seed=before.drawn.data["seed"])


@requirement("spot_check_passed", sample_percent=int, max_error_percent=int)
def spot_check_passed(view: View, rule: Requirement) -> Verdict:
    """The drawn sample was looked at whole, and no more of it than the plan allows was wrong."""
    found, needed, most = spot_check(view), rule.params["sample_percent"], rule.params["max_error_percent"]
    if found is None:
        if not needed:
            return met("spot_check_none")
        return unmet(Status.MISSING, "spot_check_undrawn", params={"needed": needed})
    params: dict[str, Any] = {
        "seed": found.drawn.data["seed"],
        "count": len(found.refs),
        "wrong": len(found.wrong),
        "rate": share(len(found.wrong), len(found.refs)),
        "most": most,
    }
    if found.fails(most):
        params = {**params, "refs": found.wrong[:10]}
        return unmet(Status.CONTRADICTED, "spot_check_failed", facts=found.facts, params=params)
    if found.open:
        params = {**params, "open": len(found.open), "refs": found.open[:10]}
        return unmet(Status.MISSING, "spot_check_open", facts=found.facts, params=params)
    if found.drawn.data["percent"] < needed:
        params = {**params, "percent": found.drawn.data["percent"], "needed": needed}
        return unmet(Status.MISSING, "spot_check_small", facts=found.facts, params=params)
    proven = all(fact.data.get("evidence") for fact in found.checks.values())
    return met("spot_check_passed_met", proven=proven, facts=found.facts, **params)
