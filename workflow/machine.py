"""The `transitions` library as a flyweight: one machine per track and procedure, no case ever attached.

It is the judge of what is lawful from where; it holds no case, no session, no clock, no callback. Its traps
(auto transitions, `add_model`, silent False) are kept behind this module; see docs/decisions.md.
"""

import logging
from typing import Any

import transitions

from rasoat.errors import Refused
from rasoat.messages import Message, message
from rasoat.workflow.citations import Text
from rasoat.workflow.procedure_names import trigger_title
from rasoat.workflow.procedures import Citation, Procedure, Transition

logging.getLogger("transitions").setLevel(logging.WARNING)


class _Token:
    """What the library moves: the stage of one case, thrown away after each question."""

    __slots__ = ("stage",)

    def __init__(self, stage: str) -> None:
        self.stage = stage


def cited(citation: Citation) -> Text:
    """Return a citation as a text in both languages."""
    return Text(vi=citation.short("vi"), en=citation.short("en"))


class Machine:
    """The transitions of one procedure."""

    def __init__(self, procedure: Procedure) -> None:
        self.procedure = procedure
        self._tracks = {track: _library_machine(procedure, track) for track in ("village", "round")}
        self._found: dict[tuple[str, str, str], Transition] = {}

    def lawful(self, track: str, stage: str) -> tuple[Transition, ...]:
        """Return the transitions that leave `stage`, in the order of the procedure file."""
        return tuple(item for item in self.procedure.transitions if item.track == track and stage in item.sources)

    def transition(self, track: str, stage: str, trigger: str) -> Transition:
        """Return the transition that `trigger` takes from `stage`; the library is asked once for each way.

        Raises:
            Refused: the procedure has no such transition there.
        """
        way = (track, stage, trigger)
        if way not in self._found:
            self._found[way] = self._ask(track, stage, trigger)
        return self._found[way]

    def _ask(self, track: str, stage: str, trigger: str) -> Transition:
        event = self._tracks[track].events.get(trigger)
        token = _Token(stage)
        try:
            moved = event is not None and event.trigger(token)
        except transitions.MachineError:
            moved = False
        if not moved:
            raise self._refused(track, stage, trigger)
        found = next(item for item in self.lawful(track, stage) if item.trigger == trigger)
        if found.dest != token.stage:
            raise self._refused(track, stage, trigger)
        return found

    def follows_round(self, trigger: str) -> bool:
        """Return whether a village takes this transition only together with the round's of the same name."""
        return trigger in self._tracks["round"].events

    def sends_back(self, track: str, trigger: str) -> bool:
        """Return whether this transition of the round takes villages along."""
        return track == "round" and trigger in self._tracks["village"].events

    def loops(self, track: str, trigger: str) -> bool:
        """Return whether a trigger starts a new pass."""
        return any(
            item.new_pass for item in self.procedure.transitions if (item.track, item.trigger) == (track, trigger)
        )

    def _refused(self, track: str, stage: str, trigger: str) -> Refused:
        ways = [self._way(item) for item in self.lawful(track, stage)]
        here = self.procedure.stages[stage]
        return Refused(
            "transition_not_lawful",
            trigger=trigger_title(trigger),
            stage=here.title,
            basis=cited(here.citation),
            details=ways,
        )

    def _way(self, item: Transition) -> Message:
        return message(
            "words.triggers.way",
            trigger=item.trigger,
            title=trigger_title(item.trigger),
            basis=cited(item.citation),
        )


def _library_machine(procedure: Procedure, track: str) -> Any:
    rules = [
        {"trigger": item.trigger, "source": list(item.sources), "dest": item.dest}
        for item in procedure.transitions
        if item.track == track
    ]
    stages = [stage.id for stage in procedure.stages.values() if stage.track == track]
    return transitions.Machine(
        model=None,
        states=stages,
        initial=None,
        transitions=rules,
        auto_transitions=False,
        send_event=True,
        queued=False,
        model_attribute="stage",
    )


_machines: dict[tuple[str, str | None], Machine] = {}


def machine_of(procedure: Procedure) -> Machine:
    """Return the machine of a procedure, built once per version and variant."""
    key = (procedure.digest, procedure.variant.id if procedure.variant else None)
    if key not in _machines:
        _machines[key] = Machine(procedure)
    return _machines[key]
