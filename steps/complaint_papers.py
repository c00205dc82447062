"""Papers of step 4b: receipt, re-verification, second notice, answer, second certificate."""

from collections.abc import Iterable, Mapping
from typing import Any

from rasoat.messages import message
from rasoat.steps.complaints import find_objection, objections
from rasoat.steps.outcomes import Result, outcomes, says
from rasoat.steps.postings import place_lines
from rasoat.steps.public_posting import certificate_body, is_timely, planned_posting, posting_proofs, term_of
from rasoat.steps.rows import household_row, public_rows
from rasoat.workflow.desk import Desk, Sheet
from rasoat.workflow.envelope import proof
from rasoat.workflow.privacy import profile_on
from rasoat.workflow.registry import paper, relies_on
from rasoat.workflow.terms import compute


@paper("objection-receipt")
@relies_on("posting", "reverification")
def objection_receipt(desk: Desk) -> Iterable[Sheet]:
    """Yield the receipt for an objection, with the day by which it must be re-verified."""
    fact = desk.facts[0]
    data, calendar = fact.data, desk.view.tools.calendar
    timely = is_timely(desk.view, fact)
    due = compute(term_of(desk, "reverification"), fact.on, calendar) if timely else None
    body = {
        "objection_no": data["no"],
        "received_on": fact.on.isoformat(),
        "kind": message(f"words.objections.{data['kind']}").render("vi"),
        "by": data["by"],
        "household": _name(desk, data.get("ref")),
        "content": data["content"],
        "timely": timely,
        "reverify_by": due.last_day.isoformat() if due else None,
        "received_by": data.get("received_by"),
    }
    yield Sheet(body=body, proofs=(proof("Thời hạn phúc tra", due, calendar),) if due else ())


def _name(desk: Desk, ref: str | None) -> str | None:
    return str(desk.people()[ref]["name"]) if ref else None


def _numbered(desk: Desk, scores: Mapping[str, Any]) -> dict[str, Any]:
    numbers = {item.code: item.number for item in desk.view.tools.standard.indicators}
    return {**scores, "deprived": sorted(numbers[code] for code in scores["deprived"])}


def _compared(desk: Desk) -> tuple[Mapping[str, Any], Result, bool]:
    """Return the data of the re-verification on the desk, the outcome now, and whether the class changed."""
    data = desk.facts[0].data
    result = outcomes(desk.view)[data["ref"]]
    return data, result, result.after != data["before"]["class"]


@paper("reverification-minutes")
@relies_on("posting")
def reverification_minutes(desk: Desk) -> Iterable[Sheet]:
    """Yield the minutes of a re-verification: scores before and after, by the same method."""
    data, result, changed = _compared(desk)
    filed = find_objection(desk.view, data["no"]).filed
    after = _numbered(desk, result.scores())
    row = household_row(
        1,
        desk.people()[data["ref"]],
        class_before=data["before"]["class"],
        class_after=result.after,
        b1=after["b1"],
        b2=after["b2"],
        deprived=after["deprived"],
    )
    body = {
        "objection_no": data["no"],
        "received_on": filed.on.isoformat(),
        "done_on": desk.facts[0].on.isoformat(),
        "household": row,
        "before": _numbered(desk, data["before"]),
        "after": after,
        "team": data.get("team", []),
        "opinion": data.get("opinion"),
        "conclusion": "changed" if changed else "unchanged",
    }
    yield Sheet(body=body)


@paper("reverification-notice")
@relies_on("posting", "reposting")
def reverification_notice(desk: Desk) -> Iterable[Sheet]:
    """Yield the notice that posts the result of a re-verification again, changed rows marked."""
    data, result, changed = _compared(desk)
    people = desk.people()
    results = outcomes(desk.view)
    shown = [(people[item.ref], item.on_list) for item in results.values() if item.on_list]
    due = compute(term_of(desk, "reposting"), desk.on, desk.view.tools.calendar)
    profile = profile_on(desk.on, desk.commune)
    body = {
        "objection_no": data["no"],
        "done_on": desk.facts[0].on.isoformat(),
        "household_name": profile.shown("notice", {"name": people[data["ref"]]["name"]})["name"],
        "result_before": data["before"]["class"],
        "result_after": result.after,
        "conclusion": "changed" if changed else "unchanged",
        **planned_posting(desk, due),
        "rows": public_rows(shown, profile, {item.ref for item in results.values() if item.changed}),
    }
    line = proof("Thời hạn niêm yết lại", due, desk.view.tools.calendar)
    yield Sheet(body=body, proofs=(line,), says=says(results.values()))


@paper("objection-answer")
@relies_on("posting")
def objection_answer(desk: Desk) -> Iterable[Sheet]:
    """Yield the written answer to somebody who objected."""
    fact = desk.facts[0]
    item = find_objection(desk.view, fact.data["no"])
    result = outcomes(desk.view).get(item.filed.data.get("ref") or "")
    changed = bool(result and result.changed and item.reverified)
    body = {
        "objection_no": item.no,
        "received_on": item.filed.on.isoformat(),
        "to": item.filed.data["by"]["name"],
        "answered_on": fact.on.isoformat(),
        "timely": item.timely,
        "conclusion": ("changed" if changed else "unchanged") if item.reverified else None,
        "result_after": result.after if result and item.reverified else None,
        "reason": fact.data.get("reason"),
    }
    yield Sheet(body=body)


@paper("reposting-certificate")
@relies_on("posting", "reposting")
def reposting_certificate(desk: Desk) -> Iterable[Sheet]:
    """Yield the certificate of the second posting, one for each re-verified objection."""
    term = term_of(desk, "reposting")
    house, office = (desk.village or {})["house"], desk.commune["office"]
    for item in objections(desk.view):
        if item.reposted:
            body = {
                **certificate_body(desk, item.reposted, term),
                "places": place_lines(desk.view, item.reposted, house, office, term),
                "objections": {"count": 1, "timely": 1},
            }
            yield Sheet(body=body, proofs=posting_proofs(desk, item.reposted, term))
