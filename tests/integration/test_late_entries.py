"""What is entered late, or with a slip in the day, can be put right; what came from outside keeps its true day."""

import pytest
from facts import DOWN, HOUSEHOLDS, LISTED, MET, A, B, application_rows, day, managed_rows, objected, removed
from play import Play, lawful_way

from rasoat.errors import Refused, UsageError
from rasoat.models.database import Database
from rasoat.steps import intake
from rasoat.steps.complaints import objections

WAY = lawful_way()


def step_of(play: Play, trigger: str) -> int:
    """Return the journal place of a step of village A."""
    return next(entry.seq for entry in play.entries(A, "transition") if entry.payload["trigger"] == trigger)


def test_bug_step_entered_with_todays_day_blocked_every_true_day(database: Database) -> None:
    """A step taken under the wrong day is corrected by day, and facts of the true days can then be recorded."""
    play = Play(database).start().go(WAY, until="complete_survey")
    play.step(A, day(11, 20), trigger="complete_survey")
    act = next(act for name, act in WAY.items() if name not in {"complete_list", "survey"} and act.on == MET)
    with pytest.raises(Refused) as refused:
        play.act(act)
    assert refused.value.key == "date_before_previous"
    play.correct(step_of(play, "complete_survey"), on=day(9, 16))
    assert play.case(A).taken[-1].on == day(9, 16)
    play.act(act)
    assert play.case(A).facts[-1].on == MET


def test_only_the_day_of_a_step_is_corrected(database: Database) -> None:
    """What a step did is not rewritten, and its day stays between the steps around it."""
    play = Play(database).start().go(WAY, until="settle")
    seq = step_of(play, "complete_survey")
    with pytest.raises(Refused) as refused:
        play.correct(seq, annul=True)
    assert refused.value.key == "not_correctable"
    with pytest.raises(UsageError) as usage:
        play.correct(seq, on=day(12, 1))
    assert usage.value.key == "step_day_out_of_order"


def test_bug_timely_objection_entered_after_the_posting_came_down_was_refused(database: Database) -> None:
    """An objection of a posting day, entered when the village has moved on, keeps its day and is in time."""
    play = Play(database).start().go(WAY, until="settle")
    play.step(A, DOWN, objected(1, day(9, 23)))
    (found,) = objections(play.view(A, day(9, 30)))
    assert (found.filed.on, found.timely) == (day(9, 23), True)


def test_bug_village_without_managed_households_could_not_close_its_list(database: Database) -> None:
    """The managed list says by its silence that nobody in a village is on it; who applied there is reviewed."""
    play = Play(database).open()
    rows = [row for row in managed_rows() if row["village"] == B]
    intake.take_managed(database, play.round, rows, LISTED, play.author())
    intake.take_applications(database, play.round, application_rows(LISTED), play.author())
    outcome = play.step(A, LISTED, trigger="complete_list")
    assert outcome.stage == "survey"


def test_bug_village_with_nobody_to_review_held_up_the_commune(database: Database) -> None:
    """A village where nobody is left to review does not keep the round open."""
    play = Play(database).start()
    play.step(A, LISTED, *(removed(ref, LISTED) for ref in HOUSEHOLDS[A]))
    play.go({name: act for name, act in WAY.items() if name.endswith("/B")})
    assert play.act(WAY["approve"]).stage == "commune_approval"
