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
from types import MappingProxyType
from typing import Any

from rasoat.messages import Message, message
from rasoat.workflow.cases import Case, Deviation, Fact, Taken
from rasoat.workflow.citations import Citation
from rasoat.workflow.procedures import Procedure, Requirement, Transition
from rasoat.workflow.verdicts import Status, Verdict
from rasoat.workflow.ways import Ways

ORDER = "order"
"""Id of the requirement that every procedure makes by its stages: one after the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
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

    cases: Mapping[int, Case]
    breaches: tuple[Breach, ...]
    lines: Sequence[int]


@dataclass(slots=True)
class _Way:
    """One case on its way."""

    id: int
    track: str
    stage: str
    pass_no: int = 1
    facts: list[Fact] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    here: bool = False
    implied: dict[tuple[int, str], int] = field(default_factory=dict)
    """`here`: the stage got a fact; `implied`: the breach of each step that the register had not told yet."""


def replay(procedure: Procedure, events: Iterable[Event], cases: int, *, ordered: bool = False) -> Replayed:
    """Return the cases 0 (the round) to `cases` (the villages) as `events` tell them.

    Events are taken by their days. Of one day and case, those that the stage allows come first, facts before
    steps, because a register has no hours; `ordered` keeps them as they stand.
    """
    return _Replay(procedure, events, cases, ordered=ordered).run()


class _Replay:
    def __init__(self, procedure: Procedure, events: Iterable[Event], cases: int, *, ordered: bool) -> None:
        self.procedure = procedure
        self.events = sorted(events, key=lambda event: event.on)
        self.ordered = ordered
        self.tracks = {track: Ways(procedure, track) for track in ("village", "round")}
        self.told = {("village" if event.case else "round") for event in self.events if event.step}
        self.ways = [self._start(number) for number in range(cases + 1)]
        self.breaches: list[Breach | None] = []
        self.lines = [0]

    def _start(self, number: int) -> _Way:
        track = "village" if number else "round"
        return _Way(id=number, track=track, stage=self.tracks[track].initial)

    def run(self) -> Replayed:
        """Take all events."""
        place, events = 0, self.events
        while place < len(events):
            end = place
            while end < len(events) and events[end].on == events[place].on:
                end += 1
            self._day(events[place:end])
            place = end
        return Replayed(
            cases={way.id: _case(way) for way in self.ways},
            breaches=tuple(breach for breach in self.breaches if breach),
            lines=self.lines,
        )

    def _day(self, events: Sequence[Event]) -> None:
        """Take what happened on one day, the villages before the round."""
        by_case: dict[int, list[Event]] = {}
        for event in events:
            by_case.setdefault(event.case, []).append(event)
        own = by_case.pop(0, ())
        for case, group in by_case.items():
            self._group(self.ways[case], group)
        self._group(self.ways[0], own)

    def _group(self, way: _Way, events: Sequence[Event]) -> None:
        if self.ordered or len(events) < 2:  # noqa: PLR2004 # one event has no order
            for event in events:
                self._event(way, event)
            return
        left = [event for event in events if not event.step] + [event for event in events if event.step]
        while left:
            fits = next((event for event in left if self._fits(way, event)), left[0])
            left.remove(fits)
            self._event(way, fits)

    def _fits(self, way: _Way, event: Event) -> bool:
        track = self.tracks[way.track]
        return (way.stage, event.name) in (track.steps if event.step else track.facts)

    def _event(self, way: _Way, event: Event) -> None:
        if event.step:
            self._step(way, event)
            return
        if not self._fits(way, event):
            self._lead(way, event)
        self.lines.append(event.line)
        way.here = True
        way.facts.append(
            Fact(
                seq=len(self.lines) - 1,
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
        track = self.tracks[way.track]
        path = track.to_fact(way.stage, event.name, loops=way.track not in self.told)
        for transition in path:
            self._imply(way, transition, event)
        if not path:
            self._breach(way, track.home(event.name), event, "fact_late")

    def _step(self, way: _Way, event: Event) -> None:
        track = self.tracks[way.track]
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
        transition = next(item for item in self.tracks[way.track].transitions if item.trigger == event.name)
        self._breach(way, transition, event, "step_late" if missed is not None else "step_not_lawful")

    def _imply(self, way: _Way, transition: Transition, event: Event) -> None:
        """Take a step that the register does not tell, on the day of the event that needs it."""
        track = self.tracks[way.track]
        if way.track in self.told or (not way.here and track.has_own(way.stage)):
            way.implied[way.pass_no, transition.trigger] = len(self.breaches)
            self._breach(way, transition, event, "step_skipped")
        self._take(way, transition, event, told=False)

    def _take(self, way: _Way, transition: Transition, event: Event, *, told: bool = True) -> None:
        if way.track == "round" and way.stage == self.tracks["round"].initial:
            self._close_villages(event)
        deviation = _waiving(event.deviation, transition) if told else None
        self.lines.append(event.line if told else 0)
        way.taken.append(
            Taken(
                seq=len(self.lines) - 1,
                trigger=transition.trigger,
                source=way.stage,
                dest=transition.dest,
                on=event.on,
                recorded_at=event.recorded_at,
                actor=event.actor if told else "",
                pass_no=way.pass_no,
                deviation=deviation,
            )
        )
        way.stage, way.here = transition.dest, False
        way.pass_no += transition.new_pass

    def _close_villages(self, event: Event) -> None:
        """End the villages' ways where their steps are not told: the round goes on, so their results stood."""
        if "village" in self.told:
            return
        for way in self.ways[1:]:
            for transition in self.tracks["village"].to_end(way.stage):
                self._imply(way, transition, event)

    def _breach(self, way: _Way, transition: Transition, event: Event, key: str) -> None:
        stage = transition.sources[0]
        self.lines.append(event.line)
        params = {
            "step": message(f"words.triggers.{transition.trigger}"),
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
                    facts=(len(self.lines) - 1,),
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
    return message(f"words.triggers.{event.name}" if event.step else f"words.facts.{event.name}")


def order_rule(citation: Citation) -> Requirement:
    """Return the requirement of order, as the place in the law that prescribes the step makes it."""
    return Requirement(
        id=ORDER, check=ORDER, params=MappingProxyType({}), term=None, severity="block", citation=citation
    )


def _case(way: _Way) -> Case:
    return Case(
        id=way.id,
        track=way.track,
        stage=way.stage,
        pass_no=way.pass_no,
        facts=tuple(way.facts),
        taken=tuple(way.taken),
    )
