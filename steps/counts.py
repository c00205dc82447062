"""A past round judged by counts: its register says how many households there were, not which.

Each check here stands in for the one of the same name where that one asked for a household that the register
does not carry. What counts cannot show is at best claimed.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from rasoat.messages import Message, message
from rasoat.steps.commune_approval import settled_by
from rasoat.steps.rows import LISTS, percent
from rasoat.workflow.cases import Fact, View
from rasoat.workflow.judging import not_carried
from rasoat.workflow.procedures import Requirement
from rasoat.workflow.registry import by_counts
from rasoat.workflow.verdicts import Status, Verdict, met, unmet

ALL = "all"
"""Stands for every result list where a register gives one number of votes."""

_LISTING = ("managed_listed", "application_received")
HEADS = ("trưởng thôn", "trưởng bản", "trưởng xóm", "trưởng ấp", "trưởng buôn", "trưởng làng", "trưởng tổ", "tổ trưởng")
"""Posts of a village head, by the kinds of villages; a deputy ("phó") has a word before."""


def counted(facts: Iterable[Fact]) -> int | None:
    """Return how many households facts are about, None when one of them does not say."""
    counts: list[int | None] = [fact.data.get("count") for fact in facts]
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None


def _listed(view: View) -> int | None:
    """Return how many households are on the list, None when the register does not say."""
    total = 0
    for fact in view.facts_of_all_passes(*_LISTING, "household_removed"):
        count = fact.data.get("count")
        if count is None:
            return None
        total += count if fact.kind in _LISTING else -count
    return total


def _seen(facts: Iterable[Fact]) -> tuple[int, ...]:
    return tuple(fact.seq for fact in facts)


@by_counts("list_not_empty")
def list_not_empty(view: View, _rule: Requirement) -> Verdict:
    """A list was made, and the register does not say that it was empty."""
    seen = _seen(view.facts_of_all_passes(*_LISTING))
    count = _listed(view)
    if count is None:
        return not_carried(seen)
    if count < 1:
        return unmet(Status.MISSING, "list_not_empty_missing", facts=seen)
    return met("list_not_empty_met", proven=False, facts=seen, count=count)


@by_counts("survey_complete")
def survey_complete(view: View, _rule: Requirement) -> Verdict:
    """As many households were surveyed in this pass as there are on the list."""
    facts = view.facts("household_surveyed")
    if not facts:
        return unmet(Status.MISSING, "survey_unrecorded")
    listed, surveyed = _listed(view), counted(facts)
    if listed is None or surveyed is None:
        return not_carried(_seen(facts))
    params = {"surveyed": surveyed, "listed": listed}
    if surveyed != listed:
        status = Status.MISSING if surveyed < listed else Status.CONTRADICTED
        return unmet(status, "survey_counts_differ", facts=_seen(facts), params=params)
    return met("survey_complete_met", proven=False, facts=_seen(facts), count=surveyed)


def _votes(view: View, min_percent: int) -> tuple[Fact, list[Message], bool] | None:
    """Return the meeting, its votes as lines, and whether all reach the share; None when none were entered."""
    fact = view.last("meeting_held")
    if fact is None:
        return None
    data: Mapping[str, Any] = fact.data
    attendees, agreed = data.get("attendees"), data.get("agreed") or data.get("agree")
    if not attendees or not agreed:
        return None
    lines = [_vote(name, agreed[name], attendees) for name in (ALL, *LISTS) if name in agreed]
    return fact, lines, all(100 * agree >= min_percent * attendees for agree in agreed.values())


def _vote(name: str, agree: int, attendees: int) -> Message:
    values = {"agree": agree, "attendees": attendees, "percent": percent(agree, attendees)}
    if name == ALL:
        return message("checks.share_of_all", **values)
    return message("checks.share", list=message(f"words.lists.{name}"), **values)


@by_counts("meeting_agreement")
def meeting_agreement(view: View, rule: Requirement) -> Verdict:
    """At least this share of all persons attending agreed, by the numbers of the minutes."""
    needed = rule.params["min_percent"]
    votes = _votes(view, needed)
    if votes is None:
        return unmet(Status.MISSING, "votes_missing")
    fact, lines, enough = votes
    params = {"lines": tuple(lines), "needed": needed}
    if any(agree > fact.data["attendees"] for agree in (fact.data.get("agreed") or fact.data["agree"]).values()):
        return unmet(Status.CONTRADICTED, "votes_exceed", facts=(fact.seq,), params=params)
    if enough:
        return met("meeting_agreement_met", proven=bool(fact.data.get("evidence")), facts=(fact.seq,), **params)
    return unmet(Status.CONTRADICTED, "meeting_agreement_low", facts=(fact.seq,), params=params)


@by_counts("meeting_disagreement")
def meeting_disagreement(view: View, rule: Requirement) -> Verdict:
    """Results are sent back only when the votes stayed below the share."""
    needed = rule.params["min_percent"]
    votes = _votes(view, needed)
    if votes is None:
        return unmet(Status.MISSING, "votes_missing")
    fact, lines, enough = votes
    params = {"lines": tuple(lines), "needed": needed}
    if enough:
        return unmet(Status.CONTRADICTED, "meeting_disagreement_wrong", facts=(fact.seq,), params=params)
    return met("meeting_disagreement_met", facts=(fact.seq,), **params)


@by_counts("meeting_chair")
def meeting_chair(view: View, _rule: Requirement) -> Verdict:
    """Who presided is, by the post the minutes give, the village head."""
    fact = view.last("meeting_held")
    chair = str(fact.data.get("presided") or "") if fact else ""
    name, _, post = chair.partition(",")
    if fact is None or not post.strip():
        return not_carried((fact.seq,) if fact else ())
    if post.strip().casefold().startswith(HEADS):
        return met("meeting_chair_met", proven=bool(fact.data.get("evidence")), facts=(fact.seq,), chair=name.strip())
    return unmet(Status.CONTRADICTED, "chair_no_head", facts=(fact.seq,), params={"chair": chair})


@by_counts("meeting_listed_households")
def meeting_listed_households(view: View, _rule: Requirement) -> Verdict:
    """Some of the households under review were represented."""
    fact, total = view.last("meeting_held"), _listed(view)
    attending = fact.data.get("listed_attending") if fact else None
    if fact is None or attending is None or total is None:
        return not_carried((fact.seq,) if fact else ())
    if not attending:
        params = {"total": total}
        return unmet(Status.CONTRADICTED, "meeting_listed_households_none", facts=(fact.seq,), params=params)
    return met(
        "meeting_listed_households_met",
        proven=bool(fact.data.get("evidence")),
        facts=(fact.seq,),
        attending=attending,
        total=total,
        percent=percent(attending, total),
    )


@by_counts("villages_settled")
def villages_settled(view: View, _rule: Requirement) -> Verdict:
    """Every village has gone its whole way, but for those whose list was empty."""
    behind = [item for item in view.members if not (settled_by(item, view.on) or _listed(item) == 0)]
    if behind:
        params = {"count": len(behind), "villages": tuple(item.subject.title for item in behind)}
        return unmet(Status.MISSING, "villages_settled_missing", params=params)
    return met("villages_settled_met", proven=False, count=len(view.members))


@by_counts("no_household_lost")
def no_household_lost(view: View, _rule: Requirement) -> Verdict:
    """In each village the survey found as many households as the list has."""
    counts = [(_listed(member), counted(member.facts("household_surveyed"))) for member in view.members]
    known = [(listed, surveyed) for listed, surveyed in counts if listed is not None and surveyed is not None]
    if len(known) < len(counts):
        return not_carried()
    lost = sum(max(0, listed - surveyed) for listed, surveyed in known)
    total = sum(listed for listed, _surveyed in known)
    if lost:
        return unmet(Status.MISSING, "counts_lost", params={"count": lost, "listed": total})
    return met("counts_kept", proven=False, count=total)
