"""What the shipped procedures allow from where: exactly what their files say, and nothing the library adds."""

from itertools import product

import pytest
from procedure_words import WORDS

from rasoat.errors import Refused
from rasoat.workflow.machine import Machine
from rasoat.workflow.procedures import Procedure, load, shipped

TRACKS = ("village", "round")


def machines() -> list[Machine]:
    """Return the machine of each shipped procedure in each of its variants."""
    found: list[Procedure] = []
    for name in shipped():
        offered = load(name, vocabulary=WORDS).variants
        variants = [variant.id for variant in offered] or [None]
        found += [load(name, vocabulary=WORDS, variant=variant) for variant in variants]
    return [Machine(procedure) for procedure in found]


def label(machine: Machine) -> str:
    """Return a name for the test report."""
    procedure = machine.procedure
    return f"{procedure.id}-{procedure.variant.id if procedure.variant else 'only'}"


def stages(machine: Machine, track: str) -> list[str]:
    """Return the stages of a track."""
    return [stage.id for stage in machine.procedure.stages.values() if stage.track == track]


@pytest.mark.parametrize("machine", machines(), ids=label)
def test_every_pair_the_procedure_does_not_name_is_refused(machine: Machine) -> None:
    """From every stage every trigger of either track leads where the file says, or is refused with what is lawful."""
    triggers = {move.trigger for move in machine.procedure.transitions}
    pairs = 0
    for track in TRACKS:
        named = {
            (source, move.trigger): move.dest
            for move in machine.procedure.transitions
            if move.track == track
            for source in move.sources
        }
        for stage, trigger in product(stages(machine, track), triggers):
            if (stage, trigger) in named:
                assert machine.transition(track, stage, trigger).dest == named[stage, trigger]
                continue
            pairs += 1
            with pytest.raises(Refused) as refused:
                machine.transition(track, stage, trigger)
            assert refused.value.key == "transition_not_lawful"
            assert len(refused.value.details) == len(machine.lawful(track, stage))
    assert pairs > 30


@pytest.mark.parametrize("machine", machines(), ids=label)
def test_no_stage_can_be_jumped_to(machine: Machine) -> None:
    """The library's automatic triggers, which would jump past the law, do not exist."""
    for track in TRACKS:
        for here, there in product(stages(machine, track), repeat=2):
            for trigger in (f"to_{there}", f"to_stage_{there}", there, "to", "trigger", ""):
                with pytest.raises(Refused):
                    machine.transition(track, here, trigger)


@pytest.mark.parametrize("machine", machines(), ids=label)
def test_final_stages_end_the_way(machine: Machine) -> None:
    """From a final stage nothing leads on; a village goes back only together with its round."""
    for stage in machine.procedure.stages.values():
        ways = machine.lawful(stage.track, stage.id)
        if stage.final:
            assert {move.trigger for move in ways} <= {"return_for_review"}
            assert all(move.new_pass for move in ways)


def test_asking_moves_nothing() -> None:
    """A machine answers the same question the same way however often it is asked."""
    machine = next(item for item in machines() if item.procedure.kind == "periodic")
    answers = [machine.transition("village", "survey", "complete_survey").dest for _ in range(3)]
    assert answers == ["village_meeting"] * 3
