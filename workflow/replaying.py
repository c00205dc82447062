"""What a register tells of a past round, led through the stages of its procedure: cases, and what was out of order.

A journal of ours is lawful by construction. A past round need not be: steps may be missing, come too late, or be
taken from where the law does not allow them. The replay goes on all the same: it takes the steps that must have
been taken for the next event to be possible, so that their requirements are judged like those of any other
step, and it says what was skipped or came late.

Two kinds of registers are understood. Where the steps themselves are entered, each one that is missing was
skipped. Where only events are entered (the village met, the list was posted), the steps follow from them, and a
stage was skipped when nothing that is recorded in it alone was recorded.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from types import MappingProxyType
from typing import Any

import msgspec

from rasoat.messages import Message, message
from rasoat.workflow.cases import Case, Deviation, Fact, Taken
from rasoat.workflow.citations import Citation
from rasoat.workflow.procedure_names import fact_title, trigger_title
from rasoat.workflow.procedures import Procedure, Requirement, Transition
from rasoat.workflow.verdicts import Status, Verdict
from rasoat.workflow.ways import Ways, ways_of

_EVENTS, _CASES = 12, 24
"""Bits of a journal place that hold the number of the event within its case, and of the case."""
ORDER = "order"
"""Id of the requirement that every procedure makes by its stages: one after the other."""


class Event(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One thing that a register says happened.

    Attributes:
        case: number of the case; 0 is the round's own.
        name: kind of the fact, or the trigger of the step where `step` is true.
        line: where the register says it.
    """

    case: int
    name: str
    step: bool
    on: date
    recorded_at: datetime
    actor: str
    line: int
    data: Mapping[str, Any]
    deviation: Deviation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """What a case did out of order."""

    case: int
    stage: str
    trigger: str
    pass_no: int
    on: date
    rule: Requirement
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """The cases that a register tells, by number, what was out of order, and the line of each journal place."""

    cases: Sequence[Case]
    breaches: tuple[Breach, ...]
    lines: Mapping[int, int]


@dataclass(slots=True)
class _Way:
    """One case on its way.

    Attributes:
        here: whether the stage got a fact.
        implied: by pass and trigger the breach of each step that the register had not told yet.
        count: facts, steps and breaches so far.
    """

    id: int
    track: str
    ways: Ways
    stage: str
    pass_no: int = 1
    facts: list[Fact] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    here: bool = False
    implied: dict[tuple[int, str], int] = field(default_factory=dict)
    count: int = 0


def replay(procedure: Procedure, events: Iterable[Event], cases: int, *, ordered: bool = False) -> Replayed:
    """Return the cases 0 (the round) to `cases` (the villages) as `events` tell them.

    Events are taken by their days. Of one day and case, those that the stage allows come first, facts before
    steps, because a register has no hours; `ordered` keeps them as they stand.
    """
    return _Replay(procedure, events, cases, ordered=ordered).run()


class _Replay:
    def __init__(self, procedure: Procedure, events: Iterable[Event], cases: int, *, ordered: bool) -> None:
        self.procedure = procedure
        self.ordered = ordered
        self.by_case: list[list[Event]] = [[] for _case in range(cases + 1)]
        for event in events:
            self.by_case[event.case].append(event)
        self.told = {"village" if event.case else "round" for events in self.by_case for event in events if event.step}
        self.breaches: list[Breach | None] = []
        self.lines: dict[int, int] = {}
        self.departures: list[Event] = []

    def run(self) -> Replayed:
        """Take all events, the round's own first: they say when the villages' results were taken as they stood."""
        found = [self._case(number) for number in range(len(self.by_case))]
        return Replayed(
            cases=found,
            breaches=tuple(breach for breach in self.breaches if breach),
            lines=self.lines,
        )

    def _case(self, number: int) -> Case:
        track = "village" if number else "round"
        ways = ways_of(self.procedure, track)
        way = _Way(number, track, ways, ways.initial)
        events = sorted(self.by_case[number], key=_day)
        ends = list(self.departures) if number and "village" not in self.told else []
        for on, same_day in groupby(events, _day):
            while ends and ends[0].on < on:
                self._finish(way, ends.pop(0))
            group = list(same_day)
            if len(group) == 1 or self.ordered:
                for event in group:
                    self._event(way, event)
            else:
                self._same_day(way, group)
        for event in ends:
            self._finish(way, event)
        return Case(
            id=number,
            track=track,
            stage=way.stage,
            pass_no=way.pass_no,
            facts=tuple(way.facts),
            taken=tuple(way.taken),
        )

    def _finish(self, way: _Way, event: Event) -> None:
        """End a village's way whose steps are not told: the round went on, so its result stood."""
        for transition in way.ways.to_end(way.stage):
            self._imply(way, transition, event)

    def _same_day(self, way: _Way, events: Sequence[Event]) -> None:
        left = sorted(events, key=_step)
        while left:
            left = self._sweep(way, left)

    def _sweep(self, way: _Way, events: Sequence[Event]) -> list[Event]:
        """Take the events that the stage allows, up to a step; where it allows none, the first. Return the others."""
        left: list[Event] = []
        for place, event in enumerate(events, 1):
            if not _fits(way, event):
                left.append(event)
                continue
            self._event(way, event)
            if event.step:
                return [*left, *events[place:]]
        if len(left) == len(events):
            self._event(way, left.pop(0))
        return left

    def _place(self, way: _Way, event: Event, line: int) -> int:
        """Return the next journal place: days in their order, of one day the villages first, then the round."""
        way.count += 1
        first = event.on.toordinal() * 2 + (not way.id)
        seq = ((first << _EVENTS | way.count) << _CASES) | way.id
        if line:
            self.lines[seq] = line
        return seq

    def _event(self, way: _Way, event: Event) -> None:
        if event.step:
            self._step(way, event)
            return
        if (way.stage, event.name) not in way.ways.facts:
            self._lead(way, event)
        way.here = True
        way.facts.append(
            Fact(
                seq=self._place(way, event, event.line),
                kind=event.name,
                on=event.on,
                recorded_at=event.recorded_at,
                actor=event.actor,
                pass_no=way.pass_no,
                data=event.data,
            )
        )

    def _lead(self, way: _Way, event: Event) -> None:
        """Take the steps that lead to where a fact belongs; none does when its stage was left before."""
        track = way.ways
        path = track.to_fact(way.stage, event.name, loops=way.track not in self.told)
        for transition in path:
            self._imply(way, transition, event)
        if not path:
            self._breach(way, track.home(event.name), event, "fact_late")

    def _step(self, way: _Way, event: Event) -> None:
        track = way.ways
        transition = track.steps.get((way.stage, event.name))
        if transition is None:
            path = track.to_step(way.stage, event.name)
            if not path:
                self._out_of_order(way, event)
                return
            for implied in path:
                self._imply(way, implied, event)
            transition = track.steps[way.stage, event.name]
        self._take(way, transition, event)

    def _out_of_order(self, way: _Way, event: Event) -> None:
        """Note a step from where it does not lead on; one that was missed before turns out to be late."""
        missed = way.implied.pop((way.pass_no, event.name), None)
        if missed is not None:
            self.breaches[missed] = None
        transition = next(item for item in way.ways.transitions if item.trigger == event.name)
        self._breach(way, transition, event, "step_late" if missed is not None else "step_not_lawful")

    def _imply(self, way: _Way, transition: Transition, event: Event) -> None:
        """Take a step that the register does not tell, on the day of the event that needs it."""
        if way.track in self.told or (not way.here and way.ways.has_own(way.stage)):
            way.implied[way.pass_no, transition.trigger] = len(self.breaches)
            self._breach(way, transition, event, "step_skipped")
        self._take(way, transition, event, told=False)

    def _take(self, way: _Way, transition: Transition, event: Event, *, told: bool = True) -> None:
        if way.id == 0 and way.stage == way.ways.initial:
            self.departures.append(event)
        way.taken.append(
            Taken(
                seq=self._place(way, event, event.line if told else 0),
                trigger=transition.trigger,
                source=way.stage,
                dest=transition.dest,
                on=event.on,
                recorded_at=event.recorded_at,
                actor=event.actor if told else "",
                pass_no=way.pass_no,
                deviation=_waiving(event.deviation, transition) if told else None,
            )
        )
        way.stage, way.here = transition.dest, False
        way.pass_no += transition.new_pass

    def _breach(self, way: _Way, transition: Transition, event: Event, key: str) -> None:
        stage = transition.sources[0]
        params = {
            "step": trigger_title(transition.trigger),
            "stage": self.procedure.stages[stage].title,
            "now": self.procedure.stages[way.stage].title,
            "event": event_title(event),
            "on": event.on,
        }
        self.breaches.append(
            Breach(
                case=way.id,
                stage=stage,
                trigger=transition.trigger,
                pass_no=way.pass_no,
                on=event.on,
                rule=order_rule(transition.citation),
                verdict=Verdict(
                    status=Status.MISSING if key == "step_skipped" else Status.CONTRADICTED,
                    found=message(f"register.{key}", **params),
                    cure=message(f"register.{key}_cure", **params),
                    facts=(self._place(way, event, event.line),),
                ),
            )
        )


def _waiving(deviation: Deviation | None, transition: Transition) -> Deviation | None:
    """Return a deviation that covers all that could have stopped the step: which of it was unmet is judged later."""
    if deviation is None:
        return None
    return replace(deviation, waived=tuple(rule.id for rule in transition.requires if rule.severity == "block"))


def event_title(event: Event) -> Message:
    """Return what happened, in words."""
    return trigger_title(event.name) if event.step else fact_title(event.name)


def order_rule(citation: Citation) -> Requirement:
    """Return the requirement of order, as the place in the law that prescribes the step makes it."""
    return Requirement(
        id=ORDER, check=ORDER, params=MappingProxyType({}), term=None, severity="block", citation=citation
    )


_day = attrgetter("on")
_step = attrgetter("step")


def _fits(way: _Way, event: Event) -> bool:
    return (way.stage, event.name) in (way.ways.steps if event.step else way.ways.facts)
