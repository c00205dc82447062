"""Every requirement can be met and unmet: each breach planted in a lawful round is found by the audit, alone."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from breaches import BREACHES, rejected
from facts import OPINED, POSTED, A, day, meeting, objected, opinion
from monthly import BREACHES as MONTHLY
from play import Act, Play, Way, changed, facts_changed, keep_points, lawful_way, without
from stories import planted

from rasoat.errors import Refused
from rasoat.messages import message
from rasoat.models.database import Database
from rasoat.workflow.auditing import audit_case
from rasoat.workflow.procedures import load
from rasoat.workflow.registry import vocabulary
from rasoat.workflow.todo import tasks

WAY = lawful_way()


def checks_here() -> set[str]:
    """Return the checks that the procedure of the tests' round names."""
    procedure = load("qd24-periodic-two-tier", vocabulary=vocabulary(), variant="province_opinion")
    return {rule.check for rule in procedure.requirements.values()}


def played(database: Database, way: Way, corrected: Mapping[str, Any] | None = None, *, points: bool = False) -> Play:
    """Return a round played that way, then the survey of H0001 corrected; empty acts are left out.

    With `points` a point table was loaded before.
    """
    if points:
        keep_points(database)
    acts = {name: act for name, act in way.items() if act.facts or act.trigger}
    play = Play(database, photographed=POSTED).start().go(acts)
    if corrected:
        target = next(entry for entry in play.entries(A, "household_surveyed") if entry.payload["ref"] == "H0001")
        play.correct(target.seq, **corrected)
    return play


def named_in(refused: Refused) -> set[str]:
    """Return the checks whose titles a refusal tells, alone or gathered under one cause."""
    told = "\n".join(detail.render() for detail in refused.details)
    return {name for name in vocabulary().checks if message(f"checks.{name}").render() in told}


def test_table_has_every_registered_check() -> None:
    """No check is registered without a breach of it, in the table or in a story of another procedure."""
    assert BREACHES.keys() | planted() | MONTHLY.keys() == vocabulary().checks.keys()
    assert BREACHES.keys() >= checks_here()


@pytest.mark.parametrize("check", BREACHES)
def test_planted_breach_is_found_and_nothing_else(file_database: Database, check: str) -> None:
    """A round with one thing done wrong is audited as exactly that: this step, this requirement, nothing else."""
    breach = BREACHES[check]
    play = played(file_database, breach.way, breach.corrected, points=breach.points)
    found = {item for item in play.breaches() if item[2] != "not_due"}
    assert found == {item for item in breach.found if item[2] != "not_due"}
    wrong = {item.rule.check for item in play.findings() if not item.clean}
    assert check in wrong


@pytest.mark.parametrize("check", BREACHES)
def test_breach_that_blocks_needs_a_deviation(file_database: Database, check: str) -> None:
    """Where the law blocks, the same way without a deviation is refused at that step; where it warns, it goes on."""
    breach = BREACHES[check]
    way = {name: replace(act, deviation=None) for name, act in breach.way.items()}
    if "waived" not in {status for _step, _rule, status in breach.found}:
        assert played(file_database, way, breach.corrected, points=breach.points).breaches()
        return
    with pytest.raises(Refused) as refused:
        played(file_database, way, points=breach.points)
    assert refused.value.key == "transition_refused"
    named = named_in(refused.value)
    assert named & {rule for _step, rule, status in breach.found if status == "waived"}


def test_lawful_round_has_no_finding(file_database: Database) -> None:
    """A round that went its lawful way has nothing to find, and every check of its procedure was judged and met."""
    play = played(file_database, WAY)
    findings = play.findings()
    assert [item.rule.id for item in findings if not item.clean] == []
    judged = {item.rule.check for item in findings}
    assert judged == checks_here() - {"meeting_disagreement", "opinion_disagrees"}
    assert {item.verdict.status.value for item in findings} == {"proven"}


def test_rejecting_and_returning_are_lawful_where_they_are_due(file_database: Database) -> None:
    """The two requirements of the loops are met when the meeting disagreed, and when the upper level did."""
    way = without(changed(rejected(), "meeting", facts=(meeting(agree=19),)), "recognise", "close")
    back = Act(on=OPINED, facts=(opinion(villages=[A]),), trigger="return_for_review", send_back=(A,))
    play = played(file_database, {**way, "opinion": back})
    assert play.breaches() == []
    loops = {item.rule.check: item.verdict.status.value for item in play.findings() if "disagree" in item.rule.check}
    assert loops == {"meeting_disagreement": "proven", "opinion_disagrees": "proven"}


def test_claimed_without_a_file_is_less_than_proven(file_database: Database) -> None:
    """What only the record says is claimed; evidence makes it proven; both let the step pass."""
    way = facts_changed(WAY, "meeting", "meeting_held", evidence=[])
    play = played(file_database, way)
    found = {item.rule.id: item.verdict.status.value for item in play.findings() if item.subject.name == A}
    assert found["meeting_held"] == "claimed"
    assert play.breaches() == []


def test_not_done_yet_is_not_due(file_database: Database) -> None:
    """What a case merely waits for is not due in the audit, while a term that has passed is a breach."""
    play = Play(file_database).start().go(WAY, until="agree_results")
    assert {status for _step, _rule, status in play.breaches()} <= {"not_due"}
    play.go({"agree_results": WAY["agree_results"], "post": WAY["post"]})
    play.step(A, day(9, 22), objected(1, day(9, 22)))
    play.go({"take_down": WAY["take_down"]})
    before = {item.rule.id: item.verdict.status.value for item in play.findings(day(10, 1)) if item.step_on is None}
    assert before["objections_reverified"] == "not_due"
    after = {item.rule.id: item.verdict.status.value for item in play.findings(day(10, 2)) if item.step_on is None}
    assert after["objections_reverified"] == "contradicted"


STEPS = [name for name, act in WAY.items() if act.trigger]


@pytest.mark.parametrize("name", STEPS)
def test_guard_advice_and_audit_agree(file_database: Database, name: str) -> None:
    """What refuses a step, what the to-do list says of it and what the audit says are the same requirements."""
    names = list(WAY)
    facts = [item for item in names[: names.index(name)] if WAY[item].trigger]
    last = names.index(facts[-1]) + 1 if facts else 0
    play = Play(file_database).start().go({item: WAY[item] for item in names[:last]})
    act = WAY[name]
    with play.desk() as desk:
        row = desk.row_of(desk.file.village_named(act.village) if act.village else None)
        (task,) = (item for item in tasks(desk, act.on) if item.subject == desk.subject(row))
        waiting = [item for item in audit_case(desk, row, act.on) if item.step_on is None and item.verdict.cure]
    advised = {item.rule.check for item in task.unmet}
    assert advised == {item.rule.check for item in waiting}
    if task.ready:
        assert play.step(act.village, act.on, trigger=act.trigger).stage
        return
    with pytest.raises(Refused) as refused:
        play.step(act.village, act.on, trigger=act.trigger)
    assert named_in(refused.value) == advised
