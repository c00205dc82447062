"""Papers of procedures that go by income: declaration, summary, decision, refusal, minutes of a re-verification."""

from collections.abc import Iterable, Mapping
from typing import Any

from rasoat.steps.complaints import find_objection
from rasoat.steps.incomes import determined, limits_text, method_of, summary_of
from rasoat.steps.outcomes import Result, outcomes
from rasoat.steps.preliminary_list import listed
from rasoat.steps.rows import household_row
from rasoat.workflow.desk import Desk, Sheet
from rasoat.workflow.registry import paper, relies_on


def _named(desk: Desk, no: int, result: Result, person: Mapping[str, Any]) -> dict[str, Any]:
    income = summary_of(desk.view, result.income) if result.income else None
    row = household_row(no, person, class_after=result.after)
    return {**row, "income": income}


def _rule(desk: Desk) -> dict[str, str]:
    """Return the band that the procedure asks for, and the place in the law it stands in."""
    method, rule = method_of(desk.view), desk.procedure.income
    band = method.bands[rule.band if rule else ""]
    return {
        "class": band.id,
        "title": band.title.vi,
        "limits": limits_text(desk.view).render("vi"),
        "basis": band.citation.short("vi"),
        "period_basis": method.period_citation.short("vi"),
    }


@paper("income-declaration")
def income_declaration(desk: Desk) -> Iterable[Sheet]:
    """Yield the sheet of each household: what each source gave, what does not count, income a person a month."""
    people, found, rule = desk.people(), determined(desk.view), _rule(desk)
    for item in listed(desk.view):
        fact = found.get(item.ref)
        if fact is not None:
            body = {
                "household": household_row(1, people[item.ref]),
                "applied_on": item.applied_on,
                "determined_on": fact.on.isoformat(),
                "by": fact.data.get("by"),
                "income": summary_of(desk.view, fact.data),
                "rule": rule,
            }
            yield Sheet(body=body)


@paper("income-summary")
def income_summary(desk: Desk) -> Iterable[Sheet]:
    """Yield the summary of the village's households with their income."""
    people, found = desk.people(), outcomes(desk.view).values()
    rows = [_named(desk, no, result, people[result.ref]) for no, result in enumerate(found, start=1)]
    recognised = sum(result.on_list is not None for result in found)
    totals = {"households": len(rows), "recognised": recognised, "outside": len(rows) - recognised}
    yield Sheet(body={"households": rows, "totals": totals, "rule": _rule(desk)})


def _everybody(desk: Desk) -> list[tuple[Result, Mapping[str, Any], Mapping[str, Any]]]:
    people = desk.round.people()
    return [
        (result, people[result.ref], desk.village_of(row) or {})
        for row, view in desk.member_views()
        for result in outcomes(view).values()
        if result.income
    ]


@paper("income-decision")
def income_decision(desk: Desk) -> Iterable[Sheet]:
    """Yield the decision with the list of those recognised (Mẫu 02); nothing where nobody is."""
    found = [entry for entry in _everybody(desk) if entry[0].on_list]
    rows = [
        {**_named(desk, no, result, person), "village": f"{village['kind']} {village['name']}"}
        for no, (result, person, village) in enumerate(found, start=1)
    ]
    if rows:
        totals = {"households": len(rows), "persons": sum(row["members"] for row in rows)}
        yield Sheet(body={"households": rows, "totals": totals, "rule": _rule(desk)})


@paper("income-refusal")
def income_refusal(desk: Desk) -> Iterable[Sheet]:
    """Yield the written refusal with its reason for each household that is not recognised."""
    rule = _rule(desk)
    for result, person, village in _everybody(desk):
        if result.on_list is None and result.income:
            body = {
                "household": {**_named(desk, 1, result, person), "village": f"{village['kind']} {village['name']}"},
                "applied_on": result.item.applied_on,
                "rule": rule,
            }
            yield Sheet(body=body, village=village)


@paper("income-reverification")
@relies_on("posting")
def income_reverification(desk: Desk) -> Iterable[Sheet]:
    """Yield the minutes of a re-verification: income before and after, source by source."""
    fact = desk.facts[0]
    data, result = fact.data, outcomes(desk.view)[fact.data["ref"]]
    before, after = data["before"], summary_of(desk.view, data["after"])
    body = {
        "objection_no": data["no"],
        "received_on": find_objection(desk.view, data["no"]).filed.on.isoformat(),
        "done_on": fact.on.isoformat(),
        "household": household_row(1, desk.people()[data["ref"]]),
        "before": summary_of(desk.view, before),
        "after": after,
        "team": data.get("team", []),
        "opinion": data.get("opinion"),
        "conclusion": "changed" if result.after != before["class"] else "unchanged",
        "rule": _rule(desk),
    }
    yield Sheet(body=body)
