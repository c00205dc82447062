"""When things were entered, and on which days they were done: what a record says of itself without meaning to.

All of these warn; none of them stops a step. They look at what was recorded since the round's last step, so that
each thing is told once. A register of a past round carries days, not hours of entry: what it does not carry is not
judged.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from rasoat.messages import Message, message
from rasoat.workflow.calendars import VIETNAM
from rasoat.workflow.cases import Fact, Taken, View
from rasoat.workflow.partial import NotCarried
from rasoat.workflow.procedure_names import trigger_title
from rasoat.workflow.procedures import Requirement
from rasoat.workflow.registry import may_be_late, requirement
from rasoat.workflow.verdicts import Status, Verdict, met, unmet

Recorded = tuple[View, Fact]
_AT_A_PLACE = ("posting_started", "posting_stopped")


def recorded(view: View, kinds: Sequence[str] | None = None) -> Iterator[Recorded]:
    """Yield the facts of the villages and of the round since the round's last step, each with its case's view."""
    since, on = view.case.taken[-1].seq if view.case.taken else 0, view.on
    for item in (*view.members, view):
        facts = item.case.facts
        if facts and facts[-1].seq > since:  # most villages did nothing since the round moved on
            for fact in facts:
                if (kinds is None or fact.kind in kinds) and fact.on <= on and fact.seq > since:
                    yield item, fact


def _judged(found: Sequence[tuple[Iterable[int], Message]], right: str, wrong: str, **params: Any) -> Verdict:
    """Return a verdict over lines that each rest on facts: none of them, and the requirement is met."""
    if not found:
        return met(right, **params)
    seen = tuple(dict.fromkeys(seq for facts, _line in found for seq in facts))
    lines = tuple(line for _facts, line in found)
    return unmet(Status.CONTRADICTED, wrong, facts=seen, params={**params, "lines": lines})


@requirement("entered_in_time", facts=list[str], days=int)
def entered_in_time(view: View, rule: Requirement) -> Verdict:
    """What happened was entered within some days; what comes in from lists and forms in bulk is not asked."""
    days = rule.params["days"]
    found = []
    for item, fact in recorded(view, rule.params["facts"]):
        after = (fact.recorded_at.astimezone(VIETNAM).date() - fact.on).days
        if after > days:
            params = {"what": message(f"words.facts.{fact.kind}"), "subject": item.subject.title, "seq": fact.seq}
            line = message("checks.entered_late", on=fact.on, days=after, **params)
            found.append(([fact.seq], line))
    return _judged(found, "entered_in_time_met", "entered_in_time_wrong", days=days)


@requirement("entered_one_by_one", facts=list[str], villages=int, seconds=int)
def entered_one_by_one(view: View, rule: Requirement) -> Verdict:
    """What villages did each for themselves was not entered for many of them at one stroke."""
    if view.exhibits is None:
        raise NotCarried("recorded_at")
    entries = [pair for pair in recorded(view, rule.params["facts"]) if pair[0] is not view]
    entries.sort(key=lambda pair: pair[1].recorded_at)
    bursts = _bursts(entries, timedelta(seconds=rule.params["seconds"]))
    found = []
    for burst in bursts:
        villages = tuple(dict.fromkeys(item.subject.title for item, _fact in burst))
        if len(villages) >= rule.params["villages"]:
            line = message("checks.entered_at_once", at=_clock(burst[0][1].recorded_at), villages=villages)
            found.append(([fact.seq for _item, fact in burst], line))
    return _judged(
        found,
        "entered_one_by_one_met",
        "entered_one_by_one_wrong",
        count=rule.params["villages"],
        seconds=rule.params["seconds"],
    )


def _bursts(entries: Iterable[Recorded], reach: timedelta) -> list[list[Recorded]]:
    """Return the entries in groups, each of those that follow the group's first one within `reach`."""
    bursts: list[list[Recorded]] = []
    for pair in entries:
        if not bursts or pair[1].recorded_at - bursts[-1][0][1].recorded_at > reach:
            bursts.append([])
        bursts[-1].append(pair)
    return bursts


def _clock(at: datetime) -> str:
    return f"{at.astimezone(VIETNAM):%H:%M:%S %d/%m/%Y}"


@requirement("dates_in_order")
def dates_in_order(view: View, _rule: Requirement) -> Verdict:
    """Days follow the order of the steps: no fact before the step that led to it, or after the one it led to."""
    if view.exhibits is None:  # a register is put into order, and what is out of order there is told by itself
        raise NotCarried("recorded_at")
    found = [pair for item, fact in recorded(view) for pair in _against_steps(item, fact)]
    found += [pair for item, fact in recorded(view, ["committee_met"]) for pair in _before_villages(view, item, fact)]
    return _judged(found, "dates_in_order_met", "dates_in_order_wrong")


def _against_steps(item: View, fact: Fact) -> Iterator[tuple[list[int], Message]]:
    before = next((step for step in reversed(item.case.taken) if step.seq < fact.seq), None)
    after = next((step for step in item.case.taken if step.seq > fact.seq), None)
    if before and fact.on < before.on and not may_be_late(fact.kind):
        yield [fact.seq, before.seq], _order_line("checks.dated_before_step", item, fact, before)
    if after and fact.on > after.on:
        yield [fact.seq, after.seq], _order_line("checks.dated_after_step", item, fact, after)


def _order_line(key: str, item: View, fact: Fact, step: Taken) -> Message:
    return message(
        key,
        what=message(f"words.facts.{fact.kind}"),
        subject=item.subject.title,
        on=fact.on,
        step=trigger_title(step.trigger),
        day=step.on,
    )


def _before_villages(view: View, item: View, fact: Fact) -> Iterator[tuple[list[int], Message]]:
    """Yield the villages that ended their way between the committee's meeting and its step.

    Those that have not ended it even then are told by the requirement that all have.
    """
    last = [(member, member.case.taken[-1].on) for member in view.members if member.case.taken]
    late = [member for member, on in last if fact.on < on <= view.on]
    if late and item is view:
        day: date = max(member.case.taken[-1].on for member in late)
        villages = tuple(member.subject.title for member in late)
        yield [fact.seq], message("checks.met_before_villages", on=fact.on, villages=villages, day=day)


@requirement("on_office_days", facts=list[str], offices=list[str])
def on_office_days(view: View, rule: Requirement) -> Verdict:
    """What an office does was done on a day on which offices work; villages may meet and post on any day."""
    found = []
    for item, fact in recorded(view, [*rule.params["facts"], *_AT_A_PLACE]):
        where = fact.data.get("place") if fact.kind in _AT_A_PLACE else None
        if fact.kind not in rule.params["facts"] and where not in rule.params["offices"]:
            continue
        why = view.tools.calendar.why_off(fact.on)
        if why is not None:
            what = message(f"words.facts.{fact.kind}")
            what = message("checks.use_at_place", what=what, place=message(f"words.places.{where}")) if where else what
            params = {"what": what, "subject": item.subject.title, "on": fact.on, "why": why}
            found.append(([fact.seq], message("checks.done_on_day_off", **params)))
    return _judged(found, "on_office_days_met", "on_office_days_wrong")
