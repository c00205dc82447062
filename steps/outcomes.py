"""The result of each household as it stands: the survey, or the re-verification that changed it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from rasoat.steps.incomes import class_by_income, determined, income_of
from rasoat.steps.preliminary_list import Listed, listed
from rasoat.steps.rows import LISTS, UNLISTED, lists_of, result_list, result_lists
from rasoat.steps.survey import classify, classify_locally, surveys
from rasoat.workflow.cases import Fact, View, per_view


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One household's outcome in a round.

    Attributes:
        after: class after; None while the household is not surveyed.
        income: the income as recorded, where the procedure classifies by it; None while it is not determined.
        changed: a re-verification changed the class that was posted.
        local: class by the province's standard, where the round has one; beside `after`, never in its place.
    """

    item: Listed
    after: str | None
    b1: int | None
    b2: int | None
    deprived: tuple[str, ...]
    income: Mapping[str, Any] | None = None
    changed: bool = False
    local: str | None = None

    @property
    def ref(self) -> str:
        """The household's ref."""
        return self.item.ref

    @property
    def on_list(self) -> str | None:
        """Which of the four result lists it stands on, if any."""
        return result_list(self.item.class_before, self.after) if self.after else None

    @property
    def recognised_on(self) -> str | None:
        """Which list a decision puts it on; None too for an applicant whose class stays what it was."""
        stays = self.item.origin == "applicant" and self.after == self.item.class_before
        return None if stays else self.on_list

    def scores(self) -> dict[str, Any]:
        """Return class and scores as re-verification minutes compare them."""
        if self.income is not None:
            return {"class": self.after, **self.income}
        return {"class": self.after, "b1": self.b1, "b2": self.b2, "deprived": list(self.deprived)}


@per_view
def outcomes(view: View) -> dict[str, Result]:
    """Return the outcome of every household on the list, by ref, re-verifications applied."""
    found = dict(surveyed(view))
    for fact in view.facts("objection_reverified"):
        ref = fact.data["ref"]
        if ref in found:
            found[ref] = _reverified(view, found[ref], fact.data["after"])
    return found


@per_view
def surveyed(view: View) -> dict[str, Result]:
    """Return the outcome of every household by the survey alone."""
    if view.tools.income:
        return _determined(view)
    by_ref = surveys(view)
    results: dict[str, Result] = {}
    for item in listed(view):
        survey = by_ref.get(item.ref)
        results[item.ref] = Result(
            item=item,
            after=survey.computed(view) if survey else None,
            b1=survey.b1 if survey else None,
            b2=survey.b2 if survey else None,
            deprived=survey.deprived if survey else (),
            local=survey.local(view) if survey else None,
        )
    return results


def _determined(view: View) -> dict[str, Result]:
    found = determined(view)
    return {item.ref: _by_income(view, item, found.get(item.ref)) for item in listed(view)}


def _by_income(view: View, item: Listed, fact: Fact | None) -> Result:
    data = income_of(fact.data) if fact else None
    after = class_by_income(view, data) if data else None
    return Result(item=item, after=after, b1=None, b2=None, deprived=(), income=data)


def _reverified(view: View, before: Result, after: Mapping[str, Any]) -> Result:
    if view.tools.income:
        income = income_of(after)
        class_now = class_by_income(view, income)
        changed = before.changed or class_now != before.after
        return replace(before, after=class_now, income=income, changed=changed)
    class_after = classify(view, quick_exit=False, b1=after["b1"], b2=after["b2"], stated=after.get("class"))
    return Result(
        item=before.item,
        after=class_after,
        b1=after["b1"],
        b2=after["b2"],
        deprived=tuple(after["deprived"]),
        local=classify_locally(view, class_after, b1=after["b1"], b2=after["b2"], stated=after.get("class_local")),
        changed=before.changed or class_after != before.after,
    )


def says(results: Iterable[Result]) -> dict[str, Any]:
    """Return what a paper says that gives each of these households its place."""
    return lists_of((item.ref, item.item.class_before, item.after) for item in results)


def list_sizes(view: View) -> dict[str, int]:
    """Return how many households stand on each result list that is not empty, in the order of the lists.

    Where all lists are empty the residents still agree upon the scores of those who are on none: `non_poor`.
    """
    sizes: dict[str, int] = {}
    for result in outcomes(view).values():
        if result.on_list:
            sizes[result.on_list] = sizes.get(result.on_list, 0) + 1
    if not sizes:
        scored = sum(result.b1 is not None for result in outcomes(view).values())
        return {UNLISTED: scored} if scored else {}
    return {name: sizes[name] for name in result_lists(view.tools.procedure) if name in sizes}


FIGURES = ("households", *LISTS)
"""What a line of a village counts: the households reviewed, and those on each result list."""


def village_lines(members: Iterable[View]) -> list[dict[str, Any]]:
    """Return for each village how many households were reviewed and stand on each result list."""
    lines = []
    for view in members:
        results = outcomes(view).values()
        counts = {name: sum(item.on_list == name for item in results) for name in LISTS}
        lines.append({"name": view.subject.title, "households": len(results), **counts})
    return lines
