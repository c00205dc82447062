"""Every requirement can be met and unmet: each breach planted in a lawful round is found by the audit, alone."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from play import (
    AGREED,
    CLASSES,
    DOWN,
    HOUSE,
    LISTED,
    MET,
    OFFICE,
    OPINED,
    POSTED,
    REASON,
    RECOGNISED,
    SETTLED,
    TODAY,
    A,
    Act,
    Play,
    Way,
    announced,
    answered,
    changed,
    committee,
    day,
    facts_changed,
    lawful_way,
    meeting,
    objected,
    opinion,
    put_up,
    removed,
    reverified,
    surveyed,
    surveys_of,
    taken_down,
    without,
)

from rasoat.errors import Refused
from rasoat.models.database import Database
from rasoat.workflow.registry import vocabulary

WAY = lawful_way()
Findings = set[tuple[str, str, str]]
"""Trigger, requirement and status of all that the audit does not find clean."""


def inserted(way: Way, before: str, name: str, act: Act) -> Way:
    """Return a way with one more act."""
    found: Way = {}
    for key, item in way.items():
        if key == before:
            found[name] = act
        found[key] = item
    return found


def deviating(way: Way, *names: str) -> Way:
    """Return a way where some steps are taken as deviations."""
    for name in names:
        way = changed(way, name, deviation=REASON)
    return way


def shifted(way: Way, first: str, days: int) -> Way:
    """Return a way where everything from one act on happens so many days later."""
    names = list(way)
    late = names[names.index(first) :]
    return {name: act.later(days) if name in late else act for name, act in way.items()}


def without_fact(way: Way, name: str, kind: str, place: str | None = None) -> Way:
    """Return a way where one act lacks the facts of a kind (at a place)."""
    facts = tuple(
        fact for fact in way[name].facts if fact.kind != kind or (place is not None and fact.data["place"] != place)
    )
    return changed(way, name, facts=facts)


def with_objection(*following: Act) -> Way:
    """Return a way where an objection came on the day after the posting, with what followed it."""
    way = inserted(WAY, "take_down", "objection", Act(village=A, on=day(9, 22), facts=(objected(1, day(9, 22)),)))
    for number, act in enumerate(following):
        way = inserted(way, "settle", f"after-{number}", act)
    return shifted(way, "settle", 17)


def village_act(on: str, *facts: object) -> Act:
    """Return an act of village A on a day of autumn, written as month-day."""
    month, number = (int(part) for part in on.split("-"))
    return Act(village=A, on=day(month, number), facts=tuple(replace(fact, on=day(month, number)) for fact in facts))  # type: ignore[type-var]


REVERIFIED = village_act("9-29", reverified(1, DOWN))
REPOSTED = village_act("9-30", put_up(HOUSE, objection=1), put_up(OFFICE, objection=1))
REPOST_DOWN = village_act("10-5", taken_down(HOUSE, objection=1), taken_down(OFFICE, objection=1))
REPOST_EARLY = village_act("10-2", taken_down(HOUSE, objection=1), taken_down(OFFICE, objection=1))
ANSWERED = village_act("10-6", answered(1, DOWN))
LATE = village_act("10-2", reverified(1, DOWN))
REPOSTED_LATE = village_act("10-5", put_up(HOUSE, objection=1), put_up(OFFICE, objection=1))
REPOST_DOWN_LATE = village_act("10-8", taken_down(HOUSE, objection=1), taken_down(OFFICE, objection=1))
ANSWERED_LATE = village_act("10-9", answered(1, DOWN))


@dataclass(frozen=True, slots=True)
class Breach:
    """One thing done wrong: the way it is done, and what the audit must say - that, and nothing else."""

    way: Way
    found: Findings
    opened: bool = True


def meeting_with(**changes: object) -> Way:
    """Return a way where the meeting was kept otherwise."""
    return facts_changed(WAY, "meeting", "meeting_held", **changes)


def blocked(trigger: str, *rules: str, status: str = "waived") -> Findings:
    """Return findings of one step."""
    return {(trigger, rule, status) for rule in rules}


BREACHES: dict[str, Breach] = {
    "list_not_empty": Breach(
        inserted(
            deviating(WAY, "complete_list/B"),
            "complete_list/B",
            "all moved",
            Act(village="Nà Hai", on=LISTED, facts=(removed("H0005", LISTED), removed("H0006", LISTED))),
        ),
        blocked("complete_list", "list_not_empty"),
    ),
    "list_covers_managed": Breach(
        inserted(
            deviating(WAY, "complete_list"),
            "complete_list",
            "removed",
            Act(village=A, on=LISTED, facts=(removed("H0001", LISTED, "không ưa"),)),
        ),
        blocked("complete_list", "list_covers_managed"),
    ),
    "list_covers_applicants": Breach(
        inserted(
            deviating(WAY, "complete_list"),
            "complete_list",
            "removed",
            Act(village=A, on=LISTED, facts=(removed("H0007", LISTED, "không ưa"),)),
        ),
        blocked("complete_list", "list_covers_applicants"),
    ),
    "survey_complete": Breach(
        deviating(changed(WAY, "survey", facts=surveys_of(A)[1:]), "complete_survey", "approve"),
        blocked("complete_survey", "survey_complete") | blocked("approve", "no_household_lost"),
    ),
    "survey_class_follows": Breach(
        deviating(
            changed(WAY, "survey", facts=(*surveys_of(A), surveyed("H0001", **{"class": "near_poor"}))),
            "complete_survey",
        ),
        blocked("complete_survey", "survey_class_follows"),
    ),
    "quick_form_only_applicants": Breach(
        deviating(
            changed(
                WAY,
                "survey",
                facts=(*surveys_of(A), surveyed("H0002", scores=(None, None), **{"class": "non_poor"})),
            ),
            "complete_survey",
        ),
        blocked("complete_survey", "quick_form_only_applicants"),
    ),
    "survey_surveyor_named": Breach(
        changed(WAY, "survey", facts=(*surveys_of(A), surveyed("H0001", surveyor=None))),
        blocked("complete_survey", "survey_surveyor_named", status="missing"),
    ),
    "meeting_held": Breach(
        deviating(without(WAY, "meeting"), "agree_results"),
        blocked("agree_results", "meeting_held", "meeting_agreement")
        | blocked(
            "agree_results",
            "meeting_chair",
            "meeting_supervision",
            "meeting_groups",
            "meeting_minutes",
            "meeting_listed_households",
            status="missing",
        ),
    ),
    "meeting_agreement": Breach(
        deviating(meeting_with(agree={"poor": 19, "near_poor": 30, "escaped_poor": 30}), "agree_results"),
        blocked("agree_results", "meeting_agreement"),
    ),
    "meeting_disagreement": Breach(
        shifted(
            inserted(
                inserted(
                    inserted(
                        deviating(WAY, "reject") if "reject" in WAY else WAY,
                        "agree_results",
                        "reject",
                        Act(village=A, on=MET, trigger="reject_results", deviation=REASON),
                    ),
                    "agree_results",
                    "survey again",
                    Act(village=A, on=AGREED, facts=surveys_of(A, AGREED), trigger="complete_survey"),
                ),
                "agree_results",
                "meet again",
                Act(village=A, on=AGREED, facts=(meeting(on=AGREED),)),
            ),
            "agree_results",
            0,
        ),
        blocked("reject_results", "meeting_disagreement"),
    ),
    "meeting_chair": Breach(
        meeting_with(chair={"name": "Người khác", "title": None}),
        blocked("agree_results", "meeting_chair", status="contradicted"),
    ),
    "meeting_supervision": Breach(
        meeting_with(groups={**meeting().data["groups"], "front": []}, front_invited=False),
        blocked("agree_results", "meeting_supervision", status="missing"),
    ),
    "meeting_groups": Breach(
        meeting_with(groups={**meeting().data["groups"], "party": []}),
        blocked("agree_results", "meeting_groups", status="missing"),
    ),
    "meeting_minutes": Breach(meeting_with(copies=1), blocked("agree_results", "meeting_minutes", status="missing")),
    "meeting_listed_households": Breach(
        meeting_with(listed_attending=0), blocked("agree_results", "meeting_listed_households", status="contradicted")
    ),
    "posting_places": Breach(
        deviating(
            without_fact(without_fact(WAY, "post", "posting_started", HOUSE), "take_down", "posting_stopped", HOUSE),
            "take_down",
        ),
        blocked("take_down", "posting_places"),
    ),
    "posting_announced": Breach(
        without_fact(WAY, "post", "announcement_made"),
        blocked("take_down", "posting_announced", status="missing"),
    ),
    "posting_length": Breach(
        deviating(
            changed(
                WAY, "take_down", on=day(9, 23), facts=(taken_down(on=day(9, 23)), taken_down(OFFICE, on=day(9, 23)))
            ),
            "take_down",
        ),
        blocked("take_down", "posting_length"),
    ),
    "posting_evidence": Breach(
        deviating(facts_changed(WAY, "take_down", "posting_stopped", evidence=[]), "take_down"),
        blocked("take_down", "posting_evidence"),
    ),
    "posting_over": Breach(deviating(changed(WAY, "settle", on=DOWN), "settle"), blocked("settle", "posting_over")),
    "objections_reverified": Breach(
        deviating(with_objection(LATE, REPOSTED_LATE, REPOST_DOWN_LATE, ANSWERED_LATE), "settle"),
        blocked("settle", "objections_reverified"),
    ),
    "objections_reposted": Breach(
        deviating(with_objection(REVERIFIED, REPOSTED, REPOST_EARLY, ANSWERED), "settle"),
        blocked("settle", "objections_reposted"),
    ),
    "objections_answered": Breach(
        deviating(with_objection(REVERIFIED, REPOSTED, REPOST_DOWN), "settle"),
        blocked("settle", "objections_answered"),
    ),
    "villages_settled": Breach(
        inserted(
            deviating(without(WAY, "settle/B"), "approve"),
            "submit_report",
            "settle late",
            Act(village="Nà Hai", on=day(9, 29), trigger="settle"),
        ),
        blocked("approve", "villages_settled"),
    ),
    "committee_agreed": Breach(
        deviating(changed(WAY, "approve", facts=(committee(agree=5),)), "approve"),
        blocked("approve", "committee_agreed"),
    ),
    "round_in_window": Breach(
        shifted(WAY, "approve", 80), blocked("approve", "round_in_window", status="contradicted")
    ),
    "no_household_lost": Breach(
        deviating(changed(WAY, "survey/B", facts=()), "complete_survey/B", "meeting/B", "agree_results/B", "approve"),
        blocked("complete_survey", "survey_complete") | blocked("approve", "no_household_lost"),
    ),
    "report_sent": Breach(
        inserted(
            deviating(changed(WAY, "submit_report", facts=()), "submit_report"),
            "opinion",
            "nothing",
            Act(on=OPINED, facts=()),
        ),
        blocked("submit_report", "report_sent") | blocked("recognise", "opinion_in_time", status="missing"),
    ),
    "opinion_in_time": Breach(
        shifted(WAY, "opinion", 8), blocked("recognise", "opinion_in_time", status="contradicted")
    ),
    "recognition_after_opinion": Breach(
        deviating(without(WAY, "opinion"), "recognise"),
        blocked("recognise", "recognition_after_opinion") | blocked("recognise", "opinion_in_time", status="not_due"),
    ),
    "opinion_disagrees": Breach(
        {
            **without(WAY, "recognise", "close"),
            "return": Act(on=OPINED, trigger="return_for_review", send_back=(A,), deviation=REASON),
        },
        blocked("return_for_review", "opinion_disagrees"),
    ),
    "recognition_signed": Breach(
        deviating(changed(WAY, "recognise", facts=()), "recognise"), blocked("recognise", "recognition_signed")
    ),
    "official_report_sent": Breach(
        changed(WAY, "close", facts=()), blocked("close", "official_report_sent", status="missing")
    ),
}


def played(database: Database, way: Way) -> Play:
    """Return a round played that way; acts without facts and trigger are left out."""
    acts = {name: act for name, act in way.items() if act.facts or act.trigger}
    return Play(database).start().go(acts)


def test_table_has_every_registered_check() -> None:
    """No check is registered without a breach of it in the table."""
    assert BREACHES.keys() == vocabulary().checks.keys()


@pytest.mark.parametrize("check", BREACHES)
def test_planted_breach_is_found_and_nothing_else(file_database: Database, check: str) -> None:
    """A round with one thing done wrong is audited as exactly that: this step, this requirement, nothing else."""
    breach = BREACHES[check]
    play = played(file_database, breach.way)
    found = {item for item in play.breaches() if item[2] != "not_due"}
    assert found == {item for item in breach.found if item[2] != "not_due"}
    assert check in {rule for _step, rule, _status in found}


@pytest.mark.parametrize("check", [name for name in BREACHES if BREACHES[name].way])
def test_blocking_breach_is_refused_without_a_deviation(file_database: Database, check: str) -> None:
    """Where the law blocks, the same way without the declared deviation is refused at that step; else it goes through."""
    breach = BREACHES[check]
    way = {name: replace(act, deviation=None) for name, act in breach.way.items()}
    severities = {status for _step, _rule, status in breach.found}
    if "waived" not in severities:
        assert played(file_database, way).breaches()
        return
    with pytest.raises(Refused) as refused:
        played(file_database, way)
    assert refused.value.key == "transition_refused"
    assert any(detail.params["title"].key == f"checks.{check}" for detail in refused.value.details) or check in {
        "no_household_lost"
    }


def test_lawful_round_has_no_finding(file_database: Database) -> None:
    """A round that went its lawful way has nothing to find, and every check of its procedure was judged and met."""
    play = played(file_database, WAY)
    findings = play.findings()
    assert [item.rule.id for item in findings if not item.clean] == []
    judged = {item.rule.check for item in findings}
    assert judged == vocabulary().checks.keys() - {"meeting_disagreement", "opinion_disagrees"}
    assert {item.verdict.status.value for item in findings} == {"proven"}


LOOPS: dict[str, Callable[[], Way]] = {}


def test_rejecting_and_returning_are_lawful_where_they_are_due(file_database: Database) -> None:
    """The two requirements of the loops are met when the meeting disagreed, and when the upper level did."""
    way = without(WAY, "recognise", "close")
    rejected = changed(way, "meeting", facts=(meeting(agree=19),), trigger="reject_results")
    again = {
        "survey again": Act(village=A, on=MET, facts=surveys_of(A, MET), trigger="complete_survey"),
        "meet again": Act(village=A, on=AGREED, facts=(meeting(on=AGREED),)),
    }
    for name, act in again.items():
        rejected = inserted(rejected, "agree_results", name, act)
    rejected["opinion"] = Act(on=OPINED, facts=(opinion(villages=[A]),), trigger="return_for_review", send_back=(A,))
    play = played(file_database, rejected)
    assert play.breaches() == []
    loops = {item.rule.check: item.verdict.status.value for item in play.findings() if "disagree" in item.rule.check}
    assert loops["meeting_disagreement"] == "proven"
    assert loops["opinion_disagrees"] == "proven"


def test_claimed_without_a_file_is_less_than_proven(file_database: Database) -> None:
    """What only the record says is claimed; evidence makes it proven; both let the step pass."""
    way = facts_changed(WAY, "meeting", "meeting_held", evidence=[])
    play = played(file_database, way)
    found = {item.rule.id: item.verdict.status.value for item in play.findings() if item.village}
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


CONSTANTS = (CLASSES, POSTED, RECOGNISED, SETTLED, TODAY, announced)
