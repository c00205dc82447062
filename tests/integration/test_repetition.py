"""A command that is sent twice acts once, and its id serves nothing else."""

import pytest
from facts import (
    AGREED,
    LISTED,
    MET,
    POSTED,
    ROUND,
    A,
    B,
    announced,
    application_rows,
    day,
    managed_rows,
    meeting,
    objected,
    opinion,
    put_up,
)
from play import Play, lawful_way

from rasoat.errors import UsageError
from rasoat.models.database import Database
from rasoat.steps import intake
from rasoat.steps.filing import file_objection
from rasoat.steps.rounds import OpenRound, open_round
from rasoat.workflow.engine import Step, perform_all

WAY = lawful_way()


def at(database: Database, act: str) -> Play:
    """Return a round led the lawful way up to, but not with, an act."""
    return Play(database).start().go(WAY, until=act)


def test_repeated_command_changes_nothing(database: Database) -> None:
    """The same step under the same command id is done once; the second time returns the same entries."""
    play = at(database, "take_down")
    act = WAY["take_down"]
    first = play.act(act, command_id="lệnh-1")
    before = play.snapshot()
    second = play.act(act, command_id="lệnh-1")
    assert second.entries == first.entries
    assert (first.repeated, second.repeated) == (False, True)
    assert second.stage == "complaints"
    assert play.snapshot() == before


@pytest.mark.parametrize("fact", [announced(), put_up()], ids=["announcement", "posting"])
def test_repeated_fact_changes_nothing(database: Database, fact: object) -> None:
    """A fact sent twice under one command id is recorded once, also where two of its kind would be allowed."""
    play = at(database, "post")
    first = play.step(A, POSTED, fact, command_id="lệnh-2")
    before = play.snapshot()
    assert play.step(A, POSTED, fact, command_id="lệnh-2").entries == first.entries
    assert play.snapshot() == before


def test_repeated_import_and_objection_change_nothing(database: Database) -> None:
    """A list, and an objection whose number the program gives, are taken once under one command id."""
    play = Play(database).open()
    taken = [
        intake.take_managed(database, ROUND, managed_rows(), LISTED, play.author(), command_id="ds") for _ in range(2)
    ]
    assert [o.entries for o in taken[0]] == [o.entries for o in taken[1]]
    applied = [
        intake.take_applications(database, ROUND, application_rows(LISTED), play.author(), command_id="gdn")
        for _ in range(2)
    ]
    assert [o.entries for o in applied[0]] == [o.entries for o in applied[1]]
    play.go(WAY, until="take_down")
    data = {name: value for name, value in objected(1, POSTED).data.items() if name != "no"}
    filed = [file_objection(database, ROUND, A, day(9, 22), data, play.author(), "pa") for _ in range(2)]
    assert filed[0].entries == filed[1].entries
    assert len(play.entries(A, "objection_filed")) == 1


def test_repeated_return_for_review_changes_nothing(database: Database) -> None:
    """A return that records the opinion and sends villages back in one step is repeatable like any other."""
    play = at(database, "opinion")
    disagrees = opinion(villages=[A])
    first = play.step(None, day(10, 1), disagrees, trigger="return_for_review", send_back=(A,), command_id="tr")
    before = play.snapshot()
    again = play.step(None, day(10, 1), disagrees, trigger="return_for_review", send_back=(A,), command_id="tr")
    assert again.entries == first.entries
    assert play.snapshot() == before


def test_repeated_opening_of_a_round_changes_nothing(database: Database) -> None:
    """A round opened twice under one command id is one round."""
    play = Play(database).open()
    before = play.snapshot()
    order = OpenRound(
        commune=None,
        procedure="qd24-periodic-two-tier",
        ordered_by="Kế hoạch số 180/KH-UBND",
        variant="province_opinion",
        year=2026,
        on=day(9, 7),
        code=ROUND,
        command_id=f"open-{ROUND}",
    )
    assert open_round(database, order, play.author()) == ROUND
    assert play.snapshot() == before


@pytest.mark.parametrize(
    "other",
    [
        {"village": A, "on": MET, "trigger": "reject_results"},
        {"village": A, "on": MET, "trigger": "agree_results", "facts": (meeting(),)},
        {"village": A, "on": AGREED, "facts": (meeting(agree=31),)},
        {"village": A, "on": AGREED, "facts": (meeting(on=AGREED),)},
        {"village": B, "on": MET, "facts": (meeting(B),)},
        {"village": A, "on": MET, "facts": (meeting(), meeting(agree=31))},
    ],
    ids=["other trigger", "more", "other data", "other day", "other village", "one more fact"],
)
def test_command_id_of_another_step_is_refused(database: Database, other: dict[str, object]) -> None:
    """A command id that was used for another step is a usage error, and nothing of the new step is done."""
    play = at(database, "meeting")
    play.go({name: act for name, act in WAY.items() if name in {"complete_list/B", "survey/B", "complete_survey/B"}})
    play.step(A, MET, meeting(), command_id="lệnh-3")
    before = play.snapshot()
    with pytest.raises(UsageError) as refused:
        perform_all(database, [Step(round=ROUND, command_id="lệnh-3", **other)], play.author())
    assert refused.value.key == "command_id_reused"
    assert play.snapshot() == before


def test_command_id_of_more_than_this_step_is_refused(database: Database) -> None:
    """A step that repeats only a part of what its command id did is another step."""
    play = at(database, "meeting")
    play.step(A, MET, meeting(), trigger="agree_results", command_id="lệnh-4")
    with pytest.raises(UsageError) as refused:
        play.step(A, MET, meeting(), command_id="lệnh-4")
    assert refused.value.key == "command_id_reused"


def test_command_id_used_twice_at_once_is_refused(database: Database) -> None:
    """Two steps of one transaction under one command id are refused, and neither is done."""
    play = at(database, "complete_list")
    before = play.snapshot()
    steps = [Step(round=ROUND, village=name, on=LISTED, trigger="complete_list", command_id="x") for name in (A, B)]
    with pytest.raises(UsageError) as refused:
        perform_all(database, steps, play.author())
    assert refused.value.key == "command_id_reused"
    assert play.snapshot() == before


def test_command_id_of_a_step_does_not_open_or_correct(database: Database) -> None:
    """A command id that a step used is refused for opening a round and for a correction."""
    play = at(database, "meeting")
    outcome = play.step(A, MET, meeting(), command_id="lệnh-5")
    before = play.snapshot()
    order = OpenRound(
        commune=None,
        procedure="qd24-periodic-two-tier",
        variant=None,
        year=2026,
        on=day(9, 7),
        command_id="lệnh-5",
        ordered_by="Kế hoạch số 180/KH-UBND",
    )
    with pytest.raises(UsageError) as opening:
        open_round(database, order, play.author())
    with pytest.raises(UsageError) as correcting:
        play.correct(outcome.entries[0].seq, attendees=41, command_id="lệnh-5")
    assert (opening.value.key, correcting.value.key) == ("command_id_reused", "command_id_reused")
    assert play.snapshot() == before


def test_long_command_id_is_refused(database: Database) -> None:
    """A command id longer than the journal keeps is refused on every database; the longest that fits is kept."""
    play = at(database, "complete_list")
    with pytest.raises(UsageError) as refused:
        play.step(A, LISTED, trigger="complete_list", command_id="x" * 81)
    assert refused.value.key == "command_id_long"
    assert play.step(A, LISTED, trigger="complete_list", command_id="x" * 80).entries[0].command_id == "x" * 80
