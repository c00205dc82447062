"""The preparation of a round: the decision that sets up the committee, and the plan (QĐ 24/2021 Điều 10 khoản 3)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from rasoat.errors import UsageError
from rasoat.messages import message
from rasoat.steps.planning import LAST, POSTING, Leg, Milestone
from rasoat.steps.standings import plan_round
from rasoat.workflow.cases import View
from rasoat.workflow.desk import Desk, Sheet
from rasoat.workflow.envelope import law_of
from rasoat.workflow.registry import fact_kind, paper

POSTS = ("finance", "health", "education", "construction", "information", "agriculture")
"""Civil servants whom Điều 10 khoản 3 names as members, beside chairman, officer, village heads and bank."""
BANK, OTHER = "bank", "other"
SEATS = (*POSTS, BANK, OTHER)
"""Seats whose holders the commune file does not name; `other` may be taken more than once."""


@fact_kind("committee_formed")
def _formed(_view: View, data: Mapping[str, Any]) -> None:
    seats = [member["seat"] for member in data["seats"]]
    unknown = sorted(set(seats) - set(SEATS))
    if unknown:
        raise UsageError("unknown_seat", seat=unknown[0], known=SEATS)
    double = [seat for seat in SEATS if seat != OTHER and seats.count(seat) > 1]
    if double:
        raise UsageError("seat_taken", seat=message(f"words.seats.{double[0]}"))


@fact_kind("plan_issued")
def _planned(view: View, data: Mapping[str, Any]) -> None:
    if data["by"] and date.fromisoformat(data["by"]) < view.subject.opened_on:
        raise UsageError("plan_ends_before", by=date.fromisoformat(data["by"]), opened=view.subject.opened_on)


@paper("committee-decision")
def committee_decision(desk: Desk) -> Iterable[Sheet]:
    """Yield the decision with the list of members; who is not known is a dotted line beside the post."""
    fact = next((fact for fact in desk.facts if fact.kind == "committee_formed"), None)
    if fact is not None:
        rows = [{"no": no, **row} for no, row in enumerate(_members(desk, fact.data["seats"]), start=1)]
        yield Sheet(body={"members": rows}, on=fact.on)


def _members(desk: Desk, given: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    officials, given = desk.commune["officials"], list(given)
    yield _member(officials["chairman"], message("words.groups.committee_head").render("vi"))
    yield _member(officials["officer"], message("words.groups.committee_deputy").render("vi"))
    role = message("words.seats.member").render("vi")
    for seat in SEATS:
        held = [item for item in given if item["seat"] == seat]
        empty = [] if seat == OTHER else [{"name": None, "title": None}]
        for item in held or empty:
            usual = None if seat == OTHER else message(f"words.seats.{seat}").render("vi")
            yield _member({"name": item["name"], "title": item["title"] or usual}, role)
    for row in desk.round.village_rows():
        village = desk.village_of(row) or {}
        head = message("words.seats.village_head", village=f"{village['kind']} {village['name']}").render("vi")
        yield _member({"name": village["head"], "title": head}, role)


def _member(person: Mapping[str, Any], role: str) -> dict[str, Any]:
    return {"name": person["name"], "title": person["title"], "role": role}


@paper("review-plan")
def review_plan(desk: Desk) -> Iterable[Sheet]:
    """Yield the plan with its timetable, computed backwards from the last day of the round.

    Raises:
        UsageError: as `rasoat.steps.standings.plan_round`.
    """
    fact = next((fact for fact in desk.facts if fact.kind == "plan_issued"), None)
    if fact is None:
        return
    data, window = fact.data, desk.procedure.window
    by = date.fromisoformat(data["by"]) if data["by"] else None
    found = plan_round(desk.round, fact.on, by, data["leave"], reserve=data["reserve"])
    names = {row.standing.subject: row for row in found.villages}
    ordered = [names[title] for title in _titles(desk) if title in names]
    body = {
        "from": desk.view.subject.opened_on.isoformat(),
        "limit": found.limit.isoformat(),
        "window": window.citation.short("vi") if window and by is None else None,
        "reserve": data["reserve"],
        "steps": [_step(item) for item in found.milestones],
        "villages": [{"name": row.standing.subject, "days": _days(row.legs)} for row in ordered],
        "own": [{"title": title_of(leg.milestone.id), "on": leg.planned.isoformat()} for leg in found.own.legs],
        "funding": data["funding"],
    }
    yield Sheet(body=body, on=fact.on)


def _titles(desk: Desk) -> list[str]:
    return [desk.round.subject(row).title for row in desk.round.village_rows()]


def _days(legs: Iterable[Leg]) -> list[str]:
    return [leg.planned.isoformat() for leg in legs]


def _step(item: Milestone) -> dict[str, Any]:
    return {
        "id": item.id,
        "track": item.track,
        "title": title_of(item.id),
        "law": item.citation.short("vi"),
        "terms": [law_of(term) for group in item.waits for term in group],
        "last": item.id == LAST,
    }


def title_of(step: str) -> str:
    """Return a step of the plan as a timetable names it."""
    return message(f"words.triggers.{'posting_begins' if step == POSTING else step}").render("vi")
