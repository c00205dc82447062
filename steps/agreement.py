"""Papers agree with the record: who stands on which list, and the sums, on every paper that was issued.

A paper keeps in the journal which households it lists, or its figures. When a correction changes a result later, the
papers that say otherwise are found and named: content is mended by a replacing paper (NĐ 30/2020 Điều 18 khoản 3).
Where a paper was replaced the newest one is judged, and the papers before it are told as its history.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from rasoat.messages import Message, message
from rasoat.steps.outcomes import FIGURES, Result, outcomes, says, surveyed, village_lines
from rasoat.steps.preliminary_list import listed
from rasoat.workflow.cases import Issued, View, issued
from rasoat.workflow.outbox import number_text
from rasoat.workflow.procedures import Requirement
from rasoat.workflow.registry import form_of, requirement
from rasoat.workflow.verdicts import Status, Verdict, met, unmet

_HOLD = frozenset({"list-to-review"})
"""Papers that hold for all passes."""
_MOST = 10
"""So many differences are told one by one."""
Lists = Mapping[str, Sequence[str]]


def figures_of(members: Iterable[View]) -> dict[str, Any]:
    """Return what a paper says that gives the sums of the commune and of each village, as `village_lines` has them."""
    lines = village_lines(members)
    figures = {f"{line['name']}/{name}": line[name] for line in lines for name in FIGURES}
    return {"figures": {name: sum(line[name] for line in lines) for name in FIGURES} | figures}


def everybody(view: View) -> list[Result]:
    """Return the outcomes of all villages."""
    return [result for member in view.members for result in outcomes(member).values()]


def _to_review(view: View, seq: int) -> dict[str, Any]:
    """Return who was to be reviewed: who left after the paper, for a reason, was on it; who came later was not."""
    left = [fact.data["ref"] for fact in view.facts_of_all_passes("household_removed") if fact.seq > seq]
    came = {fact.data["ref"] for fact in view.facts_of_all_passes("household_arrived") if fact.seq > seq}
    return {"lists": {"to_review": sorted({*(item.ref for item in listed(view)), *left} - came)}}


def _by_survey(view: View, _seq: int) -> dict[str, Any]:
    return says(surveyed(view).values())


def _reverified(view: View, seq: int) -> dict[str, Any]:
    return says(outcomes(replace(view, case=view.case.before(seq + 1), memo={})).values())


_DUE: Mapping[str, Callable[[View, int], Mapping[str, Any]]] = MappingProxyType(
    {
        "list-to-review": _to_review,
        "classification-summary": _by_survey,
        "meeting-minutes": _by_survey,
        "posting-notice": _by_survey,
        "reverification-notice": _reverified,
        "committee-minutes": lambda view, _seq: figures_of(view.members),
        "upper-report": lambda view, _seq: figures_of(view.members),
        "recognition-decision": lambda view, _seq: says(everybody(view)),
    }
)
"""What each paper must say by the record as it stands; the number is the paper's place in the journal."""


@requirement("papers_agree", papers=list[str])
def papers_agree(view: View, rule: Requirement) -> Verdict:
    """Each of these papers gives every household the place, or the sums, that the record gives now."""
    found = [(seq, item) for seq, item in _issued(view) if item.form in rule.params["papers"]]
    if not found:
        return met("papers_agree_none", proven=False)
    seen = tuple(seq for seq, _item in found)
    lines = [line for seq, item in found for line in _wrong(view, seq, item)]
    if lines:
        return unmet(Status.CONTRADICTED, "papers_agree_differ", facts=seen, params={"lines": tuple(lines[:_MOST])})
    history = tuple(line for seq, item in found for line in _history(seq, item))
    if history:
        return met("papers_agree_replaced", facts=seen, count=len(found), lines=history)
    return met("papers_agree_met", facts=seen, count=len(found))


def _wrong(view: View, seq: int, item: Issued) -> Iterable[Message]:
    if item.cancelled:
        return (message("checks.paper_cancelled", paper=_named(seq, item), reason=item.cancelled),)
    return _differences(seq, item, _DUE[item.form](view, seq))


def _history(seq: int, item: Issued) -> Iterator[Message]:
    """Yield which papers one replaces: the newest stands, those before it were wrong and stay on record."""
    for no, place in item.history:
        old = _named(place, Issued(form=item.form, no=no, says={}))
        yield message("checks.paper_replaces", paper=_named(item.seq or seq, item), old=old)


def _named(seq: int, item: Issued) -> Message:
    return message("checks.paper_named", title=message(f"words.papers.{item.form}"), number=_number(item), seq=seq)


def _issued(view: View) -> Iterator[tuple[int, Issued]]:
    """Yield the papers of this pass that say something of households, each with its place in the journal."""
    for taken in view.case.taken:
        own = taken.pass_no == view.pass_no
        yield from ((taken.seq, item) for item in taken.papers if own or item.form in _HOLD)
    for fact in view.facts("objection_reverified"):
        yield from ((fact.seq, item) for item in issued(fact.data.get("papers", ())))


def _differences(seq: int, item: Issued, due: Mapping[str, Any]) -> Iterator[Message]:
    paper = _named(item.seq or seq, item)
    if "figures" in item.says:
        said, now = item.says["figures"], due["figures"]
        for name in sorted(said.keys() | now.keys()):
            if said.get(name) != now.get(name):
                params = {"said": said.get(name, "-"), "now": now.get(name, "-")}
                yield message("checks.figure_differs", paper=paper, figure=_figure(name), **params)
        return
    said, now = _places(item.says["lists"]), _places(due["lists"])
    for ref in sorted(said.keys() | now.keys()):
        if said.get(ref) != now.get(ref):
            params = {"said": _place(said.get(ref)), "now": _place(now.get(ref))}
            yield message("checks.place_differs", paper=paper, ref=ref, **params)


def _number(item: Issued) -> str:
    return number_text(item.no, form_of(item.form).symbol or "") if item.no else "-"


def _places(lists: Lists) -> dict[str, tuple[str, ...]]:
    """Return on which lists each household stands; more than one is as wrong as none."""
    found: dict[str, tuple[str, ...]] = {}
    for name, refs in lists.items():
        for ref in refs:
            found[ref] = (*found.get(ref, ()), name)
    return found


def _place(names: Sequence[str] | None) -> tuple[Message, ...]:
    return tuple(message(f"words.standing.{name}") for name in names or ("absent",))


def _figure(name: str) -> Message:
    village, _, figure = name.rpartition("/")
    what = message(f"words.standing.{figure}")
    return message("checks.figure_of", village=village, what=what) if village else what
