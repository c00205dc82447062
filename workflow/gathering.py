"""Findings with one cause are told once: a missing meeting leaves eight requirements open, and is one thing to cure."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TYPE_CHECKING, TypeVar

from rasoat.messages import Message, message
from rasoat.workflow.citations import Text
from rasoat.workflow.procedure_names import joined
from rasoat.workflow.procedures import Requirement

if TYPE_CHECKING:
    from rasoat.workflow.judging import Judgement

T = TypeVar("T")


def gathered(items: Iterable[T], key: Callable[[T], Hashable]) -> list[list[T]]:
    """Return the items with equal keys together, in the order of the first of each."""
    groups: dict[Hashable, list[T]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return list(groups.values())


def by_cause(items: "Iterable[Judgement]") -> "list[list[Judgement]]":
    """Return judgements with the same status, finding and cure together."""
    return gathered(items, cause)


def cause(item: "Judgement") -> Hashable:
    """Return what makes judgements one: how they stand, what was found, how to cure it."""
    verdict = item.verdict
    return (verdict.status, verdict.found.render(), verdict.cure.render() if verdict.cure else "")


def titles(rules: Sequence[Requirement]) -> Text:
    """Return the titles of requirements, each place in the law named once behind those that rest on it."""
    lines = []
    for group in gathered(rules, lambda rule: rule.citation.id):
        named = joined(message(f"checks.{rule.check}") for rule in group)
        lines.append(message("checks.titles_of_basis", titles=named, basis=group[0].citation.cited()))
    return joined(lines, "; ")


def sentences(judgements: "Iterable[Judgement]") -> list[Message]:
    """Return a line for each cause: what was found, which requirements it leaves open by which article, what to do."""
    return [_sentence(group) for group in by_cause(judgements)]


def _sentence(group: "Sequence[Judgement]") -> Message:
    first = group[0]
    if len(group) == 1:
        return first.sentence()
    return message(
        "checks.unmet_lines",
        found=first.verdict.found,
        count=len(group),
        titles=titles([item.rule for item in group]),
        cure=first.verdict.cure or message("checks.no_cure"),
    )
