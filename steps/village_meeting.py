"""Step 3: the meeting of residents (QĐ 24/2021 Điều 4 khoản 3; minutes: TT 07/2021 Phụ lục V).

Two ratios, never mixed: the law asks that at least half of ALL persons attending agree; the form reports how
many of the LISTED households were represented.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from rasoat.errors import UsageError
from rasoat.messages import Message, message
from rasoat.steps.outcomes import list_sizes, outcomes, says
from rasoat.steps.preliminary_list import listed
from rasoat.steps.rows import LISTS, UNLISTED, percent, public_rows
from rasoat.workflow.cases import Fact, View
from rasoat.workflow.desk import Desk, Sheet
from rasoat.workflow.privacy import profile_on
from rasoat.workflow.procedures import Requirement
from rasoat.workflow.registry import fact_kind, paper, requirement
from rasoat.workflow.verdicts import Status, Verdict, met, unmet

GROUPS = ("committee", "party", "organisations", "front", "surveyors")
"""Who takes part beside the residents (khoản 3): committee with the poverty-reduction officer, Party cell,
mass organisations, Fatherland Front invited to supervise, surveyors."""
SIGNERS = ("chair", "secretary", "households")
"""Who signs the minutes."""


@fact_kind("meeting_held")
def _meeting(view: View, data: Mapping[str, Any]) -> None:
    attendees = data["attendees"]
    listed_count = len(listed(view))
    if attendees < 1:
        raise UsageError("no_attendees")
    if data["listed_attending"] > min(attendees, listed_count):
        raise UsageError("listed_attending_too_many", given=data["listed_attending"], most=min(attendees, listed_count))
    sizes = list_sizes(view)
    for name, agree in data["agree"].items():
        if name not in (*LISTS, UNLISTED):
            raise UsageError("unknown_result_list", name=name, known=LISTS)
        if not 0 <= agree <= attendees:
            raise UsageError("agree_exceeds_attendees", agree=agree, attendees=attendees)
    absent = [message(f"words.lists.{name}") for name in sizes if name not in data["agree"]]
    if absent:
        raise UsageError("vote_missing", lists=tuple(absent))


def meeting(view: View) -> Fact | None:
    """Return the last meeting of this pass."""
    return view.last("meeting_held")


def _unheld() -> Verdict:
    return unmet(Status.MISSING, "meeting_held_missing")


@requirement("meeting_held")
def meeting_held(view: View, _rule: Requirement) -> Verdict:
    """The village met over the results of this pass."""
    fact = meeting(view)
    if fact is None:
        return _unheld()
    return met("meeting_held_met", proven=bool(fact.data.get("evidence")), facts=(fact.seq,), on=fact.on)


def _shares(view: View, fact: Fact, min_percent: int) -> tuple[list[Message], bool]:
    """Return one line a result list, and whether all of them reach the share of persons attending."""
    attendees = fact.data["attendees"]
    lines, enough = [], True
    for name in list_sizes(view):
        agree = fact.data["agree"].get(name, 0)
        reached = 100 * agree >= min_percent * attendees
        enough = enough and reached
        share = percent(agree, attendees)
        lines.append(
            message(
                "checks.share",
                list=message(f"words.lists.{name}"),
                agree=agree,
                attendees=attendees,
                percent=share,
            )
        )
    return lines, enough


@requirement("meeting_agreement", min_percent=int)
def meeting_agreement(view: View, rule: Requirement) -> Verdict:
    """At least this share of all persons attending agreed to each result list."""
    fact = meeting(view)
    if fact is None:
        return _unheld()
    needed = rule.params["min_percent"]
    lines, enough = _shares(view, fact, needed)
    if enough:
        evidence = bool(fact.data.get("evidence"))
        return met("meeting_agreement_met", proven=evidence, facts=(fact.seq,), lines=tuple(lines), needed=needed)
    params = {"lines": tuple(lines), "needed": needed}
    return unmet(Status.CONTRADICTED, "meeting_agreement_low", facts=(fact.seq,), params=params)


@requirement("meeting_disagreement", min_percent=int)
def meeting_disagreement(view: View, rule: Requirement) -> Verdict:
    """Results are sent back only when a list stayed below the share of persons attending."""
    fact = meeting(view)
    if fact is None:
        return _unheld()
    needed = rule.params["min_percent"]
    lines, enough = _shares(view, fact, needed)
    if enough:
        params = {"lines": tuple(lines), "needed": needed}
        return unmet(Status.CONTRADICTED, "meeting_disagreement_wrong", facts=(fact.seq,), params=params)
    return met("meeting_disagreement_met", facts=(fact.seq,), lines=tuple(lines), needed=needed)


@requirement("meeting_chair")
def meeting_chair(view: View, _rule: Requirement) -> Verdict:
    """The village head chairs."""
    fact = meeting(view)
    if fact is None:
        return _unheld()
    chair = fact.data["chair"]["name"]
    head = view.subject.head or ""
    if chair.strip().casefold() != head.strip().casefold():
        params = {"chair": chair, "head": head}
        return unmet(Status.CONTRADICTED, "meeting_chair_other", facts=(fact.seq,), params=params)
    return met("meeting_chair_met", proven=bool(fact.data.get("evidence")), facts=(fact.seq,), chair=chair)


@requirement("meeting_supervision")
def meeting_supervision(view: View, _rule: Requirement) -> Verdict:
    """The commune's Fatherland Front was invited to supervise."""
    fact = meeting(view)
    if fact is None:
        return _unheld()
    came = len(fact.data["groups"].get("front", ()))
    if came or fact.data.get("front_invited"):
        return met("meeting_supervision_met", proven=bool(fact.data.get("evidence")), facts=(fact.seq,), came=came)
    return unmet(Status.MISSING, "meeting_supervision_missing", facts=(fact.seq,))


@requirement("meeting_groups")
def meeting_groups(view: View, _rule: Requirement) -> Verdict:
    """All groups that the law names took part."""
    fact = meeting(view)
    if fact is None:
        return _unheld()
    absent = [name for name in GROUPS if name != "front" and not fact.data["groups"].get(name)]
    if absent:
        groups = tuple(message(f"words.groups.{name}") for name in absent)
        return unmet(Status.MISSING, "meeting_groups_missing", facts=(fact.seq,), params={"groups": groups})
    return met("meeting_groups_met", proven=bool(fact.data.get("evidence")), facts=(fact.seq,))


@requirement("meeting_listed_households")
def meeting_listed_households(view: View, _rule: Requirement) -> Verdict:
    """Some of the households under review were represented; the form asks for the share of them."""
    fact = meeting(view)
    if fact is None:
        return _unheld()
    attending, total = fact.data["listed_attending"], len(listed(view))
    if total and not attending:
        params = {"total": total}
        return unmet(Status.CONTRADICTED, "meeting_listed_households_none", facts=(fact.seq,), params=params)
    share = percent(attending, total)
    return met(
        "meeting_listed_households_met",
        proven=bool(fact.data.get("evidence")),
        facts=(fact.seq,),
        attending=attending,
        total=total,
        percent=share,
    )


@requirement("meeting_minutes", copies=int)
def meeting_minutes(view: View, rule: Requirement) -> Verdict:
    """The minutes are signed by chair, secretary and households, in as many copies as the law says."""
    fact = meeting(view)
    if fact is None:
        return _unheld()
    unsigned = [name for name in SIGNERS if name not in fact.data.get("signed", ())]
    copies, needed = fact.data.get("copies", 0), rule.params["copies"]
    if unsigned or copies < needed:
        params = {
            "unsigned": tuple(message(f"words.signers.{name}") for name in unsigned) or "-",
            "copies": copies,
            "needed": needed,
        }
        return unmet(Status.MISSING, "meeting_minutes_missing", facts=(fact.seq,), params=params)
    return met("meeting_minutes_met", proven=bool(fact.data.get("evidence")), facts=(fact.seq,), copies=copies)


def _group(people: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    people = list(people)
    return {"count": len(people), "people": [{"name": p["name"], "title": p.get("title")} for p in people]}


@paper("meeting-minutes")
def minutes(desk: Desk) -> Iterable[Sheet]:
    """Yield the minutes of the meeting (TT 07/2021 Phụ lục V): no number, two copies."""
    fact = meeting(desk.view)
    if fact is None:
        return
    data, view, people = fact.data, desk.view, desk.people()
    attendees, total = data["attendees"], len(listed(view))
    sizes = list_sizes(view)
    results = outcomes(view).values()
    # the minutes name those whom the vote was about
    shown = [r for r in results if r.on_list] or [r for r in results if r.b1 is not None]
    rules = desk.procedure.requirements.values()
    needed = next(rule.params["min_percent"] for rule in rules if rule.check == "meeting_agreement")
    _lines, agreed = _shares(view, fact, needed)
    known = sum(len(data["groups"].get(name, ())) for name in GROUPS) + data["listed_attending"]
    body = {
        "attempt": view.pass_no,
        "held_on": fact.on.isoformat(),
        "time": data.get("time"),
        "ended": data.get("ended"),
        "place": data.get("place") or (desk.village or {})["house"],
        "chair": data["chair"],
        "secretary": data.get("secretary"),
        "groups": {
            **{name: _group(data["groups"].get(name, ())) for name in GROUPS},
            "others_count": max(0, attendees - known),
        },
        "listed": {
            "attending": data["listed_attending"],
            "total": total,
            "percent": percent(data["listed_attending"], total),
        },
        "attendees": attendees,
        "lists": [
            {
                "list": name,
                "households": sizes[name],
                "agree": data["agree"].get(name, 0),
                "percent": percent(data["agree"].get(name, 0), attendees),
            }
            for name in sizes
        ],
        "opinions": data.get("opinions"),
        "conclusion": "agreed" if agreed else "rejected",
        "households": public_rows(
            [(people[r.ref], r.on_list or UNLISTED) for r in shown], profile_on(fact.on, desk.commune)
        ),
    }
    yield Sheet(body=body, on=fact.on, says=says(results))
